#include <string.h>

#include "filter.h"
#include "param.h"

const char *
param_find(const char *query, const char *name, struct arena *mem)
{
	size_t len, n = strlen(name);
	const char *p;

	for (p = query; *p != '\0'; p += len + (p[len] == '&')) {
		len = strcspn(p, "&");
		if (len > n && strncmp(p, name, n) == 0 && p[n] == '=')
			return filter_decode(p + n + 1, len - n - 1, mem);
	}
	return NULL;
}
