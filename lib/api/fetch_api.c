#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#include "accounts.h"
#include "alarm.h"
#include "clean.h"
#include "err.h"
#include "fetch.h"
#include "fetch_api.h"
#include "fetch_from.h"
#include "filter.h"
#include "limit.h"
#include "self.h"
#include "sql.h"

#define TRIES	500			/* until who has the lock has its row, or lets go */
#define PAUSE	20000000		/* ns */

struct start {				/* of a fetch */
	const char	*mailbox;
	const char	*by;
	int64_t		 id;
	int		 joined;	/* one was running */
};

/* Start one, if none has the lock; else the number of that which runs, 0 while it has no row. */
static int
start_or_find(struct req *r, struct store *st, struct start *s)
{
	const char *job;
	int lock, rv;

	s->id = 0;
	if ((s->joined = (lock = fetch_lock(request_db(r), s->mailbox)) == -1))
		return err_kind() == ERR_BUSY ? fetch_job_running(st, s->mailbox, &s->id) :
		    fetch_no_lock(st, s->mailbox, s->by);
	rv = fetch_job_begin(st, s->mailbox, s->by, &s->id);
	job = arena_printf(r->mem, "%" PRId64, s->id);
	if (rv == 0 && (rv = self_start("job", job, lock, request_stays(r))) == -1)
		fetch_job_end(st, s->id, "failed");
	close(lock);
	return rv;
}

/* One that has the lock and no row is just starting, and will have it, or ending. */
static int
start_or_join(struct req *r, struct store *st, struct start *s)
{
	const struct timespec pause = { .tv_nsec = PAUSE };
	int i;

	for (i = 0; i < TRIES; i++) {
		if (start_or_find(r, st, s) == -1)
			return -1;
		if (s->id != 0)
			return 0;
		nanosleep(&pause, NULL);
	}
	return fail(ERR_BUSY, "another fetch is just starting or ending");
}

/* That which a request names, or else all that there are. */
static int
wanted(struct req *r, struct accounts *a)
{
	const struct arg *args = filter_parse(r->query, r->route->takes, 0, r->mem);
	const char *name = args != NULL ? args_text(args, "mailbox") : NULL;
	struct fetch_from from;

	if (args == NULL)
		return -1;
	if (name == NULL)
		return accounts_list(a, r->mem) == -1 ? -1 : a->count > 0 ? 0 :
		    fetch_from_read(&from, ACCOUNT_MAIN, r->mem);
	*a = (struct accounts){ arena_alloc(r->mem, sizeof *a->name), 1 };
	a->name[0] = name;
	return fetch_from_read(&from, name, r->mem) == 0 || (err_kind() != ERR_FORBIDDEN &&
	    err_kind() != ERR_NOT_FOUND) ? 0 : -1;
}

/* As JSON, a row [number, joined] each; of those that cannot start the last error stands. */
static int
start_each(struct req *r, struct store *st, const struct accounts *a, const char *by,
    const char **started)
{
	struct start s = { .by = by };
	size_t i;

	*started = NULL;
	for (i = 0; i < a->count; i++) {
		s.mailbox = a->name[i];
		if (start_or_join(r, st, &s) == 0)
			*started = arena_printf(r->mem, "%s%s[%" PRId64 ",%d]",
			    *started != NULL ? *started : "", *started != NULL ? "," : "",
			    s.id, s.joined);
	}
	return *started != NULL ? 0 : -1;
}

static int
accepted(void *r, const char *p, size_t n)
{
	return request_reply(r, 202, "application/json", p, n);
}

static int
start_these(struct req *r, const struct accounts *a, const char *by)
{
	struct store *st = request_store(r);
	const char *started;

	if (st == NULL || start_each(r, st, a, by, &started) == -1)
		return -1;
	return store_query(st, &sql_job_started, ARGS(TEXT("started", started)), accepted, r);
}

static int
start(struct req *r, const char *by)
{
	struct accounts a;

	return wanted(r, &a) == -1 ? -1 : start_these(r, &a, by);
}

int
fetch_post(struct req *r)
{
	return start(r, "page");
}

static const char *
as_json(const struct accounts *a, struct arena *mem)
{
	const char *text = "";
	size_t i;

	for (i = 0; i < a->count; i++)		/* no letter of a name needs to be escaped */
		text = arena_printf(mem, "%s%s\"%s\"", text, i > 0 ? "," : "", a->name[i]);
	return arena_printf(mem, "[%s]", text);
}

