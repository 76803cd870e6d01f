#pragma once

#include "value.h"

/*
 * What an engine is asked: the arguments of a statement, for all facts that the
 * statement is told.
 */
struct question {
	const struct arg *args;
	void		*kept;		/* by the engine, until all facts of it are told */
	void		(*free)(void *kept);
};

void		 question_end(struct question *);	/* frees what is kept */

int		 question_has(const struct question *, const char *name);

/* May be NULL. */
const char	*question_text(const struct question *, const char *name);
int64_t		 question_int(const struct question *, const char *name, int64_t otherwise);

/*
 * Is all there is of a domain chosen, when any of it is?  2: and all domains are.
 * The period does not matter.
 */
int		 question_whole(const struct question *);
