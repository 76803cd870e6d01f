#include <string.h>

#include "field.h"

#define AT(what)		offsetof(struct fields, what)
#define GROUP(in, name, kind, first) \
	{ FIELD_##in, name, KIND_##kind, FIELD_##first, 0, 0, 0 }
#define VALUE(in, name, kind, what) \
	{ FIELD_##in, name, KIND_##kind, 0, AT(what), 0, 0 }
#define WORD(in, name, what, term, warning) \
	{ FIELD_##in, name, KIND_TERM, 0, AT(what), TERM_##term, WARN_##warning##_NONSTANDARD }

const struct field fields[FIELD_MAX + 1] = {
	[FIELD_TOP]		= GROUP(MAX, "", GROUP, FEEDBACK),
	[FIELD_FEEDBACK]	= GROUP(TOP, "feedback", GROUP, VERSION),

	[FIELD_VERSION]		= VALUE(FEEDBACK, "version", STRING, report.version),
	[FIELD_METADATA]	= GROUP(FEEDBACK, "report_metadata", ONCE, ORG_NAME),
	[FIELD_PUBLISHED]	= GROUP(FEEDBACK, "policy_published", ONCE, DOMAIN),
	[FIELD_RECORD]		= GROUP(FEEDBACK, "record", RECORD, ROW),
	[FIELD_EXTENSION]	= GROUP(FEEDBACK, "extension", SKIP, TOP),

	[FIELD_ORG_NAME]	= VALUE(METADATA, "org_name", STRING, report.org),
	[FIELD_EMAIL]		= VALUE(METADATA, "email", STRING, report.email),
	[FIELD_CONTACT]		= VALUE(METADATA, "extra_contact_info", STRING, report.contact),
	[FIELD_REPORT_ID]	= VALUE(METADATA, "report_id", STRING, report.report_id),
	[FIELD_DATE_RANGE]	= GROUP(METADATA, "date_range", ONCE, BEGIN),
	[FIELD_ERROR]		= VALUE(METADATA, "error", ERROR, report.errors),
	[FIELD_GENERATOR]	= VALUE(METADATA, "generator", STRING, report.generator),

	[FIELD_BEGIN]		= VALUE(DATE_RANGE, "begin", STRING, begin),
	[FIELD_END]		= VALUE(DATE_RANGE, "end", STRING, end),

	[FIELD_DOMAIN]		= VALUE(PUBLISHED, "domain", DOMAIN, report.policy.domain),
	[FIELD_ADKIM]	= WORD(PUBLISHED, "adkim", report.policy.adkim, ALIGNMENT, ALIGNMENT),
	[FIELD_ASPF]		= WORD(PUBLISHED, "aspf", report.policy.aspf, ALIGNMENT, ALIGNMENT),
	[FIELD_P]		= WORD(PUBLISHED, "p", report.policy.p, POLICY, POLICY),
	[FIELD_SP]		= WORD(PUBLISHED, "sp", report.policy.sp, POLICY, POLICY),
	[FIELD_NP]		= WORD(PUBLISHED, "np", report.policy.np, POLICY, POLICY),
	[FIELD_PCT]		= VALUE(PUBLISHED, "pct", PCT, report.policy.pct),
	[FIELD_FO]		= VALUE(PUBLISHED, "fo", STRING, report.policy.fo),
	[FIELD_TESTING]	= WORD(PUBLISHED, "testing", report.policy.testing, TESTING, TESTING),
	[FIELD_DISCOVERY]	= WORD(PUBLISHED, "discovery_method", report.policy.discovery,
				    DISCOVERY, DISCOVERY),

	[FIELD_ROW]		= GROUP(RECORD, "row", ONCE, SOURCE_IP),
	[FIELD_IDENTIFIERS]	= GROUP(RECORD, "identifiers", ONCE, ENVELOPE_TO),
	[FIELD_IDENTITIES]	= GROUP(RECORD, "identities", ALIAS, IDENTIFIERS),
	[FIELD_AUTH_RESULTS]	= GROUP(RECORD, "auth_results", GROUP, DKIM),

	[FIELD_SOURCE_IP]	= VALUE(ROW, "source_ip", IP, record),
	[FIELD_COUNT]		= VALUE(ROW, "count", COUNT, record.count),
	[FIELD_EVALUATED]	= GROUP(ROW, "policy_evaluated", ONCE, DISPOSITION),

	[FIELD_DISPOSITION]	= WORD(EVALUATED, "disposition", record.disposition, DISPOSITION,
				    DISPOSITION),
	[FIELD_EVAL_DKIM]	= WORD(EVALUATED, "dkim", record.dkim, EVALUATED, EVAL),
	[FIELD_EVAL_SPF]	= WORD(EVALUATED, "spf", record.spf, EVALUATED, EVAL),
	[FIELD_REASON]		= GROUP(EVALUATED, "reason", REASON, REASON_TYPE),

	[FIELD_REASON_TYPE]	= WORD(REASON, "type", reason.type, REASON, REASON),
	[FIELD_REASON_COMMENT]	= VALUE(REASON, "comment", STRING, reason.comment),

	[FIELD_ENVELOPE_TO]	= VALUE(IDENTIFIERS, "envelope_to", DOMAIN, record.envelope_to),
	[FIELD_ENVELOPE_FROM]	= VALUE(IDENTIFIERS, "envelope_from", SENDER, record.envelope_from),
	[FIELD_HEADER_FROM]	= VALUE(IDENTIFIERS, "header_from", DOMAIN, record.header_from),

	[FIELD_DKIM]		= GROUP(AUTH_RESULTS, "dkim", DKIM, DKIM_DOMAIN),
	[FIELD_SPF]		= GROUP(AUTH_RESULTS, "spf", SPF, SPF_DOMAIN),

	[FIELD_DKIM_DOMAIN]	= VALUE(DKIM, "domain", DOMAIN, auth.domain),
	[FIELD_DKIM_SELECTOR]	= VALUE(DKIM, "selector", STRING, auth.selector),
	[FIELD_DKIM_RESULT]	= WORD(DKIM, "result", auth.result, DKIM, AUTH),
	[FIELD_DKIM_HUMAN]	= VALUE(DKIM, "human_result", STRING, auth.human_result),

	[FIELD_SPF_DOMAIN]	= VALUE(SPF, "domain", DOMAIN, auth.domain),
	[FIELD_SPF_SCOPE]	= WORD(SPF, "scope", auth.scope, SCOPE, SCOPE),
	[FIELD_SPF_RESULT]	= WORD(SPF, "result", auth.result, SPF, AUTH),
	[FIELD_SPF_HUMAN]	= VALUE(SPF, "human_result", STRING, auth.human_result),

	[FIELD_MAX]		= GROUP(MAX, "", SKIP, TOP),
};

enum element
field_find(enum element in, const char *name)
{
	enum element el;

	for (el = fields[in].first; fields[el].in == in; el++)
		if (fields[el].name[0] == name[0] && strcmp(fields[el].name, name) == 0)
			return fields[el].kind == KIND_ALIAS ? fields[el].first : el;
	return FIELD_TOP;
}

int
field_knows(const char *name, size_t n)
{
	enum element el;

	for (el = FIELD_FEEDBACK; el < FIELD_MAX; el++)
		if (*fields[el].name == *name && strncmp(fields[el].name, name, n) == 0 &&
		    fields[el].name[n] == '\0')
			return 1;
	return 0;
}
