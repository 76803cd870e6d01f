#include <stdio.h>

#include "arena.h"
#include "clock.h"
#include "err.h"
#include "mailbox_run.h"

/*
 * The mails of a round: many at once; alone what did not come so, or the program
 * ended at; alone and last what did not come in runs before.  Whatever breaks off,
 * what came whole is kept.
 */
#define PARCEL_BYTES	(4 << 20)
#define ILL		10		/* mails in a row that do not come: the server is ill */
#define SICK_PART	5		/* a fifth of a run's time, for one that did not come */

struct reading {
	struct run	*run;
	const struct round *many;
	size_t		 at;		/* of them was asked for */
	struct round	 alone, sick;
	struct ill	 ill;
};

/* How many of the mails from the i-th on are one parcel. */
static size_t
parcel_length(const struct round *many, size_t i)
{
	uint64_t bytes = 0;
	size_t n;

	for (n = 0; i + n < many->count && n < IMAP_FETCH_MOST; n++) {
		bytes += many->mails[i + n].size;
		if (n > 0 && bytes > PARCEL_BYTES)
			break;
	}
	return n;
}

/* The next parcel is asked for while the one before is read. */
static int
ask_next(struct reading *g, struct parcel **b)
{
	size_t n = parcel_length(g->many, g->at);

	*b = NULL;
	if (n == 0 || run_over(g->run))
		return 0;
	if ((*b = parcel_ask(g->run, &g->many->mails[g->at], n)) == NULL)
		return imap_broken(g->run->imap) ? PARCEL_BROKEN : -1;
	g->at += n;
	return 0;
}

/* The first that a parcel had to bring and did not; NULL: it brought all. */
static const struct wanted *
first_missing(const struct parcel *b)
{
	size_t i;

	for (i = 0; i < b->nwanted; i++)
		if (!parcel_has(b, b->wanted[i].uid))
			return &b->wanted[i];
	return NULL;
}

/* What did not come is asked for alone; where it broke off, last. */
static void
keep_back(struct reading *g, const struct parcel *b, const struct wanted *broke)
{
	size_t i;

	for (i = 0; i < b->nwanted; i++)
		if (!parcel_has(b, b->wanted[i].uid))
			round_add(&b->wanted[i] == broke ? &g->sick : &g->alone, &b->wanted[i]);
}

/* The connection broke: both parcels are over, and what came of them is kept. */
static int
mend(struct reading *g, struct parcel *b, struct parcel *next)
{
	const struct wanted *broke = first_missing(b);
	struct err_kept why;

	err_keep(&why);
	if (broke == NULL && next != NULL)
		broke = first_missing(next);
	keep_back(g, b, broke);
	if (next != NULL)
		keep_back(g, next, broke);
	if (parcel_read(g->run, b) == -1 || (next != NULL && parcel_read(g->run, next) == -1) ||
	    (broke != NULL && ill_suspect(g->run, broke) == -1))
		return -1;
	err_restore(&why);
	return run_reconnect(g->run);
}

/* The server wants no more for now: the first that did not come is asked for last the next time. */
static int
leave_off(struct reading *g, struct parcel *b)
{
	const struct wanted *w = first_missing(b);
	struct run *r = g->run;
	char why[IMAP_SAID];

	snprintf(why, sizeof why, "%s", imap_said(r->imap));
	if (parcel_read(r, b) == -1 || (w != NULL && ill_suspect(r, w) == -1))
		return -1;
	return run_away(why);
}

/* Or PARCEL_BROKEN. */
static int
take(struct reading *g, struct parcel *b, struct parcel *next)
{
	int end = parcel_take(g->run, b, next);

	if (end == -1 || end == PARCEL_BROKEN)
		return end;
	if (end == PARCEL_REFUSED && imap_away(g->run->imap))
		return leave_off(g, b);
	keep_back(g, b, NULL);
	return parcel_read(g->run, b);
}

