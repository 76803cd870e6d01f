#include <string.h>

#include "query.h"
#include "text.h"

char *
query_decode(const char *s, size_t n, struct arena *mem)
{
	char *out = arena_alloc(mem, n + 1), *o = out;
	const char *end = s + n;

	for (; s < end; s++) {
		if (*s != '%') {
			*o++ = *s == '+' ? ' ' : *s;
			continue;
		}
		if (end - s < 3 || text_hex(s[1]) < 0 || text_hex(s[2]) < 0)
			return NULL;
		if ((*o++ = text_hex(s[1]) << 4 | text_hex(s[2])) == '\0')
			return NULL;
		s += 2;
	}
	*o = '\0';
	return out;
}

const char *
query_find(const char *query, const char *name, struct arena *mem)
{
	size_t len, n = strlen(name);
	const char *p;

	for (p = query; *p != '\0'; p += len + (p[len] == '&')) {
		len = strcspn(p, "&");
		if (len > n && strncmp(p, name, n) == 0 && p[n] == '=')
			return query_decode(p + n + 1, len - n - 1, mem);
	}
	return NULL;
}
