#include <string.h>

#include "report_type.h"
#include "tls_report.h"

const struct report_kind report_kinds[REPORT_TYPES] = {
#define TYPE(key, name, words, content, read, marks) { name, words, content, read, marks },
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
