#include <stddef.h>

#include "utf8.h"

/* How many bytes the character at p has, 0 if there is none. */
static size_t
length(const unsigned char *p)
{
	static const struct {
		unsigned char	first, last;	/* of the first byte */
		unsigned char	from, to;	/* of the second */
		size_t		len;
	} forms[] = {
		{ 0xc2, 0xc2, 0xa0, 0xbf, 2 },	/* not the C1 controls */
		{ 0xc3, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	size_t i, n;

	if (*p < 0x80)
		return *p >= 0x20 && *p != 0x7f;
	for (i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (*p < forms[i].first || *p > forms[i].last ||
		    p[1] < forms[i].from || p[1] > forms[i].to)
			continue;
		for (n = 2; n < forms[i].len; n++)
			if ((p[n] & 0xc0) != 0x80)
				return 0;
		return n;
	}
	return 0;
}

void
utf8_clean(char *s)
{
	unsigned char *p = (unsigned char *)s;
	size_t n;

	while (*p != '\0') {
		if ((n = length(p)) == 0) {
			*p = '?';
			n = 1;
		}
		p += n;
	}
}
