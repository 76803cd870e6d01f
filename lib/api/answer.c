#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "answer.h"
#include "cache.h"
#include "err.h"
#include "filter.h"
#include "gzip.h"
#include "hash.h"
#include "original.h"
#include "readiness.h"
#include "source.h"

#define DAY	86400

/* What the query string asks, and some more; or NULL. */
static const struct arg *
read_question(struct req *r, int64_t today, const struct arg *more)
{
	const struct arg *asked = filter_parse(r->query, r->route->takes, today, r->mem);

	return asked != NULL ? args_join(r->mem, asked, more) : NULL;
}

static int
missing(const struct req *r)
{
	return fail(ERR_NOT_FOUND, "nothing has the id %s", r->id);
}

static int
reply_tagged(struct req *r, const char *body, size_t len)
{
	struct hash h = hash_bytes(body, len);
	const char *tag = arena_printf(r->mem, "\"%016" PRIx64 "\"", h.low);

	request_header(r, "ETag", tag);
	if (strstr(request_env(r, "HTTP_IF_NONE_MATCH"), tag) != NULL)
		return request_reply(r, 304, NULL, NULL, 0);
	return request_reply(r, 200, "application/json", body, len);
}

int
answer_told(struct req *r, answer_more more)
{
	const struct arg *args, *told;
	struct kept a = { .mem = r->mem };
	int64_t today = time(NULL) / DAY, version;
	struct store *st;
	const char *key;

	key = arena_printf(r->mem, "%" PRId64 " %s?%s", today, r->path, r->query);
	if ((st = request_store(r)) == NULL || store_version(st, &version) == -1)
		return -1;
	if ((a.text = cache_find(r->cache, key, version, &a.len)) != NULL)
		return reply_tagged(r, a.text, a.len);
	if ((args = read_question(r, today, ARGS(TEXT("id", r->id)))) == NULL ||
	    more(r, st, args, &told) == -1 ||
	    store_query(st, r->route->sql, args_join(r->mem, told, args), store_keep, &a) == -1)
		return -1;
	if (a.text == NULL)
		return missing(r);
	cache_put(r->cache, key, version, a.text, a.len);
	return reply_tagged(r, a.text, a.len);
}

static int
no_more(struct req *r, struct store *st, const struct arg *asked, const struct arg **told)
{
	(void)r, (void)st, (void)asked;
	*told = NULL;
	return 0;
}

int
answer_json(struct req *r)
{
	return answer_told(r, no_more);
}

static int
tell_readiness(struct req *r, struct store *st, const struct arg *asked, const struct arg **told)
{
	struct arg ready[READINESS_ARGS];

	(void)st, (void)asked;
	if (readiness_args(ready) == -1)
		return -1;
	*told = args_join(r->mem, ready, NULL);
	return 0;
}

int
answer_judged(struct req *r)
{
	return answer_told(r, tell_readiness);
}

static int
write_unpacked(struct req *r, struct spool *gz)
{
	struct source *in = source_spool(gz);
	struct gunzip *z = gunzip_open(in, NULL);
	const void *p;
	ssize_t n = -1;

	if (z == NULL || request_begin(r, "text/plain; charset=utf-8") == -1)
		goto out;
	while ((n = source_read(gunzip_source(z), &p)) > 0)
		if (request_write(r, p, n) == -1) {
			n = -1;
			break;
		}
	if (n == 0 && gunzip_cut(z))
		n = fail(ERR_SYSTEM, "the original of report %s is cut short", r->id);
out:
	gunzip_close(z);
	source_free(in);
	return n == -1 ? -1 : 0;
}

int
answer_original(struct req *r)
{
	struct spool *gz = spool_new(SPOOL_MEMORY);
	struct store *st = request_store(r);
	int rv = -1;

	if (st == NULL || original_read(st, r->id, gz) == -1)
		goto out;
	rv = spool_size(gz) == 0 ? missing(r) : write_unpacked(r, gz);
out:
	spool_free(gz);
	return rv;
}
