#pragma once

#include "store_scan.h"

/* What a row counts for when rows are grouped: one id, or a few selectors. */
#define ROW_KEYS	256		/* selectors of one record */

struct keyed {
	size_t		 at;		/* of the id, in struct row */
	struct selectors *selectors;	/* or these */
};

int	keyed_open(struct keyed *, struct store *, const char *by);	/* -1: by what? */
void	keyed_close(struct keyed *);

size_t	keyed_selectors(struct keyed *, const struct block *, size_t, uint32_t *);

/* The ids that row i counts for, each once, at most ROW_KEYS; rows come in ascending order. */
static inline size_t
keyed_of(struct keyed *k, const struct block *b, size_t i, uint32_t *keys)
{
	if (k->selectors != NULL)
		return keyed_selectors(k, b, i, keys);
	*keys = *(const uint32_t *)((const char *)&b->rows[i] + k->at);
	return 1;
}
