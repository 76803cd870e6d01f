#pragma once

#include "value.h"

/* What a query string may ask for: filter.def.  A route lists what it takes. */
enum {
#define FILTER(key, name, read, words, means) FILTER_##key,
#include "filter.def"
#undef FILTER
	FILTER_MAX
};

_Static_assert(FILTER_MAX < 32, "a bit for each");

#define TAKES(f)	(1u << FILTER_##f)

enum { CHOOSES = 1, RECORDS = 2, NEEDED = 4 };	/* what it means */

/* All that choose what is counted. */
enum {
	TAKES_FILTERS = 0
#define FILTER(key, name, read, words, means) | ((means) & CHOOSES ? TAKES(key) : 0)
#include "filter.def"
#undef FILTER
};

/*
 * The arguments of a statement, in the arena; what was not asked for is ARG_NULL.
 * today: days since 1970, where a relative range ends.  NULL: ERR_PARAM.
 */
const struct arg *filter_parse(const char *query, unsigned int takes, int64_t today,
		    struct arena *);
