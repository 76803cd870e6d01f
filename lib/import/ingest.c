#include <string.h>

#include "clean.h"
#include "err.h"
#include "ingest.h"
#include "renew.h"
#include "store_report.h"

struct ingest {
	struct sheaf	*sheaf;
	const char	*file;
	struct origin	 origin;
	struct receipt	*receipt;
};

static const char *
keep(struct receipt *to, const char *s)
{
	return s != NULL ? arena_strndup(to->mem, s, strlen(s)) : NULL;
}

/* As an answer shows it: all results are held until then. */
static const char *
keep_name(struct receipt *to, const char *s)
{
	return s != NULL && strlen(s) > MAX_NAME ? clean_text(s, MAX_NAME, to->mem) : keep(to, s);
}

static struct result *
add_result(struct ingest *in, const struct leaf *leaf)
{
	struct receipt *to = in->receipt;
	struct result *r = arena_alloc(to->mem, sizeof *r);

	r->receipt = to;
	r->file = in->file;
	r->part = keep(to, leaf->part);
	r->sender = leaf->mail != NULL ? keep(to, leaf->mail->from) : NULL;
	*to->last = r;
	to->last = &r->next;
	return r;
}

static void
settle(struct result *r, enum status status)
{
	r->status = status;
	r->receipt->count[status]++;
}

static int
on_begin(void *arg)
{
	struct ingest *in = arg;

	sheaf_begin(in->sheaf);
	return 0;
}

static int
on_record(void *arg, const struct record *r)
{
	struct ingest *in = arg;

	return sheaf_add(in->sheaf, r);
}

static void
on_undo(void *arg)
{
	struct ingest *in = arg;

	sheaf_drop(in->sheaf);
}

static int
on_done(void *arg, const struct leaf *leaf, const struct report *report, struct spool *gz)
{
	struct ingest *in = arg;
	struct result *r = add_result(in, leaf);

	r->org = keep_name(in->receipt, report->org);
	r->domain = keep_name(in->receipt, report->policy.domain);
	r->report_id = keep_name(in->receipt, report->report_id);
	r->begin = report->begin;
	r->end = report->end;
	r->warnings = report->warnings;
	in->origin.mail = leaf->mail;
	if (sheaf_end(in->sheaf, report, &in->origin, gz, r) == -1)
		return -1;
	if (!sheaf_due(in->sheaf))
		return 0;
	in->receipt->kept = 1;
	return ingest_keep(in->sheaf) == -1 ? -1 : store_commit(sheaf_store(in->sheaf));
}

static int
on_other(void *arg, const struct leaf *leaf, enum report_type type,
    const struct report_name *name)
{
	struct ingest *in = arg;
	struct result *r = add_result(in, leaf);

	settle(r, STATUS_OTHER);
	r->type = type;
	if (name != NULL) {
		r->org = keep_name(in->receipt, name->org);
		r->report_id = keep_name(in->receipt, name->report_id);
	}
	return 0;
}

static int
on_refused(void *arg, const struct leaf *leaf)
{
	struct ingest *in = arg;
	struct result *r = add_result(in, leaf);

	settle(r, STATUS_FAILED);
	r->kind = err_kind();
	r->claim = leaf->claim;
	r->error = keep(in->receipt, err_text());
	return 0;
}

int
ingest(struct sheaf *sheaf, struct source *src, const char *file, const struct origin *origin,
    const struct limits *limits, struct budget *budget, struct receipt *receipt)
{
	struct ingest in = { sheaf, keep(receipt, file), *origin, receipt };
	const struct visitor v = { on_begin, on_record, on_done, on_undo, on_other, on_refused,
	    &in };

	return intake(src, limits, budget, &v);
}

static void
on_kept(void *tag, const struct stored *stored)
{
	static const enum status statuses[] = {
		[STORE_NEW] = STATUS_IMPORTED, [STORE_DUPLICATE] = STATUS_DUPLICATE,
		[STORE_CONFLICT] = STATUS_CONFLICT,
	};
	struct result *r = tag;

	settle(r, statuses[stored->what]);
	r->stored = *stored;
}

static int
renew_one(void *st, const struct report *r)
{
	return renew_rivals(st, r);
}

int
ingest_keep(struct sheaf *sheaf)
{
	struct store *st = sheaf_store(sheaf);
	struct ids old;

	if (store_report_old(st, 0, &old) == -1 ||
	    (old.n != 0 && sheaf_each(sheaf, renew_one, st) == -1))
		return -1;
	return sheaf_keep(sheaf, on_kept);
}

/* Only into memory: what was read is told from what was kept. */
int
ingest_parse(struct source *src, const struct limits *limits, store_row row, void *arg)
{
	struct store *st = store_open(":memory:", STORE_WRITE);
	struct sheaf *sheaf = sheaf_new(st);
	struct arena *mem = arena_new();
	struct budget budget;
	struct receipt receipt;
	int rv = -1;

	budget_begin(&budget, limits);
	receipt_init(&receipt, mem);
	if (st == NULL)
		goto out;
	if (ingest(sheaf, src, "-", &(struct origin){ "cli", NULL }, limits, &budget,
	    &receipt) == -1 || ingest_keep(sheaf) == -1 || store_commit(st) == -1)
		goto out;
	rv = receipt_answer(st, &receipt, store_report_parsed, row, arg);
out:
	sheaf_free(sheaf);
	store_close(st);
	arena_free(mem);
	return rv;
}
