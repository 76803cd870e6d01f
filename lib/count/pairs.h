#pragma once

#include <stddef.h>
#include <stdint.h>

/* Sums per pair of ids: a hash table that grows as it fills; all zeros is an empty one. */
struct pair {
	uint32_t	 a, b;
	uint64_t	 sum;		/* 0: nothing is here */
};

struct pairs {
	struct pair	*pair;		/* malloc'd, the owner frees */
	size_t		 size, used;
};

void	 pairs_add(struct pairs *, uint32_t a, uint32_t b, uint64_t n);
uint64_t pairs_sum(const struct pairs *, uint32_t a, uint32_t b);	/* 0: nothing is there */
