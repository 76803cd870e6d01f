#include "sqlite.h"
#include "store_report.h"

int
store_report_ids(struct store *st, int64_t after, struct ids *ids)
{
	ids->n = 0;
	return store_query(st, &sqlite_report_ids, ARGS(INT("after", after),
	    INT("limit", IDS_MAX)), store_get_ids, ids);
}

int
store_report_old(struct store *st, int64_t after, struct ids *ids)
{
	ids->n = 0;
	return store_query(st, &sqlite_old_identities, ARGS(INT("after", after),
	    INT("limit", IDS_MAX)), store_get_ids, ids);
}

int
store_report_rivals(struct store *st, const struct report *r, struct ids *ids)
{
	ids->n = 0;
	return store_query(st, &sqlite_old_rivals, ARGS(
	    TEXT("org", r->org != NULL ? r->org : ""), TEXT("domain", r->policy.domain),
	    TEXT("report_id", r->report_id != NULL ? r->report_id : ""),
	    INT("begin", r->begin), INT("end", r->end), INT("limit", IDS_MAX)), store_get_ids,
	    ids);
}

int
store_report_there(struct store *st, int64_t id)
{
	int64_t found = 0;

	if (store_query(st, &sqlite_report_there, ARGS(INT("id", id)), store_get_int,
	    &found) == -1)
		return -1;
	return found != 0;
}

int
store_report_said(struct store *st, const char *id, store_row row, void *arg)
{
	return store_query(st, &sqlite_said, ARGS(TEXT("id", id)), row, arg);
}

int
store_report_parsed(struct store *st, store_row row, void *arg)
{
	return store_query(st, &sqlite_parse_answer, NULL, row, arg);
}
