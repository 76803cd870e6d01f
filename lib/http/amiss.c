#include <string.h>

#include "amiss.h"
#include "naming.h"
#include "setting_stray.h"

static const char *
add_line(const char *all, const char *line, struct arena *mem)
{
	return all == NULL ? line : arena_printf(mem, "%s\n%s", all, line);
}

const char *
amiss_lines(struct arena *mem)
{
	const char *all = NULL, *stray;
	struct naming naming;
	size_t at = 0;

	while ((stray = setting_stray(&at, mem)) != NULL)
		all = add_line(all, stray, mem);
	if (naming_open(&naming, mem) == 0) {
		if (naming.faults != NULL)
			all = add_line(all, naming.faults, mem);
		naming_close(&naming);
	}
	return all;
}

void
amiss_print(FILE *to, const char *before, struct arena *mem)
{
	const char *at = amiss_lines(mem);
	size_t n;

	for (; at != NULL && *at != '\0'; at += n + (at[n] == '\n')) {
		n = strcspn(at, "\n");
		fprintf(to, "%s%.*s\n", before, (int)n, at);
	}
}
