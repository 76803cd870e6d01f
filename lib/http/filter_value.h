#pragma once

#include <stdint.h>

#include "filter.h"
#include "sender_id.h"

/* Inside the filter: the parameters, and how the text of each becomes a value. */
#define FILTER_LAST_DAY	65535		/* since 1970: what a row of a segment can say */

struct asked;

struct filter_key {			/* a row of filter.def */
	const char	*name;
	int		(*read)(struct asked *, const char *);
	const char	*words;		/* what it may be; the first is the default */
	int		 means;
};

/* What the pairs of a query said; made into arguments when all are read. */
struct asked {
	struct arena	*mem;
	const struct filter_key *key;	/* the parameter at hand */
	const char	*text[FILTER_MAX];	/* the arguments of these names */
	int64_t		 today;
	int64_t		 days;		/* range; 0 not asked, -1 all */
	int64_t		 from, to;	/* -1 not asked */
	const char	*sort, *cursor;
	unsigned int	 outcomes;	/* mask */
	unsigned char	*ip, *ip_last;	/* 16 bytes each */
	struct sender_id sender;
	int64_t		 desc, limit, page;
	int		 back;
	unsigned int	 given, asked;	/* bit FILTER_x; asked: and not empty */
};

extern const struct filter_key filter_keys[FILTER_MAX];

int	filter_bad(const struct asked *, const char *why);	/* -1: ERR_PARAM, its field */

#define FILTER(key, name, read, words, means) int read(struct asked *, const char *);
#include "filter.def"
#undef FILTER
