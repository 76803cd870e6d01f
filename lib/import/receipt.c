#include <string.h>

#include "clean.h"
#include "err.h"
#include "limit.h"
#include "receipt.h"
#include "sql.h"

void
receipt_init(struct receipt *receipt, struct arena *mem)
{
	*receipt = (struct receipt){ .mem = mem };
	receipt->last = &receipt->first;
}

const char *
status_text(enum status s)
{
	static const char *const texts[STATUS_MAX] = {
		[STATUS_IMPORTED] = "imported", [STATUS_DUPLICATE] = "duplicate",
		[STATUS_CONFLICT] = "conflict", [STATUS_OTHER] = "other",
		[STATUS_FAILED] = "failed",
	};

	return texts[s];
}

int64_t
receipt_newest(const struct receipt *receipt, int64_t day)
{
	const struct result *r;

	for (r = receipt->first; r != NULL; r = r->next)
		if (r->status == STATUS_IMPORTED && r->stored.day > day)
			day = r->stored.day;
	return day;
}

static int
is_something_else(enum err kind)
{
	return kind == ERR_NOT_REPORT || kind == ERR_EMPTY || kind == ERR_ARCHIVE_ENCRYPTED;
}

int
receipt_lost(const struct receipt *receipt, const struct result *r)
{
	size_t came = receipt->count[STATUS_IMPORTED] + receipt->count[STATUS_DUPLICATE] +
	    receipt->count[STATUS_CONFLICT] + receipt->count[STATUS_OTHER];

	return r->status == STATUS_FAILED && (r->claim == CLAIM_PART ||
	    (came > 0 ? !is_something_else(r->kind) : r->claim == CLAIM_MAIL));
}

static int
add_refused(struct store *st, const struct result *r, const char *via, int64_t job,
    struct arena *mem)
{
	const char *part = r->part != NULL ? clean_text(r->part, MAX_LINE, mem) : NULL;

	return store_exec(st, &sql_add_refused, ARGS(TEXT("via", via), TEXT("file", r->file),
	    TEXT("part", part), INT_IF("job", job, job != 0),
	    TEXT("code", err_code(r->kind)), TEXT("message", r->error)));
}

int
receipt_keeps(const struct receipt *receipt, const struct result *r)
{
	return r->status == STATUS_FAILED &&
	    (r->claim == CLAIM_SENDER || receipt_lost(receipt, r));
}

int
receipt_keep_refused(struct store *st, const struct receipt *receipt, const char *via, int64_t job)
{
	const struct result *r;

	if (receipt->count[STATUS_FAILED] == 0)
		return 0;
	if (store_enter(st) == -1)
		return -1;
	for (r = receipt->first; r != NULL; r = r->next)
		if (receipt_keeps(receipt, r) && add_refused(st, r, via, job, receipt->mem) == -1)
			return -1;
	return 0;
}

/* A row of the table that the answers are made from. */
static int
put_result(struct store *st, const struct result *r)
{
	int failed = r->status == STATUS_FAILED;
	int kept = !failed && r->status != STATUS_OTHER;
	const struct report_kind *kind = &report_kinds[r->type];

	return store_exec(st, &sql_add_result, ARGS(
	    TEXT("file", r->file), TEXT("part", r->part),
	    TEXT("status", status_text(r->status)),
	    TEXT("type", failed ? NULL : kind->name), TEXT("kind", failed ? NULL : kind->words),
	    INT("named", kind->read != NULL), TEXT("org", r->org),
	    TEXT("domain", r->domain), TEXT("report_id", r->report_id),
	    TEXT("code", failed ? err_code(r->kind) : NULL), TEXT("message", r->error),
	    INT("rank", r->kind), TEXT("id", kept ? r->stored.id : NULL),
	    INT_IF("begin", r->begin, kept), INT_IF("end", r->end, kept),
	    INT_IF("day", r->stored.day, kept), INT_IF("records", r->stored.records, kept),
	    INT_IF("messages", r->stored.messages, kept),
	    INT_IF("warnings", (int64_t)r->warnings, kept)));
}

int
receipt_answer(struct store *st, const struct receipt *receipt, receipt_teller tell, store_row row,
    void *arg)
{
	const struct result *r;

	if (store_exec(st, &sql_temp_result, NULL) == -1 ||
	    store_exec(st, &sql_clear_result, NULL) == -1)
		return -1;
	for (r = receipt->first; r != NULL; r = r->next)
		if (put_result(st, r) == -1)
			return -1;
	if (tell(st, row, arg) == -1)
		return -1;
	return store_exec(st, &sql_clear_result, NULL);
}

static int
tell_import(struct store *st, store_row row, void *arg)
{
	return store_query(st, &sql_import_answer, NULL, row, arg);
}

int
receipt_json(struct store *st, const struct receipt *receipt, store_row row, void *arg)
{
	return receipt_answer(st, receipt, tell_import, row, arg);
}

int
receipt_http_status(const struct receipt *receipt)
{
	size_t known = receipt->count[STATUS_IMPORTED] + receipt->count[STATUS_DUPLICATE] +
	    receipt->count[STATUS_CONFLICT] + receipt->count[STATUS_OTHER];

	return known > 0 ? 200 : 422;
}
