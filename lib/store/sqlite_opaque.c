#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "err.h"
#include "sqlite_opaque.h"
#include "text.h"

#define MAX_DIGITS	20

int64_t
opaque_id(const struct question *asked, const char *name)
{
	const char *text = question_text(asked, name);
	int64_t id;

	return text != NULL && text_number(&id, text) == 0 ? id : question_int(asked, name, 0);
}

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
opaque_place(const struct question *asked, struct place *p)
{
	const char *s = question_text(asked, "cursor"), *field;
	int64_t key, count;

	*p = (struct place){ 0, 0, 0 };
	if (s == NULL)
		return 0;
	if (take(take(take(s, &key, '.'), &count, '.'), &p->id, '\0') != NULL) {
		p->key = key;
		p->count = count;
		return 1;
	}
	field = question_int(asked, "back", 0) ? "before" : "after";
	return fail_param(field, "%s: must be a cursor of an earlier answer", field);
}

void
opaque_tell_place(struct fact *f, const struct place *p)
{
	char s[3 * MAX_DIGITS + sizeof ".."];
	int n;

	if (p == NULL) {
		fact_text(f, NULL, 0);
		return;
	}
	n = snprintf(s, sizeof s, "%" PRIu64 ".%" PRIu64 ".%" PRId64, p->key, p->count, p->id);
	fact_text(f, s, n);
}
