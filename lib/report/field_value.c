#include <string.h>
#include <strings.h>

#include "field_value.h"
#include "report_text.h"
#include "text.h"

static void
warn(struct field_taker *t, int warning)
{
	*t->odd |= WARN_BIT(warning);
}

char *
field_trim(char *s, size_t *n, const char *set)
{
	while (*n > 0 && strchr(set, s[*n - 1]) != NULL)
		--*n;
	while (*n > 0 && strchr(set, *s) != NULL)
		s++, --*n;
	s[*n] = '\0';
	return s;
}

static void
take_string(const struct field *f, void *to, char *s, size_t n, struct field_taker *t)
{
	(void)f;
	*(const char **)to = n == 0 ? NULL : arena_strndup(t->mem, s, n);
}

static void
take_domain(const struct field *f, void *to, char *s, size_t n, struct field_taker *t)
{
	char *at = memrchr(s, '@', n);
	size_t i;

	if (at != NULL) {
		n -= at + 1 - s;
		s = at + 1;
		warn(t, WARN_ADDRESS_AS_DOMAIN);
	}
	s = field_trim(s, &n, "<>" FIELD_BLANK);
	if (n > 0 && s[n - 1] == '.')
		n--;
	for (i = 0; i < n; i++)
		if (s[i] >= 'A' && s[i] <= 'Z')
			s[i] += 'a' - 'A';
	take_string(f, to, s, n, t);
}

static void
take_sender(const struct field *f, void *to, char *s, size_t n, struct field_taker *t)
{
	if (strspn(s, "<>" FIELD_BLANK) < n)
		take_domain(f, to, s, n, t);
	else
		*(const char **)to = "";
}

static void
take_term(const struct field *f, void *to, char *s, size_t n, struct field_taker *t)
{
	int code = term_code(f->term, s, n);
	const char *text = term_text(f->term, code);

	*(int *)to = code;
	if (code <= TERM_UNKNOWN || strcasecmp(text, s) != 0)
		warn(t, f->warning);
	else if (strcmp(text, s) != 0)
		warn(t, WARN_VALUE_CASE);
}

static void
take_pct(const struct field *f, void *to, char *s, size_t n, struct field_taker *t)
{
	int64_t pct;

	(void)f;
	if (s[n - 1] == '%')
		s[--n] = '\0';
	if (text_number(&pct, s) == -1 || n > 3 || pct > 100)
		warn(t, WARN_PCT_INVALID);
	else
		*(int *)to = (int)pct;
}

static void
take_ip(const struct field *f, void *to, char *s, size_t n, struct field_taker *t)
{
	struct record *r = to;

	if (text_ip(&r->source, s) == -1) {
		r->source.len = 0;
		warn(t, WARN_IP_INVALID);
		take_string(f, &r->source_raw, s, n, t);
		return;
	}
	if (strchr("[iI", *s) != NULL)
		warn(t, WARN_IP_DECORATED);
	if (r->source.len == 4 && strcasestr(s, ":ffff:") != NULL)
		warn(t, WARN_IP_V4MAPPED);
}

static void
take_count(const struct field *f, void *to, char *s, size_t n, struct field_taker *t)
{
	(void)f, (void)n;
	if (report_count(to, s, t->odd) == -1) {
		warn(t, WARN_COUNT_INVALID);
		*(int64_t *)to = 0;
	}
}

void
field_take(const struct field *f, struct fields *is, char *s, size_t n, struct field_taker *t)
{
	static void (*const by_kind[KIND_MAX])(const struct field *, void *, char *, size_t,
	    struct field_taker *) = {
		[KIND_STRING]	= take_string,
		[KIND_DOMAIN]	= take_domain,
		[KIND_SENDER]	= take_sender,
		[KIND_TERM]	= take_term,
		[KIND_PCT]	= take_pct,
		[KIND_IP]	= take_ip,
		[KIND_COUNT]	= take_count,
	};

	by_kind[f->kind](f, (char *)is + f->at, s, n, t);
}
