#include <stddef.h>

#include "answer.h"
#include "app.h"
#include "filter.h"
#include "setting.h"
#include "sheet.h"
#include "sql.h"

#define PAGE	(TAKES_FILTERS | TAKES(LIMIT) | TAKES(AFTER) | TAKES(BEFORE))

static const struct route routes[] = {
	{ "GET", "/api/records", 0, answer_json, &sql_records, PAGE | TAKES(SORT_RECORDS) },
	{ "GET", "/api/records/*", 0, answer_json, &sql_record, 0 },
	{ "GET", "/api/records.csv", 0, sheet_get_records, NULL, TAKES_FILTERS },
	{ "GET", "/api/reports", 0, answer_json, &sql_reports, PAGE | TAKES(SORT_REPORTS) },
	{ "GET", "/api/reports/*", 0, answer_json, &sql_report, 0 },
	{ "GET", "/api/reports/*/raw", 0, answer_original, NULL, 0 },
	{ .method = NULL }
};

static const struct command commands[] = { { NULL, NULL, NULL } };

static const char about[] = "What was reported, one by one.\n";

int
main(int argc, char **argv)
{
	return app_main(argc, argv,
	    &(struct app){ "dmarc-records", about, STORE_READ, routes, commands,
	    SETTINGS_STORE });
}
