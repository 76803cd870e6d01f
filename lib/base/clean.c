#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "clean.h"

/* The length of the UTF-8 sequence at p, 0 if there is none (RFC 3629). */
static size_t
sequence(const unsigned char *p, uint32_t *c)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t i, n = *p < 0x80 ? 1 : *p >> 5 == 6 ? 2 : *p >> 4 == 14 ? 3 : *p >> 3 == 30 ? 4 : 0;

	*c = n < 2 ? *p : *p & (0x7f >> n);
	for (i = 1; i < n; i++) {
		if (p[i] >> 6 != 2)
			return 0;
		*c = *c << 6 | (p[i] & 0x3f);
	}
	if (n > 1 && (*c < least[n] || *c > 0x10ffff || *c >> 11 == 0x1b))
		return 0;
	return n;
}

static int
harmless(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return 0;
	if ((c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e))
		return 0;
	return !(c >= 0x2066 && c <= 0x2069) && c != 0xfeff && c != 0x61c;
}

char *
clean_text(const char *text, size_t max, struct arena *mem)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t i, n = 3 * strlen(text), size, len = 0;
	char *out = arena_alloc(mem, (n < max ? n : max) + sizeof "...");
	uint32_t c;

	for (; *p != '\0'; p += n) {
		n = sequence(p, &c);
		size = n > 0 && harmless(c) ? n : 3 * (n = n > 0 ? n : 1);
		if (len + size > max) {
			memcpy(out + len, "...", 3);
			return out;
		}
		if (size == n)
			memcpy(out + len, p, n);
		else
			for (i = 0; i < n; i++)
				snprintf(out + len + 3 * i, 4, "%%%02X", p[i]);
		len += size;
	}
	return out;
}
