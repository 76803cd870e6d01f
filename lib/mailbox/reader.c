#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "arena.h"
#include "err.h"
#include "reader.h"
#include "text.h"

void
reader_init(struct reader *r, struct wire *w, const struct limits *limits)
{
	*r = (struct reader){ .wire = w, .limits = limits, .room = 256 };
	r->text = xrealloc(NULL, r->room);
	*r->text = '\0';
}

void
reader_free(struct reader *r)
{
	free(r->text);
}

static int
fill(struct reader *r)
{
	ssize_t n = wire_read(r->wire, r->buf, sizeof r->buf);

	if (n == -1)
		return -1;
	r->at = 0;
	r->len = n;
	return 0;
}

/* The next byte, not taken; or -1. */
static int
peek(struct reader *r)
{
	if (r->at == r->len && fill(r) == -1)
		return -1;
	return (unsigned char)r->buf[r->at];
}

static int
take(struct reader *r)
{
	r->at++;
	if (++r->taken > r->limits->answer)
		return fail(ERR_REMOTE, "the server sends a line of more than %s",
		    text_size(r->limits->answer).text);
	return 0;
}

static void
put(struct reader *r, int c)
{
	if (r->size + 1 == r->room) {
		r->room *= 2;
		r->text = xrealloc(r->text, r->room);
	}
	r->text[r->size++] = c;
	r->text[r->size] = '\0';
}

/* Take a byte into the token. */
static int
keep(struct reader *r, int c)
{
	if (c == '\0')
		return fail(ERR_REMOTE, "the server sends a NUL in a line");
	put(r, c);
	return take(r);
}

/* "text", the quote is next. */
static int
quoted(struct reader *r)
{
	int c;

	if (take(r) == -1)
		return -1;
	while ((c = peek(r)) != -1 && c != '"') {
		if (c == '\r' || c == '\n')
			return fail(ERR_REMOTE, "the server breaks a line inside quotes");
		if (c == '\\' && (take(r) == -1 || (c = peek(r)) == -1))
			return -1;
		if (keep(r, c) == -1)
			return -1;
	}
	return c == -1 || take(r) == -1 ? -1 : TOKEN_STRING;
}

/* The line end that must come; CR LF, or LF alone. */
static int
line_end(struct reader *r)
{
	int c = peek(r);

	if (c == '\r' && (take(r) == -1 || (c = peek(r)) == -1))
		return -1;
	if (c == -1)
		return -1;
	if (c != '\n')
		return fail(ERR_REMOTE, "the server sends a broken line");
	return take(r);
}

/* {123}, {123+} or ~{123}: is the word one?  Its bytes follow the line end. */
static int
literal(struct reader *r)
{
	const char *p = r->text + (*r->text == '~');
	char *end;

	if (*p != '{' || !isdigit((unsigned char)p[1]))
		return TOKEN_WORD;
	errno = 0;
	r->literal = strtoull(p + 1, &end, 10);
	end += *end == '+';
	if (strcmp(end, "}") != 0)
		return TOKEN_WORD;
	if (errno != 0 || r->literal > UINT32_MAX)
		return fail(ERR_REMOTE, "the server announces a literal of %.40s bytes", p);
	return line_end(r) == -1 ? -1 : TOKEN_LITERAL;
}

/* An atom or a flag; what stands in brackets belongs to it. */
static int
word(struct reader *r)
{
	int c, inside = 0;

	while ((c = peek(r)) != -1 && c != '\r' && c != '\n') {
		if (!inside && (c == ' ' || c == '(' || c == ')' || c == '"'))
			break;
		inside = c == '[' ? 1 : c == ']' ? 0 : inside;
		if (keep(r, c) == -1)
			return -1;
	}
	return c == -1 ? -1 : literal(r);
}

int
reader_next(struct reader *r)
{
	const void *p;
	ssize_t n;
	int c;

	while ((n = reader_literal(r, &p)) > 0)
		;
	if (n == -1)
		return -1;
	r->size = 0;
	*r->text = '\0';
	while ((c = peek(r)) == ' ')
		if (take(r) == -1)
			return -1;
	switch (c) {
	case -1:
		return -1;
	case '(':
		return take(r) == -1 ? -1 : TOKEN_OPEN;
	case ')':
		return take(r) == -1 ? -1 : TOKEN_CLOSE;
	case '"':
		return quoted(r);
	case '\r':
	case '\n':
		if (line_end(r) == -1)
			return -1;
		r->taken = 0;
		return TOKEN_END;
	default:
		return word(r);
	}
}

int
reader_rest(struct reader *r)
{
	int c;

	r->size = 0;
	*r->text = '\0';
	while ((c = peek(r)) != -1 && c != '\r' && c != '\n')
		if ((c == ' ' && r->size == 0 ? take(r) : keep(r, c)) == -1)
			return -1;
	return c == -1 ? -1 : 0;
}

int
reader_range(struct reader *r)
{
	int c;

	r->size = 0;
	*r->text = '\0';
	while ((c = peek(r)) == ' ')
		if (take(r) == -1)
			return -1;
	for (; c != -1 && strchr(" ,()\r\n", c) == NULL; c = peek(r))
		if (keep(r, c) == -1)
			return -1;
	if (c == ',')
		return take(r) == -1 ? -1 : 1;
	return c == -1 ? -1 : 0;
}

int
reader_skip(struct reader *r)
{
	int t;

	while ((t = reader_next(r)) != TOKEN_END)
		if (t == -1)
			return -1;
	return 0;
}

int
reader_end(struct reader *r)
{
	int t = reader_next(r);

	if (t == -1 || t == TOKEN_END)
		return t == -1 ? -1 : 0;
	return fail(ERR_REMOTE, "the server's answer goes on where it should end: %.40s", r->text);
}

ssize_t
reader_literal(struct reader *r, const void **p)
{
	size_t n;

	if (r->literal == 0)
		return 0;
	if (r->at == r->len && fill(r) == -1)
		return -1;
	n = r->len - r->at;
	if (n > r->literal)
		n = r->literal;
	*p = r->buf + r->at;
	r->at += n;
	r->literal -= n;
	return n;
}

int
reader_is(const struct reader *r, const char *word)
{
	return strcasecmp(r->text, word) == 0;
}

int
reader_number(const struct reader *r, uint64_t *n)
{
	char *end;

	if (!isdigit((unsigned char)*r->text))
		return -1;
	errno = 0;
	*n = strtoull(r->text, &end, 10);
	return errno != 0 || *end != '\0' ? -1 : 0;
}

int
reader_word(struct reader *r, struct arena *mem, const char **name)
{
	int t = reader_next(r);
	const void *p;
	ssize_t n;

	*name = NULL;
	if (t == TOKEN_WORD || t == TOKEN_STRING)
		*name = arena_strndup(mem, r->text, r->size);
	for (n = 1; t == TOKEN_LITERAL && n > 0;) {
		if ((n = reader_literal(r, &p)) == -1)
			return -1;
		*name = arena_printf(mem, "%s%.*s", *name != NULL ? *name : "", (int)n,
		    n > 0 ? (const char *)p : "");
		if (strlen(*name) > MAX_LINE)
			return fail(ERR_REMOTE, "a word of more than %s",
			    text_size(MAX_LINE).text);
	}
	return t;
}
