#include "err.h"
#include "mailbox_run.h"

/*
 * What is due on the server, of this run and of those before: each step may be
 * repeated, and a row changes only after the server said OK.  It stays, as handled,
 * until the mail is gone: a server may say OK and do nothing.
 */
#define COPIES		100		/* at once: a crash repeats no more of them */
#define BAD		"\\Seen $DmarcBad"

/* Is it a no: whose kind? */
static int
says_no(const struct run *r, enum err *kind)
{
	*kind = imap_away(r->imap) ? ERR_AWAY : ERR_REMOTE;
	return *kind == ERR_AWAY || imap_refused(r->imap);
}

static int
refused(const struct run *r, const char *what)
{
	enum err kind;

	if (!says_no(r, &kind))
		return -1;
	return fail(kind, "the server does not %s mail in %s: %s", what,
	    r->folder->name, imap_said(r->imap));
}

/* A server without keywords of one's own still marks it as read. */
static int
act_bad(struct run *r, const struct uidset *set)
{
	if (imap_store(r->imap, set, r->box.keywords ? BAD : "\\Seen") == -1 &&
	    (imap_broken(r->imap) || imap_store(r->imap, set, "\\Seen") == -1))
		return refused(r, "mark");
	return journal_turn(&r->journal, set, LETTER_BAD, LETTER_HANDLED);
}

static int
act_seen(struct run *r, const struct uidset *set)
{
	if (imap_store(r->imap, set, "\\Seen") == -1)
		return refused(r, "mark");
	return journal_turn(&r->journal, set, LETTER_DONE, LETTER_HANDLED);
}

/* Only our own: without UIDPLUS an EXPUNGE would take others' along. */
static int
remove_mails(struct run *r, const struct uidset *set, enum letter from)
{
	if (imap_store(r->imap, set, "\\Seen \\Deleted") == -1)
		return refused(r, "delete");
	if ((imap_can(r->imap) & IMAP_UIDPLUS) != 0 && imap_expunge(r->imap, set) == -1)
		return refused(r, "remove");
	return journal_turn(&r->journal, set, from, LETTER_HANDLED);
}

static int
not_moved(const struct run *r)
{
	enum err kind;

	if (!says_no(r, &kind))
		return -1;
	return fail(kind, "mail cannot be moved to %s%s%s: the server says %s",
	    r->folders.target.name, r->folders.target.there ? "" : ", which cannot be made",
	    kind == ERR_AWAY ? "" : " (IMAP_POST_ACTION)", imap_said(r->imap));
}

/* By MOVE or COPY; a folder that is not there is made first, by whichever way one learns it. */
static int
transfer(struct run *r, const struct uidset *set,
    int (*way)(struct imap *, const struct uidset *, const char *))
{
	const char *target = r->folders.target.name;

	if (!r->folders.target.there && imap_create(r->imap, target) == -1)
		return not_moved(r);
	r->folders.target.there = 1;
	if (way(r->imap, set, target) == 0)
		return 0;
	if (imap_refused(r->imap) && imap_try_create(r->imap) &&
	    imap_create(r->imap, target) == 0 && way(r->imap, set, target) == 0)
		return 0;
	return not_moved(r);
}

static int
copy_some(struct run *r, const struct uidset *set)
{
	if (transfer(r, set, imap_copy) == -1 ||
	    journal_turn(&r->journal, set, LETTER_DONE, LETTER_COPIED) == -1)
		return -1;
	return remove_mails(r, set, LETTER_COPIED);
}

static int
act_copy(struct run *r, const struct uidset *set)
{
	struct uidset some = { NULL, 0, 0 };
	uint64_t uid, n = 0;
	size_t i;
	int rv = 0;

	for (i = 0; rv == 0 && i < set->count; i++)
		for (uid = set->range[i].first; rv == 0 && uid <= set->range[i].last; uid++) {
			uidset_add(&some, uid, uid);
			if (++n % COPIES == 0) {
				rv = copy_some(r, &some);
				uidset_clear(&some);
			}
		}
	if (rv == 0 && some.count > 0)
		rv = copy_some(r, &some);
	uidset_free(&some);
	return rv;
}

static int
act_move(struct run *r, const struct uidset *set)
{
	if ((imap_can(r->imap) & IMAP_MOVE) == 0)
		return act_copy(r, set);
	if (transfer(r, set, imap_move) == -1)
		return -1;
	return journal_turn(&r->journal, set, LETTER_DONE, LETTER_HANDLED);
}

static int
act_done(struct run *r, const struct uidset *set)
{
	switch (r->m->account->action) {
	case ACTION_SEEN:
		return act_seen(r, set);
	case ACTION_DELETE:
		return remove_mails(r, set, LETTER_DONE);
	case ACTION_MOVE:
		return act_move(r, set);
	}
	return 0;
}

int
round_act(struct run *r)
{
	struct letters l;
	const struct uidset *due = l.of;
	int rv = journal_read(&r->journal, &l);

	if (rv == 0 && due[LETTER_COPIED].count > 0)
		rv = remove_mails(r, &due[LETTER_COPIED], LETTER_COPIED);
	if (rv == 0 && due[LETTER_DONE].count > 0)
		rv = act_done(r, &due[LETTER_DONE]);
	if (rv == 0 && due[LETTER_BAD].count > 0)	/* last: not every user may make marks */
		rv = act_bad(r, &due[LETTER_BAD]);
	letters_free(&l);
	return rv;
}
