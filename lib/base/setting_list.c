#include <inttypes.h>
#include <string.h>

#include "setting_list.h"

#define WIDTH	80		/* of a line, behind its indent */

void
setting_wrap(FILE *to, const char *indent, const char *what)
{
	size_t column = 0, n;

	fputs(indent, to);
	for (; *what != '\0'; what += strspn(what, " ")) {
		n = strcspn(what, " ");
		if (column + n > WIDTH) {
			fprintf(to, "\n%s", indent);
			column = 0;
		}
		if (column > 0)
			putc(' ', to);
		for (column += n + 1; n > 0; n--, what++)
			if (*what != '`')
				putc(*what, to);
	}
	putc('\n', to);
}

void
setting_assign(FILE *to, const char *indent, enum setting s)
{
	const struct setting_row *row = &setting_rows[s];
	const char *quote = strchr(row->otherwise, ' ') != NULL ? "\"" : "";

	fprintf(to, "%s%s=%s%s%s\n", indent, row->name, quote, row->otherwise, quote);
}

const char *
setting_what(enum setting s, struct arena *mem)
{
	const struct setting_row *row = &setting_rows[s];

	if (row->kind == KIND_PERCENT)
		return arena_printf(mem, "%s (percent)", row->what);
	if (row->kind != KIND_NUMBER || row->max == SETTING_MANY)
		return row->what;
	return arena_printf(mem, "%s (%" PRId64 " to %" PRId64 ")", row->what, row->min, row->max);
}

void
setting_help(FILE *to, unsigned groups)
{
	struct arena *mem = arena_new();
	enum setting s;

	fputs("\nSettings, variables of the environment, with their defaults:\n", to);
	for (s = 0; s < SETTING_END; s++)
		if (setting_rows[s].group & groups) {
			setting_assign(to, "  ", s);
			setting_wrap(to, "        ", setting_what(s, mem));
		}
	arena_free(mem);
}
