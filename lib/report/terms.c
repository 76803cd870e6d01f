#include <ctype.h>
#include <string.h>

#include "terms.h"

struct alias {
	const char	*word;
	int		 code;
};

#define UNKNOWN	[TERM_UNKNOWN] = "unknown"

static const char *const alignment[] = {
	UNKNOWN, [ALIGNMENT_RELAXED] = "r", [ALIGNMENT_STRICT] = "s",
};

static const char *const policy[] = {
	UNKNOWN, [POLICY_NONE] = "none", [POLICY_QUARANTINE] = "quarantine",
	[POLICY_REJECT] = "reject",
};

static const char *const disposition[] = {
	UNKNOWN, [DISPOSITION_NONE] = "none", [DISPOSITION_QUARANTINE] = "quarantine",
	[DISPOSITION_REJECT] = "reject", [DISPOSITION_PASS] = "pass",
};

static const char *const evaluated[] = {
	UNKNOWN, [EVALUATED_PASS] = "pass", [EVALUATED_FAIL] = "fail",
};

static const char *const reason[] = {
	UNKNOWN, [REASON_FORWARDED] = "forwarded", [REASON_SAMPLED_OUT] = "sampled_out",
	[REASON_TRUSTED_FORWARDER] = "trusted_forwarder", [REASON_MAILING_LIST] = "mailing_list",
	"local_policy", "other", "policy_test_mode",
};

static const char *const dkim[] = {
	UNKNOWN, [RESULT_PASS] = "pass", "fail", [DKIM_NONE] = "none", "neutral", "policy",
	"temperror", "permerror",
};

enum { SPF_FAIL = RESULT_PASS + 1, SPF_TEMPERROR = 7, SPF_PERMERROR };

static const char *const spf[] = {
	UNKNOWN, [RESULT_PASS] = "pass", [SPF_FAIL] = "fail", "softfail", "neutral", "none",
	[SPF_TEMPERROR] = "temperror", [SPF_PERMERROR] = "permerror", "policy",
};

static const char *const scope[] = { UNKNOWN, [SCOPE_MFROM] = "mfrom", [SCOPE_HELO] = "helo" };
static const char *const testing[] = { UNKNOWN, "y", "n" };
static const char *const discovery[] = { UNKNOWN, "psl", "treewalk" };

static const char *const warning[] = {
	UNKNOWN,
	[WARN_REPAIRED_LEADING_SPACE]	= "repaired_leading_space",
	[WARN_REPAIRED_XML_DECLARATION]	= "repaired_xml_declaration",
	[WARN_REPAIRED_INVALID_BYTES]	= "repaired_invalid_bytes",
	[WARN_REPAIRED_CONTROL_CHARS]	= "repaired_control_chars",
	[WARN_REPAIRED_BARE_AMPERSAND]	= "repaired_bare_ampersand",
	[WARN_REPAIRED_STRAY_LT]	= "repaired_stray_lt",
	[WARN_REPAIRED_JUNK_BEFORE_ROOT] = "repaired_junk_before_root",
	[WARN_REPAIRED_JUNK_AFTER_ROOT]	= "repaired_junk_after_root",
	[WARN_REPAIRED_CLOSED_ROOT]	= "repaired_closed_root",
	[WARN_DATE_MISSING]		= "date_missing",
	[WARN_DATE_INVALID]		= "date_invalid",
	[WARN_DATE_FRACTION]		= "date_fraction",
	[WARN_DATE_SCALED]		= "date_scaled",
	[WARN_DATE_TEXT]		= "date_text",
	[WARN_DATE_SWAPPED]		= "date_swapped",
	[WARN_DATE_IMPLAUSIBLE]		= "date_implausible",
	[WARN_SPAN_LONG]		= "span_long",
	[WARN_ORG_MISSING]		= "org_missing",
	[WARN_ORG_FROM_EMAIL]		= "org_from_email",
	[WARN_REPORT_ID_MISSING]	= "report_id_missing",
	[WARN_POLICY_REPEATED]		= "policy_repeated",
	[WARN_POLICY_NONSTANDARD]	= "policy_nonstandard",
	[WARN_ALIGNMENT_NONSTANDARD]	= "alignment_nonstandard",
	[WARN_TESTING_NONSTANDARD]	= "testing_nonstandard",
	[WARN_DISCOVERY_NONSTANDARD]	= "discovery_nonstandard",
	[WARN_PCT_INVALID]		= "pct_invalid",
	[WARN_NO_RECORDS]		= "no_records",
	[WARN_RECORD_NULL]		= "record_null",
	[WARN_ROW_MISSING]		= "row_missing",
	[WARN_POLICY_EVALUATED_MISSING]	= "policy_evaluated_missing",
	[WARN_IDENTIFIERS_MISSING]	= "identifiers_missing",
	[WARN_AUTH_RESULTS_MISSING]	= "auth_results_missing",
	[WARN_HEADER_FROM_MISSING]	= "header_from_missing",
	[WARN_IP_MISSING]		= "ip_missing",
	[WARN_IP_INVALID]		= "ip_invalid",
	[WARN_IP_DECORATED]		= "ip_decorated",
	[WARN_IP_V4MAPPED]		= "ip_v4mapped",
	[WARN_COUNT_INVALID]		= "count_invalid",
	[WARN_COUNT_FRACTION]		= "count_fraction",
	[WARN_COUNT_HUGE]		= "count_huge",
	[WARN_DISPOSITION_NONSTANDARD]	= "disposition_nonstandard",
	[WARN_EVAL_NONSTANDARD]		= "eval_nonstandard",
	[WARN_REASON_EMPTY]		= "reason_empty",
	[WARN_REASON_NONSTANDARD]	= "reason_nonstandard",
	[WARN_AUTH_ENTRY_EMPTY]		= "auth_entry_empty",
	[WARN_AUTH_NONSTANDARD]		= "auth_nonstandard",
	[WARN_SCOPE_NONSTANDARD]	= "scope_nonstandard",
	[WARN_ADDRESS_AS_DOMAIN]	= "address_as_domain",
	[WARN_VALUE_CASE]		= "value_case",
};

