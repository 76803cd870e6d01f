#pragma once

#include <stdint.h>

#include "filter.h"

/* Inside the filter: the parameters, and how the text of each becomes a value. */
#define FILTER_LAST_DAY	65535		/* since 1970: what a row of a segment can say */

/* What the pairs of a query said; made into arguments when all are read. */
struct asked {
	struct arena	*mem;
	const char	*key;		/* the parameter at hand */
	const char	*words;		/* what it may be, from its row in filter_keys[] */
	int64_t		 today;
	int64_t		 days;		/* range; 0 not asked, -1 all */
	int64_t		 from, to;	/* -1 not asked */
	const char	*domain;	/* a line each */
	const char	*header_from, *org, *selector, *q;
	unsigned int	 outcomes;	/* mask */
	unsigned char	*ip, *ip_last;	/* 16 bytes each */
	int64_t		 report;
	const char	*by, *policy, *sort, *state, *action;
	int64_t		 desc, limit, page;
	int		 back;
	int64_t		 at[3];		/* cursor: key, count, id; id 0 none */
	unsigned int	 given;		/* bit FILTER_x */
};

struct filter_key {
	const char	*name;
	int		(*as)(struct asked *, const char *);
	const char	*words;		/* what it may be; the first is the default */
};

extern const struct filter_key filter_keys[FILTER_MAX];

int	filter_bad(const struct asked *, const char *why);	/* -1: ERR_PARAM, its field */
