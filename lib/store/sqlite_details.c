#include <stdlib.h>

#include "sqlite.h"
#include "sqlite_facts.h"
#include "sqlite_opaque.h"

/* What is asked by the id of a report or a record: all that is kept of it. */
static int
tell_all(struct store *st, const struct sql *const *statements, const struct arg *args,
    struct fact *f)
{
	for (; *statements != NULL; statements++)
		if (tell_rows(st, *statements, args, f) == -1)
			return -1;
	return 0;
}

/* The report a record is of; 0 when there is none, or -1. */
static int
find_report(struct store *st, int64_t record, int64_t *report)
{
	*report = 0;
	return store_query(st, &sqlite_report_of, ARGS(INT("id", record)), store_get_int, report);
}

int
tell_record(struct store *st, struct question *asked, struct fact *f)
{
	static const struct sql *const statements[] = { &sqlite_record_row,
	    &sqlite_record_names, &sqlite_record_auths, &sqlite_record_reasons,
	    &sqlite_report_policy, &sqlite_report_reporter, &sqlite_report_errors, NULL };
	int64_t id = opaque_id(asked, "id"), report;
	struct fact one = { NULL, 0, 0 };
	int rv;

	if (find_report(st, id, &report) == -1)
		return -1;
	fact_row(&one, "record");
	fact_int(&one, id);
	fact_end(&one);
	rv = tell_all(st, statements, ARGS(INT("id", id), INT("report", report),
	    TEXT("records", one.text)), f);
	free(one.text);
	return rv;
}

int
tell_head(struct store *st, struct question *asked, struct fact *f)
{
	static const struct sql *const statements[] = { &sqlite_report_row,
	    &sqlite_report_policy, &sqlite_report_reporter, &sqlite_report_errors,
	    &sqlite_report_mail, &sqlite_report_mail_auth, NULL };

	return tell_all(st, statements, ARGS(INT("report", opaque_id(asked, "id"))), f);
}
