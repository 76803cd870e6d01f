#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "filter_value.h"
#include "outcome.h"
#include "text.h"

#define DEFAULT_DAYS	30
#define DEFAULT_LIMIT	50

char *
filter_decode(const char *s, size_t n, struct arena *mem)
{
	char *out = arena_alloc(mem, n + 1), *o = out;
	const char *end = s + n;

	for (; s < end; s++) {
		if (*s != '%') {
			*o++ = *s == '+' ? ' ' : *s;
			continue;
		}
		if (end - s < 3 || text_hex(s[1]) < 0 || text_hex(s[2]) < 0)
			return NULL;
		if ((*o++ = text_hex(s[1]) << 4 | text_hex(s[2])) == '\0')
			return NULL;
		s += 2;
	}
	*o = '\0';
	return out;
}

static int
read_pair(struct asked *a, const char *s, size_t n, unsigned int takes)
{
	const char *eq = memchr(s, '=', n);
	size_t klen = eq == NULL ? n : (size_t)(eq - s);
	char *name = filter_decode(s, klen, a->mem), *value;
	int i;

	if (name == NULL)
		return fail_param(NULL, "a parameter's name is not encoded as it must be");
	for (i = 0; i < FILTER_MAX; i++)
		if ((takes & 1u << i) != 0 && strcmp(filter_keys[i].name, name) == 0)
			break;
	if (i == FILTER_MAX)
		return fail_param(name, "no such parameter: %s", name);
	a->key = filter_keys[i].name;
	a->words = filter_keys[i].words;
	if ((a->given & 1u << i) != 0 && i != FILTER_DOMAIN)
		return filter_bad(a, "given twice");
	a->given |= 1u << i;
	value = eq == NULL ? "" : filter_decode(eq + 1, n - klen - 1, a->mem);
	if (value == NULL)
		return filter_bad(a, "not encoded as it must be");
	if (*value == '\0')
		return 0;		/* an empty field of a form */
	return filter_keys[i].as(a, value);
}

static int
check_range(struct asked *a)
{
	if (a->days != 0 && (a->from != -1 || a->to != -1))
		return fail_param("range", "range: not together with from or to");
	if (a->days == 0 && a->from == -1 && a->to == -1)
		a->days = a->report != 0 ? -1 : DEFAULT_DAYS;
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
	if (a->policy != NULL && (a->by == NULL || strcmp(a->by, "domain") != 0))
		return fail_param("policy", "policy: only with by=domain");
	return 0;
}

struct list {
	struct arg	*args;
	int		 n;
};

static void
put(struct list *l, struct arg arg)
{
	if (l->n == FILTER_ARGS)
		abort();
	l->args[l->n++] = arg;
}

static void
put_int(struct list *l, const char *name, int64_t n, int given)
{
	put(l, (struct arg){ .name = name, .type = given ? ARG_INT : ARG_NULL, .num = n });
}

static void
put_text(struct list *l, const char *name, const char *s)
{
	put(l, (struct arg){ .name = name, .type = s != NULL ? ARG_TEXT : ARG_NULL, .ptr = s });
}

static void
put_range(struct list *l, const struct asked *a)
{
	int closed = a->from != -1 && a->to != -1;
	int64_t n = a->to - a->from + 1;

	put_int(l, "today", a->today, 1);
	put_int(l, "from", a->from != -1 ? a->from : 0, 1);
	put_int(l, "to", a->to != -1 ? a->to : FILTER_LAST_DAY, 1);
	put_int(l, "first_day", a->from, a->from != -1);
	put_int(l, "last_day", a->to, a->to != -1);
	put_int(l, "prev_from", a->from - n, closed);
	put_int(l, "prev_to", a->from - 1, closed);
}

/* The names that the files of sql/ use. */
static void
put_all(struct list *l, const struct asked *a)
{
	int words = a->q != NULL || a->selector != NULL ||
	    (a->by != NULL && strcmp(a->by, "selector") == 0);

	put_range(l, a);
	put_text(l, "domain", a->domain);
	put_text(l, "header_from", a->header_from);
	put_text(l, "org", a->org);
	put_text(l, "selector", a->selector);
	put_text(l, "q", a->q);
	put_int(l, "outcomes", a->outcomes, a->outcomes != OUTCOME_ALL);
	put(l, (struct arg){ "ip", a->ip != NULL ? ARG_BLOB : ARG_NULL, 0, a->ip, 16 });
	put(l, (struct arg){ "ip_last", a->ip != NULL ? ARG_BLOB : ARG_NULL, 0, a->ip_last, 16 });
	put_int(l, "report", a->report, a->report != 0);
	put_int(l, "words", 1, words);		/* seg2 is needed */
	/* A report without records passes too. */
	put_int(l, "bare", 1, a->outcomes == OUTCOME_ALL && a->ip == NULL &&
	    a->header_from == NULL && a->selector == NULL);
	put_text(l, "by", a->by);
	put_text(l, "policy", a->policy);
	put_text(l, "sort", a->sort);
	put_text(l, "state", a->state);
	put_text(l, "action", a->action);
	put_int(l, "desc", a->desc, 1);
	put_int(l, "limit", a->limit, 1);
	put_int(l, "page", a->page, 1);
	put_int(l, "back", a->back, 1);
	put_int(l, "at_key", a->at[0], a->at[2] != 0);
	put_int(l, "at_count", a->at[1], a->at[2] != 0);
	put_int(l, "at_id", a->at[2], a->at[2] != 0);
}

/*
 * The first word of the sort that the route takes, descending; but of domains
 * those first that need somebody.
 */
static void
default_sort(struct asked *a, unsigned int takes)
{
	const char *words;
	int i;

	if (a->sort == NULL && a->by != NULL && strcmp(a->by, "domain") == 0) {
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

/* A route that takes it cannot do without. */
static int
needs(int key, unsigned int takes)
{
	const struct filter_key *k = &filter_keys[key];

	if ((takes & 1u << key) == 0)
		return 0;
	return fail_param(k->name, "%s: must be one of %s", k->name, k->words);
}

int
filter_parse(struct filter *f, const char *q, unsigned int takes, int64_t today,
    struct arena *mem)
{
	struct asked a = { .mem = mem, .today = today, .from = -1, .to = -1,
	    .outcomes = OUTCOME_ALL, .limit = DEFAULT_LIMIT, .page = 1 };
	struct list l = { f->args, 0 };
	size_t n;

	for (; *q != '\0'; q += n + (q[n] == '&')) {
		n = strcspn(q, "&");
		if (n > 0 && read_pair(&a, q, n, takes) == -1)
			return -1;
	}
	if (check_range(&a) == -1 || check_policy(&a) == -1)
		return -1;
	default_sort(&a, takes);
	if ((a.by == NULL && needs(FILTER_BY, takes) == -1) ||
	    (a.action == NULL && needs(FILTER_ACTION, takes) == -1))
		return -1;
	put_all(&l, &a);
	f->args[l.n].name = NULL;
	return 0;
}
