#include <unistd.h>

#include "clock.h"
#include "err.h"
#include "mailbox_run.h"

#define GRACE		60		/* seconds after which a round that hangs is ended */

static int
note_total(struct run *r, const struct round *round)
{
	r->m->counts.total = r->m->counts.seen + round->count + (r->m->drain ? round->more : 0);
	progress_total(r->bar, r->m->counts.total);
	if (store_enter(r->m->store) == -1)
		return -1;
	return store_leave(r->m->store, fetch_job_note(r->m->store, r->m->job, &r->m->counts));
}

/* Find, read, act; 1 if there is more, and this was not in vain. */
static int
fetch_round(struct run *r)
{
	int64_t seen = r->m->counts.seen;
	struct round round;
	int rv, more;

	r->patience.deadline = clock_ms() + (int64_t)r->m->limits->run * 1000;
	r->proof = 0;
	alarm(r->m->limits->run + GRACE);	/* for a mail that never comes to its end */
	rv = round_find(r, &round);
	if (rv == 0 && round.count > 0)
		rv = note_total(r, &round);
	if (rv == 0)
		rv = round_read(r, &round);
	if (rv == 0)
		rv = round_act(r);
	more = round.more > 0 || run_late(r);
	round_free(&round);
	if (rv == -1 || r->m->stopped || more)
		return rv == -1 ? -1 : r->m->counts.seen > seen &&
		    (uint64_t)r->m->counts.seen < r->most;
	return r->box.next != 0 && journal_advance(&r->journal, r->box.next) == -1 ? -1 : 0;
}

int
mailbox_fetch(struct mailbox *m)
{
	struct run r = { .m = m, .mem = arena_new() };
	int rv;

	r.patience = (struct wire_patience){ .stop = run_stops, .arg = &r,
	    .deadline = clock_ms() + (int64_t)m->limits->run * 1000,
	    .idle = (int64_t)m->limits->idle * 1000 };
	if (m->terminal)
		r.bar = progress_new(0, PROGRESS_COUNT);
	if ((rv = run_connect(&r)) == 0)
		while ((rv = fetch_round(&r)) == 1 && m->drain && !m->stopped)
			;
	alarm(0);
	if (rv == -1 && m->stopped)	/* told while it waited */
		rv = 0;
	run_disconnect(&r);
	progress_free(r.bar);
	arena_free(r.mem);
	return rv == -1 ? -1 : 0;
}
