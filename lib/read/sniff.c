#include <string.h>

#include "head.h"
#include "sniff.h"

static const struct {
	const char	*bytes;
	size_t		 len;
	size_t		 at;
	enum content	 content;
} magic[] = {
	{ "\x1f\x8b", 2, 0, CONTENT_GZIP },
	{ "PK\3\4", 4, 0, CONTENT_ZIP },
	{ "PK\5\6", 4, 0, CONTENT_ZIP },
	{ "PK\7\10", 4, 0, CONTENT_ZIP },
	{ "BZh", 3, 0, CONTENT_BZIP2 },
	{ "\xfd" "7zXZ\0", 6, 0, CONTENT_XZ },
	{ "7z\xbc\xaf\x27\x1c", 6, 0, CONTENT_7Z },
	{ "x\x01", 2, 0, CONTENT_ZLIB },
	{ "x\x5e", 2, 0, CONTENT_ZLIB },
	{ "x\x9c", 2, 0, CONTENT_ZLIB },
	{ "x\xda", 2, 0, CONTENT_ZLIB },
	{ "ustar", 5, 257, CONTENT_TAR },
	{ "\xff\xfe{\0", 4, 0, CONTENT_JSON },
	{ "\xfe\xff\0{", 4, 0, CONTENT_JSON },
	{ "\xff\xfe", 2, 0, CONTENT_XML },
	{ "\xfe\xff", 2, 0, CONTENT_XML },
	{ "<\0?\0", 4, 0, CONTENT_XML },
	{ "\0<\0?", 4, 0, CONTENT_XML },
	{ "<\0f\0", 4, 0, CONTENT_XML },
	{ "\0<\0f", 4, 0, CONTENT_XML },
};

/* The line after this one; NULL if it does not end here. */
static const char *
next_line(const char *p, const char *end)
{
	const char *nl = memchr(p, '\n', end - p);

	return nl == NULL ? NULL : nl + 1;
}

/*
 * A header of two fields at least and the empty line after it, which may be
 * farther away than we see.
 */
static int
is_mail(const char *begin, const char *end, int whole)
{
	const char *p, *next, *text;
	int fields = 0;

	for (p = head_start(begin, end); p < end; p = next) {
		next = next_line(p, end);
		if (next == NULL)
			break;
		for (text = p; *text == '\r';)
			text++;
		if (*text == '\n')
			return fields >= 2;
		if (*p != ' ' && *p != '\t' && !head_is_field(p, next))
			return 0;
		fields += *p != ' ' && *p != '\t';
	}
	return !whole && fields >= 2;
}

static int
holds(const char *p, size_t n, const char *what)
{
	return memmem(p, n, what, strlen(what)) != NULL;
}

/* Text, by how it begins.  whole: there is no more than this. */
static enum content
sniff_text(const char *begin, size_t n, int whole)
{
	const char *end = begin + n, *text = begin, *p;

	while (text < end && strchr(" \t\r\n\xef\xbb\xbf", *text) != NULL &&
	    *text != '\0')
		text++;
	p = text;
	while (p < end && *p == '\0')
		p++;
	if (p == end)
		return whole ? CONTENT_EMPTY : CONTENT_OTHER;
	if (*text == '<')
		return CONTENT_XML;
	if (*text == '{')
		return CONTENT_JSON;
	if (is_mail(begin, end, whole))
		return CONTENT_MAIL;
	if (holds(text, end - text, "<feedback") ||
	    holds(text, end - text, ":feedback"))
		return CONTENT_XML;
	return CONTENT_OTHER;
}

int
sniff(struct source *s)
{
	const void *p;
	ssize_t n;
	size_t i;

	if ((n = source_peek(s, &p, SOURCE_BUFFER)) == -1)
		return -1;
	for (i = 0; i < sizeof magic / sizeof *magic; i++)
		if ((size_t)n >= magic[i].at + magic[i].len &&
		    memcmp((const char *)p + magic[i].at, magic[i].bytes,
		    magic[i].len) == 0)
			return magic[i].content;
	return sniff_text(p, n < SOURCE_BUFFER ? n : SOURCE_BUFFER,
	    n < SOURCE_BUFFER);
}
