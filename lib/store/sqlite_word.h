#pragma once

#include "bounds.h"
#include "cells.h"
#include "fact.h"
#include "store_db.h"

/* The words that ids stand for; id 0 stands for none. */
struct dictionary {
	struct store	*store;
	enum bound	 word;		/* BOUND_DOMAIN to BOUND_NAME */
};

/* The next word of a row: an address as text, no word and the empty one as null.  0, or -1. */
int	word_tell(struct fact *, const struct dictionary *, uint32_t id);

/* word_order's sort() of a struct dictionary: addresses by their bytes, none first. */
int	word_sort(void *dictionary, uint32_t *ids, size_t n, size_t keep, int desc);

/* The place of each id among all words, from 1, by id up to max; malloc'd, the caller frees. */
uint32_t *word_ranks(const struct dictionary *, uint32_t max);
