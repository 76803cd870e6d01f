#pragma once

#include "bounds.h"
#include "scan.h"

/* What a row counts for when rows are grouped: one id, or a few selectors. */
#define ROW_KEYS	256		/* selectors of one record */

struct keyed {
	size_t		 at;		/* of the id, in struct row */
	struct bounds	 bounds;
	uint32_t	 max;		/* the largest id there is */
	struct selectors *selectors;	/* or these */
};

/* by: a name of what to group by; -1, and the function of ctx has an error. */
int	keyed_open(struct keyed *, sqlite3_context *ctx, sqlite3_value *by);
void	keyed_close(struct keyed *);

size_t	keyed_selectors(struct keyed *, struct block *, size_t, uint32_t *);

/* The ids that row i counts for, each once, at most ROW_KEYS; rows come in ascending order. */
static inline size_t
keyed_of(struct keyed *k, struct block *b, size_t i, uint32_t *keys)
{
	if (k->selectors != NULL)
		return keyed_selectors(k, b, i, keys);
	*keys = *(const uint32_t *)((const char *)&b->rows[i] + k->at);
	return 1;
}
