#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mime.h"

#define SEGMENTS	100	/* of one parameter: 78 bytes a line, 64 KB at most */

struct param {
	const char	*name;
	size_t		 len;
	char		*value;
};

static int
is_blank(int c)
{
	return c == ' ' || c == '\t';
}

static int
hex(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that two hexadecimal digits are, or -1. */
static int
hex_byte(const char *s)
{
	return hex(s[0]) < 0 || hex(s[1]) < 0 ? -1 : hex(s[0]) << 4 | hex(s[1]);
}

static int
base64(int c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

const char *
mime_type(const char *value, struct arena *mem)
{
	size_t n;
	char *p, *type;

	if (value == NULL)
		return "text/plain";
	n = strcspn(value, "; \t(");
	type = arena_strndup(mem, value, n);
	for (p = type; *p != '\0'; p++)
		*p = tolower((unsigned char)*p);
	return strchr(type, '/') == NULL ? "text/plain" : type;
}

/* A quoted value: p is behind the quote. */
static const char *
read_quoted(const char *p, char **value, struct arena *mem)
{
	const char *end = p;
	size_t n = 0;

	while (*end != '\0' && *end != '"')
		end += *end == '\\' && end[1] != '\0' ? 2 : 1;
	*value = arena_alloc(mem, end - p + 1);
	for (; p < end; p++) {
		if (*p == '\\' && p + 1 < end)
			p++;
		(*value)[n++] = *p;
	}
	return end + strcspn(end, ";");
}

static const char *
read_value(const char *p, char **value, struct arena *mem)
{
	size_t n;

	if (*p == '"')
		return read_quoted(p + 1, value, mem);
	n = strcspn(p, ";");
	p += n;
	while (n > 0 && is_blank(p[-1])) {
		p--;
		n--;
	}
	*value = arena_strndup(mem, p - n, n);
	return p;
}

/* The next parameter, and how to go on; NULL when there is none. */
static const char *
next_param(const char *p, struct param *param, struct arena *mem)
{
	for (;;) {
		while (*p == ';' || is_blank(*p))
			p++;
		if (*p == '\0')
			return NULL;
		param->name = p;
		param->len = strcspn(p, "=;");
		p += param->len;
		if (*p == '=')
			break;
	}
	while (param->len > 0 && is_blank(param->name[param->len - 1]))
		param->len--;
	do
		p++;
	while (is_blank(*p));
	return read_value(p, &param->value, mem);
}

/* RFC 2231, 4: charset'language'text, with its bytes as %41. */
static void
unescape(char *s, int first)
{
	const char *p = s, *quote;
	int c;

	if (first && (quote = strchr(p, '\'')) != NULL &&
	    (quote = strchr(quote + 1, '\'')) != NULL)
		p = quote + 1;
	while (*p != '\0') {
		c = *p++;
		if (c == '%' && hex_byte(p) > 0) {
			c = hex_byte(p);
			p += 2;
		}
		*s++ = c;
	}
	*s = '\0';
}

/* RFC 2231, 3: name*, name*0, name*0*; which segment is it, or -1? */
static int
segment(const struct param *param, const char *name)
{
	size_t n = strlen(name);
	const char *p = param->name + n, *end = param->name + param->len;
	int at = 0;

	if (param->len <= n || strncasecmp(param->name, name, n) != 0 ||
	    *p != '*')
		return -1;
	for (p++; p < end && isdigit((unsigned char)*p) && at < SEGMENTS; p++)
		at = 10 * at + *p - '0';
	if (at >= SEGMENTS || p < end - 1 || (p == end - 1 && *p != '*'))
		return -1;
	if (end[-1] == '*')
		unescape(param->value, at == 0);
	return at;
}

const char *
mime_param(const char *value, const char *name, struct arena *mem)
{
	const char *plain = NULL, *p = strchr(value, ';');
	char *segments[SEGMENTS] = { NULL };
	struct param param;
	size_t len = 0, n;
	char *all;
	int i;

	while (p != NULL && (p = next_param(p, &param, mem)) != NULL) {
		i = segment(&param, name);
		if (i >= 0 && segments[i] == NULL)
			segments[i] = param.value;
		else if (plain == NULL && param.len == strlen(name) &&
		    strncasecmp(param.name, name, param.len) == 0)
			plain = param.value;
	}
	if (segments[0] == NULL)
		return plain;
	for (i = 0; i < SEGMENTS && segments[i] != NULL; i++)
		len += strlen(segments[i]);
	all = arena_alloc(mem, len + 1);
	for (i = 0, len = 0; i < SEGMENTS && segments[i] != NULL; i++) {
		n = strlen(segments[i]);
		memcpy(all + len, segments[i], n);
		len += n;
	}
	return all;
}

/*
 * Decode the encoded word (RFC 2047) at p, =?charset?q?text?=, to *to.
 * Returns what comes after it, NULL if it is none.
 */
static const char *
decode_word(const char *p, char **to)
{
	struct mime_decoder d = { MIME_BASE64, 0, 0, "", 0 };
	const char *text, *end;
	int c;

	if (p[0] != '=' || p[1] != '?' ||
	    (text = strchr(p + 2, '?')) == NULL || text[1] == '\0' ||
	    text[2] != '?' || (end = strchr(text + 3, '?')) == NULL ||
	    end[1] != '=')
		return NULL;
	c = tolower((unsigned char)text[1]);
	text += 3;
	if (c == 'b') {
		*to += mime_decode(&d, *to, text, end - text);
		*to += mime_decode(&d, *to, NULL, 0);
		return end + 2;
	}
	while (text < end) {
		c = *text++;
		if (c == '=' && end - text >= 2 && hex_byte(text) > 0) {
			c = hex_byte(text);
			text += 2;
		}
		*(*to)++ = c == '_' ? ' ' : c;
	}
	return end + 2;
}

const char *
mime_words(const char *s, struct arena *mem)
{
	char *all = arena_alloc(mem, strlen(s) + MIME_MORE + 1), *to = all;
	const char *p = s, *next;
	int after = 0;		/* a word: blanks before the next are not text */

	while (*p != '\0') {
		next = decode_word(after ? p + strspn(p, " \t") : p, &to);
		after = next != NULL;
		if (after)
			p = next;
		else
			*to++ = *p++;
	}
	*to = '\0';
	return all;
}

enum mime_encoding
mime_encoding(const char *value)
{
	static const struct {
		const char		*name;
		enum mime_encoding	 encoding;
	} names[] = {
		{ "base64", MIME_BASE64 },
		{ "quoted-printable", MIME_QP },
		{ "uuencode", MIME_UU },
		{ "x-uuencode", MIME_UU },
		{ "x-uue", MIME_UU },
	};
	size_t i;

	for (i = 0; value != NULL && i < sizeof names / sizeof *names; i++)
		if (strncasecmp(value, names[i].name,
		    strlen(names[i].name)) == 0)
			return names[i].encoding;
	return MIME_PLAIN;
}

/* Whole bytes of what is held; the rest is thrown away. */
static size_t
put_bits(struct mime_decoder *d, unsigned char *p)
{
	size_t n = d->held * 6 / 8, i;

	d->bits <<= 6 * (4 - d->held);
	for (i = 0; i < n; i++)
		p[i] = d->bits >> (16 - 8 * i);
	d->bits = d->held = 0;
	return n;
}

static size_t
add_bits(struct mime_decoder *d, unsigned char *p, unsigned int six)
{
	d->bits = d->bits << 6 | six;
	return ++d->held == 4 ? put_bits(d, p) : 0;
}

/* Padding may come anywhere: joined pieces were each padded. */
static size_t
decode_base64(struct mime_decoder *d, unsigned char *p, const char *s, size_t n)
{
	unsigned char *to = p;
	size_t i;
	int six;

	if (s == NULL)
		return put_bits(d, p);
	for (i = 0; i < n; i++) {
		if ((six = base64((unsigned char)s[i])) >= 0)
			to += add_bits(d, to, six);
		else if (s[i] == '=')
			to += put_bits(d, to);
	}
	return to - p;
}

/* What was held back turned out to be plain text. */
static size_t
put_text(struct mime_decoder *d, unsigned char *p)
{
	size_t n = d->held;

	memcpy(p, d->text, n);
	d->held = 0;
	return n;
}

/* One character; 0 if it must be looked at again. */
static int
qp_char(struct mime_decoder *d, unsigned char **to, char c)
{
	if (d->held == 0 && c != '=') {
		*(*to)++ = c;
		return 1;
	}
	if (d->held == 0 || (d->held == 1 && hex(c) >= 0)) {
		d->text[d->held++] = c;
		return 1;
	}
	if (d->held == 1 && (c == '\r' || is_blank(c)))
		return 1;
	if (d->held == 1 && c == '\n') {
		d->held = 0;
		return 1;
	}
	if (d->held == 2 && hex(c) >= 0) {
		*(*to)++ = hex(d->text[1]) << 4 | hex(c);
		d->held = 0;
		return 1;
	}
	*to += put_text(d, *to);
	return 0;
}

static size_t
decode_qp(struct mime_decoder *d, unsigned char *p, const char *s, size_t n)
{
	unsigned char *to = p;
	size_t i;

	if (s == NULL)
		return put_text(d, p);
	for (i = 0; i < n; i++)
		while (!qp_char(d, &to, s[i]))
			;
	return to - p;
}

/* One line: its first character says how many bytes are in it. */
static size_t
decode_uu(struct mime_decoder *d, unsigned char *p, const char *s, size_t n)
{
	unsigned char *to = p;
	size_t want, i;

	if (n == 0 || *s == '\r' || *s == '\n')
		return 0;
	if (!d->begun || (n >= 3 && memcmp(s, "end", 3) == 0)) {
		d->begun = n > 6 && memcmp(s, "begin ", 6) == 0;
		return 0;
	}
	want = (*s - ' ') & 0x3f;
	d->bits = d->held = 0;
	for (i = 1; i < n && (size_t)(to - p) < want; i++)
		to += add_bits(d, to, (s[i] - ' ') & 0x3f);
	to += put_bits(d, to);
	return (size_t)(to - p) < want ? (size_t)(to - p) : want;
}

size_t
mime_decode(struct mime_decoder *d, void *p, const void *s, size_t n)
{
	switch (d->encoding) {
	case MIME_BASE64:
		return decode_base64(d, p, s, n);
	case MIME_QP:
		return decode_qp(d, p, s, n);
	case MIME_UU:
		return decode_uu(d, p, s, n);
	case MIME_PLAIN:
		break;
	}
	if (n > 0)
		memcpy(p, s, n);
	return n;
}
