#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "err.h"
#include "names.h"
#include "names_api.h"
#include "self.h"
#include "setting.h"

/* DNS may take minutes, which no thread of a server has. */
int
names_post(struct req *r)
{
	const char *said;
	int64_t on = 0;

	if (setting_number(&on, NULL, SETTING_PTR_LOOKUP) == -1)
		return -1;
	on |= setting_text(NULL, SETTING_ASN_MMDB) != NULL;
	if (on && self_start("names", NULL, -1, request_stays(r)) == -1)
		return -1;
	said = on ? "{\"on\":true}" : "{\"on\":false}";
	return request_reply(r, 202, "application/json", said, strlen(said));
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

	if (argc > 2)
		return fail(ERR_PARAM, "usage: dmarc-cron names");
	if (argc == 2 && self_tie(argv[1]) == -1)
		return -1;
	if ((st = store_open(db, STORE_WRITE)) == NULL)
		return -1;
	mem = arena_new();
	rv = run_names(st, mem);
	arena_free(mem);
	store_close(st);
	return rv;
}
