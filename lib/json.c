#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "err.h"
#include "json.h"
#include "text.h"

struct json {
	const char	*start, *p, *end;
	char		*stack;		/* '{' or '[' of each level */
	size_t		 depth, max_depth;
	const char	*key;		/* of the member we are in */
	size_t		 key_len;
	int		 policies;	/* seen at the top? */
	int		 named;
};

char *
json_read(struct source *s, size_t max, struct arena *mem, size_t *len)
{
	struct spool *spool = spool_new(SPOOL_MEMORY);
	char *text = NULL;
	const void *p;
	size_t at;
	ssize_t n;

	while ((n = source_read(s, &p)) > 0) {
		if ((size_t)n > max - spool_size(spool))
			n = fail(ERR_LIMIT, "JSON of more than %s", text_size(max).text);
		if (n == -1 || spool_write(spool, p, n) == -1)
			goto out;
	}
	if (n == -1)
		goto out;
	*len = spool_size(spool);
	text = arena_alloc(mem, *len + 1);
	for (at = 0; at < *len && n != -1; at += n)
		n = spool_pread(spool, text + at, *len - at, at);
	if (n == -1)
		text = NULL;
out:
	spool_free(spool);
	return text;
}

static int
malformed(const struct json *j, const char *what)
{
	const char *p;
	size_t line = 1;

	for (p = j->start; p < j->p; p++)
		line += *p == '\n';
	return fail(ERR_JSON_MALFORMED, "line %zu: %s", line,
	    j->p == j->end ? "the text ends too early" : what);
}

static void
skip_space(struct json *j)
{
	while (j->p < j->end && memchr(" \t\r\n", *j->p, 4) != NULL)
		j->p++;
}

static int
at(const struct json *j, int c)
{
	return j->p < j->end && *j->p == c;
}

static int
is_digit(const struct json *j)
{
	return j->p < j->end && *j->p >= '0' && *j->p <= '9';
}

static int
scan_escape(struct json *j)
{
	int i;

	if (++j->p == j->end || memchr("\"\\/bfnrtu", *j->p, 9) == NULL)
		return malformed(j, "a strange escape in a string");
	if (*j->p++ != 'u')
		return 0;
	for (i = 0; i < 4; i++, j->p++)
		if (j->p == j->end ||
		    memchr("0123456789abcdefABCDEF", *j->p, 22) == NULL)
			return malformed(j, "a strange escape in a string");
	return 0;
}

static int
scan_string(struct json *j)
{
	if (!at(j, '"'))
		return malformed(j, "a string is missing");
	for (j->p++; !at(j, '"');) {
		if (j->p == j->end || (unsigned char)*j->p < 0x20)
			return malformed(j, "a string without an end");
		if (*j->p != '\\')
			j->p++;
		else if (scan_escape(j) == -1)
			return -1;
	}
	j->p++;
	return 0;
}

static int
scan_digits(struct json *j)
{
	if (!is_digit(j))
		return malformed(j, "neither a value nor a number");
	while (is_digit(j))
		j->p++;
	return 0;
}

static int
scan_number(struct json *j)
{
	int zero;

	j->p += at(j, '-');
	zero = at(j, '0');
	if (zero)
		j->p++;
	else if (scan_digits(j) == -1)
		return -1;
	if (at(j, '.')) {
		j->p++;
		if (scan_digits(j) == -1)
			return -1;
	}
	if (at(j, 'e') || at(j, 'E')) {
		j->p++;
		j->p += at(j, '+') || at(j, '-');
		return scan_digits(j);
	}
	return 0;
}

static int
scan_scalar(struct json *j)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t i, n;

	if (at(j, '"'))
		return scan_string(j);
	for (i = 0; i < sizeof words / sizeof *words; i++) {
		n = strlen(words[i]);
		if ((size_t)(j->end - j->p) >= n &&
		    memcmp(j->p, words[i], n) == 0) {
			j->p += n;
			return 0;
		}
	}
	return scan_number(j);
}

static int
key_is(const struct json *j, const char *name)
{
	return j->depth == 1 && j->stack[0] == '{' &&
	    j->key_len == strlen(name) &&
	    memcmp(j->key, name, j->key_len) == 0;
}

/* "name": before a member's value. */
static int
scan_key(struct json *j)
{
	skip_space(j);
	j->key = j->p + 1;
	if (scan_string(j) == -1)
		return -1;
	j->key_len = j->p - 1 - j->key;
	skip_space(j);
	if (!at(j, ':'))
		return malformed(j, "a ':' is missing");
	j->p++;
	j->named |= key_is(j, "organization-name") || key_is(j, "report-id");
	return 0;
}

/* 1 if a container was entered, so that a value or its end comes next. */
static int
scan_value(struct json *j)
{
	skip_space(j);
	if (!at(j, '{') && !at(j, '['))
		return scan_scalar(j);
	if (j->depth == j->max_depth)
		return fail(ERR_LIMIT, "JSON of more than %zu levels",
		    j->max_depth);
	j->policies |= at(j, '[') && key_is(j, "policies");
	j->stack[j->depth++] = *j->p++;
	return 1;
}

/* Leave the containers that end here: 1 if a member follows, 0 at the end. */
static int
scan_after(struct json *j, int entered)
{
	for (;; entered = 0) {
		skip_space(j);
		if (j->depth == 0)
			return j->p == j->end ? 0 :
			    malformed(j, "text after the end");
		if (at(j, j->stack[j->depth - 1] + 2)) {	/* ASCII */
			j->p++;
			j->depth--;
			continue;
		}
		if (entered)
			return 1;
		if (!at(j, ','))
			return malformed(j, "a ',' is missing");
		j->p++;
		return 1;
	}
}

static int
scan(struct json *j)
{
	int rv;

	do {
		if (j->depth > 0 && j->stack[j->depth - 1] == '{' &&
		    scan_key(j) == -1)
			return -1;
		if ((rv = scan_value(j)) != -1)
			rv = scan_after(j, rv);
	} while (rv == 1);
	return rv;
}

int
json_is_tls(const char *s, size_t n, size_t max_depth)
{
	struct json j = { .start = s, .p = s, .end = s + n,
	    .max_depth = max_depth };
	int rv;

	if (n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0)
		j.p += 3;
	j.stack = xrealloc(NULL, max_depth);
	rv = scan(&j);
	free(j.stack);
	return rv == -1 ? -1 : j.policies && j.named;
}
