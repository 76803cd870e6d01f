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
	LETTER_ASIDE,		/* not given, or it ends the program: tried once a week */
	LETTER_MAX
};

struct journal {
	struct store	*store;
	int64_t		 box;
	int64_t		 next;		/* no uid from here on was looked at; 0 unknown */
};

int	journal_open(struct journal *, struct store *, const char *account, const char *folder,
	    uint32_t validity);

/* What runs before made of a mail that is still to be read. */
struct letter_begun {
	uint32_t	 uid;
	enum letter	 state;		/* LETTER_BEGUN or LETTER_ASIDE */
	int		 attempts;	/* its reading was begun so often */
	int		 withheld;	/* and so often the server gave others, not it */
	int64_t		 since, tried;	/* the first time and the last, since 1970 */
};

struct letters {				/* all rows: as sets, one a state; what was begun */
	struct uidset	 of[LETTER_MAX];
	struct letter_begun *begun;		/* in ascending order */
	size_t		 nbegun;
};

int	journal_read(const struct journal *, struct letters *);
void	letters_free(struct letters *);

int	journal_aside_due(int64_t tried, int64_t now);	/* what was set aside is tried again */

/* These belong to the store's open batch. */
int	journal_begin(const struct journal *, uint32_t uid);	/* counts an attempt */
int	journal_suspect(const struct journal *, uint32_t uid);	/* begun, and nothing counted */
int	journal_withhold(const struct journal *, uint32_t uid, int64_t now);	/* counts it */
int	journal_set(const struct journal *, uint32_t uid, enum letter);

/* These are a batch of their own. */
int	journal_unbegin(const struct journal *, const struct uidset *);	/* it did not count */
int	journal_turn(const struct journal *, const struct uidset *, enum letter from,
	    enum letter to);
int	journal_forget(const struct journal *, const struct uidset *);
int	journal_advance(struct journal *, uint32_t next);

/*
 * The server wants to be left alone until then, at most JOURNAL_QUIET seconds: said of one
 * folder, it is meant of all.  And until when it does now, 0: it does not.
 */
#define JOURNAL_QUIET	3600

int	journal_set_quiet(struct store *, const char *account, const char *folder, int64_t until);
int	journal_quiet(struct store *, const char *account, int64_t now, int64_t *until);

/* Of several folders one is begun with; and its last time, by a number that grows, 0: never. */
int	journal_visit(struct store *, const char *account, const char *folder);
int	journal_visited(struct store *, const char *account, const char *folder, int64_t *last);
