#pragma once

#include "scan.h"

/* One page of records in an order, and the sums of all that pass. */
#define PAGE_MAX	100

struct place {				/* of a record, in the order asked for */
	uint64_t	 key, count;
	int64_t		 id;
};

struct page {
	int		 desc;
	int		 back, from_here;	/* towards the beginning; here is given */
	size_t		 limit;		/* at most PAGE_MAX */
	struct place	 here;		/* to go on from */
	const uint32_t	*ranks;		/* of the words of the key, by id; lent */
	size_t		 nranks;
	uint64_t	(*key)(const struct row *, const uint32_t *ranks, size_t nranks);

	uint64_t	 records, messages;
	struct place	 places[PAGE_MAX + 1];	/* going back: the last comes first */
	size_t		 n;		/* more than limit: others follow */
};

/* What to sort by: day, messages, from, ip, dmarc, dkim, spf, disp, org; -1: none of these. */
int	page_sort(struct page *, const char *);
int	page_block(void *page, struct block);

/* Once all blocks are seen: place i of the page, and where it ends to both sides, or NULL. */
const struct place *page_place(const struct page *, size_t i);	/* NULL past its end */
const struct place *page_next(const struct page *);
const struct place *page_prev(const struct page *);
