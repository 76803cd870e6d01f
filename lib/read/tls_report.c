#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "charset.h"
#include "err.h"
#include "limit.h"
#include "text.h"
#include "tls_report.h"

#define DIGITS		"0123456789"
#define NO_CHARACTER	0xfffd		/* in place of what is none */

struct json {
	struct source	*in;
	const char	*p, *end;	/* bytes that lie ready */
	int		 ended;		/* no more come */
	int		 failed;	/* the source, which has said why */
	size_t		 line;
	char		*stack;		/* '{' or '[' of each level */
	size_t		 depth, max_depth;
	struct arena	*mem;
	char		 text[MAX_LINE];	/* of the last string or number, if it fits */
	size_t		 len;
	uint32_t	 high;		/* a surrogate whose other half is to come, or 0 */
	const char	**value;	/* where that of the member we are in belongs, or NULL */
	int		 list;		/* the member should be the policies */
	int		 policies;	/* there was one */
	int		 named;
	struct report_name	*tls;
};

/* The next byte, or -1 when there is none. */
static int
look(struct json *j)
{
	const void *p;
	ssize_t n;

	if (j->p == j->end && !j->ended) {
		n = source_read(j->in, &p);
		j->ended = n <= 0;
		j->failed = n == -1;
		j->p = p;
		j->end = j->ended ? p : j->p + n;
	}
	return j->ended ? -1 : (unsigned char)*j->p;
}

static int
at(struct json *j, int c)
{
	return look(j) == c;
}

static int
at_one_of(struct json *j, const char *set)
{
	return look(j) > 0 && strchr(set, look(j)) != NULL;
}

static int
next(struct json *j)
{
	int c = look(j);

	j->line += c == '\n';
	j->p++;
	return c;
}

static int
malformed(struct json *j, const char *what)
{
	if (look(j) == -1 && j->failed)
		return -1;
	return fail(ERR_JSON_MALFORMED, "line %zu: %s", j->line,
	    look(j) == -1 ? "the text ends too early" : what);
}

static void
skip_space(struct json *j)
{
	while (at_one_of(j, " \t\r\n"))
		next(j);
}

/* A byte of the text; there is always room for a character more and the NUL. */
static void
put(struct json *j, int c)
{
	if (j->len < sizeof j->text - 8)
		j->text[j->len++] = (char)c;
}

static void
put_character(struct json *j, uint32_t c)
{
	static const int first[] = { 0, 0xc0, 0xe0, 0xf0 };
	int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;

	put(j, first[more] | (int)(c >> 6 * more));
	while (more-- > 0)
		put(j, 0x80 | (int)(c >> 6 * more & 0x3f));
}

/* A surrogate stands for a character only with its other half. */
static void
end_high(struct json *j)
{
	if (j->high != 0)
		put_character(j, NO_CHARACTER);
	j->high = 0;
}

/* \uXXXX */
static void
put_unit(struct json *j, uint32_t unit)
{
	if (j->high != 0 && unit >> 10 == 0x37) {
		put_character(j, 0x10000 + ((j->high & 0x3ff) << 10) + (unit & 0x3ff));
		j->high = 0;
		return;
	}
	end_high(j);
	if (unit >> 10 == 0x36)
		j->high = unit;
	else
		put_character(j, unit == 0 || unit >> 10 == 0x37 ? NO_CHARACTER : unit);
}

static int
scan_unit(struct json *j)
{
	uint32_t unit = 0;
	int i, digit;

	for (i = 0; i < 4; i++) {
		if (look(j) == -1 || (digit = text_hex((char)look(j))) < 0)
			return malformed(j, "a strange escape in a string");
		unit = unit << 4 | (uint32_t)digit;
		next(j);
	}
	put_unit(j, unit);
	return 0;
}

static int
scan_escape(struct json *j)
{
	static const char names[] = "\"\\/bfnrt", stands[] = "\"\\/\b\f\n\r\t";

	if (at(j, 'u')) {
		next(j);
		return scan_unit(j);
	}
	if (!at_one_of(j, names))
		return malformed(j, "a strange escape in a string");
	end_high(j);
	put(j, stands[strchr(names, next(j)) - names]);
	return 0;
}

