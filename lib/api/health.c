#include "amiss.h"
#include "clean.h"
#include "err.h"
#include "gzip.h"
#include "health.h"
#include "limit.h"
#include "own.h"
#include "parse.h"
#include "unpack.h"

struct health {
	struct req	*r;
	const char	*error;
};

static int
tell(void *arg, const char *p, size_t n)
{
	struct health *h = arg;

	return request_reply(h->r, h->error == NULL ? 200 : 503, "application/json", p, n);
}

static int
ask(struct health *h, struct store *st)
{
	return store_query(st, h->r->route->sql, ARGS(TEXT("version", VERSION),
	    TEXT("error", h->error), TEXT("zlib", gzip_version()),
	    TEXT("expat", parse_version()), TEXT("libarchive", unpack_version()),
	    TEXT("settings", amiss_lines(h->r->mem))), tell, h);
}

/* By a look of its own, which waits for nobody; and what the worker's store remembers. */
static int
look(struct health *h)
{
	struct store *st = store_open(request_db(h->r), STORE_LOOK), *kept;
	int rv = -1;

	if (st != NULL && (kept = request_store(h->r)) != NULL && store_trust(kept) == 0 &&
	    own_check(request_db(h->r)) == 0)
		rv = ask(h, st);
	store_close(st);
	return rv;
}

int
health_get(struct req *r)
{
	struct health h = { r, NULL };

	if (look(&h) == 0 || r->replied)
		return 0;
	h.error = clean_text(err_text(), MAX_LINE, r->mem);
	return ask(&h, request_blank(r));
}
