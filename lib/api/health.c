#include "clean.h"
#include "err.h"
#include "gzip.h"
#include "health.h"
#include "limit.h"
#include "own.h"
#include "parse.h"
#include "setting_stray.h"
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

/* A line each, or NULL. */
static const char *
strays(struct arena *mem)
{
	const char *all = NULL, *stray;
	size_t at = 0;

	while ((stray = setting_stray(&at, mem)) != NULL)
		all = all == NULL ? stray : arena_printf(mem, "%s\n%s", all, stray);
	return all;
}

static int
ask(struct health *h, struct store *st)
{
	return store_query(st, h->r->route->sql, ARGS(TEXT("version", VERSION),
	    TEXT("error", h->error), TEXT("zlib", gzip_version()),
	    TEXT("expat", parse_version()), TEXT("libarchive", unpack_version()),
	    TEXT("settings", strays(h->r->mem))), tell, h);
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
