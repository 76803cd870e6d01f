#pragma once

#include "arena.h"
#include "value.h"

/* What a query string may ask for (cgi/API.md).  A route lists what it takes. */
enum {
	FILTER_RANGE, FILTER_FROM, FILTER_TO, FILTER_DOMAIN, FILTER_HEADER_FROM,
	FILTER_DMARC, FILTER_DISP, FILTER_DKIM, FILTER_SPF, FILTER_IP, FILTER_ORG,
	FILTER_SELECTOR, FILTER_Q, FILTER_REPORT,
	FILTER_BY, FILTER_POLICY, FILTER_SORT_GROUP, FILTER_SORT_RECORDS, FILTER_SORT_REPORTS,
	FILTER_LIMIT, FILTER_PAGE, FILTER_AFTER, FILTER_BEFORE,
	FILTER_STATE, FILTER_ACTION,
	FILTER_MAX
};

#define TAKES(f)	(1u << FILTER_##f)
#define TAKES_FILTERS	((1u << FILTER_BY) - 1)		/* all that choose records */

#define FILTER_ARGS	40

/* args is ready for store_query(); what was not asked for is ARG_NULL. */
struct filter {
	struct arg	 args[FILTER_ARGS + 1];
};

/* today: days since 1970, where a relative range ends. */
int	filter_parse(struct filter *, const char *query, unsigned int takes, int64_t today,
	    struct arena *);

/* Percent-decoding (RFC 3986, 2.1), '+' is a blank: NULL for a bad escape or a NUL. */
char	*filter_decode(const char *, size_t, struct arena *);
