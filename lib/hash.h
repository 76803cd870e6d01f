#pragma once

#include <stddef.h>

#include "report.h"

/*
 * What tells two texts or two reports apart.  A report's hash covers its
 * policy and its records as parsed, whatever their order; two reports of the
 * same key and hash say the same.  Not a defence against a forger.
 */
struct hash {
	uint64_t low, high;
};

struct hash	hash_bytes(const void *, size_t);
struct hash	hash_policy(const struct policy *);
struct hash	hash_record(const struct record *);
void		hash_add(struct hash *, struct hash);	/* order does not matter */
