#include <stdlib.h>

#include "reports.h"
#include "sqlite.h"
#include "sqlite_facts.h"
#include "sqlite_opaque.h"

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

int
tell_reports(struct store *st, struct question *asked, struct fact *f)
{
	struct reports r = { NULL, 0, 0 };
	struct chosen *c = chosen_find(st, asked);
	struct place at;
	struct fact sums;
	int rv, given;

	if (c == NULL || (given = opaque_place(asked, &at)) == -1)
		return -1;
	if ((rv = chosen_count(st, asked, reports_block, &r)) == 0) {
		sums = counted(&r);
		rv = tell_rows(st, &sqlite_reports_page, args_join(c->mem, asked->args, ARGS(
		    TEXT("counted", sums.text), INT_IF("at_key", at.key, given),
		    INT_IF("at_count", at.count, given), INT_IF("at_id", at.id, given))),
		    f);
		free(sums.text);
	}
	reports_close(&r);
	return rv;
}
