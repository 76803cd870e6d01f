#include <stdio.h>

#include "err.h"
#include "schedule.h"
#include "text.h"

int
schedule_read(const char *path, int (*task)(void *, const char *, int64_t), void *arg)
{
	char line[256], name[64], seconds[16];
	FILE *f = fopen(path, "r");
	int64_t n;
	int rv = 0;

	if (f == NULL)
		return failsys_at(path);
	while (rv == 0 && fgets(line, sizeof line, f) != NULL) {
		if (*line == '#' || *line == '\n')
			continue;
		if (sscanf(line, "%63s %*s %15s", name, seconds) == 2 &&
		    text_number(&n, seconds) == 0 && n > 0)
			rv = task(arg, name, n);
		else
			rv = fail_at(path, ERR_PARAM, "not a task: %.100s", line);
	}
	fclose(f);
	return rv;
}
