#include <string.h>

#include "err.h"
#include "limit.h"
#include "route.h"
#include "text.h"

/* Take what a '#' stands for; its length, or 0. */
static size_t
take_number(const char *path, struct route_part *part)
{
	char digits[20];
	size_t n = strspn(path, "0123456789");

	if (n >= sizeof digits)
		return 0;
	memcpy(digits, path, n);
	digits[n] = '\0';
	return text_number(&part->number, digits) == 0 && part->number > 0 ? n : 0;
}

/* Take what a '*' stands for; its length, or 0. */
static size_t
take_id(const char *path, struct route_part *part)
{
	size_t n = strspn(path, TEXT_OPAQUE);

	if (n > ROUTE_MAX_ID)
		return 0;
	memcpy(part->id, path, n);
	part->id[n] = '\0';
	return n;
}

static int
match(const char *pattern, const char *path, struct route_part *part)
{
	size_t n;

	*part = (struct route_part){ 0 };
	for (; *pattern != '\0'; pattern++, path += n) {
		if (*pattern == '#')
			n = take_number(path, part);
		else if (*pattern == '*')
			n = take_id(path, part);
		else
			n = *path == *pattern;
		if (n == 0)
			return 0;
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
route_find(const struct route *t, const char *method, const char *path,
    struct route_part *part)
{
	int found = 0;

	for (; t->method != NULL; t++) {
		if (!match(t->path, path, part))
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
	struct route_part part;

	for (; t->method != NULL; t++)
		if (match(t->path, path, &part))
			list = arena_printf(mem, "%s%s%s%s", list != NULL ? list : "",
			    list != NULL ? ", " : "", t->method,
			    answers(t, "HEAD") ? ", HEAD" : "");
	return list;
}

void
route_print(const struct route *t, FILE *to)
{
	static const struct limits lim = LIMIT_DEFAULT;

	for (; t->method != NULL; t++) {
		fprintf(to, "%s %s", t->method, t->path);
		if (t->flags & ROUTE_OWN_PAGES)
			fputs(" own-pages", to);
		if (t->flags & ROUTE_BODY)
			fprintf(to, " body=%zu", lim.body);
		if (t->flags & ROUTE_OPEN)
			fputs(" open", to);
		if (t->flags & ROUTE_TOKEN)
			fputs(" token", to);
		putc('\n', to);
	}
}
