#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "utf7.h"

/* In the other encoding, or NULL. */
static char *
convert(const char *to, const char *from, const char *name, struct arena *mem)
{
	size_t in = strlen(name), room = 4 * in + 16, out = room;
	char *text = arena_alloc(mem, room + 1), *p = text, *q = (char *)name;
	iconv_t cd = iconv_open(to, from);
	size_t rc;

	if (cd == (iconv_t)-1)
		abort();		/* the C library has it since 2.36 */
	rc = iconv(cd, &q, &in, &p, &out);
	if (rc != (size_t)-1)
		rc = iconv(cd, NULL, NULL, &p, &out);
	iconv_close(cd);
	return rc != (size_t)-1 && in == 0 ? text : NULL;
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
	const char *coded = is_plain(name) ? convert("UTF-7-IMAP", "UTF-8", name, mem) : NULL;
	char *text, *p;

	if (*name == '\0' || coded == NULL)
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
	const char *text = convert("UTF-8", "UTF-7-IMAP", name, mem);

	return text != NULL ? text : name;
}
