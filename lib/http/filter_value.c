#include <string.h>

#include "domain.h"
#include "err.h"
#include "filter_value.h"
#include "outcome.h"
#include "text.h"

#define MAX_PAGE	1000000

int
filter_bad(const struct asked *a, const char *why)
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
	return filter_bad(a, "must be 7d, 30d, 90d, 12m or all");
}

static int
as_day(struct asked *a, const char *s)
{
	int64_t *day = strcmp(a->key, "from") == 0 ? &a->from : &a->to;

	if (text_day(day, s) == -1 || *day < 0 || *day > FILTER_LAST_DAY)
		return filter_bad(a, "must be a day such as 2026-01-31");
	return 0;
}

static void
add_domain(struct asked *a, const char *dot, const char *name)
{
	a->domain = arena_printf(a->mem, "%s%s%s%s", a->domain != NULL ? a->domain : "",
	    a->domain != NULL ? "\n" : "", dot, name);
}

/* What reports call a domain may be none, or written in another way: then as it stands, too. */
static int
as_domain(struct asked *a, const char *s)
{
	const char *dot = *s == '.' ? "." : "", *name;

	s += strlen(dot);
	if (*s == '\0' || strchr(s, '\n') != NULL)
		return filter_bad(a, "must be a domain name");
	name = domain_ascii(s, a->mem);
	if (name != NULL && *name != '\0')
		add_domain(a, dot, name);
	if (name == NULL || strcmp(name, s) != 0)
		add_domain(a, dot, s);
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
static int is_blocked(int o) { return o >> 2 != 0; }

static int
as_pass(struct asked *a, const char *s)
{
	static const struct { const char *key; int (*has)(int); } tests[] = {
		{ "dmarc", has_pass }, { "dkim", has_dkim }, { "spf", has_spf },
	};
	size_t i;

	if (strcmp(s, "pass") != 0 && strcmp(s, "fail") != 0)
		return filter_bad(a, "must be pass or fail");
	for (i = 0; i < sizeof tests / sizeof *tests; i++)
		if (strcmp(tests[i].key, a->key) == 0)
			only(a, tests[i].has, *s == 'p');
	return 0;
}

static int
as_disp(struct asked *a, const char *s)
{
	static const struct { const char *name; int (*has)(int); int wanted; } tests[] = {
		{ "none", disposition, 0 }, { "quarantine", disposition, 1 },
		{ "reject", disposition, 2 }, { "quarantine,reject", is_blocked, 1 },
	};
	size_t i;

	for (i = 0; i < sizeof tests / sizeof *tests; i++)
		if (strcmp(tests[i].name, s) == 0) {
			only(a, tests[i].has, tests[i].wanted);
			return 0;
		}
	return filter_bad(a, "must be none, quarantine, reject or quarantine,reject");
}

/* The first and the last address of a network. */
static int
as_ip(struct asked *a, const char *s)
{
	size_t n = strcspn(s, "/"), i;
	int64_t bits = 128;
	struct ip ip;

	if (text_ip(&ip, arena_strndup(a->mem, s, n)) == -1 || ip.len == 0)
		return filter_bad(a, "must be an address such as 192.0.2.1 or 2001:db8::1, "
		    "or a network such as 192.0.2.0/24");
	if (s[n] == '/') {
		if (text_number(&bits, s + n + 1) == -1 || bits > ip.len * 8)
			return filter_bad(a, "the length of the network must be 0 to 32 for IPv4, "
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
		return filter_bad(a, "at most 253 bytes");
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
		return filter_bad(a, "must be the number of a report");
	return 0;
}

/* One of the words of its row in filter_keys[]. */
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
as_policy(struct asked *a, const char *s)
{
	a->policy = s;
	return one_of(a, s, strlen(s));
}

static int
as_state(struct asked *a, const char *s)
{
	a->state = s;
	return one_of(a, s, strlen(s));
}

static int
as_action(struct asked *a, const char *s)
{
	a->action = s;
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
		return filter_bad(a, "must be a number from 1");
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
			return filter_bad(a, "must be a cursor of an earlier answer");
		s += n + (i < 2);
	}
	a->back = strcmp(a->key, "before") == 0;
	return 0;
}

const struct filter_key filter_keys[FILTER_MAX] = {
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
	[FILTER_POLICY]		= { "policy", as_policy, "none quarantine reject unknown" },
	[FILTER_SORT_GROUP]	= { "sort", as_sort, "fail over messages rate last key" },
	[FILTER_SORT_RECORDS]	= { "sort", as_sort,
	    "day messages from ip dmarc dkim spf disp org" },
	[FILTER_SORT_REPORTS]	= { "sort", as_sort,
	    "day org domain records messages fail imported" },
	[FILTER_LIMIT]		= { "limit", as_limit, "50 25 100" },
	[FILTER_PAGE]		= { "page", as_page, NULL },
	[FILTER_AFTER]		= { "after", as_cursor, NULL },
	[FILTER_BEFORE]		= { "before", as_cursor, NULL },
	[FILTER_STATE]		= { "state", as_state, "open all" },
	[FILTER_ACTION]		= { "action", as_action, "seen close mute unmute" },
};
