#include "clean.h"
#include "deliver.h"
#include "ingest.h"

static const char via[] = "alias";

static const char *
name_of(const struct result *r, struct arena *mem)
{
	return r->sender == NULL ? r->file :
	    arena_printf(mem, "%s from %s", r->file, clean_text(r->sender, MAX_NAME, mem));
}

/* As a person will look for it: by whose it is. */
static void
name_results(struct receipt *receipt)
{
	struct result *r;

	for (r = receipt->first; r != NULL; r = r->next)
		r->file = name_of(r, receipt->mem);
}

static int
read_mail(struct sheaf *sheaf, struct source *in, const struct limits *lim,
    struct receipt *receipt)
{
	static const struct origin origin = { .via = via };
	struct budget budget;

	budget_begin(&budget, lim);
	if (ingest(sheaf, in, "a mail", &origin, lim, &budget, receipt) == -1)
		return -1;
	return ingest_keep(sheaf);
}

/* The first refusal that matters, or, in a mail without a report, the first. */
static const struct result *
find_refusal(const struct receipt *receipt)
{
	const struct result *r, *first = NULL;

	for (r = receipt->first; r != NULL; r = r->next) {
		if (r->status == STATUS_FAILED && first == NULL)
			first = r;
		if (receipt_keeps(receipt, r))
			return r;
	}
	return first == receipt->first ? first : NULL;
}

static const char *
tell(const struct receipt *receipt)
{
	const struct result *bad = find_refusal(receipt);
	struct arena *mem = receipt->mem;
	const char *text = receipt->first->file;
	int i;

	for (i = 0; i < STATUS_FAILED; i++)
		if (receipt->count[i] > 0)
			text = arena_printf(mem, "%s%s %zu %s", text,
			    text == receipt->first->file ? ":" : ",", receipt->count[i],
			    status_text(i));
	if (bad == NULL)
		return text;
	return arena_printf(mem, "%s: %s%s%s%s", text, receipt_keeps(receipt, bad) ?
	    "set aside: " : "", bad->part != NULL ? clean_text(bad->part, MAX_LINE, mem) : "",
	    bad->part != NULL ? ": " : "", clean_text(bad->error, MAX_LINE, mem));
}

const char *
deliver_mail(struct store *st, struct source *in, const struct limits *lim, struct arena *mem)
{
	struct sheaf *sheaf = sheaf_new(st);
	struct receipt receipt;
	int rv, safe;

	receipt_init(&receipt, mem);
	if ((rv = read_mail(sheaf, in, lim, &receipt)) == 0) {
		name_results(&receipt);
		rv = receipt_keep_refused(st, &receipt, via, 0);
	}
	safe = store_commit(st);	/* gives the lock back, whatever happened */
	sheaf_free(sheaf);
	return rv == -1 || safe == -1 ? NULL : tell(&receipt);
}
