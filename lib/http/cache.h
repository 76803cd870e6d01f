#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * Answers given before, for as long as the store stays at the version they
 * were made from.  A few of them, the newest; a worker's own.
 */
struct cache;

struct cache	*cache_new(void);
void		 cache_free(struct cache *);		/* NULL is fine */
void		 cache_clear(struct cache *);
const char	*cache_find(const struct cache *, const char *key, int64_t version, size_t *len);
void		 cache_put(struct cache *, const char *key, int64_t version, const char *, size_t);
