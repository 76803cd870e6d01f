#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "arena.h"
#include "charset.h"
#include "err.h"

#define NAME_MAX_LENGTH	40
#define HEAD		1024		/* a declaration is within */
#define PIECE		64		/* no character is longer, in any encoding */
#define NO_ICONV	((iconv_t)-1)

struct charset {
	struct source	*in, *out;
	iconv_t		 cd;		/* NO_ICONV: it should be UTF-8 */
	size_t		 unit;		/* bytes of the smallest character */
	int		 mended;
};

/* What the C library may load a converter for. */
static iconv_t
open_iconv(const char *to, const char *name, size_t n)
{
	char copy[NAME_MAX_LENGTH + 1];
	size_t i;

	errno = EINVAL;
	if (n == 0 || n > NAME_MAX_LENGTH)
		return NO_ICONV;
	for (i = 0; i < n; i++)
		if (!isalnum((unsigned char)name[i]) && memchr("._-", name[i], 3) == NULL)
			return NO_ICONV;
	memcpy(copy, name, n);
	copy[n] = '\0';
	return iconv_open(to, copy);
}

/* One byte alone: 1 if it is a character, 0 if it is none, -1 if more must follow. */
static int
map_byte(iconv_t cd, unsigned char c, int *to)
{
	char in = (char)c, *from = &in;
	uint32_t point;
	char *out = (char *)&point;
	size_t inleft = 1, outleft = sizeof point;

	iconv(cd, NULL, NULL, NULL, NULL);
	if (iconv(cd, &from, &inleft, &out, &outleft) == (size_t)-1) {
		*to = -1;
		return errno == EILSEQ ? 0 : -1;
	}
	*to = (int)point;
	return outleft == 0 ? 1 : -1;
}

int
charset_map(const char *name, int map[256])
{
	iconv_t cd = open_iconv("UCS-4LE", name, strlen(name));
	int c, rv = 0, some = 0;

	if (cd == NO_ICONV)
		return -1;
	for (c = 0; c < 256 && rv != -1; c++) {
		rv = map_byte(cd, (unsigned char)c, &map[c]);
		some |= rv == 1;
	}
	iconv_close(cd);
	return rv != -1 && some ? 0 : -1;
}

/* The bytes of a valid UTF-8 character at s, 0 if there is none. */
static size_t
utf8_length(const unsigned char *s, size_t n)
{
	static const struct { unsigned char first, last, low, high; size_t len; } forms[] = {
		{ 0x00, 0x7f, 0x80, 0xbf, 1 }, { 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	size_t i, k;

	for (i = 0; i < sizeof forms / sizeof *forms; i++)
		if (s[0] >= forms[i].first && s[0] <= forms[i].last)
			break;
	if (i == sizeof forms / sizeof *forms || forms[i].len > n)
		return 0;
	for (k = 1; k < forms[i].len; k++)
		if (s[k] < (k == 1 ? forms[i].low : 0x80) || s[k] > (k == 1 ? forms[i].high : 0xbf))
			return 0;
	return forms[i].len;
}

/* A byte that is no text, as windows-1252, in UTF-8: at most 3 bytes. */
static size_t
windows_1252(unsigned char c, char *out)
{
	static const uint16_t high[32] = {
		0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
		0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
		0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
		0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
	};
	unsigned int point = c >= 0x80 && c < 0xa0 ? high[c - 0x80] : c;

	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xc0 | point >> 6);
		out[1] = (char)(0x80 | (point & 0x3f));
		return 2;
	}
	out[0] = (char)(0xe0 | point >> 12);
	out[1] = (char)(0x80 | (point >> 6 & 0x3f));
	out[2] = (char)(0x80 | (point & 0x3f));
	return 3;
}

/* The unit at s is no text: what stands for it. */
static size_t
replace(struct charset *c, const unsigned char *s, char *out)
{
	c->mended = 1;
	if (c->unit == 1)
		return windows_1252(*s, out);
	memcpy(out, "\xef\xbf\xbd", 3);		/* U+FFFD */
	return 3;
}

static size_t
copy_utf8(const unsigned char *s, size_t n, char *out, size_t max)
{
	size_t at = 0, len;

	if (n > max)
		n = max;
	while (at < n && (len = s[at] < 0x80 ? 1 : utf8_length(s + at, n - at)) > 0)
		at += len;
	memcpy(out, s, at);
	return at;
}

/* Converts what it can of s; *used says how much that was. */
static size_t
copy_iconv(struct charset *c, const unsigned char *s, size_t n, char *out, size_t max,
    size_t *used)
{
	char *from = (char *)s, *to = out;
	size_t left = n;

	iconv(c->cd, &from, &left, &to, &max);
	*used = n - left;
	return (size_t)(to - out);
}

