#include <string.h>

#include "arena.h"
#include "clean.h"
#include "err.h"
#include "fetch_job.h"
#include "limit.h"
#include "sql.h"

int
fetch_job_begin(struct store *st, const char *mailbox, const char *by, int64_t *id)
{
	const struct arg *args = ARGS(TEXT("mailbox", mailbox), TEXT("by", by));

	if (store_enter(st) == -1)
		return -1;
	return store_leave(st, store_exec(st, &sql_job_broken, args) == -1 ? -1 :
	    store_query(st, &sql_job_begin, args, store_get_int, id));
}

int
fetch_job_broken(struct store *st, const char *mailbox)
{
	return store_change(st, &sql_job_broken, ARGS(TEXT("mailbox", mailbox)));
}

int
fetch_job_fail(struct store *st, const char *mailbox, const char *by)
{
	int64_t id;

	if (store_enter(st) == -1 || store_leave(st, store_query(st, &sql_job_begin,
	    ARGS(TEXT("mailbox", mailbox), TEXT("by", by)), store_get_int, &id)) == -1)
		return -1;
	return fetch_job_end(st, id, "failed");
}

int
fetch_job_running(struct store *st, const char *mailbox, int64_t *id)
{
	*id = 0;
	return store_query(st, &sql_job_running, ARGS(TEXT("mailbox", mailbox)), store_get_int, id);
}

struct running {
	struct accounts	*accounts;
	struct arena	*mem;
};

static int
add_running(void *arg, const char *p, size_t n)
{
	struct running *r = arg;

	accounts_add(r->accounts, arena_strndup(r->mem, p, n), r->mem);
	return 0;
}

int
fetch_job_all_running(struct store *st, struct accounts *a, struct arena *mem)
{
	struct running r = { a, mem };

	*a = (struct accounts){ .count = 0 };
	return store_query(st, &sql_jobs_running, NULL, add_running, &r);
}

int
fetch_job_mailbox(struct store *st, int64_t id, const char **mailbox, struct arena *mem)
{
	struct kept kept = { .mem = mem };
	int rv = store_query(st, &sql_job_mailbox, ARGS(INT("id", id)), store_keep, &kept);

	*mailbox = kept.text;
	return rv;
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
