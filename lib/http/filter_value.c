#include <string.h>

#include "address.h"
#include "domain.h"
#include "err.h"
#include "filter_value.h"
#include "outcome.h"
#include "text.h"

#define MAX_PAGE	1000000
#define MAX_CURSOR	200

const struct filter_key filter_keys[FILTER_MAX] = {
#define FILTER(key, name, read, words, means) { name, read, words, means },
#include "filter.def"
#undef FILTER
};

int
filter_bad(const struct asked *a, const char *why)
{
	return fail_param(a->key->name, "%s: %s", a->key->name, why);
}

/* Which of the words of its row in filter_keys[] it is. */
static int
one_of(const struct asked *a, const char *s, size_t n)
{
	const char *w;
	size_t len;
	int i = 0;

	for (w = a->key->words; *w != '\0'; w += len + (w[len] == ' '), i++) {
		len = strcspn(w, " ");
		if (len == n && memcmp(w, s, n) == 0)
			return i;
	}
	return fail_param(a->key->name, "%s: must be one of %s", a->key->name, a->key->words);
}

int
read_range(struct asked *a, const char *s)
{
	static const int days[] = { 7, 30, 90, 365, -1 };
	int i = one_of(a, s, strlen(s));

	if (i == -1)
		return -1;
	a->days = days[i];
	return 0;
}

int
read_day(struct asked *a, const char *s)
{
	int64_t *day = strcmp(a->key->name, "from") == 0 ? &a->from : &a->to;

	if (text_day(day, s) == -1 || *day < 0 || *day > FILTER_LAST_DAY)
		return filter_bad(a, "must be a day such as 2026-01-31");
	return 0;
}

static void
add_domain(struct asked *a, const char *dot, const char *name)
{
	const char *before = a->text[FILTER_DOMAIN];

	a->text[FILTER_DOMAIN] = arena_printf(a->mem, "%s%s%s%s", before != NULL ? before : "",
	    before != NULL ? "\n" : "", dot, name);
}

/* What reports call a domain may be none, or written in another way: then as it stands, too. */
int
read_domain(struct asked *a, const char *s)
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

int
read_text(struct asked *a, const char *s)
{
	a->text[a->key - filter_keys] = s;
	return 0;
}

/* What reports call a domain may be none. */
int
read_name(struct asked *a, const char *s)
{
	const char *name = domain_ascii(s, a->mem);

	return read_text(a, name != NULL ? name : s);
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

int
read_pass(struct asked *a, const char *s)
{
	static const struct { const char *key; int (*has)(int); } tests[] = {
		{ "dmarc", has_pass }, { "dkim", has_dkim }, { "spf", has_spf },
	};
	size_t i;

	if (strcmp(s, "pass") != 0 && strcmp(s, "fail") != 0)
		return filter_bad(a, "must be pass or fail");
	for (i = 0; i < sizeof tests / sizeof *tests; i++)
		if (strcmp(tests[i].key, a->key->name) == 0)
			only(a, tests[i].has, *s == 'p');
	return 0;
}

int
read_disp(struct asked *a, const char *s)
{
	enum { BLOCKED = 3 };		/* of its words, the first of which are dispositions */
	int i = one_of(a, s, strlen(s));

	if (i == -1)
		return -1;
	if (i == BLOCKED)
		only(a, is_blocked, 1);
	else
		only(a, disposition, i);
	return 0;
}

/* The first and the last address of a network. */
int
read_ip(struct asked *a, const char *s)
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
	a->ip = arena_alloc(a->mem, ADDRESS_BYTES);
	a->ip_last = arena_alloc(a->mem, ADDRESS_BYTES);
	if (ip.len == 4)
		a->ip[10] = a->ip[11] = 0xff;
	memcpy(a->ip + ADDRESS_BYTES - ip.len, ip.bytes, ip.len);
	memcpy(a->ip_last, a->ip, ADDRESS_BYTES);
	for (i = bits; i < 128; i++) {
		a->ip[i / 8] &= ~(0x80 >> i % 8);
		a->ip_last[i / 8] |= 0x80 >> i % 8;
	}
	return 0;
}

/* A pattern of LIKE that means itself. */
int
read_q(struct asked *a, const char *s)
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
	return read_text(a, out);
}

int
read_word(struct asked *a, const char *s)
{
	read_text(a, s);
	return one_of(a, s, strlen(s)) == -1 ? -1 : 0;
}

int
read_sort(struct asked *a, const char *s)
{
	a->desc = *s == '-';
	a->sort = s + a->desc;
	return one_of(a, a->sort, strlen(a->sort)) == -1 ? -1 : 0;
}

int
read_limit(struct asked *a, const char *s)
{
	text_number(&a->limit, s);
	return one_of(a, s, strlen(s)) == -1 ? -1 : 0;
}

int
read_page(struct asked *a, const char *s)
{
	if (text_number(&a->page, s) == -1 || a->page == 0 || a->page > MAX_PAGE)
		return filter_bad(a, "must be a number from 1");
	return 0;
}

int
read_sender(struct asked *a, const char *s)
{
	if (sender_id_read(&a->sender, s, a->mem) == -1)
		return filter_bad(a, "must be the id of a sender");
	return read_text(a, s);
}

/* Text that nobody but the store reads. */
static int
is_opaque(const char *s, size_t most)
{
	size_t n = strlen(s);

	return n <= most && strspn(s, TEXT_OPAQUE) == n;
}

int
read_id(struct asked *a, const char *s)
{
	if (!is_opaque(s, TEXT_MAX_ID))
		return filter_bad(a, "must be the id of a report");
	return read_text(a, s);
}

int
read_mailbox(struct asked *a, const char *s)
{
	if (!is_opaque(s, TEXT_MAX_ID))
		return filter_bad(a, "must be the name of a mailbox");
	return read_text(a, s);
}

int
read_cursor(struct asked *a, const char *s)
{
	if (!is_opaque(s, MAX_CURSOR))
		return filter_bad(a, "must be a cursor of an earlier answer");
	a->cursor = s;
	a->back = strcmp(a->key->name, "before") == 0;
	return 0;
}
