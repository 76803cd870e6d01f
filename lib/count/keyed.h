#pragma once

#include "bounds.h"
#include "scan.h"

/* What a row counts for when rows are grouped: one id, or a few selectors. */
#define ROW_KEYS	256		/* selectors of one record */

struct keyed {
	size_t		 at;		/* of the id, in struct row */
	enum bound	 word;		/* the dictionary it is of */
	uint32_t	 max, max_ip;	/* the largest ids there are */
	struct selectors *selectors;	/* or these */
};

/*
 * by: domain, ip, org, from or selector.  1: it is selectors, and wants to be told
 * first the one of each signature, then, record by record, those of its third
 * signature and on; else 0.
 */
int	keyed_open(struct keyed *, const char *by, const struct bounds *);
void	keyed_selector(void *keyed, int64_t auth, int64_t selector);
void	keyed_more(void *keyed, int64_t record, int64_t selector);
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
