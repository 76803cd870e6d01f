#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "decode.h"
#include "mime.h"
#include "text.h"

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

/* The byte that two hexadecimal digits are, or -1. */
static int
hex_byte(const char *s)
{
	int high = text_hex(s[0]), low = high < 0 ? -1 : text_hex(s[1]);

	return low < 0 ? -1 : high << 4 | low;
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
	struct decoder d = { DECODE_BASE64, 0, 0, "", 0 };
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
		*to += decode_bytes(&d, *to, text, end - text);
		*to += decode_bytes(&d, *to, NULL, 0);
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
	char *all = arena_alloc(mem, strlen(s) + DECODE_MORE + 1), *to = all;
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

