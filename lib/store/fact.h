#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * What an engine answers to a question about reports: rows of words and numbers,
 * never ids, as JSON {"data":[[kind, ...], ...]}, the first word of a row saying
 * what it is.  A statement of sql/ that names the fact as a parameter is given it,
 * and makes of it what a page is told: its shape.
 */
struct fact {
	char	*text;			/* malloc'd, all zeros is an empty one */
	size_t	 len, room;
};

void	fact_row(struct fact *, const char *kind);	/* a row begins */
void	fact_text(struct fact *, const char *, size_t);	/* its next word; NULL: null */
void	fact_string(struct fact *, const char *);	/* the same of a string */
void	fact_int(struct fact *, int64_t);
void	fact_int_if(struct fact *, int64_t, int given);	/* else null */
void	fact_null(struct fact *);

/* A word that is a list of pairs of numbers, [[1,2],[3,4]]. */
void	fact_pairs(struct fact *, const uint64_t (*)[2], size_t n);

void	fact_end(struct fact *);		/* it is JSON now, and a string */

struct arena;

/* The same, in the arena, and the fact is an empty one again. */
const char *fact_keep(struct fact *, struct arena *);
