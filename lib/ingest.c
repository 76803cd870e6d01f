#include <string.h>

#include "err.h"
#include "ingest.h"
#include "sql.h"

struct ingest {
	struct store	*store;
	const char	*file;
	struct origin	 origin;
	struct tally	*tally;
};

void
tally_init(struct tally *t, struct arena *mem)
{
	*t = (struct tally){ .mem = mem };
	t->last = &t->first;
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

static const char *
keep(struct tally *t, const char *s)
{
	return s != NULL ? arena_strndup(t->mem, s, strlen(s)) : NULL;
}

static struct result *
add_result(struct ingest *in, const struct leaf *leaf, enum status status)
{
	struct tally *t = in->tally;
	struct result *r = arena_alloc(t->mem, sizeof *r);

	r->file = in->file;
	r->part = keep(t, leaf->part);
	r->sender = leaf->mail != NULL ? keep(t, leaf->mail->from) : NULL;
	r->status = status;
	t->count[status]++;
	*t->last = r;
	t->last = &r->next;
	return r;
}

static int
on_begin(void *arg)
{
	struct ingest *in = arg;

	return store_begin(in->store);
}

static int
on_record(void *arg, const struct record *r)
{
	struct ingest *in = arg;

	return store_add(in->store, r);
}

static void
on_undo(void *arg)
{
	struct ingest *in = arg;

	store_abort(in->store);
}

static int
on_done(void *arg, const struct leaf *leaf, const struct report *report, struct spool *gz)
{
	static const enum status statuses[] = {
		[STORE_NEW] = STATUS_IMPORTED, [STORE_DUPLICATE] = STATUS_DUPLICATE,
		[STORE_CONFLICT] = STATUS_CONFLICT,
	};
	struct ingest *in = arg;
	struct stored stored;
	struct result *r;

	in->origin.mail = leaf->mail;
	if (store_end(in->store, report, &in->origin, gz, &stored) == -1)
		return -1;
	r = add_result(in, leaf, statuses[stored.what]);
	r->stored = stored;
	r->org = keep(in->tally, report->org);
	r->domain = keep(in->tally, report->policy.domain);
	r->report_id = keep(in->tally, report->report_id);
	r->begin = report->begin;
	r->end = report->end;
	r->warnings = report->warnings;
	return 0;
}

static int
on_other(void *arg, const struct leaf *leaf, enum report_type type, const char *json, size_t n)
{
	struct ingest *in = arg;
	struct result *r = add_result(in, leaf, STATUS_OTHER);

	r->type = type;
	if (json != NULL)
		r->json = arena_strndup(in->tally->mem, json, n);
	return 0;
}

static int
on_refused(void *arg, const struct leaf *leaf)
{
	struct ingest *in = arg;
	struct result *r = add_result(in, leaf, STATUS_FAILED);

	r->kind = err_kind();
	r->error = keep(in->tally, err_text());
	return 0;
}

int
ingest(struct store *st, struct source *src, const char *file, const struct origin *origin,
    const struct limits *limits, struct budget *budget, struct tally *t)
{
	struct ingest in = { st, keep(t, file), *origin, t };
	const struct visitor v = { on_begin, on_record, on_done, on_undo, on_other, on_refused,
	    &in };

	return intake(src, limits, budget, &v);
}

static const char *
type_text(enum report_type type)
{
	static const char *const texts[] = {
		[REPORT_AGGREGATE] = "aggregate", [REPORT_TLS] = "tls",
		[REPORT_FAILURE] = "failure",
	};

	return texts[type];
}

/* A row of the table that the answers are made from. */
static int
put_result(struct store *st, const struct result *r)
{
	int failed = r->status == STATUS_FAILED;
	int kept = !failed && r->status != STATUS_OTHER;
	struct arg args[] = {
		TEXT("file", r->file), TEXT("part", r->part),
		TEXT("status", status_text(r->status)),
		TEXT("type", failed ? NULL : type_text(r->type)), TEXT("org", r->org),
		TEXT("domain", r->domain), TEXT("report_id", r->report_id),
		TEXT("json", r->json), TEXT("code", failed ? err_code(r->kind) : NULL),
		TEXT("message", r->error),
		INT("rank", r->kind), INT("id", r->stored.id), INT("begin", r->begin),
		INT("end", r->end), INT("day", r->stored.day), INT("records", r->stored.records),
		INT("messages", r->stored.messages), INT("warnings", (int64_t)r->warnings),
		{ .name = NULL }
	};
	struct arg *a;

	for (a = args; a->name != NULL; a++)
		if ((a->type == ARG_TEXT && a->ptr == NULL) || (a->type == ARG_INT && !kept &&
		    strcmp(a->name, "rank") != 0))
			a->type = ARG_NULL;
	return store_exec(st, &sql_add_result, args);
}

static int
answer(struct store *st, const struct tally *t, const struct sql *sql, store_row row, void *arg)
{
	const struct result *r;

	if (store_exec(st, &sql_temp_result, NULL) == -1 ||
	    store_exec(st, &sql_clear_result, NULL) == -1)
		return -1;
	for (r = t->first; r != NULL; r = r->next)
		if (put_result(st, r) == -1)
			return -1;
	return store_query(st, sql, NULL, row, arg);
}

int
ingest_json(struct store *st, const struct tally *t, store_row row, void *arg)
{
	return answer(st, t, &sql_import_answer, row, arg);
}

int
ingest_status(const struct tally *t)
{
	size_t known = t->count[STATUS_IMPORTED] + t->count[STATUS_DUPLICATE] +
	    t->count[STATUS_CONFLICT] + t->count[STATUS_OTHER];

	return known > 0 ? 200 : 422;
}

/* Only into memory: what was read is told from what was kept. */
int
ingest_parse(struct source *src, const struct limits *limits, store_row row, void *arg)
{
	struct store *st = store_open(":memory:", STORE_WRITE);
	struct arena *mem = arena_new();
	struct budget budget;
	struct tally t;
	int rv = -1;

	budget_begin(&budget, limits);
	tally_init(&t, mem);
	if (st == NULL)
		goto out;
	if (ingest(st, src, "-", &(struct origin){ "cli", NULL }, limits, &budget,
	    &t) == -1 ||
	    store_commit(st) == -1)
		goto out;
	rv = answer(st, &t, &sql_parse_answer, row, arg);
out:
	store_close(st);
	arena_free(mem);
	return rv;
}
