#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "draft.h"
#include "err.h"
#include "field_value.h"
#include "report_text.h"
#include "text.h"

#define SPAN_LONG	90000			/* 25 hours */
#define FAR_FUTURE	INT64_C(4102444800)	/* the year 2100 */
#define BIT(el)		(UINT64_C(1) << (el))

_Static_assert(FIELD_MAX <= 64, "seen has a bit for each element");

struct draft {
	struct fields	 is;
	struct sink	 sink;
	struct limits	 limits;
	struct arena	*keep;		/* the report's */
	struct arena	*mem;		/* the record's */
	uint64_t	 seen;		/* BIT(element): it was given, a second does not count */
	uint64_t	 odd;		/* WARN_BITs */
	size_t		 records;
	int		 mixed;		/* there are elements in the reason */
	struct text	**error;	/* where the next one goes */
	struct reason	**reason;
	struct auth	**dkim, **spf;
};

struct draft *
draft_new(const struct sink *sink, const struct limits *limits)
{
	struct draft *d = xrealloc(NULL, sizeof *d);

	memset(d, 0, sizeof *d);
	d->sink = *sink;
	d->limits = *limits;
	d->keep = arena_new();
	d->mem = arena_new();
	d->error = &d->is.report.errors;
	d->is.report.policy.pct = -1;
	return d;
}

void
draft_free(struct draft *d)
{
	if (d == NULL)
		return;
	arena_free(d->keep);
	arena_free(d->mem);
	free(d);
}

void
draft_warn(struct draft *d, int warning)
{
	d->odd |= WARN_BIT(warning);
}

void
draft_xmlns(struct draft *d, const char *s, size_t n)
{
	d->is.report.xmlns = n > 0 ? arena_strndup(d->keep, s, n) : NULL;
}

/* Of all values but these the first counts. */
static void
add_error(struct draft *d, const char *s, size_t n)
{
	struct text *e = arena_alloc(d->keep, sizeof *e);

	e->text = arena_strndup(d->keep, s, n);
	*d->error = e;
	d->error = &e->next;
}

static void
set_value(struct draft *d, enum element el, char *s, size_t n)
{
	struct field_taker t = { el < FIELD_ROW ? d->keep : d->mem, &d->odd };

	if (n == 0 || (d->seen & BIT(el)))
		return;
	d->seen |= BIT(el);
	field_take(&fields[el], &d->is, s, n, &t);
}

static void
begin_record(struct draft *d)
{
	arena_reset(d->mem, 0);
	d->seen &= BIT(FIELD_ROW) - 1;
	d->is.record = (struct record){ .count = 0 };
	d->reason = &d->is.record.reasons;
	d->dkim = &d->is.record.auth_dkim;
	d->spf = &d->is.record.auth_spf;
}

static int
end_record(struct draft *d)
{
	static const struct { enum element el; int warning; } wanted[] = {
		{ FIELD_ROW, WARN_ROW_MISSING },
		{ FIELD_EVALUATED, WARN_POLICY_EVALUATED_MISSING },
		{ FIELD_IDENTIFIERS, WARN_IDENTIFIERS_MISSING },
		{ FIELD_AUTH_RESULTS, WARN_AUTH_RESULTS_MISSING },
		{ FIELD_SOURCE_IP, WARN_IP_MISSING },
		{ FIELD_COUNT, WARN_COUNT_INVALID },
	};
	const struct record *r = &d->is.record;
	size_t i;

	for (i = 0; i < sizeof wanted / sizeof *wanted; i++)
		if (!(d->seen & BIT(wanted[i].el)))
			draft_warn(d, wanted[i].warning);
	if (r->header_from == NULL)
		draft_warn(d, WARN_HEADER_FROM_MISSING);
	if (r->count == 0 && r->source.len == 0 && r->source_raw == NULL) {
		draft_warn(d, WARN_RECORD_NULL);	/* somebody's "nothing to report" */
		return 0;
	}
	if (++d->records > d->limits.records)
		return fail(ERR_LIMIT, "more than %zu records", d->limits.records);
	return d->sink.record(d->sink.arg, r);
}

static void
begin_reason(struct draft *d)
{
	d->is.reason = (struct reason){ .type = TERM_ABSENT };
	d->mixed = 0;
	d->seen &= ~(BIT(FIELD_REASON_TYPE) | BIT(FIELD_REASON_COMMENT));
}

static void
end_reason(struct draft *d, char *s, size_t n)
{
	struct reason *r = &d->is.reason;

	if (!d->mixed && n > 0)		/* <reason>sampled_out</reason> */
		set_value(d, FIELD_REASON_TYPE, s, n);
	if (r->type == TERM_ABSENT && r->comment == NULL) {
		draft_warn(d, WARN_REASON_EMPTY);
		return;
	}
	*d->reason = arena_alloc(d->mem, sizeof *r);
	**d->reason = *r;
	d->reason = &(*d->reason)->next;
}

static void
begin_auth(struct draft *d, enum element in)
{
	enum element el;

	d->is.auth = (struct auth){ .result = TERM_ABSENT };
	for (el = fields[in].first; fields[el].in == in; el++)
		d->seen &= ~BIT(el);
}

static void
end_auth(struct draft *d, struct auth ***next)
{
	const struct auth *a = &d->is.auth;

	if (a->domain == NULL && a->selector == NULL && a->scope == TERM_ABSENT &&
	    a->result == TERM_ABSENT && a->human_result == NULL) {
		draft_warn(d, WARN_AUTH_ENTRY_EMPTY);
		return;
	}
	**next = arena_alloc(d->mem, sizeof *a);
	***next = *a;
	*next = &(**next)->next;
}

