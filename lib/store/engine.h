#pragma once

#include "fact.h"
#include "store.h"

/*
 * Where reports are kept and asked about: one of engine_find()'s.  Words cross
 * here, never the numbers an engine may give them; a report's id is text that only
 * its engine reads.  State (jobs, alarms, pushes, mails that were read) is not an
 * engine's: it is always in the SQLite file of the store.
 */
struct question {
	const struct arg *args;
	void		*kept;		/* by the engine, until all facts of it are told */
	void		(*free)(void *kept);
};

struct engine {
	const char	*scheme;

	/* The fact of that name; -1 and an error.  0: told, 1: there is no such fact. */
	int		(*ask)(struct store *, struct question *, const char *name, struct fact *);

	/* Every record chosen, newest day first, a row each (struct store_details). */
	int		(*stream)(struct store *, struct question *, store_words, void *);
};

/* May be NULL. */
const char	*question_text(const struct question *, const char *name);
int64_t		 question_int(const struct question *, const char *name, int64_t otherwise);

/*
 * Is all there is of a domain chosen, when any of it is?  2: and all domains are.
 * The period does not matter.
 */
int		 question_whole(const struct question *);

extern const struct engine engine_sqlite;
