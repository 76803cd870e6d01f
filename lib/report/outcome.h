#pragma once

/*
 * What became of the messages of a record, as one number: the disposition (0 none,
 * 1 quarantine, 2 reject) * 4 + DKIM aligned * 2 + SPF aligned.
 */
#define OUTCOME(disp, dkim, spf)	((disp) << 2 | (dkim) << 1 | (spf))
#define OUTCOME_MAX	12
#define OUTCOME_PASS(o)	(((o) & 3) != 0)	/* DMARC passes (RFC 7489, 4.2) */
#define OUTCOME_ALL	((1u << OUTCOME_MAX) - 1)	/* a mask: of them all */
