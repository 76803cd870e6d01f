#include <string.h>

#include "report_type.h"
#include "tls_report.h"

const struct report_kind report_kinds[REPORT_TYPES] = {
#define TYPE(key, name, words, content, read, marks, media)	\
	{ name, words, content, read, marks, media },
#include "report_type.def"
#undef TYPE
};

static int
has_mark(const char *head, const char *marks)
{
	size_t n;

	for (; *marks != '\0'; marks += n + (marks[n] == ' ')) {
		n = strcspn(marks, " ");
		if (memmem(head, strlen(head), marks, n) != NULL)
			return 1;
	}
	return 0;
}

enum report_type
report_type_find(enum content content, const char *head, int *marked)
{
	int t, first = REPORT_TYPES;

	for (t = 0; t < REPORT_TYPES; t++) {
		if (report_kinds[t].content != content)
			continue;
		if ((*marked = has_mark(head, report_kinds[t].marks)))
			return t;
		if (first == REPORT_TYPES)
			first = t;
	}
	*marked = 0;
	return first;
}

/* One of some words? */
static int
is_among(const char *word, const char *words)
{
	size_t n;

	for (; *words != '\0'; words += n + (words[n] == ' ')) {
		n = strcspn(words, " ");
		if (strlen(word) == n && memcmp(word, words, n) == 0)
			return 1;
	}
	return 0;
}

int
report_type_owns(const char *media)
{
	int t;

	for (t = 0; t < REPORT_TYPES; t++)
		if (is_among(media, report_kinds[t].media))
			return 1;
	return 0;
}
