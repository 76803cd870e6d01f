#pragma once

#include <stddef.h>
#include <stdint.h>

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
enum { ALIGNMENT_RELAXED = 2, ALIGNMENT_STRICT };
enum { POLICY_NONE = 2, POLICY_QUARANTINE, POLICY_REJECT, POLICY_MAX };
enum { DISPOSITION_NONE = 2, DISPOSITION_QUARANTINE, DISPOSITION_REJECT, DISPOSITION_PASS };
enum { EVALUATED_PASS = 2, EVALUATED_FAIL };
enum { RESULT_PASS = 2 };				/* of TERM_DKIM and TERM_SPF */
enum { DKIM_NONE = 4 };
enum { SCOPE_MFROM = 2, SCOPE_HELO };
enum { REASON_FORWARDED = 2, REASON_SAMPLED_OUT, REASON_TRUSTED_FORWARDER, REASON_MAILING_LIST };

/* TERM_WARNING; at most 62, for a report keeps them as bits. */
enum {
	/* The XML was mended. */
	WARN_REPAIRED_LEADING_SPACE = 2,
	WARN_REPAIRED_XML_DECLARATION,
	WARN_REPAIRED_INVALID_BYTES,
	WARN_REPAIRED_CONTROL_CHARS,
	WARN_REPAIRED_BARE_AMPERSAND,
	WARN_REPAIRED_STRAY_LT,
	WARN_REPAIRED_JUNK_BEFORE_ROOT,
	WARN_REPAIRED_JUNK_AFTER_ROOT,
	WARN_REPAIRED_CLOSED_ROOT,
	/* The report as a whole. */
	WARN_DATE_MISSING,
	WARN_DATE_INVALID,
	WARN_DATE_FRACTION,
	WARN_DATE_SCALED,
	WARN_DATE_TEXT,
	WARN_DATE_SWAPPED,
	WARN_DATE_IMPLAUSIBLE,
	WARN_SPAN_LONG,
	WARN_ORG_MISSING,
	WARN_ORG_FROM_EMAIL,
	WARN_REPORT_ID_MISSING,
	WARN_POLICY_REPEATED,
	WARN_POLICY_NONSTANDARD,
	WARN_ALIGNMENT_NONSTANDARD,
	WARN_TESTING_NONSTANDARD,
	WARN_DISCOVERY_NONSTANDARD,
	WARN_PCT_INVALID,
	WARN_NO_RECORDS,
	/* Some record. */
	WARN_RECORD_NULL,
	WARN_ROW_MISSING,
	WARN_POLICY_EVALUATED_MISSING,
	WARN_IDENTIFIERS_MISSING,
	WARN_AUTH_RESULTS_MISSING,
	WARN_HEADER_FROM_MISSING,
	WARN_IP_MISSING,
	WARN_IP_INVALID,
	WARN_IP_DECORATED,
	WARN_IP_V4MAPPED,
	WARN_COUNT_INVALID,
	WARN_COUNT_FRACTION,
	WARN_COUNT_HUGE,
	WARN_DISPOSITION_NONSTANDARD,
	WARN_EVAL_NONSTANDARD,
	WARN_REASON_EMPTY,
	WARN_REASON_NONSTANDARD,
	WARN_AUTH_ENTRY_EMPTY,
	WARN_AUTH_NONSTANDARD,
	WARN_SCOPE_NONSTANDARD,
	WARN_ADDRESS_AS_DOMAIN,
	WARN_VALUE_CASE,
	WARN_MAX
};

#define WARN_BIT(w)	(UINT64_C(1) << (w))
#define WARN_REPAIRED	(WARN_BIT(WARN_REPAIRED_CLOSED_ROOT + 1) - 1)	/* any of them */

/*
 * The code of a word: letter case, blanks, '-' and '_' do not matter, and old
 * spellings have their aliases (hardfail is fail).  TERM_ABSENT for an empty
 * word, TERM_UNKNOWN for a strange one.
 */
int		 term_code(enum term, const char *, size_t);
/* NULL for TERM_ABSENT; a code that is not ours, of a later program, is an unknown word. */
const char	*term_text(enum term, int code);
int		 term_count(enum term);			/* codes are below this */
