#include <inttypes.h>
#include <stdio.h>

#include "err.h"
#include "names.h"
#include "names_api.h"
#include "sql.h"

int
names_post(struct req *r)
{
	struct store *st = request_store(r);
	struct names_sum sum;

	if (st == NULL || names_run(st, NULL, r->mem, &sum) == -1)
		return -1;
	return store_query(st, &sql_ptr_answer, ARGS(INT("on", sum.on), INT("busy", sum.busy),
	    INT("named", sum.named), INT("nameless", sum.nameless), INT("away", sum.away),
	    INT("left", sum.left)), request_json, r);
}

static int
run_names(struct store *st, struct arena *mem)
{
	struct names_sum sum;

	if (names_run(st, stdout, mem, &sum) == -1)
		return -1;
	if (sum.busy)
		puts("another look-up of names is running");
	else if (!sum.on)
		puts("names are not looked up: PTR_LOOKUP is not 1");
	else
		printf("%" PRId64 " named, %" PRId64 " without a name, %" PRId64 " not answered, %"
		    PRId64 " left for the next run\n", sum.named, sum.nameless, sum.away, sum.left);
	if (sum.networks != -1)
		printf("%" PRId64 " networks by their holders\n", sum.networks);
	return sum.away + sum.left > 0;
}

int
names_command(const char *db, int argc, char **argv)
{
	struct arena *mem;
	struct store *st;
	int rv;

	(void)argv;
	if (argc != 1)
		return fail(ERR_PARAM, "usage: dmarc-cron names");
	if ((st = store_open(db, STORE_WRITE)) == NULL)
		return -1;
	mem = arena_new();
	rv = run_names(st, mem);
	arena_free(mem);
	store_close(st);
	return rv;
}
