#include <string.h>

#include "base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *
base64_encode(const void *data, size_t n, struct arena *mem)
{
	const unsigned char *p = data;
	char *text = arena_alloc(mem, (n + 2) / 3 * 4 + 1), *q = text;
	unsigned int bits;
	size_t i, k, some;

	for (i = 0; i < n; i += 3) {
		some = n - i < 3 ? n - i : 3;
		for (bits = 0, k = 0; k < 3; k++)
			bits = bits << 8 | (k < some ? p[i + k] : 0);
		for (k = 0; k < 4; k++)
			*q++ = k <= some ? digits[bits >> (18 - 6 * k) & 63] : '=';
	}
	return text;
}

char *
base64_decode(const char *text, size_t n, struct arena *mem)
{
	char *data = arena_alloc(mem, n / 4 * 3 + 4), *q = data;
	unsigned int bits = 0, held = 0;
	const char *digit;
	size_t i;

	while (n > 0 && text[n - 1] == '=')
		n--;
	for (i = 0; i < n; i++) {
		if (text[i] == '\0' || (digit = strchr(digits, text[i])) == NULL)
			return NULL;
		bits = bits << 6 | (unsigned int)(digit - digits);
		if ((held += 6) >= 8)
			*q++ = (char)(bits >> (held -= 8) & 255);
	}
	return data;
}
