#include <string.h>

#include "err.h"
#include "sqlite_cursor.h"
#include "text.h"

#define MAX_DIGITS	20

/* A number and what follows it, a dot or the end; NULL: it is none. */
static const char *
take(const char *s, int64_t *n, char end)
{
	size_t len = s != NULL ? strcspn(s, ".") : 0;
	char digits[MAX_DIGITS + 1];

	if (len == 0 || len > MAX_DIGITS || s[len] != end)
		return NULL;
	memcpy(digits, s, len);
	digits[len] = '\0';
	return text_number(n, digits) == 0 ? s + len + (end != '\0') : NULL;
}

int
cursor_read(const struct question *asked, struct cursor *c)
{
	const char *s = question_text(asked, "cursor"), *field;

	*c = (struct cursor){ 0, 0, 0, 0 };
	if (s == NULL)
		return 0;
	s = take(take(take(s, &c->key, '.'), &c->count, '.'), &c->id, '\0');
	c->given = 1;
	if (s != NULL)
		return 0;
	field = question_int(asked, "back", 0) ? "before" : "after";
	return fail_param(field, "%s: must be a cursor of an earlier answer", field);
}
