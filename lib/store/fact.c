#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "fact.h"

#define FIRST_ROOM	1024

static char *
reserve(struct fact *f, size_t n)
{
	if (f->len + n > f->room) {
		f->room = 2 * (f->len + n) + FIRST_ROOM;
		f->text = xrealloc(f->text, f->room);
	}
	return f->text + f->len;
}

static void
put(struct fact *f, const char *s, size_t n)
{
	memcpy(reserve(f, n), s, n);
	f->len += n;
}

/* A string of JSON (RFC 8259, 7); the text is UTF-8. */
static void
put_string(struct fact *f, const char *s, size_t n)
{
	static const char hex[] = "0123456789abcdef";
	char *p = reserve(f, 6 * n + 2), *at = p;
	size_t i;

	*at++ = '"';
	for (i = 0; i < n; i++) {
		unsigned char c = s[i];

		if (c >= 0x20 && c != '"' && c != '\\') {
			*at++ = c;
		} else if (c >= 0x20) {
			*at++ = '\\';
			*at++ = c;
		} else {
			at = mempcpy(at, "\\u00", 4);
			*at++ = hex[c >> 4];
			*at++ = hex[c & 15];
		}
	}
	*at++ = '"';
	f->len += at - p;
}

void
fact_row(struct fact *f, const char *kind)
{
	static const char head[] = "{\"data\":[[";

	if (f->len == 0)
		put(f, head, sizeof head - 1);
	else
		put(f, "],[", 3);
	put_string(f, kind, strlen(kind));
}

void
fact_text(struct fact *f, const char *s, size_t n)
{
	put(f, ",", 1);
	if (s == NULL)
		put(f, "null", 4);
	else
		put_string(f, s, n);
}

void
fact_string(struct fact *f, const char *s)
{
	fact_text(f, s, s != NULL ? strlen(s) : 0);
}

void
fact_int(struct fact *f, int64_t n)
{
	f->len += snprintf(reserve(f, 24), 24, ",%" PRId64, n);
}

void
fact_null(struct fact *f)
{
	fact_text(f, NULL, 0);
}

void
fact_int_if(struct fact *f, int64_t n, int given)
{
	if (given)
		fact_int(f, n);
	else
		fact_null(f);
}

void
fact_pairs(struct fact *f, const uint64_t (*pairs)[2], size_t n)
{
	size_t i;

	put(f, ",[", 2);
	for (i = 0; i < n; i++)
		f->len += snprintf(reserve(f, 48), 48, "%s[%" PRIu64 ",%" PRIu64 "]",
		    i > 0 ? "," : "", pairs[i][0], pairs[i][1]);
	put(f, "]", 1);
}

void
fact_end(struct fact *f)
{
	if (f->len == 0)
		put(f, "{\"data\":[]}", 11);
	else
		put(f, "]]}", 3);
	*reserve(f, 1) = '\0';
}

const char *
fact_keep(struct fact *f, struct arena *mem)
{
	const char *text;

	fact_end(f);
	text = arena_strndup(mem, f->text, f->len);
	free(f->text);
	*f = (struct fact){ .text = NULL };
	return text;
}
