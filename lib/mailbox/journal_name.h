#pragma once

#include "journal.h"

/*
 * Mails that have names and no numbers, as a Maildir's: the journal gives each one,
 * until it is forgotten.
 */
struct journal_name {
	const char	*name;
	uint32_t	 uid;
	enum letter	 state;		/* LETTER_MAX: it was not begun */
	int		 attempts;
	int64_t		 tried;		/* the last time, since 1970 */
};

/* Each that has a number, in the order of strcmp(); the function's -1 ends it. */
int	journal_name_each(const struct journal *, int (*)(void *, const struct journal_name *),
	    void *);

/* A number for another; belongs to the store's open batch. */
int	journal_name_add(const struct journal *, const char *name, uint32_t *uid);
