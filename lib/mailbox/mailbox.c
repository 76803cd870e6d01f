#include <stdlib.h>
#include <unistd.h>

#include "err.h"
#include "mailbox_run.h"

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

	r->proof = 0;
	if (r->m->drain) {
		run_begin_time(r);
		r->room = r->m->account->max;
	}
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
		return rv == -1 ? -1 : r->m->counts.seen > seen;
	return r->box.next != 0 && journal_advance(&r->journal, r->box.next) == -1 ? -1 : 0;
}

static int
fetch_folder(struct run *r, struct source_folder *one)
{
	int64_t seen = r->m->counts.seen;
	int rv = run_open(r, one);

	if (rv == 0)
		while ((rv = fetch_round(r)) == 1 && r->m->drain && !r->m->stopped &&
		    (uint64_t)(r->m->counts.seen - seen) < r->most)
			;
	return rv == -1 ? run_miss(r) : 0;
}

struct visit {
	struct source_folder *folder;
	int64_t		 last;		/* 0: it was never visited */
	size_t		 number;
};

static int
by_last(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;

	if (x->last != y->last)
		return x->last < y->last ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

/* The longer ago the last visit, the earlier: a folder that fills each run keeps no other out. */
static int
plan_visits(const struct run *r, struct visit *visits)
{
	const struct folders *f = &r->folders;
	size_t i;

	for (i = 0; i < f->count; i++) {
		visits[i] = (struct visit){ .folder = &f->all[i], .number = i };
		if (journal_visited(r->m->store, r->m->account->name, f->all[i].name,
		    &visits[i].last) == -1)
			return -1;
	}
	qsort(visits, f->count, sizeof *visits, by_last);
	return 0;
}

/* The time of a run is for all folders, as its mails are; a drain takes what it needs. */
static int
goes_on(struct run *r)
{
	if (r->m->drain)
		run_begin_time(r);
	return !r->over && (r->m->drain || r->room > 0) && !run_over(r);
}

/* Noted before it is opened, since that may fail each time, or take all the time there is. */
static int
fetch_several(struct run *r)
{
	struct visit *visits = arena_alloc(r->mem, r->folders.count * sizeof *visits);
	size_t i;

	if (plan_visits(r, visits) == -1)
		return -1;
	for (i = 0; i < r->folders.count && goes_on(r); i++)
		if (journal_visit(r->m->store, r->m->account->name, visits[i].folder->name) == -1 ||
		    fetch_folder(r, visits[i].folder) == -1)
			return -1;
	return 0;
}

static int
fetch_all(struct run *r)
{
	if (run_connect(r) == -1 || (r->folders.count == 1 ?
	    fetch_folder(r, r->folders.all) : fetch_several(r)) == -1)
		return -1;
	return folders_end(&r->missed, &r->folders);
}

int
mailbox_fetch(struct mailbox *m)
{
	struct run r = { .m = m, .mem = arena_new(), .room = m->account->max };
	int rv;

	r.patience = (struct wire_patience){ .stop = run_stops, .arg = &r,
	    .idle = (int64_t)m->limits->idle * 1000 };
	run_begin_time(&r);
	if (m->terminal)
		r.bar = progress_new(0, PROGRESS_COUNT);
	rv = fetch_all(&r);
	alarm(0);
	if (rv == -1 && m->stopped)	/* told while it waited */
		rv = 0;
	run_disconnect(&r);
	progress_free(r.bar);
	arena_free(r.mem);
	return rv;
}
