#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "arena.h"
#include "err.h"
#include "mailbox_run.h"

/*
 * UNSEEN means what is unread, and all that came since the last time: somebody
 * may have opened it first.  ("n:*" is the last mail too, if n is beyond it.)  Two
 * searches, as not every server understands OR.
 */
static int
search(struct run *r, struct uidset *found)
{
	const struct account *a = r->m->account;
	struct arena *mem;
	int rv = box_search(r->imap, a, a->search, found);

	if (rv == -1 || strcasecmp(a->search, "UNSEEN") != 0 || r->journal.next <= 0 ||
	    r->journal.next == r->box.next)
		return rv;
	mem = arena_new();
	rv = box_search(r->imap, a, arena_printf(mem, "UID %u:%u",
	    (unsigned int)r->journal.next, UINT32_MAX), found);
	arena_free(mem);
	return rv;
}

/* Rows of mails that are not there any more: somebody took them away. */
static int
forget_gone(struct run *r, const struct letters *known)
{
	struct uidset there = { NULL, 0, 0 }, gone = { NULL, 0, 0 };
	const struct uidset *s;
	uint64_t uid;
	size_t i, state;
	int rv;

	if ((rv = imap_search(r->imap, "ALL", &there)) == -1)
		goto out;
	if (there.count == 0 && r->box.count > 0)	/* all gone, or only half an answer? */
		goto out;
	for (state = 0; state < LETTER_MAX; state++)
		for (s = &known->of[state], i = 0; i < s->count; i++)
			for (uid = s->range[i].first; uid <= s->range[i].last; uid++)
				if (!uidset_has(&there, uid))
					uidset_add(&gone, uid, uid);
	uidset_sort(&gone);
	rv = journal_forget(&r->journal, &gone);
out:
	uidset_free(&there);
	uidset_free(&gone);
	return rv;
}

static int
is_known(const struct letters *known, uint32_t uid)
{
	size_t state;

	for (state = 0; state < LETTER_MAX; state++)
		if (uidset_has(&known->of[state], uid))
			return 1;
	return 0;
}

/* How many of those found are new. */
static uint64_t
count_new(const struct letters *known, const struct uidset *found)
{
	uint64_t n = uidset_size(found), uid;
	const struct uidset *s;
	size_t i, state;

	for (state = 0; state < LETTER_MAX; state++)
		for (s = &known->of[state], i = 0; i < s->count; i++)
			for (uid = s->range[i].first; uid <= s->range[i].last; uid++)
				n -= uidset_has(found, uid);
	return n;
}

/* Those begun by runs before, once in each; of those set aside what is due. */
static void
choose_begun(struct round *round, const struct letters *known, int64_t now)
{
	const struct letter_begun *b;
	size_t i;

	for (i = 0; i < known->nbegun; i++) {
		b = &known->begun[i];
		if (b->state == LETTER_ASIDE && !journal_aside_due(b->tried, now))
			continue;
		round_add(round, &(struct wanted){ .uid = b->uid, .attempts = b->attempts,
		    .sick = b->attempts == 0, .aside = b->state == LETTER_ASIDE,
		    .withheld = b->withheld, .since = b->since });
	}
}

/* Then of those found and not known as many as there is room for. */
static void
choose(struct run *r, struct round *round, const struct letters *known,
    const struct uidset *found)
{
	uint64_t uid, new = count_new(known, found);
	size_t i;

	if (r->most == 0) {
		choose_begun(round, known, time(NULL));
		r->most = round->count + uidset_size(found);
	}
	for (i = 0; i < found->count; i++)
		for (uid = found->range[i].first; uid <= found->range[i].last; uid++) {
			if (is_known(known, uid))
				continue;
			if (r->room == 0) {
				round->more = new;
				return;
			}
			round_add(round, &(struct wanted){ .uid = uid });
			r->room--;
			new--;
		}
}

static int
by_uid(const void *a, const void *b)
{
	const struct wanted *x = a, *y = b;

	return x->uid < y->uid ? -1 : x->uid > y->uid;
}

static int
note_size(void *arg, uint32_t uid, uint64_t size)
{
	struct round *round = arg;
	struct wanted key = { .uid = uid };
	struct wanted *w = bsearch(&key, round->mails, round->count, sizeof key, by_uid);

	if (w != NULL) {
		w->there = 1;
		w->size = size;
	}
	return 0;
}

static int
ask_sizes(struct run *r, struct round *round)
{
	struct uidset set = { NULL, 0, 0 };
	size_t i;
	int rv;

	if (round->count == 0)
		return 0;
	qsort(round->mails, round->count, sizeof *round->mails, by_uid);
	for (i = 0; i < round->count; i++)
		uidset_add(&set, round->mails[i].uid, round->mails[i].uid);
	rv = imap_sizes(r->imap, &set, note_size, round);
	uidset_free(&set);
	if (rv == 0 || (err_kind() != ERR_AWAY && err_kind() != ERR_REMOTE))
		return rv;
	if (imap_away(r->imap))
		return run_away(imap_said(r->imap));
	return imap_refused(r->imap) ? 0 : run_reconnect(r);	/* it may break at one of them */
}

int
round_find(struct run *r, struct round *round)
{
	struct uidset found = { NULL, 0, 0 };
	struct letters known;
	int rv = -1;

	*round = (struct round){ .mails = NULL };
	if (journal_read(&r->journal, &known) == 0 && forget_gone(r, &known) == 0 &&
	    search(r, &found) == 0) {
		choose(r, round, &known, &found);
		rv = ask_sizes(r, round);
	}
	letters_free(&known);
	uidset_free(&found);
	return rv;
}

void
round_add(struct round *round, const struct wanted *w)
{
	if ((round->count & (round->count + 1)) == 0)
		round->mails = xrealloc(round->mails, (2 * round->count + 2) *
		    sizeof *round->mails);
	round->mails[round->count++] = *w;
}

void
round_free(struct round *round)
{
	free(round->mails);
}
