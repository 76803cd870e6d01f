#include <stddef.h>

#include "answer.h"
#include "app.h"
#include "domain_api.h"
#include "filter.h"
#include "health.h"
#include "sender_api.h"
#include "setting.h"
#include "sheet.h"
#include "sql.h"

#define GROUP	(TAKES_FILTERS | TAKES(BY) | TAKES(POLICY) | TAKES(SORT_GROUP))
#define SENDERS	(TAKES_FILTERS | TAKES(SORT_SENDERS))

static const struct route routes[] = {
	{ "GET", "/api/summary", 0, answer_judged, &sql_summary, TAKES_FILTERS },
	{ "GET", "/api/group", 0, answer_judged, &sql_group, GROUP | TAKES(LIMIT) | TAKES(PAGE) },
	{ "GET", "/api/group.csv", 0, sheet_get_group, &sql_group_csv, GROUP },
	{ "GET", "/api/facets", 0, answer_json, &sql_facets, TAKES_FILTERS },
	{ "GET", "/api/senders", 0, sender_get_list, &sql_senders, SENDERS | TAKES(PAGE) },
	{ "GET", "/api/senders.csv", 0, sheet_get_senders, &sql_senders_csv, SENDERS },
	{ "GET", "/api/senders/*", 0, sender_get, &sql_sender, TAKES_FILTERS },
	{ "GET", "/api/domains", 0, domain_get_list, &sql_domains, TAKES_FILTERS | TAKES(PAGE) },
	{ "GET", "/api/parts", 0, answer_json, &sql_parts, TAKES_FILTERS },
	{ "GET", "/api/own", 0, sender_get_own, &sql_own, TAKES_FILTERS },
	{ "GET", "/healthz", ROUTE_OPEN, health_get, &sql_healthz, 0 },
	{ .method = NULL }
};

static const struct command commands[] = { { NULL, NULL, NULL } };

static const char about[] = "Sums and groups of what was reported, and whether all is well.\n";

int
main(int argc, char **argv)
{
	return app_main(argc, argv,
	    &(struct app){ "dmarc-dashboard", about, STORE_READ, routes, commands,
	    SETTINGS_STORE | SETTINGS_SENDERS | SETTINGS_ALARM | SETTINGS_READY });
}
