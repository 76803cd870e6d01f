#include <string.h>

#include "err.h"
#include "json_lex.h"
#include "text.h"

#define NO_CHARACTER	0xfffd		/* in place of what is none */
#define ROOM		8		/* bytes that a step may put, and a NUL */

static int
more(struct json_lex *x)
{
	const void *p;
	ssize_t n = x->ended ? 0 : source_read(x->in, &p);

	x->failed |= n == -1;
	if ((x->ended = n <= 0))
		return -1;
	x->p = p;
	x->end = x->p + n;
	return (unsigned char)*x->p;
}

int
json_lex_look(struct json_lex *x)
{
	return x->p < x->end ? (unsigned char)*x->p : more(x);
}

int
json_lex_at(struct json_lex *x, int c)
{
	return json_lex_look(x) == c;
}

int
json_lex_at_one_of(struct json_lex *x, const char *set)
{
	int c = json_lex_look(x);

	return c > 0 && strchr(set, c) != NULL;
}

int
json_lex_next(struct json_lex *x)
{
	int c = json_lex_look(x);

	x->line += c == '\n';
	x->p++;
	return c;
}

int
json_lex_malformed(struct json_lex *x, const char *what)
{
	if (json_lex_look(x) == -1 && x->failed)
		return -1;
	return fail(ERR_JSON_MALFORMED, "line %zu: %s", x->line,
	    json_lex_look(x) == -1 ? "the text ends too early" : what);
}

void
json_lex_space(struct json_lex *x)
{
	int c;

	while ((c = json_lex_look(x)) == ' ' || c == '\n' || c == '\t' || c == '\r')
		json_lex_next(x);
}

/* A byte of the text, for which there is room. */
static void
put(struct json_lex *x, int c)
{
	x->to[x->len++] = (char)c;
}

static void
put_character(struct json_lex *x, uint32_t c)
{
	static const int first[] = { 0, 0xc0, 0xe0, 0xf0 };
	int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;

	put(x, first[more] | (int)(c >> 6 * more));
	while (more-- > 0)
		put(x, 0x80 | (int)(c >> 6 * more & 0x3f));
}

/* A surrogate stands for a character only with its other half. */
static void
end_high(struct json_lex *x)
{
	if (x->high != 0)
		put_character(x, NO_CHARACTER);
	x->high = 0;
}

/* \uXXXX */
static void
put_unit(struct json_lex *x, uint32_t unit)
{
	if (x->high != 0 && unit >> 10 == 0x37) {
		put_character(x, 0x10000 + ((x->high & 0x3ff) << 10) + (unit & 0x3ff));
		x->high = 0;
		return;
	}
	end_high(x);
	if (unit >> 10 == 0x36)
		x->high = unit;
	else
		put_character(x, unit == 0 || unit >> 10 == 0x37 ? NO_CHARACTER : unit);
}

static int
scan_unit(struct json_lex *x)
{
	uint32_t unit = 0;
	int i, digit;

	for (i = 0; i < 4; i++) {
		if (json_lex_look(x) == -1 || (digit = text_hex((char)json_lex_look(x))) < 0)
			return json_lex_malformed(x, "a strange escape in a string");
		unit = unit << 4 | (uint32_t)digit;
		json_lex_next(x);
	}
	put_unit(x, unit);
	return 0;
}

static int
scan_escape(struct json_lex *x)
{
	static const char names[] = "\"\\/bfnrt", stands[] = "\"\\/\b\f\n\r\t";

	json_lex_next(x);
	if (json_lex_at(x, 'u')) {
		json_lex_next(x);
		return scan_unit(x);
	}
	if (!json_lex_at_one_of(x, names))
		return json_lex_malformed(x, "a strange escape in a string");
	end_high(x);
	put(x, stands[strchr(names, json_lex_next(x)) - names]);
	return 0;
}

static int
is_plain(int c)
{
	return c >= 0x20 && c != '"' && c != '\\';
}

/* More of the string we are in: its end, an escape, or what stands for itself. */
static int
scan_piece(struct json_lex *x)
{
	if (json_lex_at(x, '\\'))
		return scan_escape(x);
	end_high(x);
	if (json_lex_at(x, '"')) {
		json_lex_next(x);
		x->inside = 0;
		return 0;
	}
	if (json_lex_look(x) < 0x20)
		return json_lex_malformed(x, "a string without an end");
	while (x->p < x->end && is_plain((unsigned char)*x->p) && x->room - x->len >= ROOM)
		put(x, *x->p++);
	return 0;
}

ssize_t
json_lex_string(struct json_lex *x, char *to, size_t room)
{
	x->to = to;
	x->room = room;
	for (x->len = 0; x->inside && x->room - x->len >= ROOM;)
		if (scan_piece(x) == -1)
			return -1;
	return x->len;
}

/* A digit or the like of a number; of an endless one the rest is dropped. */
static void
take(struct json_lex *x)
{
	if (x->room - x->len < ROOM)
		x->len--;
	put(x, json_lex_next(x));
}

static int
at_digit(struct json_lex *x)
{
	int c = json_lex_look(x);

	return c >= '0' && c <= '9';
}

static int
scan_digits(struct json_lex *x)
{
	if (!at_digit(x))
		return json_lex_malformed(x, "neither a value nor a number");
	while (at_digit(x))
		take(x);
	return 0;
}

static int
took(struct json_lex *x, int c)
{
	if (json_lex_look(x) != c)
		return 0;
	take(x);
	return 1;
}

int
json_lex_number(struct json_lex *x, char *to, size_t room)
{
	x->to = to;
	x->room = room;
	x->len = 0;
	took(x, '-');
	if (!took(x, '0') && scan_digits(x) == -1)
		return -1;
	if (took(x, '.') && scan_digits(x) == -1)
		return -1;
	if (took(x, 'e') || took(x, 'E')) {
		if (!took(x, '+'))
			took(x, '-');
		if (scan_digits(x) == -1)
			return -1;
	}
	to[x->len] = '\0';
	return 0;
}

int
json_lex_begin(struct json_lex *x)
{
	if (!json_lex_at(x, '"'))
		return json_lex_malformed(x, "a string is missing");
	json_lex_next(x);
	x->inside = 1;
	return 0;
}
