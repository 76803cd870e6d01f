#include <stdlib.h>
#include <string.h>

#include "domain.h"
#include "err.h"
#include "filter.h"
#include "store_segment.h"
#include "text.h"

#define DEFAULT_DAYS	30
#define DEFAULT_LIMIT	50
#define LAST_DAY	65535		/* what a row of a segment can say */
#define MAX_PAGE	1000000

/* What the pairs said; made into arguments when all are read. */
struct asked {
	struct arena	*mem;
	const char	*key;		/* the parameter at hand */
	const char	*words;		/* what it may be, from its row in keys[] */
	int64_t		 today;
	int64_t		 days;		/* range; 0 not asked, -1 all */
	int64_t		 from, to;	/* -1 not asked */
	const char	*domain;	/* a line each */
	const char	*header_from, *org, *selector, *q;
	unsigned int	 outcomes;	/* mask */
	unsigned char	*ip, *ip_last;	/* 16 bytes each */
	int64_t		 report;
	const char	*by, *sort;
	int64_t		 desc, limit, page;
	int		 back;
	int64_t		 at[3];		/* cursor: key, count, id; id 0 none */
	unsigned int	 given;		/* bit FILTER_x */
};

static int
bad(const struct asked *a, const char *why)
{
	return fail_param(a->key, "%s: %s", a->key, why);
}

static int
as_range(struct asked *a, const char *s)
{
	static const struct { const char *name; int days; } ranges[] = {
		{ "7d", 7 }, { "30d", 30 }, { "90d", 90 }, { "12m", 365 }, { "all", -1 },
	};
	size_t i;

	for (i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (strcmp(ranges[i].name, s) == 0) {
			a->days = ranges[i].days;
			return 0;
		}
	return bad(a, "must be 7d, 30d, 90d, 12m or all");
}

static int
as_day(struct asked *a, const char *s)
{
	int64_t *day = strcmp(a->key, "from") == 0 ? &a->from : &a->to;

	if (text_day(day, s) == -1 || *day < 0 || *day > LAST_DAY)
		return bad(a, "must be a day such as 2026-01-31");
	return 0;
}

static int
as_domain(struct asked *a, const char *s)
{
	int below = *s == '.';
	const char *name = domain_ascii(s + below, a->mem);

	if (name == NULL || *name == '\0')
		return bad(a, "must be a domain name");
	a->domain = arena_printf(a->mem, "%s%s%s%s", a->domain != NULL ? a->domain : "",
	    a->domain != NULL ? "\n" : "", below ? "." : "", name);
	return 0;
}

static int
as_header_from(struct asked *a, const char *s)
{
	if ((a->header_from = domain_ascii(s, a->mem)) == NULL)
		a->header_from = s;	/* what reports call a domain may be none */
	return 0;
}

/* Which of the outcomes have the bit, or not. */
static void
only(struct asked *a, int (*has)(int), int wanted)
{
	int o;

	for (o = 0; o < OUTCOME_MAX; o++)
		if (has(o) != wanted)
			a->outcomes &= ~(1u << o);
}

static int has_pass(int o) { return OUTCOME_PASS(o); }
static int has_dkim(int o) { return o >> 1 & 1; }
static int has_spf(int o) { return o & 1; }
static int disposition(int o) { return o >> 2; }

static int
as_pass(struct asked *a, const char *s)
{
	static const struct { const char *key; int (*has)(int); } tests[] = {
		{ "dmarc", has_pass }, { "dkim", has_dkim }, { "spf", has_spf },
	};
	size_t i;

	if (strcmp(s, "pass") != 0 && strcmp(s, "fail") != 0)
		return bad(a, "must be pass or fail");
	for (i = 0; i < sizeof tests / sizeof *tests; i++)
		if (strcmp(tests[i].key, a->key) == 0)
			only(a, tests[i].has, *s == 'p');
	return 0;
}

static int
as_disp(struct asked *a, const char *s)
{
	static const char *const names[] = { "none", "quarantine", "reject" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], s) == 0) {
			only(a, disposition, i);
			return 0;
		}
	return bad(a, "must be none, quarantine or reject");
}

