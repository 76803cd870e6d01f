#include <string.h>

#include "question.h"

static const struct arg *
find(const struct question *asked, const char *name)
{
	const struct arg *a;

	for (a = asked->args; a != NULL && a->name != NULL; a++)
		if (arg_given(a) && strcmp(a->name, name) == 0)
			return a;
	return NULL;
}

void
question_end(struct question *asked)
{
	if (asked->free != NULL)
		asked->free(asked->kept);
}

int
question_has(const struct question *asked, const char *name)
{
	return find(asked, name) != NULL;
}

const char *
question_text(const struct question *asked, const char *name)
{
	const struct arg *a = find(asked, name);

	return a != NULL && a->type == ARG_TEXT ? a->ptr : NULL;
}

int64_t
question_int(const struct question *asked, const char *name, int64_t otherwise)
{
	const struct arg *a = find(asked, name);

	return a != NULL && a->type == ARG_INT ? a->num : otherwise;
}

int
question_whole(const struct question *asked)
{
	static const char *const parts[] = { "org", "q", "report" };
	size_t i;

	if (!question_has(asked, "bare"))
		return 0;
	for (i = 0; i < sizeof parts / sizeof *parts; i++)
		if (question_has(asked, parts[i]))
			return 0;
	return question_has(asked, "domain") ? 1 : 2;
}
