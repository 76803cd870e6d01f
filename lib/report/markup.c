#include <ctype.h>
#include <string.h>

#include "markup.h"

static int
among(const char *set, char c)
{
	while (*set != '\0' && *set != c)
		set++;
	return *set != '\0';
}

int
markup_blank(char c)
{
	return among(MARKUP_BLANK, c);
}

int
markup_starts(const char *s, size_t n, const char *with)
{
	size_t i = 0;

	while (i < n && with[i] != '\0' && s[i] == with[i])
		i++;
	return with[i] == '\0';
}

static size_t
name_length(const char *s, size_t n)
{
	size_t i = 0;

	if (n > 0 && (isalpha((unsigned char)*s) || *s == '_'))
		for (i = 1; i < n; i++)
			if (!isalnum((unsigned char)s[i]) && !among("_.-", s[i]))
				break;
	return i;
}

size_t
markup_tag(struct tag *t, const char *s, size_t n)
{
	size_t i = 1, end, len;

	*t = (struct tag){ .end = n > 1 && s[1] == '/' };
	i += t->end;
	if ((len = name_length(s + i, n - i)) == 0)
		return 0;
	t->name = s + i;
	if (i + len < n && s[i + len] == ':') {
		t->prefix = len + 1;
		len += 1 + name_length(s + i + t->prefix, n - i - t->prefix);
	}
	t->len = len;
	i += len;
	if (i == n || len == t->prefix || !among(MARKUP_BLANK "/>", s[i]))
		return 0;
	for (end = i; end < n && s[end] != '>'; end++)
		if (s[end] == '<')
			return 0;
	if (end == n || (s[i] == '/' && end != i + 1))
		return 0;
	t->empty = s[end - 1] == '/';
	return end + 1;
}

static int
is_plain(char c)
{
	switch (c) {
	case '<': case '&': case '>': case ']': case '-': case '?': case '\xef': case '\x7f':
		return 0;
	default:
		return (unsigned char)c >= ' ';
	}
}

size_t
markup_plain(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && is_plain(s[i]))
		i++;
	return i;
}

size_t
markup_control(const char *s, size_t n)
{
	if (markup_starts(s, n, "\xef\xbf\xbe") || markup_starts(s, n, "\xef\xbf\xbf"))
		return 3;
	return (unsigned char)*s < ' ' && !among(MARKUP_BLANK, *s);
}

size_t
markup_reference(const char *s, size_t n, int *bad)
{
	static const char *const names[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&apos;" };
	unsigned long c = 0;
	size_t i, first;
	int hex = n > 2 && s[2] == 'x';

	*bad = 0;
	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (markup_starts(s, n, names[i]))
			return strlen(names[i]);
	first = 2 + hex;
	for (i = first; i < n && (hex ? isxdigit((unsigned char)s[i]) :
	    isdigit((unsigned char)s[i])); i++)
		if (c <= 0x10ffff)
			c = c * (hex ? 16 : 10) + (isdigit((unsigned char)s[i]) ? s[i] - '0' :
			    tolower((unsigned char)s[i]) - 'a' + 10);
	if (!markup_starts(s, n, "&#") || i == first || i == n || s[i] != ';')
		return 0;
	*bad = (c < ' ' && c != '\t' && c != '\n' && c != '\r') || c > 0x10ffff ||
	    (c >= 0xd800 && c <= 0xdfff) || c == 0xfffe || c == 0xffff;
	return i + 1;
}
