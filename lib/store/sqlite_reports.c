#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "reports.h"
#include "sqlite.h"
#include "sqlite_facts.h"

/* What was counted, for the statement that makes a page of it. */
static struct fact
counted(const struct reports *r)
{
	struct fact f = { NULL, 0, 0 };
	size_t i;

	for (i = 0; i < r->n; i++) {
		if (r->sum[i].records == 0)
			continue;
		fact_row(&f, "report");
		fact_int(&f, r->sum[i].first);
		fact_int(&f, r->sum[i].records);
		fact_int(&f, r->sum[i].messages);
		fact_int(&f, r->sum[i].fail);
	}
	fact_end(&f);
	return f;
}

/* The question's own arguments, and one more. */
static const struct arg *
with(const struct question *asked, struct arg more, struct arena *mem)
{
	struct arg *args;
	size_t n = 0;

	while (asked->args != NULL && asked->args[n].name != NULL)
		n++;
	args = arena_alloc(mem, (n + 2) * sizeof *args);
	if (n > 0)
		memcpy(args, asked->args, n * sizeof *args);
	args[n] = more;
	return args;
}

int
tell_reports(struct store *st, struct question *asked, struct fact *f)
{
	struct reports r = { NULL, 0, 0 };
	struct chosen *c = chosen_find(st, asked);
	struct fact sums;
	int rv;

	if (c == NULL)
		return -1;
	if ((rv = chosen_count(st, asked, reports_block, &r)) == 0) {
		sums = counted(&r);
		rv = tell_rows(st, &sqlite_reports_page, with(asked, (struct arg){
		    .name = "counted", .type = ARG_TEXT, .ptr = sums.text, .len = sums.len },
		    c->mem), f);
		free(sums.text);
	}
	reports_close(&r);
	return rv;
}
