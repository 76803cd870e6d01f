#pragma once

#include "model.h"

/*
 * Stories of 90 days, for people to look at: a report a day for each domain from each
 * reporter that had mail of it.  Who sends, from when, how much and what receivers see
 * of it is a row of a table.  Of the demo's domains, or of so many of a provider's, which
 * have about 1,600 records each; three of them need work, if there are 16 or more.
 */
#define STORY_DAYS	90
#define STORY_DOMAINS	1000			/* of a provider, at most */
#define STORY_DEMO	0			/* as how many: the demo's */

size_t	 story_reports(unsigned int domains);	/* numbers are below this */

/* 0: the reporter had no mail. */
int	 story_report(struct made_report *, struct rng *, int64_t last, unsigned int domains,
	    size_t number);

/* How many records that report holds, at most max; or 0: it is none. */
size_t	 story_records(struct made_record *, size_t max, const struct made_report *,
	    struct rng *, unsigned int domains, size_t number);
