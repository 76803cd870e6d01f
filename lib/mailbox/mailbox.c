#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "clock.h"
#include "err.h"
#include "mailbox_run.h"
#include "text.h"

#define PARCEL_BYTES	(4 << 20)
#define ATTEMPTS	3		/* a mail that ends the program so often is bad */
#define WITHHELD	10		/* mails not given, and no other: the server is at fault */
#define GRACE		60		/* seconds after which a round that hangs is ended */
#define LAST_PART	5		/* a fifth of a run's time: no mail is asked for in it */

static int
stops(void *arg)
{
	struct run *r = arg;

	if (fetch_job_stops(r->m->store, r->m->job) == 1)
		r->m->stopped = 1;
	return r->m->stopped;
}

static int
connect_box(struct run *r)
{
	const struct account *a = r->m->account;

	if (box_connect(a, r->m->limits, &r->patience, &r->wire, &r->imap) == -1 ||
	    box_select(r->imap, a, &r->box) == -1 ||
	    box_target(r->imap, a, &r->target, r->mem) == -1 ||
	    box_allows(r->imap, a, &r->box, &r->target, r->mem) == -1)
		return -1;
	if (journal_open(&r->journal, r->m->store, a->name, a->folder, r->box.validity) == -1)
		return -1;
	/* What comes from now on is ours, even if somebody opens it while we are behind. */
	return r->journal.next != 0 ? 0 : journal_advance(&r->journal, r->box.next);
}

/* How many of the mails from the i-th on are one parcel. */
static size_t
parcel_length(const struct round *round, size_t i)
{
	uint64_t bytes = 0;
	size_t n;

	for (n = 0; i + n < round->count && n < IMAP_FETCH_MOST; n++) {
		bytes += round->mails[i + n].size;
		if (n > 0 && bytes > PARCEL_BYTES)
			break;
	}
	return n;
}

static int
is_late(const struct run *r)
{
	return clock_ms() > r->patience.deadline - (int64_t)r->m->limits->run * 1000 / LAST_PART;
}

/* Whether to ask for no more: it is late, or somebody wants it so. */
static int
is_over(struct run *r)
{
	return stops(r) || is_late(r);
}

/* The next parcel of the round is asked for while the one before is read. */
static int
ask_next(struct run *r, const struct round *round, size_t *at, struct parcel **b)
{
	size_t n = parcel_length(round, *at);

	*b = NULL;
	if (n == 0 || is_over(r))
		return 0;
	*b = parcel_ask(r, &round->mails[*at], n);
	*at += n;
	return *b != NULL ? 0 : -1;
}

/* Mails that a server kept back are tried one by one, after the others. */
static void
keep_back(struct round *single, const struct round *round, size_t first, size_t end,
    const struct parcel *b)
{
	size_t i;

	for (i = first; i < end; i++)
		if (!parcel_has(b, round->mails[i].uid)) {
			single->mails = xrealloc(single->mails, (single->count + 1) *
			    sizeof *single->mails);
			single->mails[single->count++] = round->mails[i];
		}
}

static int
read_many(struct run *r, const struct round *round, struct round *single)
{
	struct parcel *b, *next = NULL;
	size_t first, end, at = 0;
	int rv = ask_next(r, round, &at, &b);

	for (first = 0; rv == 0 && b != NULL; first = end, b = next) {
		end = at;
		rv = ask_next(r, round, &at, &next);
		if (rv == 0 && (rv = parcel_take(r, b, next)) != -1) {
			keep_back(single, round, first, end, b);
			rv = parcel_read(r, b);
		}
		parcel_free(b);
	}
	parcel_free(b);
	return rv;
}

static int
count_attempt(struct run *r, const struct wanted *w)
{
	if (store_enter(r->m->store) == -1)
		return -1;
	return store_leave(r->m->store, journal_begin(&r->journal, w->uid));
}

/*
 * While the server gives others, one that it does not give is to blame itself.  Its
 * row makes room for those behind it; one that is only gone loses it the next time.
 */
