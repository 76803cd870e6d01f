#pragma once

#include <stdint.h>

#include "hash.h"
#include "text.h"

/*
 * What an aggregate report says (RFC 7489, appendix C; RFC 9990, appendix A).
 * Strings are UTF-8, trimmed, NULL when absent or empty, and live until the
 * callback that was handed them returns.  Enumerated values are terms.h codes:
 * 0 is absent, 1 is a word nobody knows.  Nothing is defaulted.
 */
struct text {				/* a list of strings */
	struct text	*next;
	const char	*text;
};

struct policy {				/* policy_published */
	const char	*domain;	/* the policy domain, lower case */
	int		 adkim, aspf;	/* TERM_ALIGNMENT */
	int		 p, sp, np;	/* TERM_POLICY */
	int		 pct;		/* 0 to 100, -1 absent */
	const char	*fo;
	int		 testing;	/* TERM_TESTING */
	int		 discovery;	/* TERM_DISCOVERY: discovery_method */
};

struct report {				/* feedback, without its records */
	const char	*xmlns;		/* of the root */
	const char	*version;
	const char	*org;		/* org_name, else the e-mail's domain */
	const char	*email;
	const char	*contact;	/* extra_contact_info */
	const char	*report_id;
	const char	*generator;
	struct text	*errors;
	int64_t		 begin, end;	/* seconds since 1970, begin <= end */
	struct policy	 policy;
	uint64_t	 warnings;	/* bit n: TERM_WARNING code n */
	struct hash	 hash;		/* what its policy and records say: identity.h */
};

struct reason {				/* policy_evaluated/reason */
	struct reason	*next;
	int		 type;		/* TERM_REASON */
	const char	*comment;
};

struct auth {				/* auth_results/dkim or spf */
	struct auth	*next;
	const char	*domain;
	const char	*selector;	/* DKIM */
	int		 scope;		/* SPF: TERM_SCOPE */
	int		 result;	/* TERM_DKIM or TERM_SPF */
	const char	*human_result;
};

struct record {
	struct ip	 source;	/* IPv4-mapped IPv6 is IPv4 */
	const char	*source_raw;	/* what was there, when it is no address */
	int64_t		 count;		/* messages, 0 to 2^53-1 */
	int		 disposition;	/* TERM_DISPOSITION */
	int		 dkim, spf;	/* TERM_EVALUATED: aligned? */
	struct reason	*reasons;
	const char	*header_from;	/* domains, lower case */
	const char	*envelope_from;	/* "" for the null sender */
	const char	*envelope_to;
	struct auth	*auth_dkim;	/* in the report's order */
	struct auth	*auth_spf;
};

struct mail_head {			/* what is kept of the message's header */
	const char	*from;		/* as written, unfolded, or NULL */
	const char	*message_id;
	struct text	*auth_results;	/* Authentication-Results, topmost first */
	const char	*subject;	/* decoded; not stored */
};
