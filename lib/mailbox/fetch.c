#include "alarm.h"
#include "arena.h"
#include "err.h"
#include "fetch.h"
#include "fetch_from.h"
#include "fetch_turn.h"
#include "lock.h"

int
fetch_lock(const char *db, const char *mailbox)
{
	struct arena *mem = arena_new();
	int fd = lock_take_of(db, FETCH_LOCK, arena_printf(mem, "mailbox %s", mailbox));

	arena_free(mem);
	return fd;
}

/* From the job's beginning to its end, and what the alarms make of it. */
static int
run_job(const char *db, struct store *st, struct fetch *f)
{
	struct arena *mem = arena_new();
	struct fetch_from from;
	struct err_kept why;
	int rv, ended;

	if ((rv = fetch_from_read(&from, f->mailbox, mem)) == 0)
		rv = fetch_from_run(&from, db, st, f, mem);
	err_keep(&why);
	ended = fetch_job_end(st, f->job,
	    rv == -1 ? "failed" : f->stopped ? "stopped" : "done");
	alarm_after(st, ALARM_ANY);
	if (rv == -1)
		err_restore(&why);
	arena_free(mem);
	return rv == -1 ? -1 : ended;
}

int
fetch_run(const char *db, struct fetch *f)
{
	struct store *st = store_open(db, STORE_WRITE);
	int rv = -1;

	if (st != NULL)
		rv = f->job != 0 ? 0 : fetch_job_begin(st, f->mailbox, "shell", &f->job);
	if (rv == 0)
		rv = run_job(db, st, f);
	store_close(st);
	return rv;
}

/* Nobody reads what a timer is answered: a fetch that failed is on the page, and an alarm. */
int
fetch_no_lock(struct store *st, const char *mailbox, const char *by)
{
	struct err_kept why;

	err_keep(&why);
	if (fetch_job_fail(st, mailbox, by) == 0)
		alarm_after(st, ALARM_ANY);
	err_restore(&why);
	return -1;
}