enum element
draft_open(struct draft *d, enum element in, const char *name)
{
	enum element el = name != NULL ? field_find(in, name) : FIELD_TOP;
	int again = (d->seen & BIT(el)) != 0;

	d->mixed |= in == FIELD_REASON;
	switch (fields[el].kind) {
	case KIND_ONCE:
		if (again && el == FIELD_PUBLISHED)
			draft_warn(d, WARN_POLICY_REPEATED);
		if (again)
			return FIELD_TOP;
		break;
	case KIND_SKIP:
		return FIELD_TOP;
	case KIND_RECORD:
		begin_record(d);
		break;
	case KIND_REASON:
		begin_reason(d);
		break;
	case KIND_DKIM:
	case KIND_SPF:
		begin_auth(d, el);
		break;
	case KIND_SENDER:
		if (!again)
			d->is.record.envelope_from = "";
		return el;
	default:
		if (fields[el].kind >= KIND_VALUES)
			return el;
	}
	d->seen |= BIT(el);
	return el;
}

int
draft_close(struct draft *d, enum element el, char *s, size_t n)
{
	s = field_trim(s, &n, FIELD_BLANK);
	switch (fields[el].kind) {
	case KIND_GROUP:
	case KIND_ONCE:
		return 0;
	case KIND_RECORD:
		return end_record(d);
	case KIND_REASON:
		end_reason(d, s, n);
		break;
	case KIND_DKIM:
		end_auth(d, &d->dkim);
		break;
	case KIND_SPF:
		end_auth(d, &d->spf);
		break;
	case KIND_ERROR:
		if (n > 0)
			add_error(d, s, n);
		break;
	default:
		set_value(d, el, s, n);
	}
	if (arena_mark(d->mem) > d->limits.record)
		return fail(ERR_LIMIT, "a record of more than %s",
		    text_size(d->limits.record).text);
	if (arena_mark(d->keep) > d->limits.record)
		return fail(ERR_LIMIT, "metadata of more than %s",
		    text_size(d->limits.record).text);
	return 0;
}

static int
read_date(struct draft *d, int64_t *t, const char *s)
{
	if (s != NULL && report_date(t, s, &d->odd) == 0)
		return 0;
	draft_warn(d, s == NULL ? WARN_DATE_MISSING : WARN_DATE_INVALID);
	return -1;
}

static int
end_dates(struct draft *d)
{
	struct report *r = &d->is.report;
	int begin = read_date(d, &r->begin, d->is.begin);
	int end = read_date(d, &r->end, d->is.end);

	if (begin == -1 && end == -1)
		return fail(ERR_BAD_DATE, "no usable date: begin is \"%.40s\", end is \"%.40s\"",
		    d->is.begin != NULL ? d->is.begin : "", d->is.end != NULL ? d->is.end : "");
	if (begin == -1)
		r->begin = r->end;
	if (end == -1)
		r->end = r->begin;
	if (r->begin > r->end) {
		int64_t t = r->begin;

		r->begin = r->end;
		r->end = t;
		draft_warn(d, WARN_DATE_SWAPPED);
	}
	if (r->end - r->begin > SPAN_LONG)
		draft_warn(d, WARN_SPAN_LONG);
	if (r->end > FAR_FUTURE)
		draft_warn(d, WARN_DATE_IMPLAUSIBLE);
	return 0;
}

/* Without what some put around it. */
static const char *
bare(struct draft *d, const char *s, const char *strip)
{
	size_t n = s != NULL ? strlen(s) : 0;

	if (n == 0)
		return NULL;
	s = field_trim(arena_strndup(d->keep, s, n), &n, strip);
	return n > 0 ? s : NULL;
}

static void
end_metadata(struct draft *d)
{
	struct report *r = &d->is.report;
	const char *id = r->report_id, *at;
	char *p;

	r->email = bare(d, r->email, "<>" FIELD_BLANK);
	if (r->org == NULL && r->email != NULL && (at = strrchr(r->email, '@')) != NULL &&
	    at[1] != '\0') {
		r->org = p = arena_strndup(d->keep, at + 1, strlen(at + 1));
		for (; *p != '\0'; p++)
			*p = (char)tolower((unsigned char)*p);
		draft_warn(d, WARN_ORG_FROM_EMAIL);
	}
	if (id != NULL && *id == '<' && strlen(id) >= 2 && id[strlen(id) - 1] == '>') {
		p = arena_strndup(d->keep, id + 1, strlen(id) - 2);
		r->report_id = bare(d, p, FIELD_BLANK);
	}
	if (r->org == NULL)
		draft_warn(d, WARN_ORG_MISSING);
	if (r->report_id == NULL)
		draft_warn(d, WARN_REPORT_ID_MISSING);
}

const struct report *
draft_end(struct draft *d, struct hash hash)
{
	static const enum element required[] = { FIELD_METADATA, FIELD_PUBLISHED };
	struct report *r = &d->is.report;
	size_t i;

	for (i = 0; i < sizeof required / sizeof *required; i++)
		if (!(d->seen & BIT(required[i]))) {
			fail(ERR_MISSING_FIELD, "there is no <%s>", fields[required[i]].name);
			return NULL;
		}
	end_metadata(d);
	if (end_dates(d) == -1)
		return NULL;
	if (r->policy.domain == NULL) {
		fail(ERR_MISSING_FIELD, "there is no <domain> in <policy_published>");
		return NULL;
	}
	if (d->records == 0)
		draft_warn(d, WARN_NO_RECORDS);
	r->warnings = d->odd;
	r->hash = hash;
	return r;
}
