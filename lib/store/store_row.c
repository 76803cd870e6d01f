#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "store.h"

int
store_get_int(void *arg, const char *s, size_t n)
{
	char text[24];

	if (n >= sizeof text)
		return fail(ERR_SYSTEM, "not a number: %.*s", (int)sizeof text, s);
	memcpy(text, s, n);
	text[n] = '\0';
	*(int64_t *)arg = strtoll(text, NULL, 10);
	return 0;
}

int
store_get_ids(void *arg, const char *s, size_t n)
{
	struct ids *ids = arg;

	return store_get_int(&ids->id[ids->n++], s, n);
}

int
store_keep(void *arg, const char *s, size_t n)
{
	struct kept *k = arg;

	k->text = arena_strndup(k->mem, s, n);
	k->len = n;
	return 0;
}
