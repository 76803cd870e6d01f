#pragma once

#include <stddef.h>
#include <stdint.h>

/* What tells two texts apart.  Not a defence against a forger. */
struct hash {
	uint64_t low, high;
};

struct hash	hash_bytes(const void *, size_t);
void		hash_add(struct hash *, struct hash);	/* order does not matter */
