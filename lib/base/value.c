#include <string.h>

#include "value.h"

static size_t
count(const struct arg *args)
{
	size_t n = 0;

	while (args != NULL && args[n].name != NULL)
		n++;
	return n;
}

const struct arg *
args_join(struct arena *mem, const struct arg *a, const struct arg *b)
{
	size_t m = count(a), n = count(b);
	struct arg *all = arena_alloc(mem, (m + n + 1) * sizeof *all);

	if (m > 0)
		memcpy(all, a, m * sizeof *all);
	if (n > 0)
		memcpy(all + m, b, n * sizeof *all);
	return all;			/* zeroed: it ends */
}

const char *
args_text(const struct arg *args, const char *name)
{
	for (; args->name != NULL; args++)
		if (args->type == ARG_TEXT && strcmp(args->name, name) == 0)
			return args->ptr;
	return NULL;
}

int64_t
args_number(const struct arg *args, const char *name, int64_t otherwise)
{
	for (; args->name != NULL; args++)
		if (args->type == ARG_INT && strcmp(args->name, name) == 0)
			return args->num;
	return otherwise;
}
