#pragma once

#include "store_scan.h"

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

/* What was gathered is the answer. */
void	aggregate_json(sqlite3_context *, sqlite3_str *);
