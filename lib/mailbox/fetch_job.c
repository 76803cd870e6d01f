#include <string.h>

#include "arena.h"
#include "clean.h"
#include "err.h"
#include "fetch_job.h"
#include "limit.h"
#include "sql.h"

int
fetch_job_begin(struct store *st, const char *by, int64_t *id)
{
	if (store_enter(st) == -1)
		return -1;
	return store_leave(st, store_exec(st, &sql_job_broken, NULL) == -1 ? -1 :
	    store_query(st, &sql_job_begin, ARGS(TEXT("by", by)), store_get_int, id));
}

int
fetch_job_fail(struct store *st, const char *by)
{
	int64_t id;

	if (store_enter(st) == -1 || store_leave(st, store_query(st, &sql_job_begin,
	    ARGS(TEXT("by", by)), store_get_int, &id)) == -1)
		return -1;
	return fetch_job_end(st, id, "failed");
}

int
fetch_job_note(struct store *st, int64_t id, const struct fetch_job_counts *c)
{
	return store_exec(st, &sql_job_note, ARGS(INT("id", id), INT("total", c->total),
	    INT("seen", c->seen), INT("imported", c->imported), INT("duplicate", c->duplicate),
	    INT("other", c->other), INT("failed", c->failed), INT("ignored", c->ignored)));
}

int
fetch_job_stops(struct store *st, int64_t id)
{
	int64_t stop = 0;

	return store_query(st, &sql_job_stops, ARGS(INT("id", id)), store_get_int, &stop) == -1 ?
	    -1 : stop != 0;
}

int
fetch_job_end(struct store *st, int64_t id, const char *state)
{
	int failed = strcmp(state, "failed") == 0;
	struct arena *mem = arena_new();
	int rv = store_change(st, &sql_job_end, ARGS(INT("id", id), TEXT("state", state),
	    TEXT("code", failed ? err_code(err_kind()) : NULL),
	    TEXT("message", failed ? clean_text(err_text(), MAX_LINE, mem) : NULL)));

	arena_free(mem);
	return rv;
}