static int
read_many(struct reading *g)
{
	struct parcel *b = NULL, *next;
	int rv = 0, broken;

	while (rv == 0) {
		if (b == NULL && (rv = ask_next(g, &b)) == PARCEL_BROKEN)
			rv = run_reconnect(g->run);
		if (rv != 0 || (b == NULL && (g->at == g->many->count || run_over(g->run))))
			break;
		if (b == NULL)
			continue;
		if ((rv = ask_next(g, &next)) != -1)
			rv = take(g, b, next);
		if ((broken = rv == PARCEL_BROKEN))
			rv = mend(g, b, next);
		parcel_free(b);
		b = next;
		if (broken) {
			parcel_free(next);
			b = NULL;
		}
	}
	parcel_free(b);
	return rv;
}

/* One that did not come before may take a part of the time, and no more. */
static int
take_alone(struct run *r, const struct wanted *w, struct parcel *b)
{
	int64_t deadline = r->patience.deadline;
	int64_t part = clock_ms() + (int64_t)r->m->limits->run * 1000 / SICK_PART;
	int end;

	if (w->sick && part < deadline)
		r->patience.deadline = part;
	end = parcel_take(r, b, NULL);
	r->patience.deadline = deadline;
	return end;
}

/* Refused, nothing of it, or the connection broke at it. */
static int
not_given(struct reading *g, const struct wanted *w, int end)
{
	struct run *r = g->run;

	ill_add(&g->ill, w, end == PARCEL_BROKEN ? err_text() : end == PARCEL_REFUSED ?
	    imap_said(r->imap) : "nothing of it");
	if (ill_suspect(r, w) == -1)
		return -1;
	if (end == PARCEL_REFUSED && imap_away(r->imap) && !w->sick)
		return run_away(imap_said(r->imap));
	if (end != PARCEL_BROKEN)
		return 0;
	/* If it gives one that it gave before, breaks are counted anew. */
	return run_reconnect(r) == -1 || ill_probe(r) == -1 ? -1 : 0;
}

static int
read_alone(struct reading *g, const struct wanted *w)
{
	struct run *r = g->run;
	struct parcel *b;
	int rv;

	if (imap_broken(r->imap) && run_reconnect(r) == -1)
		return -1;
	if (w->attempts >= GIVEN_ATTEMPTS && !w->aside)
		return ill_set_aside(r, w->uid, ERR_LIMIT, GIVEN_ENDED);
	if ((b = parcel_ask(r, w, 1)) == NULL)
		return imap_broken(r->imap) ? not_given(g, w, PARCEL_BROKEN) : -1;
	rv = take_alone(r, w, b);
	if (rv != -1 && parcel_has(b, w->uid)) {
		g->ill.in_a_row = 0;
		rv = parcel_read(r, b);
	} else if (rv != -1)
		rv = not_given(g, w, rv);
	parcel_free(b);
	return rv;
}

static int
read_each(struct reading *g, const struct round *some)
{
	size_t i;
	int rv = 0;

	for (i = 0; rv == 0 && i < some->count && g->ill.in_a_row < ILL && !run_over(g->run); i++)
		rv = read_alone(g, &some->mails[i]);
	return rv;
}

/* Which may come with others, and which alone: begun before, it may have ended the program. */
static void
sort_out(struct reading *g, const struct round *all, struct round *many)
{
	const struct limits *limits = g->run->m->limits;
	const struct wanted *w;
	size_t i;

	for (i = 0; i < all->count; i++) {
		w = &all->mails[i];
		round_add(w->sick ? &g->sick : w->attempts > 0 || !w->there ||
		    w->size > limits->mail ? &g->alone : many, w);
	}
}

int
round_read(struct run *r, const struct round *all)
{
	struct round many = { .mails = NULL };
	struct reading g = { .run = r, .many = &many, .ill = { .mem = arena_new() } };
	int rv;

	sort_out(&g, all, &many);
	if ((rv = read_many(&g)) == 0 && (rv = read_each(&g, &g.alone)) == 0 &&
	    (rv = read_each(&g, &g.sick)) == 0 && (rv = ill_judge(r, &g.ill)) == 0 &&
	    imap_broken(r->imap))
		rv = run_reconnect(r);		/* there may be more to do */
	round_free(&many);
	round_free(&g.alone);
	round_free(&g.sick);
	round_free(&g.ill.mails);
	arena_free(g.ill.mem);
	return rv;
}
