#include <string.h>

#include "err.h"
#include "route.h"
#include "text.h"

static int
match(const char *pattern, const char *path, int64_t *number)
{
	char digits[20];
	size_t n;

	*number = 0;
	for (; *pattern != '\0'; pattern++) {
		if (*pattern != '*') {
			if (*path++ != *pattern)
				return 0;
			continue;
		}
		n = strspn(path, "0123456789");
		if (n == 0 || n >= sizeof digits)
			return 0;
		memcpy(digits, path, n);
		digits[n] = '\0';
		if (text_number(number, digits) == -1 || *number == 0)
			return 0;
		path += n;
	}
	return *path == '\0';
}

static int
answers(const struct route *t, const char *method)
{
	return strcmp(t->method, method) == 0 ||
	    (strcmp(method, "HEAD") == 0 && strcmp(t->method, "GET") == 0);
}

const struct route *
route_find(const struct route *t, const char *method, const char *path, int64_t *number)
{
	int found = 0;

	for (; t->method != NULL; t++) {
		if (!match(t->path, path, number))
			continue;
		if (answers(t, method))
			return t;
		found = 1;
	}
	if (found)
		fail(ERR_METHOD, "%.20s is not for this path", method);
	else
		fail(ERR_NOT_FOUND, "nothing here");
	return NULL;
}

const char *
route_allow(const struct route *t, const char *path, struct arena *mem)
{
	const char *list = NULL;
	int64_t number;

	for (; t->method != NULL; t++)
		if (match(t->path, path, &number))
			list = arena_printf(mem, "%s%s%s%s", list != NULL ? list : "",
			    list != NULL ? ", " : "", t->method,
			    answers(t, "HEAD") ? ", HEAD" : "");
	return list;
}