/* A piece of text up to the next unit that is none, or what stands for that. */
static size_t
convert(struct charset *c, const void *s, size_t n, char *out, size_t max)
{
	size_t used, len;

	if (c->cd == NO_ICONV)
		used = len = copy_utf8(s, n, out, max);
	else
		len = copy_iconv(c, s, n, out, max, &used);
	if (used == 0) {
		used = c->unit < n ? c->unit : n;
		len = replace(c, s, out);
	}
	source_skip(c->in, used);
	return len;
}

/* As much as there is room for: of pieces of a byte each, one at a time would be slow to take. */
static ssize_t
fill(void *arg, void *p, size_t max)
{
	struct charset *c = arg;
	const void *s;
	ssize_t n;
	size_t len = 0;

	while (max - len >= PIECE) {
		if ((n = source_peek(c->in, &s, PIECE)) == -1)
			return -1;
		if (n == 0)
			break;
		len += convert(c, s, (size_t)n, (char *)p + len, max - len);
	}
	return (ssize_t)len;
}

/* <?xml version="1.0" encoding="NAME"?> */
static const char *
declared(const char *s, size_t n, size_t *len)
{
	const char *p, *end;

	while (n > 0 && isspace((unsigned char)*s))
		s++, n--;
	if (n < 5 || memcmp(s, "<?xml", 5) != 0 || (end = memchr(s, '>', n)) == NULL ||
	    (p = memmem(s, end - s, "encoding", 8)) == NULL)
		return NULL;
	for (p += 8; isspace((unsigned char)*p) || *p == '='; p++)
		;
	if (*p != '"' && *p != '\'')
		return NULL;
	s = ++p;
	while (p < end && *p != '"' && *p != '\'')
		p++;
	*len = p - s;
	return s;
}

static const struct mark {
	const char	*bytes;
	size_t		 len, skip, unit;
	const char	*name;		/* NULL: UTF-8 */
} marks[] = {
	{ "\xff\xfe\0\0", 4, 4, 4, "UTF-32LE" }, { "\0\0\xfe\xff", 4, 4, 4, "UTF-32BE" },
	{ "\xff\xfe", 2, 2, 2, "UTF-16LE" }, { "\xfe\xff", 2, 2, 2, "UTF-16BE" },
	{ "<\0?\0", 4, 0, 2, "UTF-16LE" }, { "\0<\0?", 4, 0, 2, "UTF-16BE" },
	{ "<\0f\0", 4, 0, 2, "UTF-16LE" }, { "\0<\0f", 4, 0, 2, "UTF-16BE" },
	{ "\xef\xbb\xbf", 3, 3, 1, NULL },
};

/* Nobody writes a declaration in ASCII of an encoding that has no ASCII in it. */
static int
lies(const char *name, size_t n)
{
	static const char *const names[] = { "utf", "ucs", "iso-10646", "us-ascii", "ascii" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (n >= strlen(names[i]) && strncasecmp(name, names[i], strlen(names[i])) == 0)
			return 1;
	return 0;
}

/* EINVAL is what iconv_open() says of a name that it does not know, as senders invent some. */
static int
detect(struct charset *c, const char *s, size_t n)
{
	const char *name;
	size_t i, len;


	for (i = 0; i < sizeof marks / sizeof *marks; i++)
		if (n >= marks[i].len && memcmp(s, marks[i].bytes, marks[i].len) == 0) {
			source_skip(c->in, marks[i].skip);
			c->unit = marks[i].unit;
			if (marks[i].name != NULL)
				c->cd = iconv_open("UTF-8", marks[i].name);
			return marks[i].name == NULL || c->cd != NO_ICONV ? 0 :
			    failsys("the C library converts no %s", marks[i].name);
		}
	if ((name = declared(s, n, &len)) == NULL || lies(name, len) ||
	    (c->cd = open_iconv("UTF-8", name, len)) != NO_ICONV || errno == EINVAL)
		return 0;
	return failsys("the C library converts no %.*s", (int)len, name);
}

struct charset *
charset_open(struct source *in)
{
	struct charset *c;
	const void *s;
	ssize_t n = source_peek(in, &s, HEAD);

	if (n == -1)
		return NULL;
	c = xrealloc(NULL, sizeof *c);
	*c = (struct charset){ .in = in, .cd = NO_ICONV, .unit = 1 };
	c->out = source_new(fill, c);
	if (detect(c, s, (size_t)n) == 0)
		return c;
	charset_close(c);
	return NULL;
}

struct source *
charset_source(struct charset *c)
{
	return c->out;
}

int
charset_mended(const struct charset *c)
{
	return c->mended;
}

void
charset_close(struct charset *c)
{
	if (c == NULL)
		return;
	if (c->cd != NO_ICONV)
		iconv_close(c->cd);
	source_free(c->out);
	free(c);
}
