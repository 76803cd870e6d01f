#define XXH_INLINE_ALL
#include <xxhash.h>

#include "hash.h"

struct hash
hash_bytes(const void *p, size_t n)
{
	XXH128_hash_t h = XXH3_128bits(p, n);

	return (struct hash){ h.low64, h.high64 };
}

void
hash_add(struct hash *sum, struct hash h)
{
	sum->low += h.low;
	sum->high += h.high;
}
