#include <ctype.h>
#include <string.h>

#include "form.h"

static char *
encode(char *to, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";
	unsigned char c;

	for (; (c = *s) != '\0'; s++)
		if (c < 0x80 && (isalnum(c) || strchr("-._~", c) != NULL))
			*to++ = c;
		else {
			*to++ = '%';
			*to++ = hex[c >> 4];
			*to++ = hex[c & 15];
		}
	return to;
}

const char *
form_text(const struct form_field *fields, struct arena *mem)
{
	const struct form_field *f;
	char *text, *p;
	size_t n = 1;

	for (f = fields; f->name != NULL; f++)
		if (f->value != NULL)
			n += strlen(f->name) + 3 * strlen(f->value) + 2;
	text = p = arena_alloc(mem, n);
	for (f = fields; f->name != NULL; f++) {
		if (f->value == NULL)
			continue;
		if (p > text)
			*p++ = '&';
		p = stpcpy(p, f->name);
		*p++ = '=';
		p = encode(p, f->value);
	}
	*p = '\0';
	return text;
}

int
form_tells(const struct form_field *fields, const char *text)
{
	const struct form_field *f;

	for (f = fields; f->name != NULL; f++)
		if (f->secret && f->value != NULL && strstr(text, f->value) != NULL)
			return 1;
	return 0;
}
