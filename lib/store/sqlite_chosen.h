#pragma once

#include "bounds.h"
#include "question.h"
#include "scan.h"
#include "store_db.h"
#include "tally.h"

/* What a question chooses, made once for all its facts. */
struct chosen {
	struct arena	*mem;
	struct scan	 scan;
	struct bounds	 bounds;
	struct tally	*tally;		/* of the question's own days, once it is counted */
	int		 rows2;		/* what counts needs struct row2 whatever is chosen */
	int		 whose;		/* it needs identities */
	int64_t		 first, last;	/* segments that are looked at */
};

/* Lent until the question is answered; or NULL. */
struct chosen	*chosen_find(struct store *, struct question *);

/* Hand block by block on what is kept of these days; but: a test that is left out, or NULL. */
int		 chosen_scan(struct store *, struct chosen *, const char *but, int64_t from,
		    int64_t to, count_block, void *);

/* The question's own days. */
int		 chosen_count(struct store *, struct question *, count_block, void *);

int		 bounds_find(struct store *, struct bounds *);
