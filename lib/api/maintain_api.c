#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "err.h"
#include "maintain.h"
#include "maintain_api.h"
#include "sql.h"

static int
say_step(void *to, const char *step, const char *said, int64_t ms)
{
	if (fprintf(to, "%-10s %s (%" PRId64 " ms)\n", step, said, ms) < 0 || fflush(to) == EOF)
		return failsys("standard output");
	return 0;
}

int
maintain_command(const char *db, int argc, char **argv)
{
	struct arena *mem;
	struct store *st;
	int sure = argc == 2 && strcmp(argv[1], "--clock-is-right") == 0, rv;

	if (argc != 1 + sure)
		return fail(ERR_PARAM, "usage: dmarc-cron maintain [--clock-is-right]");
	if ((st = store_open(db, STORE_WRITE)) == NULL)
		return -1;
	mem = arena_new();
	rv = maintain_run(st, mem, sure, say_step, stdout);
	arena_free(mem);
	store_close(st);
	return rv;
}

struct steps {
	struct req	*r;
	const char	*json;
};

static int
keep_json(void *arg, const char *p, size_t n)
{
	struct steps *s = arg;

	s->json = arena_strndup(s->r->mem, p, n);
	return 0;
}

static int
add_step(void *arg, const char *step, const char *said, int64_t ms)
{
	struct steps *s = arg;

	return store_query(request_blank(s->r), &sql_maintain_step, ARGS(TEXT("steps", s->json),
	    TEXT("step", step), TEXT("said", said), INT("ms", ms)), keep_json, s);
}

int
maintain_post(struct req *r)
{
	struct steps s = { r, "{\"steps\":[]}" };
	struct store *st = request_store(r);

	if (st == NULL || maintain_run(st, r->mem, 0, add_step, &s) == -1)
		return -1;
	return request_json(r, s.json, strlen(s.json));
}