static int
not_given(struct run *r, const struct wanted *w, int refused)
{
	struct arena *mem;
	int rv;

	if (r->given == 0 && (refused || w->attempts > 0))
		r->withheld++;
	if (w->attempts == 0 || (r->given > 0 && w->attempts + 1 < ATTEMPTS))
		return count_attempt(r, w);
	if (r->given == 0)
		return 0;
	mem = arena_new();
	rv = parcel_give_up(r, w->uid, ERR_REMOTE, arena_printf(mem,
	    "the server does not give it: %s", imap_said(r->imap)));
	arena_free(mem);
	return rv;
}

static int
read_one(struct run *r, const struct wanted *w)
{
	struct parcel *b;
	int rv;

	if (w->attempts >= ATTEMPTS)
		return parcel_give_up(r, w->uid, ERR_LIMIT,
		    "reading it ended the program three times");
	if ((b = parcel_ask(r, w, 1)) == NULL)
		return -1;
	if ((rv = parcel_take(r, b, NULL)) != -1)
		rv = parcel_has(b, w->uid) ? parcel_read(r, b) : not_given(r, w, rv == 1);
	parcel_free(b);
	return rv;
}

/* Which may come with others, and which alone: begun before, it may have ended the program. */
static int
sort_out(struct run *r, const struct round *all, struct round *many, struct round *single)
{
	const struct wanted *w;
	struct arena *mem = arena_new();
	size_t i;
	int rv = 0;

	many->mails = xrealloc(NULL, (all->count + 1) * sizeof *many->mails);
	single->mails = xrealloc(NULL, (all->count + 1) * sizeof *single->mails);
	for (i = 0; rv == 0 && i < all->count; i++) {
		w = &all->mails[i];
		if (w->size > r->m->limits->mail)
			rv = parcel_give_up(r, w->uid, ERR_LIMIT, arena_printf(mem,
			    "a mail of more than %s", text_size(r->m->limits->mail).text));
		else if (w->attempts > 0 || !w->there)
			single->mails[single->count++] = *w;
		else
			many->mails[many->count++] = *w;
	}
	arena_free(mem);
	return rv;
}

static int
read_round(struct run *r, const struct round *all)
{
	struct round many = { .mails = NULL }, single = { .mails = NULL };
	size_t i;
	int rv = sort_out(r, all, &many, &single);

	if (rv == 0)
		rv = read_many(r, &many, &single);
	for (i = 0; rv == 0 && i < single.count && r->withheld < WITHHELD && !is_over(r); i++)
		rv = read_one(r, &single.mails[i]);
	if (rv == 0 && r->withheld > 0 && r->given == 0)
		rv = fail(ERR_REMOTE, "the server gives no mail: %s", imap_said(r->imap));
	round_free(&many);
	round_free(&single);
	return rv;
}

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
	alarm(r->m->limits->run + GRACE);	/* for a mail that never comes to its end */
	rv = round_find(r, &round);
	if (rv == 0 && round.count > 0)
		rv = note_total(r, &round);
	if (rv == 0)
		rv = read_round(r, &round);
	if (rv == 0)
		rv = round_act(r);
	more = round.more > 0 || is_late(r);
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

	r.patience = (struct wire_patience){ .stop = stops, .arg = &r,
	    .deadline = clock_ms() + (int64_t)m->limits->run * 1000,
	    .idle = (int64_t)m->limits->idle * 1000 };
	if (m->terminal)
		r.bar = progress_new(0, PROGRESS_COUNT);
	if ((rv = connect_box(&r)) == 0)
		while ((rv = fetch_round(&r)) == 1 && m->drain && !m->stopped)
			;
	alarm(0);
	if (rv == -1 && m->stopped)	/* told while it waited */
		rv = 0;
	imap_close(r.imap);
	wire_close(r.wire);
	progress_free(r.bar);
	arena_free(r.mem);
	return rv == -1 ? -1 : 0;
}
