#pragma once

#include "cells.h"
#include "keyed.h"

/* Sums per domain, address, reporter, From domain or selector. */
struct groups {
	struct keyed	*keyed;		/* lent */
	uint64_t	 messages, fail;	/* of all rows, each once */
	struct cells	 cells;
};

/* limit: the share of failed messages that CELLS_OVER goes by, hundredths of a percent. */
void	groups_open(struct groups *, struct keyed *, int64_t limit);
int	groups_block(void *groups, struct block);
void	groups_close(struct groups *);
