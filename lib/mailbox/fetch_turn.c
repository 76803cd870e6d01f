#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "err.h"
#include "fetch_job.h"
#include "fetch_turn.h"
#include "lock.h"

#define PAUSE	200000000		/* ns until it is tried again */

/* One of these locks, the first that is free; -1: ERR_BUSY, none is. */
static int
take_any(const char *db, const char *const *whom)
{
	int fd = -1;

	for (; *whom != NULL; whom++)
		if ((fd = lock_take_of(db, FETCH_LOCK, *whom)) != -1 || err_kind() != ERR_BUSY)
			break;
	return fd;
}

static int
wait_any(int *fd, struct store *st, int64_t job, const char *const *whom)
{
	const struct timespec pause = { .tv_nsec = PAUSE };
	int rv = 0;

	while (rv == 0 && (*fd = take_any(store_path(st), whom)) == -1) {
		if (err_kind() != ERR_BUSY)
			return -1;
		if ((rv = fetch_job_stops(st, job)) == 0)
			nanosleep(&pause, NULL);
	}
	return rv;
}

int
fetch_turn_begin(struct fetch_turn *t, struct store *st, int64_t job, const char *account)
{
	const char *one[2] = { NULL }, *places[FETCH_AT_ONCE + 1] = { NULL };
	struct arena *mem = arena_new();
	int i, rv;

	*t = (struct fetch_turn){ -1, -1 };
	one[0] = arena_printf(mem, "account %s", account);
	for (i = 0; i < FETCH_AT_ONCE; i++)
		places[i] = arena_printf(mem, "place %d", i);
	if ((rv = wait_any(&t->account, st, job, one)) == 0)
		rv = wait_any(&t->place, st, job, places);
	arena_free(mem);
	return rv;
}

void
fetch_turn_end(struct fetch_turn *t)
{
	if (t->place != -1)
		close(t->place);
	if (t->account != -1)
		close(t->account);
	*t = (struct fetch_turn){ -1, -1 };
}
