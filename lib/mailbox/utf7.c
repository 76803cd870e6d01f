#include <iconv.h>
#include <string.h>

#include "err.h"
#include "utf7.h"

/* Printable ASCII that is the same in both encodings. */
static int
is_same(const char *name)
{
	for (; *name != '\0'; name++)
		if (*name < ' ' || *name > '~' || *name == '&')
			return 0;
	return 1;
}

/* In the other encoding: 1, 0 if the name is none in its own, -1. */
static int
convert(const char *to, const char *from, const char *name, const char **text, struct arena *mem)
{
	size_t in = strlen(name), room = 4 * in + 16, out = room, rc;
	char *p, *q = (char *)name;
	iconv_t cd;

	*text = name;
	if (is_same(name))
		return 1;
	if ((cd = iconv_open(to, from)) == (iconv_t)-1)
		return failsys("a folder's name cannot be told: the C library converts no %s to %s",
		    from, to);
	*text = p = arena_alloc(mem, room + 1);
	rc = iconv(cd, &q, &in, &p, &out);
	if (rc != (size_t)-1)
		rc = iconv(cd, NULL, NULL, &p, &out);
	iconv_close(cd);
	return rc != (size_t)-1 && in == 0;
}

static int
is_plain(const char *name)
{
	for (; *name != '\0'; name++)
		if ((unsigned char)*name < ' ' || *name == 0x7f)
			return 0;
	return 1;
}

const char *
utf7_quote(const char *name, struct arena *mem)
{
	const char *coded;
	char *text, *p;
	int rv = *name == '\0' || !is_plain(name) ? 0 :
	    convert("UTF-7-IMAP", "UTF-8", name, &coded, mem);

	if (rv == 0)
		fail(ERR_PARAM, "'%s' is no name of a folder", name);
	if (rv != 1)
		return NULL;
	p = text = arena_alloc(mem, 2 * strlen(coded) + 3);
	for (*p++ = '"'; *coded != '\0'; *p++ = *coded++)
		if (*coded == '"' || *coded == '\\')
			*p++ = '\\';
	*p = '"';
	return text;
}

const char *
utf7_text(const char *name, struct arena *mem)
{
	const char *text;
	int rv = convert("UTF-8", "UTF-7-IMAP", name, &text, mem);

	return rv == -1 ? NULL : rv ? text : name;
}