/* An alarm of a mailbox that is set no more ends. */
static int
retire(struct req *r, struct store *st)
{
	struct accounts a;
	int64_t id = 0;
	int rv;

	if (accounts_list(&a, r->mem) == -1 || store_enter(st) == -1)
		return -1;
	rv = store_leave(st, store_query(st, &sql_job_retire,
	    ARGS(TEXT("mailboxes", as_json(&a, r->mem))), store_get_int, &id));
	if (rv == 0 && id != 0)
		alarm_after(st, ALARM_ANY);
	return rv;
}

int
fetch_post_timer(struct req *r)
{
	struct store *st = request_store(r);

	return st == NULL || retire(r, st) == -1 ? -1 : start(r, "timer");
}

int
fetch_post_maildir(struct req *r)
{
	struct fetch_from from;

	if (fetch_from_read(&from, ACCOUNT_MAILDIR, r->mem) == -1 && err_kind() == ERR_FORBIDDEN)
		return -1;
	return start_these(r, &(struct accounts){ &(const char *){ ACCOUNT_MAILDIR }, 1 }, "path");
}

static int
tidy_one(struct req *r, struct store *st, const char *mailbox)
{
	int lock, rv;

	if ((lock = fetch_lock(request_db(r), mailbox)) == -1)
		return err_kind() == ERR_BUSY ? 0 : -1;
	rv = fetch_job_broken(st, mailbox);
	close(lock);
	return rv;
}

/* Jobs whose process died before their end have failed. */
static int
tidy(struct req *r, struct store *st)
{
	struct accounts running;
	size_t i;

	if (fetch_job_all_running(st, &running, r->mem) == -1)
		return -1;
	for (i = 0; i < running.count; i++)
		if (tidy_one(r, st, running.name[i]) == -1)
			return -1;
	return 0;
}

/* Answers the job, if there is one. */
static int
show(struct req *r, struct store *st)
{
	if (store_query(st, &sql_job, ARGS(INT("id", r->number)), request_json, r) == -1)
		return -1;
	return r->replied ? 0 : fail(ERR_NOT_FOUND, "there is no such job");
}

int
fetch_get_job(struct req *r)
{
	struct store *st = request_store(r);

	if (st == NULL || tidy(r, st) == -1)
		return -1;
	return show(r, st);
}

int
fetch_stop_job(struct req *r)
{
	struct store *st = request_store(r);

	if (st == NULL || tidy(r, st) == -1 ||
	    store_change(st, &sql_job_stop, ARGS(INT("id", r->number))) == -1)
		return -1;
	return show(r, st);
}

/* What is known of it, also when a setting is wrong; not when there is none. */
static int
show_mailbox(struct req *r, struct store *st, const char *name, const struct accounts *all)
{
	const char *why = NULL;
	enum err kind = ERR_MAX;
	struct fetch_from from;
	int on = fetch_from_read(&from, name, r->mem) == 0;

	if (!on && (kind = err_kind()) == ERR_NOT_FOUND)
		return -1;
	if (!on && kind != ERR_FORBIDDEN)
		why = clean_text(err_text(), MAX_LINE, r->mem);
	return store_query(st, &sql_mailbox, ARGS(
	    TEXT("name", name), TEXT("mailboxes", as_json(all, r->mem)),
	    TEXT("account", kind != ERR_FORBIDDEN ? from.whose : NULL),
	    TEXT("folder", from.folder),
	    TEXT("search", from.search), TEXT("action", from.action),
	    TEXT("code", why != NULL ? err_code(kind) : NULL), TEXT("message", why)),
	    request_json, r);
}

int
fetch_get_mailbox(struct req *r)
{
	const struct arg *args = filter_parse(r->query, r->route->takes, 0, r->mem);
	struct store *st = request_store(r);
	struct accounts all;
	const char *name;

	if (args == NULL || st == NULL || tidy(r, st) == -1 || accounts_list(&all, r->mem) == -1)
		return -1;
	if ((name = args_text(args, "mailbox")) == NULL)
		name = all.count > 0 ? all.name[0] : ACCOUNT_MAIN;
	return show_mailbox(r, st, name, &all);
}
