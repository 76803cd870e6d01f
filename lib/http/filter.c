#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "err.h"
#include "filter_value.h"
#include "outcome.h"
#include "query.h"

#define DEFAULT_DAYS	30
#define DEFAULT_LIMIT	50

static int
read_pair(struct asked *a, const char *s, size_t n, unsigned int takes)
{
	const char *eq = memchr(s, '=', n);
	size_t klen = eq == NULL ? n : (size_t)(eq - s);
	char *name = query_decode(s, klen, a->mem), *value;
	int i;

	if (name == NULL)
		return fail_param(NULL, "a parameter's name is not encoded as it must be");
	for (i = 0; i < FILTER_MAX; i++)
		if ((takes & 1u << i) != 0 && strcmp(filter_keys[i].name, name) == 0)
			break;
	if (i == FILTER_MAX)
		return fail_param(name, "no such parameter: %s", name);
	a->key = &filter_keys[i];
	if ((a->given & 1u << i) != 0 && i != FILTER_DOMAIN)
		return filter_bad(a, "given twice");
	a->given |= 1u << i;
	value = eq == NULL ? "" : query_decode(eq + 1, n - klen - 1, a->mem);
	if (value == NULL)
		return filter_bad(a, "not encoded as it must be");
	if (*value == '\0')
		return 0;		/* an empty field of a form */
	a->asked |= 1u << i;
	return filter_keys[i].read(a, value);
}

static int
check_range(struct asked *a)
{
	if (a->days != 0 && (a->from != -1 || a->to != -1))
		return fail_param("range", "range: not together with from or to");
	if (a->days == 0 && a->from == -1 && a->to == -1)
		a->days = a->text[FILTER_REPORT] != NULL ? -1 : DEFAULT_DAYS;
	if (a->days > 0) {
		a->to = a->today;
		a->from = a->today - a->days + 1;
	}
	if (a->from != -1 && a->to != -1 && a->from > a->to)
		return fail_param("to", "to: lies before from");
	return 0;
}

/* A policy is a domain's. */
static int
check_policy(const struct asked *a)
{
	const char *by = a->text[FILTER_BY];

	if (a->text[FILTER_POLICY] != NULL && (by == NULL || strcmp(by, "domain") != 0))
		return fail_param("policy", "policy: only with by=domain");
	return 0;
}

/* Does a report without records pass?  Not where something is asked of a record. */
static int
is_bare(const struct asked *a)
{
	int i;

	for (i = 0; i < FILTER_MAX; i++)
		if ((filter_keys[i].means & RECORDS) != 0 && (a->asked >> i & 1) != 0)
			return 0;
	return 1;
}

/* The names that the files of sql/ use. */
static const struct arg *
arguments(const struct asked *a)
{
	struct arg texts[FILTER_MAX + 1] = { { .name = NULL } };
	int closed = a->from != -1 && a->to != -1;
	int64_t days = a->to - a->from + 1;
	size_t i, n = 0;

	for (i = 0; i < FILTER_MAX; i++)
		if (a->text[i] != NULL)
			texts[n++] = (struct arg)TEXT(filter_keys[i].name, a->text[i]);
	return args_join(a->mem, texts, ARGS(
	    INT("today", a->today), INT("from", a->from != -1 ? a->from : 0),
	    INT("to", a->to != -1 ? a->to : FILTER_LAST_DAY),
	    INT_IF("first_day", a->from, a->from != -1),
	    INT_IF("last_day", a->to, a->to != -1),
	    INT_IF("prev_from", a->from - days, closed), INT_IF("prev_to", a->from - 1, closed),
	    INT_IF("outcomes", a->outcomes, a->outcomes != OUTCOME_ALL),
	    BLOB("ip", a->ip, ADDRESS_BYTES), BLOB("ip_last", a->ip_last, ADDRESS_BYTES),
	    TEXT("sender_domain", a->sender.domain), TEXT("sender_kind", a->sender.kind),
	    TEXT("sender_name", a->sender.name),
	    INT_IF("bare", 1, is_bare(a)), TEXT("sort", a->sort), INT("desc", a->desc),
	    INT("limit", a->limit), INT("page", a->page), TEXT("cursor", a->cursor),
	    INT("back", a->back)));
}

/*
 * The first word of the sort that the route takes, descending; but of domains
 * those first that need somebody.
 */
static void
default_sort(struct asked *a, unsigned int takes)
{
	const char *words, *by = a->text[FILTER_BY];
	int i;

	if (a->sort == NULL && by != NULL && strcmp(by, "domain") == 0) {
		a->sort = "over";
		a->desc = 1;
	}
	for (i = FILTER_SORT_GROUP; i <= FILTER_SORT_REPORTS; i++)
		if ((takes & 1u << i) != 0 && a->sort == NULL) {
			words = filter_keys[i].words;
			a->sort = arena_strndup(a->mem, words, strcspn(words, " "));
			a->desc = 1;
		}
}

/* Some that a route takes it cannot do without. */
static int
check_needed(const struct asked *a, unsigned int takes)
{
	int i;

	for (i = 0; i < FILTER_MAX; i++)
		if ((filter_keys[i].means & NEEDED) != 0 && (takes & ~a->asked) >> i & 1)
			return fail_param(filter_keys[i].name, "%s: must be one of %s",
			    filter_keys[i].name, filter_keys[i].words);
	return 0;
}

const struct arg *
filter_parse(const char *q, unsigned int takes, int64_t today, struct arena *mem)
{
	struct asked a = { .mem = mem, .today = today, .from = -1, .to = -1,
	    .outcomes = OUTCOME_ALL, .limit = DEFAULT_LIMIT, .page = 1 };
	size_t n;

	for (; *q != '\0'; q += n + (q[n] == '&')) {
		n = strcspn(q, "&");
		if (n > 0 && read_pair(&a, q, n, takes) == -1)
			return NULL;
	}
	if (check_range(&a) == -1 || check_policy(&a) == -1)
		return NULL;
	default_sort(&a, takes);
	if (check_needed(&a, takes) == -1)
		return NULL;
	return arguments(&a);
}
