#include <stdio.h>
#include <string.h>

#include "err.h"
#include "limit.h"
#include "text.h"

#define LIMIT(name)	{ #name, offsetof(struct limits, name) }

static const struct {
	const char	*name;
	size_t		 at;
} limits[] = {
	LIMIT(body), LIMIT(mail), LIMIT(unpacked), LIMIT(xz), LIMIT(ratio),
	LIMIT(mended), LIMIT(vain), LIMIT(files), LIMIT(empty), LIMIT(parts), LIMIT(refused),
	LIMIT(nesting), LIMIT(depth), LIMIT(value), LIMIT(records),
	LIMIT(record), LIMIT(token), LIMIT(names), LIMIT(answer), LIMIT(idle), LIMIT(run),
};

#define COUNT	(sizeof limits / sizeof *limits)

static int
set(struct limits *lim, const char *name, size_t len, const char *value)
{
	int64_t n;
	size_t i;

	for (i = 0; i < COUNT; i++)
		if (strlen(limits[i].name) == len && strncmp(limits[i].name, name, len) == 0)
			break;
	if (i == COUNT || text_number(&n, value) == -1)
		return fail(ERR_SYSTEM, "no limit: %.*s=%.40s", (int)len, name, value);
	*(size_t *)((char *)lim + limits[i].at) = n;
	return 0;
}

int
limit_parse(struct limits *lim, const char *text)
{
	char value[24];
	size_t name, len;

	for (; *text != '\0'; text += len + (text[len] == ',')) {
		len = strcspn(text, ",");
		name = strcspn(text, "=,");
		if (name == len || len - name > sizeof value)
			return fail(ERR_SYSTEM, "no limit: %.*s", (int)len, text);
		snprintf(value, sizeof value, "%.*s", (int)(len - name - 1), text + name + 1);
		if (set(lim, text, name, value) == -1)
			return -1;
	}
	return 0;
}
