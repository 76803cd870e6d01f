#include "engine.h"
#include "sqlite.h"
#include "sqlite_facts.h"
#include "sqlite_forget.h"
#include "sqlite_look.h"
#include "sqlite_senders.h"
#include "sqlite_verify.h"
#include "sqlite_writing.h"

/* The engine whose reports are in the store's own file: its transaction is the state's. */
static int
open_views(struct store *st, const char *address)
{
	size_t i;

	(void)address;
	for (i = 0; sqlite_views[i] != NULL; i++)
		if (store_run(st, sqlite_views[i]->text) == -1)
			return -1;
	return 0;
}

static void
close_writing(struct store *st)
{
	writing_free(st->writing);
}

static int
find_version(struct store *st, int64_t *n)
{
	static const struct sql version = { "data_version", "PRAGMA data_version" };

	return store_query(st, &version, NULL, store_get_int, n);
}

const struct engine engine_sqlite = {
	.scheme = NULL,
	.open = open_views,
	.close = close_writing,
	.ask = facts_ask,
	.stream = stream_rows,
	.senders = senders_tell,
	.look = look_open,
	.look_each = look_each,
	.look_keep = look_keep,
	.look_close = look_close,
	.look_fresh = look_fresh,
	.begin = writing_begin,
	.add = writing_add,
	.end = writing_end,
	.abort = writing_abort,
	.commit = writing_commit,
	.forget = forget_report,
	.expire = forget_expired,
	.version = find_version,
	.check = verify_check,
};