_Static_assert(WARN_MAX <= 64, "the warnings of a report are bits");
_Static_assert(sizeof warning / sizeof *warning == WARN_MAX, "a warning has no text");

static const struct alias alignment_alias[] = {
	{ "relaxed", ALIGNMENT_RELAXED }, { "strict", ALIGNMENT_STRICT }, { NULL, 0 }
};

static const struct alias policy_alias[] = { { "nil", TERM_ABSENT }, { NULL, 0 } };

/* Only an aligned pass passes: what some write instead of "fail" is one. */
static const struct alias evaluated_alias[] = {
	{ "none", EVALUATED_FAIL }, { "softfail", EVALUATED_FAIL },
	{ "neutral", EVALUATED_FAIL }, { "temperror", EVALUATED_FAIL },
	{ "permerror", EVALUATED_FAIL }, { "policy", EVALUATED_FAIL },
	{ "hardfail", EVALUATED_FAIL }, { "unknown", EVALUATED_FAIL },
	{ "error", EVALUATED_FAIL }, { "notevaluated", EVALUATED_FAIL }, { NULL, 0 }
};

static const struct alias dkim_alias[] = { { "hardfail", RESULT_PASS + 1 }, { NULL, 0 } };

/* "unknown" and "error": the comments of RFC 7489, appendix C. */
static const struct alias spf_alias[] = {
	{ "hardfail", SPF_FAIL }, { "unknown", SPF_TEMPERROR }, { "error", SPF_PERMERROR },
	{ NULL, 0 }
};

static const struct alias scope_alias[] = { { "mailfrom", 2 }, { "ehlo", 3 }, { NULL, 0 } };
static const struct alias no_alias[] = { { NULL, 0 } };

#define LIST(texts, aliases)	{ texts, sizeof texts / sizeof *texts, aliases }

static const struct {
	const char *const	*text;
	int			 count;
	const struct alias	*alias;
} terms[TERM_MAX] = {
	[TERM_ALIGNMENT]	= LIST(alignment, alignment_alias),
	[TERM_POLICY]		= LIST(policy, policy_alias),
	[TERM_DISPOSITION]	= LIST(disposition, no_alias),
	[TERM_EVALUATED]	= LIST(evaluated, evaluated_alias),
	[TERM_REASON]		= LIST(reason, no_alias),
	[TERM_DKIM]		= LIST(dkim, dkim_alias),
	[TERM_SPF]		= LIST(spf, spf_alias),
	[TERM_SCOPE]		= LIST(scope, scope_alias),
	[TERM_TESTING]		= LIST(testing, no_alias),
	[TERM_DISCOVERY]	= LIST(discovery, no_alias),
	[TERM_WARNING]		= LIST(warning, no_alias),
};

/* In a verdict, whatever is no letter is decoration ("not.evaluated"). */
static int
filler(enum term t, char c)
{
	if (t == TERM_EVALUATED)
		return !isalpha((unsigned char)c);
	return c == '_' || c == '-' || isspace((unsigned char)c);
}

static int
same(enum term t, const char *word, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (filler(t, s[i]))
			continue;
		while (*word == '_')
			word++;
		if (tolower((unsigned char)s[i]) != *word)
			return 0;
		word++;
	}
	return *word == '\0';
}

int
term_code(enum term t, const char *s, size_t n)
{
	const struct alias *a;
	int code;

	if (n == 0)
		return TERM_ABSENT;
	for (code = TERM_UNKNOWN + 1; code < terms[t].count; code++)
		if (same(t, terms[t].text[code], s, n))
			return code;
	for (a = terms[t].alias; a->word != NULL; a++)
		if (same(t, a->word, s, n))
			return a->code;
	return TERM_UNKNOWN;
}

const char *
term_text(enum term t, int code)
{
	return terms[t].text[code >= 0 && code < terms[t].count ? code : TERM_UNKNOWN];
}

int
term_count(enum term t)
{
	return terms[t].count;
}
