#pragma once

#include "report.h"
#include "terms.h"

/*
 * The format of a report as data: each element that matters, by its path, with
 * what kind of thing it holds and where that goes.
 */
enum element {
	FIELD_TOP,		/* outside all */
	FIELD_FEEDBACK,

	/* The children of one element stand together, in their usual order. */
	FIELD_VERSION, FIELD_METADATA, FIELD_PUBLISHED, FIELD_RECORD, FIELD_EXTENSION,

	FIELD_ORG_NAME, FIELD_EMAIL, FIELD_CONTACT, FIELD_REPORT_ID, FIELD_DATE_RANGE,
	FIELD_ERROR, FIELD_GENERATOR,

	FIELD_BEGIN, FIELD_END,

	FIELD_DOMAIN, FIELD_ADKIM, FIELD_ASPF, FIELD_P, FIELD_SP, FIELD_NP, FIELD_PCT,
	FIELD_FO, FIELD_TESTING, FIELD_DISCOVERY,

	FIELD_ROW, FIELD_IDENTIFIERS, FIELD_IDENTITIES, FIELD_AUTH_RESULTS,

	FIELD_SOURCE_IP, FIELD_COUNT, FIELD_EVALUATED,

	FIELD_DISPOSITION, FIELD_EVAL_DKIM, FIELD_EVAL_SPF, FIELD_REASON,

	FIELD_REASON_TYPE, FIELD_REASON_COMMENT,

	FIELD_ENVELOPE_TO, FIELD_ENVELOPE_FROM, FIELD_HEADER_FROM,

	FIELD_DKIM, FIELD_SPF,

	FIELD_DKIM_DOMAIN, FIELD_DKIM_SELECTOR, FIELD_DKIM_RESULT, FIELD_DKIM_HUMAN,

	FIELD_SPF_DOMAIN, FIELD_SPF_SCOPE, FIELD_SPF_RESULT, FIELD_SPF_HUMAN,
	FIELD_MAX
};

enum kind {
	KIND_GROUP,		/* elements, any number of them */
	KIND_ONCE,		/* elements; only the first counts */
	KIND_SKIP,
	KIND_ALIAS,		/* another name for another element */
	KIND_RECORD,
	KIND_DKIM,
	KIND_SPF,
	KIND_REASON,		/* elements, or text */
	KIND_VALUES,		/* what follows is text; the first that is not empty */
	KIND_STRING = KIND_VALUES,
	KIND_DOMAIN,
	KIND_SENDER,		/* a domain, or "" for the null sender */
	KIND_TERM,
	KIND_PCT,
	KIND_IP,
	KIND_COUNT,
	KIND_ERROR,		/* each of them */
	KIND_MAX
};

struct fields {			/* what the elements fill */
	struct report	 report;
	const char	*begin, *end;	/* of the date range, as written */
	struct record	 record;
	struct reason	 reason;	/* while it is read */
	struct auth	 auth;		/* likewise */
};

struct field {
	enum element	 in;		/* the element around it */
	const char	*name;
	enum kind	 kind;
	enum element	 first;		/* of those in it; or whose alias it is */
	size_t		 at;		/* in struct fields */
	enum term	 term;
	int		 warning;	/* for a word that is not the term's own */
};

extern const struct field fields[FIELD_MAX + 1];

enum element	 field_find(enum element in, const char *name);	/* FIELD_TOP: none */
int		 field_knows(const char *, size_t);	/* is it the name of any? */