static int
scan_string(struct json *j)
{
	if (!at(j, '"'))
		return malformed(j, "a string is missing");
	j->len = 0;
	for (next(j); !at(j, '"');) {
		if (look(j) < 0x20)
			return malformed(j, "a string without an end");
		if (at(j, '\\')) {
			next(j);
			if (scan_escape(j) == -1)
				return -1;
			continue;
		}
		end_high(j);
		put(j, next(j));
	}
	end_high(j);
	next(j);
	return 0;
}

static int
scan_digits(struct json *j)
{
	if (!at_one_of(j, DIGITS))
		return malformed(j, "neither a value nor a number");
	while (at_one_of(j, DIGITS))
		put(j, next(j));
	return 0;
}

static int
took(struct json *j, const char *set)
{
	if (!at_one_of(j, set))
		return 0;
	put(j, next(j));
	return 1;
}

static int
scan_number(struct json *j)
{
	j->len = 0;
	took(j, "-");
	if (!took(j, "0") && scan_digits(j) == -1)
		return -1;
	if (took(j, ".") && scan_digits(j) == -1)
		return -1;
	if (!took(j, "eE"))
		return 0;
	took(j, "+-");
	return scan_digits(j);
}

/* true, false or null, which say nothing of a report. */
static int
scan_word(struct json *j, const char *word)
{
	j->value = NULL;
	for (; *word != '\0'; word++) {
		if (!at(j, *word))
			return malformed(j, "neither a value nor a number");
		next(j);
	}
	return 0;
}

static int
scan_scalar(struct json *j)
{
	int rv = at(j, '"') ? scan_string(j) : at(j, 't') ? scan_word(j, "true") :
	    at(j, 'f') ? scan_word(j, "false") : at(j, 'n') ? scan_word(j, "null") :
	    scan_number(j);

	if (rv == 0 && j->value != NULL && *j->value == NULL)
		*j->value = arena_strndup(j->mem, j->text, j->len);
	return rv;
}

static int
key_is(const struct json *j, const char *name)
{
	return j->depth == 1 && j->len == strlen(name) && memcmp(j->text, name, j->len) == 0;
}

/* "name": before a member's value. */
static int
scan_key(struct json *j)
{
	skip_space(j);
	if (scan_string(j) == -1)
		return -1;
	j->value = key_is(j, "organization-name") ? &j->tls->org :
	    key_is(j, "report-id") ? &j->tls->report_id : NULL;
	j->named |= j->value != NULL;
	j->list = key_is(j, "policies");
	skip_space(j);
	if (!at(j, ':'))
		return malformed(j, "a ':' is missing");
	next(j);
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
		return fail(ERR_LIMIT, "JSON of more than %zu levels", j->max_depth);
	j->policies |= at(j, '[') && j->list;
	j->list = 0;
	j->value = NULL;
	j->stack[j->depth++] = (char)next(j);
	return 1;
}

/* Nothing but blanks, and what old systems fill a file up with. */
static int
scan_end(struct json *j)
{
	while (at_one_of(j, " \t\r\n\x1a") || at(j, '\0'))
		next(j);
	if (look(j) != -1)
		return malformed(j, "text after the end");
	return j->failed ? -1 : 0;
}

/* Leave the containers that end here: 1 if a member follows, 0 at the end. */
static int
scan_after(struct json *j, int entered)
{
	for (; j->depth > 0; entered = 0) {
		skip_space(j);
		if (at(j, j->stack[j->depth - 1] + 2)) {	/* ASCII */
			next(j);
			j->depth--;
			continue;
		}
		if (entered)
			return 1;
		if (!at(j, ','))
			return malformed(j, "a ',' is missing");
		next(j);
		return 1;
	}
	return scan_end(j);
}

static int
scan(struct json *j)
{
	int rv;

	do {
		if (j->depth > 0 && j->stack[j->depth - 1] == '{' && scan_key(j) == -1)
			return -1;
		if ((rv = scan_value(j)) != -1)
			rv = scan_after(j, rv);
	} while (rv == 1);
	return rv;
}

int
tls_report_read(struct source *in, size_t max_depth, struct arena *mem, struct report_name *tls)
{
	struct charset *utf8 = charset_open(in);
	struct json j = { .max_depth = max_depth, .mem = mem, .tls = tls, .line = 1 };
	int rv;

	*tls = (struct report_name){ NULL, NULL };
	if (utf8 == NULL)
		return -1;
	j.in = charset_source(utf8);
	j.stack = xrealloc(NULL, max_depth);
	rv = scan(&j);
	free(j.stack);
	charset_close(utf8);
	return rv == -1 ? -1 : j.policies && j.named;
}