/* The first and the last address of a network. */
static int
as_ip(struct asked *a, const char *s)
{
	size_t n = strcspn(s, "/"), i;
	int64_t bits = 128;
	struct ip ip;

	if (text_ip(&ip, arena_strndup(a->mem, s, n)) == -1 || ip.len == 0)
		return bad(a, "must be an address such as 192.0.2.1 or 2001:db8::1, "
		    "or a network such as 192.0.2.0/24");
	if (s[n] == '/') {
		if (text_number(&bits, s + n + 1) == -1 || bits > ip.len * 8)
			return bad(a, "the length of the network must be 0 to 32 for IPv4, "
			    "0 to 128 for IPv6");
		bits += 128 - ip.len * 8;
	}
	a->ip = arena_alloc(a->mem, 16);
	a->ip_last = arena_alloc(a->mem, 16);
	if (ip.len == 4)
		a->ip[10] = a->ip[11] = 0xff;
	memcpy(a->ip + 16 - ip.len, ip.bytes, ip.len);
	memcpy(a->ip_last, a->ip, 16);
	for (i = bits; i < 128; i++) {
		a->ip[i / 8] &= ~(0x80 >> i % 8);
		a->ip_last[i / 8] |= 0x80 >> i % 8;
	}
	return 0;
}

static int
as_org(struct asked *a, const char *s)
{
	a->org = s;
	return 0;
}

static int
as_selector(struct asked *a, const char *s)
{
	a->selector = s;
	return 0;
}

/* A pattern of LIKE that means itself. */
static int
as_q(struct asked *a, const char *s)
{
	char *out = arena_alloc(a->mem, 2 * strlen(s) + 3), *o = out;

	if (strlen(s) > 253)
		return bad(a, "at most 253 bytes");
	if (*s == '\0')
		return 0;
	*o++ = '%';
	for (; *s != '\0'; s++) {
		if (strchr("%_\\", *s) != NULL)
			*o++ = '\\';
		*o++ = *s;
	}
	*o = '%';
	a->q = out;
	return 0;
}

static int
as_report(struct asked *a, const char *s)
{
	if (text_number(&a->report, s) == -1 || a->report == 0)
		return bad(a, "must be the number of a report");
	return 0;
}

/* One of the words of its row in keys[]. */
static int
one_of(const struct asked *a, const char *s, size_t n)
{
	const char *w;
	size_t len;

	for (w = a->words; *w != '\0'; w += len + (w[len] == ' ')) {
		len = strcspn(w, " ");
		if (len == n && memcmp(w, s, n) == 0)
			return 0;
	}
	return fail_param(a->key, "%s: must be one of %s", a->key, a->words);
}

static int
as_by(struct asked *a, const char *s)
{
	a->by = s;
	return one_of(a, s, strlen(s));
}

static int
as_sort(struct asked *a, const char *s)
{
	a->desc = *s == '-';
	a->sort = s + a->desc;
	return one_of(a, a->sort, strlen(a->sort));
}

static int
as_limit(struct asked *a, const char *s)
{
	text_number(&a->limit, s);
	return one_of(a, s, strlen(s));
}

static int
as_page(struct asked *a, const char *s)
{
	if (text_number(&a->page, s) == -1 || a->page == 0 || a->page > MAX_PAGE)
		return bad(a, "must be a number from 1");
	return 0;
}

/* "key.count.id", as page() wrote it. */
static int
as_cursor(struct asked *a, const char *s)
{
	int i;

	for (i = 0; i < 3; i++) {
		size_t n = strcspn(s, ".");

		if (text_number(&a->at[i], arena_strndup(a->mem, s, n)) == -1 ||
		    (s[n] == '.') != (i < 2))
			return bad(a, "must be a cursor of an earlier answer");
		s += n + (i < 2);
	}
	a->back = strcmp(a->key, "before") == 0;
	return 0;
}

