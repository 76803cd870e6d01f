#include "reports.h"
#include "sqlite_facts.h"

int
tell_reports(struct store *st, struct question *asked, struct fact *f)
{
	struct reports r = { NULL, 0, 0 };
	size_t i;
	int rv;

	if ((rv = chosen_count(st, asked, reports_block, &r)) == 0)
		for (i = 0; i < r.n; i++) {
			if (r.sum[i].records == 0)
				continue;
			fact_row(f, "report");
			fact_int(f, r.sum[i].first);
			fact_int(f, r.sum[i].records);
			fact_int(f, r.sum[i].messages);
			fact_int(f, r.sum[i].fail);
		}
	reports_close(&r);
	return rv;
}
