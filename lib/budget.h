#pragma once

#include <stdint.h>

#include "limits.h"

/*
 * What is spent on one request, one mail or one file given in a shell, whatever
 * it holds: its limits are of all its parts together.
 */
struct budget {
	const struct limits	*limits;
	uint64_t		 unpacked;	/* bytes decompressed so far */
};

void	budget_begin(struct budget *, const struct limits *);	/* lent */

/* How many bytes may still be decompressed; to take more is ERR_LIMIT. */
size_t	budget_left(const struct budget *);
int	budget_take(struct budget *, size_t);
