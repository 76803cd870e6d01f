#pragma once

#include <stddef.h>

/*
 * The words of a report's enumerations, as small numbers.  The store keeps the
 * numbers, so a code once released keeps its meaning: append, never reorder.
 */
enum term {
	TERM_ALIGNMENT,		/* adkim, aspf */
	TERM_POLICY,		/* p, sp, np */
	TERM_DISPOSITION,
	TERM_EVALUATED,		/* policy_evaluated/dkim, spf */
	TERM_REASON,
	TERM_DKIM,		/* auth_results/dkim/result */
	TERM_SPF,		/* auth_results/spf/result */
	TERM_SCOPE,
	TERM_TESTING,
	TERM_DISCOVERY,
	TERM_WARNING,		/* what was odd, or repaired, in a report */
	TERM_MAX
};

enum { TERM_ABSENT, TERM_UNKNOWN };			/* in every one */
enum { POLICY_NONE = 2, POLICY_QUARANTINE, POLICY_REJECT };
enum { DISPOSITION_NONE = 2, DISPOSITION_QUARANTINE, DISPOSITION_REJECT, DISPOSITION_PASS };
enum { EVALUATED_PASS = 2, EVALUATED_FAIL };
enum { RESULT_PASS = 2 };				/* of TERM_DKIM and TERM_SPF */

/*
 * The code of a word: letter case, blanks, '-' and '_' do not matter, and old
 * spellings have their aliases (hardfail is fail).  TERM_ABSENT for an empty
 * word, TERM_UNKNOWN for a strange one.
 */
int		 term_code(enum term, const char *, size_t);
const char	*term_text(enum term, int code);	/* NULL for TERM_ABSENT */
int		 term_count(enum term);			/* codes are below this */