static const struct {
	const char	*name;
	int		(*as)(struct asked *, const char *);
	const char	*words;
} keys[FILTER_MAX] = {
	[FILTER_RANGE]		= { "range", as_range, NULL },
	[FILTER_FROM]		= { "from", as_day, NULL },
	[FILTER_TO]		= { "to", as_day, NULL },
	[FILTER_DOMAIN]		= { "domain", as_domain, NULL },
	[FILTER_HEADER_FROM]	= { "header_from", as_header_from, NULL },
	[FILTER_DMARC]		= { "dmarc", as_pass, NULL },
	[FILTER_DISP]		= { "disp", as_disp, NULL },
	[FILTER_DKIM]		= { "dkim", as_pass, NULL },
	[FILTER_SPF]		= { "spf", as_pass, NULL },
	[FILTER_IP]		= { "ip", as_ip, NULL },
	[FILTER_ORG]		= { "org", as_org, NULL },
	[FILTER_SELECTOR]	= { "selector", as_selector, NULL },
	[FILTER_Q]		= { "q", as_q, NULL },
	[FILTER_REPORT]		= { "report", as_report, NULL },
	[FILTER_BY]		= { "by", as_by, "domain ip org from selector" },
	[FILTER_SORT_GROUP]	= { "sort", as_sort, "fail messages rate last key" },
	[FILTER_SORT_RECORDS]	= { "sort", as_sort,
	    "day messages from ip dmarc dkim spf disp org" },
	[FILTER_SORT_REPORTS]	= { "sort", as_sort,
	    "day org domain records messages fail imported" },
	[FILTER_LIMIT]		= { "limit", as_limit, "50 25 100" },
	[FILTER_PAGE]		= { "page", as_page, NULL },
	[FILTER_AFTER]		= { "after", as_cursor, NULL },
	[FILTER_BEFORE]		= { "before", as_cursor, NULL },
};

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

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
		if (end - s < 3 || hex(s[1]) < 0 || hex(s[2]) < 0)
			return NULL;
		if ((*o++ = hex(s[1]) << 4 | hex(s[2])) == '\0')
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
		if ((takes & 1u << i) != 0 && strcmp(keys[i].name, name) == 0)
			break;
	if (i == FILTER_MAX)
		return fail_param(name, "no such parameter: %s", name);
	a->key = keys[i].name;
	a->words = keys[i].words;
	if ((a->given & 1u << i) != 0 && i != FILTER_DOMAIN)
		return bad(a, "given twice");
	a->given |= 1u << i;
	value = eq == NULL ? "" : filter_decode(eq + 1, n - klen - 1, a->mem);
	if (value == NULL)
		return bad(a, "not encoded as it must be");
	if (*value == '\0')
		return 0;		/* an empty field of a form */
	return keys[i].as(a, value);
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
	put_int(l, "to", a->to != -1 ? a->to : LAST_DAY, 1);
	put_int(l, "first_day", a->from, a->from != -1);
	put_int(l, "last_day", a->to, a->to != -1);
	put_int(l, "prev_from", a->from - n, closed);
	put_int(l, "prev_to", a->from - 1, closed);
}

/* The names that the files of sql/ use. */
static void
put_all(struct list *l, const struct asked *a)
{
	unsigned int all = (1u << OUTCOME_MAX) - 1;
	int words = a->q != NULL || a->selector != NULL ||
	    (a->by != NULL && strcmp(a->by, "selector") == 0);

	put_range(l, a);
	put_text(l, "domain", a->domain);
	put_text(l, "header_from", a->header_from);
	put_text(l, "org", a->org);
	put_text(l, "selector", a->selector);
	put_text(l, "q", a->q);
	put_int(l, "outcomes", a->outcomes, a->outcomes != all);
	put(l, (struct arg){ "ip", a->ip != NULL ? ARG_BLOB : ARG_NULL, 0, a->ip, 16 });
	put(l, (struct arg){ "ip_last", a->ip != NULL ? ARG_BLOB : ARG_NULL, 0, a->ip_last, 16 });
	put_int(l, "report", a->report, a->report != 0);
	put_int(l, "words", 1, words);		/* seg2 is needed */
	put_int(l, "bare", 1, a->outcomes == all && a->ip == NULL && a->header_from == NULL &&
	    a->selector == NULL);		/* a report without records passes too */
	put_text(l, "by", a->by);
	put_text(l, "sort", a->sort);
	put_int(l, "desc", a->desc, 1);
	put_int(l, "limit", a->limit, 1);
	put_int(l, "page", a->page, 1);
	put_int(l, "back", a->back, 1);
	put_int(l, "at_key", a->at[0], a->at[2] != 0);
	put_int(l, "at_count", a->at[1], a->at[2] != 0);
	put_int(l, "at_id", a->at[2], a->at[2] != 0);
}

/* The first word of the sort that the route takes, descending. */
static void
default_sort(struct asked *a, unsigned int takes)
{
	int i;

	for (i = FILTER_SORT_GROUP; i <= FILTER_SORT_REPORTS; i++)
		if ((takes & 1u << i) != 0 && a->sort == NULL) {
			a->sort = arena_strndup(a->mem, keys[i].words, strcspn(keys[i].words, " "));
			a->desc = 1;
		}
}

int
filter_parse(struct filter *f, const char *q, unsigned int takes, int64_t today,
    struct arena *mem)
{
	struct asked a = { .mem = mem, .today = today, .from = -1, .to = -1,
	    .outcomes = (1u << OUTCOME_MAX) - 1, .limit = DEFAULT_LIMIT, .page = 1 };
	struct list l = { f->args, 0 };
	size_t n;

	for (; *q != '\0'; q += n + (q[n] == '&')) {
		n = strcspn(q, "&");
		if (n > 0 && read_pair(&a, q, n, takes) == -1)
			return -1;
	}
	if (check_range(&a) == -1)
		return -1;
	default_sort(&a, takes);
	if (a.by == NULL && (takes & TAKES(BY)) != 0)
		return fail_param("by", "by: must be one of %s", keys[FILTER_BY].words);
	put_all(&l, &a);
	f->args[l.n].name = NULL;
	return 0;
}
