#include "terms.h"
#include "test.h"

static int
code(enum term t, const char *word)
{
	return term_code(t, word, strlen(word));
}

static void
test_words(void)
{
	static const struct { enum term t; const char *word, *is; } words[] = {
		{ TERM_ALIGNMENT, "r", "r" }, { TERM_ALIGNMENT, "S", "s" },
		{ TERM_ALIGNMENT, "relaxed", "r" }, { TERM_ALIGNMENT, "Strict", "s" },
		{ TERM_ALIGNMENT, "x", "unknown" },
		{ TERM_POLICY, "none", "none" }, { TERM_POLICY, "QUARANTINE", "quarantine" },
		{ TERM_POLICY, "reject", "reject" }, { TERM_POLICY, "rejected", "unknown" },
		{ TERM_POLICY, "rejec", "unknown" }, { TERM_POLICY, "pass", "unknown" },
		{ TERM_DISPOSITION, "pass", "pass" }, { TERM_DISPOSITION, "softfail", "unknown" },
		{ TERM_DISPOSITION, "15", "unknown" },
		{ TERM_EVALUATED, "Pass", "pass" }, { TERM_EVALUATED, "fail", "fail" },
		{ TERM_EVALUATED, "none", "fail" }, { TERM_EVALUATED, "softfail", "fail" },
		{ TERM_EVALUATED, "hard-fail", "fail" }, { TERM_EVALUATED, "temp_error", "fail" },
		{ TERM_EVALUATED, "permerror", "fail" }, { TERM_EVALUATED, "policy", "fail" },
		{ TERM_EVALUATED, "neutral", "fail" }, { TERM_EVALUATED, "unknown", "fail" },
		{ TERM_EVALUATED, "error", "fail" }, { TERM_EVALUATED, "not.evaluated", "fail" },
		{ TERM_EVALUATED, "maybe", "unknown" }, { TERM_EVALUATED, "...", "unknown" },
		{ TERM_REASON, "forwarded", "forwarded" },
		{ TERM_REASON, "sampled out", "sampled_out" },
		{ TERM_REASON, "Trusted-Forwarder", "trusted_forwarder" },
		{ TERM_REASON, "mailinglist", "mailing_list" },
		{ TERM_REASON, "local_policy", "local_policy" }, { TERM_REASON, "other", "other" },
		{ TERM_REASON, "policy_test_mode", "policy_test_mode" },
		{ TERM_REASON, "whim", "unknown" },
		{ TERM_DKIM, "pass", "pass" }, { TERM_DKIM, "none", "none" },
		{ TERM_DKIM, "hardfail", "fail" }, { TERM_DKIM, "Temp_Error", "temperror" },
		{ TERM_DKIM, "perm error", "permerror" }, { TERM_DKIM, "policy", "policy" },
		{ TERM_DKIM, "neutral", "neutral" }, { TERM_DKIM, "softfail", "unknown" },
		{ TERM_DKIM, "unknown", "unknown" }, { TERM_DKIM, "invalid", "unknown" },
		{ TERM_SPF, "softfail", "softfail" }, { TERM_SPF, "soft_fail", "softfail" },
		{ TERM_SPF, "hardfail", "fail" }, { TERM_SPF, "unknown", "temperror" },
		{ TERM_SPF, "error", "permerror" }, { TERM_SPF, "policy", "policy" },
		{ TERM_SPF, "odd", "unknown" },
		{ TERM_SCOPE, "mfrom", "mfrom" }, { TERM_SCOPE, "mail from", "mfrom" },
		{ TERM_SCOPE, "MAILFROM", "mfrom" }, { TERM_SCOPE, "ehlo", "helo" },
		{ TERM_TESTING, "Y", "y" }, { TERM_TESTING, "n", "n" },
		{ TERM_DISCOVERY, "psl", "psl" }, { TERM_DISCOVERY, "tree-walk", "treewalk" },
		{ TERM_WARNING, "span_long", "span_long" },
	};
	size_t i;

	for (i = 0; i < sizeof words / sizeof *words; i++)
		CHECK_STR(term_text(words[i].t, code(words[i].t, words[i].word)), words[i].is);
	CHECK(code(TERM_POLICY, "nil") == TERM_ABSENT);
	CHECK(code(TERM_SPF, "") == TERM_ABSENT);
	CHECK(term_text(TERM_SPF, TERM_ABSENT) == NULL);
	CHECK(term_code(TERM_DKIM, "passed", 4) == RESULT_PASS);
}

/* What a database keeps: these numbers mean these words for ever. */
static void
test_codes(void)
{
	static const struct { enum term t; int count; const char *last; } lists[TERM_MAX] = {
		{ TERM_ALIGNMENT, 4, "s" }, { TERM_POLICY, 5, "reject" },
		{ TERM_DISPOSITION, 6, "pass" }, { TERM_EVALUATED, 4, "fail" },
		{ TERM_REASON, 9, "policy_test_mode" }, { TERM_DKIM, 9, "permerror" },
		{ TERM_SPF, 10, "policy" }, { TERM_SCOPE, 4, "helo" },
		{ TERM_TESTING, 4, "n" }, { TERM_DISCOVERY, 4, "treewalk" },
		{ TERM_WARNING, 51, "value_case" },
	};
	size_t i;
	int c;

	for (i = 0; i < TERM_MAX; i++) {
		CHECK(lists[i].t == i && term_count(i) == lists[i].count);
		CHECK_STR(term_text(i, lists[i].count - 1), lists[i].last);
		CHECK_STR(term_text(i, TERM_UNKNOWN), "unknown");
		for (c = 2; c < term_count(i); c++)
			CHECK(code(i, term_text(i, c)) == c);
	}
	CHECK_STR(term_text(TERM_DKIM, 4), "none");
	CHECK_STR(term_text(TERM_SPF, 7), "temperror");
	CHECK(WARN_REPAIRED & WARN_BIT(WARN_REPAIRED_CLOSED_ROOT));
	CHECK(!(WARN_REPAIRED & WARN_BIT(WARN_DATE_MISSING)));
}

TEST_MAIN(test_words, test_codes)
