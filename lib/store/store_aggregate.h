#pragma once

#include "scan.h"

/*
 * The aggregate functions of SQL.  Those over segments answer in JSON of
 * numbers only; the statement joins the ids with their words.
 */
struct aggregate {
	const char	*name;
	int		 argc;		/* -1: any */
	void		(*step)(sqlite3_context *, int, sqlite3_value **);
	void		(*final)(sqlite3_context *);
};

extern const struct aggregate aggregate_idset[], aggregate_tally[], aggregate_group[],
    aggregate_trend[], aggregate_page[], aggregate_watch[];	/* each until a NULL name */

/* A step's memory, zeroed at first; or NULL, and the function has an error. */
void	*aggregate_memory(sqlite3_context *, size_t);

/* The function has the error of a statement that it ran itself: always -1. */
int	aggregate_failed(sqlite3_context *);
