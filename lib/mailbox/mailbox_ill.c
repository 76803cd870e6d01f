#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "err.h"
#include "mailbox_run.h"

/*
 * Mails that did not come.  The mail is to blame when the server gives another right
 * after; else the server is ill, and nothing is counted.
 */
#define COUNTS		3		/* so often, over a day at least, and it is set aside */
#define DAY		86400
#define SEARCH_TEXT	4000		/* bytes of a set of mails */

void
ill_add(struct ill *ill, const struct wanted *w, const char *why)
{
	struct wanted x = *w;

	x.why = arena_strndup(ill->mem, why, strlen(why));
	round_add(&ill->mails, &x);
	ill->in_a_row++;
}

int
ill_suspect(struct run *r, const struct wanted *w)
{
	if (store_enter(r->m->store) == -1)
		return -1;
	return store_leave(r->m->store, journal_suspect(&r->journal, w->uid));
}

int
ill_probe(struct run *r)
{
	const struct wanted w = { .uid = r->proof, .size = r->proof_size };
	struct parcel *b;
	int rv;

	if (r->proof == 0 || imap_broken(r->imap))
		return 0;
	if ((b = parcel_ask(r, &w, 1)) == NULL)
		return imap_broken(r->imap) ? 0 : -1;
	if ((rv = parcel_take(r, b, NULL)) != -1)
		rv = parcel_has(b, w.uid);
	parcel_free(b);
	return rv;
}

/* Another client took it away meanwhile: nobody is to blame. */
static int
forget_gone(struct run *r, struct round *mails)
{
	struct uidset there = { NULL, 0, 0 }, asked = { NULL, 0, 0 }, gone = { NULL, 0, 0 };
	struct arena *mem = arena_new();
	size_t i, n = 0, at = 0;
	int rv;

	for (i = 0; i < mails->count; i++)
		uidset_add(&asked, mails->mails[i].uid, mails->mails[i].uid);
	uidset_sort(&asked);
	rv = imap_search(r->imap, arena_printf(mem, "UID %s",
	    uidset_text(&asked, &at, SEARCH_TEXT, mem)), &there);
	for (i = 0; rv == 0 && i < mails->count; i++)
		if (uidset_has(&there, mails->mails[i].uid))
			mails->mails[n++] = mails->mails[i];
		else
			uidset_add(&gone, mails->mails[i].uid, mails->mails[i].uid);
	uidset_sort(&gone);
	if (rv == 0 && gone.count > 0)
		rv = journal_forget(&r->journal, &gone);
	if (rv == 0)
		mails->count = n;
	uidset_free(&there);
	uidset_free(&asked);
	uidset_free(&gone);
	arena_free(mem);
	return rv;
}

/* What is asked for its name may break the connection, too. */
int
ill_set_aside(struct run *r, uint32_t uid, enum err kind, const char *why)
{
	struct arena *mem = arena_new();
	const char *name = imap_broken(r->imap) ? NULL : imap_envelope(r->imap, uid, mem);
	int rv = parcel_set_aside(r, uid, name, kind, why);

	arena_free(mem);
	return rv;
}

static int
set_aside(struct run *r, const struct wanted *w)
{
	struct arena *mem = arena_new();
	int rv = ill_set_aside(r, w->uid, ERR_REMOTE, arena_printf(mem,
	    "the server does not give it (%s); it is asked for again once a week", w->why));

	arena_free(mem);
	return rv;
}

static int
count(struct run *r, const struct wanted *w)
{
	int64_t now = time(NULL);
	int due = w->withheld + 1 >= COUNTS && now - w->since >= DAY;

	if (store_enter(r->m->store) == -1)
		return -1;
	if (store_leave(r->m->store, journal_withhold(&r->journal, w->uid, now)) == -1)
		return -1;
	return due && !w->aside ? set_aside(r, w) : 0;
}

/* Nobody expects more of those that were to blame before. */
static int
is_news(const struct round *mails)
{
	size_t i;

	for (i = 0; i < mails->count; i++)
		if (mails->mails[i].withheld == 0)
			return 1;
	return 0;
}

int
ill_judge(struct run *r, struct ill *ill)
{
	size_t i;
	int rv;

	if (ill->mails.count == 0)
		return 0;
	if ((imap_broken(r->imap) && run_reconnect(r) == -1) || forget_gone(r, &ill->mails) == -1)
		return -1;
	if (r->proof == 0 && !is_news(&ill->mails))
		return 0;
	if (ill->mails.count > 0 && (rv = ill_probe(r)) != 1)
		return rv == -1 ? -1 : run_away(ill->mails.mails[0].why);
	for (i = 0; i < ill->mails.count; i++)
		if (count(r, &ill->mails.mails[i]) == -1)
			return -1;
	return 0;
}
