#include <string.h>

#include "csv.h"

/* A cell that a spreadsheet would take for a formula. */
static int
runs(const char *s)
{
	return *s != '\0' && strchr("=+-@\t\r", *s) != NULL;
}

static char *
put_cell(char *to, const char *s)
{
	*to++ = '"';
	if (runs(s))
		*to++ = '\'';
	for (; *s != '\0'; s++) {
		if (*s == '"')
			*to++ = '"';
		*to++ = *s;
	}
	*to++ = '"';
	return to;
}

const char *
csv_line(const char *const *cells, int n, struct arena *mem, size_t *len)
{
	size_t size = 2;
	char *line, *at;
	int i;

	for (i = 0; i < n; i++)
		size += 2 * (cells[i] != NULL ? strlen(cells[i]) : 0) + sizeof ",\"'\"";
	at = line = arena_alloc(mem, size);
	for (i = 0; i < n; i++) {
		if (i > 0)
			*at++ = ',';
		at = put_cell(at, cells[i] != NULL ? cells[i] : "");
	}
	*at++ = '\r';
	*at++ = '\n';
	*len = at - line;
	return line;
}
