#pragma once

#include "store.h"
#include "uidset.h"

/*
 * What was done with each mail of a folder.  A mail without a row is new; its
 * row is made before it is read for the first time, and stays as long as the
 * mail does.  Rows of another UIDVALIDITY mean nothing and are dropped: reports
 * known already are duplicates then.
 */
enum letter {
	LETTER_HANDLED,		/* nothing is left to do */
	LETTER_BEGUN,		/* to be read; it was begun before */
	LETTER_DONE,		/* its reports are stored: the action is left */
	LETTER_BAD,		/* a report in it cannot be read: to be marked */
	LETTER_COPIED,		/* it is in the other folder: to be removed from this one */
	LETTER_OTHER,		/* left as it is: it has a report of a kind that is not kept */
	LETTER_MAX
};

struct journal {
	struct store	*store;
	int64_t		 box;
	int64_t		 next;		/* no uid from here on was looked at; 0 unknown */
};

int	journal_open(struct journal *, struct store *, const char *account, const char *folder,
	    uint32_t validity);

/*
 * All rows as sets, one a state; of those begun, how often: attempts[i] is of
 * the i-th in the set, in ascending order (the arena's).
 */
struct letters {
	struct uidset	 of[LETTER_MAX];
	int		*attempts;
	size_t		 begun;
};

int	journal_read(const struct journal *, struct letters *);
void	letters_free(struct letters *);

/* These belong to the store's open batch. */
int	journal_begin(const struct journal *, uint32_t uid);	/* counts an attempt */
int	journal_set(const struct journal *, uint32_t uid, enum letter);

/* These are a batch of their own. */
int	journal_unbegin(const struct journal *, const struct uidset *);	/* it did not count */
int	journal_turn(const struct journal *, const struct uidset *, enum letter from,
	    enum letter to);
int	journal_forget(const struct journal *, const struct uidset *);
int	journal_advance(struct journal *, uint32_t next);
