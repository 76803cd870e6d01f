#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "alarm.h"
#include "arena.h"
#include "clean.h"
#include "err.h"
#include "ingest.h"
#include "original.h"
#include "progress.h"
#include "renew.h"
#include "reparse.h"
#include "sql.h"
#include "store_report.h"
#include "text.h"

#define SCRATCH		500	/* reports that the scratch store is used for: its words stay */

struct reparse {
	struct store	*store;
	struct store	*scratch;	/* what is read now is told from a store, as what was */
	int		 used;		/* for how many */
	struct arena	*mem;		/* of one report */
	struct progress	*bar;
	int		 apply;
	int		 named;		/* the reports were, one by one */
	int		 gone;		/* the report was deleted before it was read */
	int64_t		 read, changed, lost;
};

static int
no_original(struct reparse *p, int64_t id)
{
	int there = store_report_there(p->store, id);

	if (there == -1)
		return -1;
	p->gone = !there;
	return fail(ERR_NOT_FOUND, p->gone ? "there is no such report" :
	    "its original was not kept");
}

/* The original of a report into a sheaf; -1 with what is wrong with it. */
static int
read_again(struct reparse *p, int64_t id, struct sheaf *to, struct receipt *receipt)
{
	static const struct limits limits = LIMIT_KEPT;
	static const struct origin origin = { "reparse", NULL };
	struct spool *gz = spool_new(SPOOL_MEMORY);
	struct source *in = source_spool(gz);
	struct budget budget;
	int rv = -1;

	budget_begin(&budget, &limits);
	receipt_init(receipt, p->mem);
	if (original_read(p->store, arena_printf(p->mem, "%" PRId64, id), gz) == -1)
		goto out;
	if (spool_size(gz) == 0)
		rv = no_original(p, id);
	else
		rv = ingest(to, in, "original", &origin, &limits, &budget, receipt);
	if (rv == 0 && receipt->count[STATUS_FAILED] > 0)
		rv = fail(receipt->first->kind, "%s",
		    receipt->first->error);
out:
	source_free(in);
	spool_free(gz);
	return rv;
}

static int
renew_scratch(struct reparse *p)
{
	if (p->scratch != NULL && p->used++ < SCRATCH)
		return 0;
	store_close(p->scratch);
	p->used = 0;
	return (p->scratch = store_open(":memory:", STORE_WRITE)) == NULL ? -1 : 0;
}

/* What was told of a report: lines of JSON, each behind its length. */
struct lines {
	struct spool	*spool;
	size_t		 at;
};

static int
add_line(void *arg, const char *s, size_t n)
{
	struct lines *l = arg;

	return spool_write(l->spool, &n, sizeof n) == -1 ? -1 : spool_write(l->spool, s, n);
}

/* The next one, or an empty object when there is none. */
static const char *
next_line(struct lines *l, struct arena *mem)
{
	ssize_t got;
	char *line;
	size_t n;

	if ((got = spool_pread(l->spool, &n, sizeof n, l->at)) <= 0)
		return got == 0 ? "{}" : NULL;
	l->at += sizeof n;
	line = arena_alloc(mem, n + 1);
	while (n > 0) {
		if ((got = spool_pread(l->spool, line + strlen(line), n, l->at)) <= 0)
			return NULL;
		l->at += got;
		n -= got;
	}
	return line;
}

struct comparison {
	struct reparse	*p;
	int64_t		 id;
	struct lines	 was;
	int64_t		 row;		/* 0 is the report itself */
	int		 differs;
};

static int
print_change(void *arg, const char *s, size_t n)
{
	struct comparison *c = arg;
	const char *line = arena_strndup(c->p->mem, s, n), *tab;

	c->differs = 1;
	progress_hide(c->p->bar);
	printf("%" PRId64 "\t", c->id);
	if (c->row > 0)
		printf("records[%" PRId64 "].", c->row - 1);
	for (; (tab = strchr(line, '\t')) != NULL; line = tab + 1)
		printf("%s\t", clean_text(arena_strndup(c->p->mem, line, tab - line), MAX_LINE,
		    c->p->mem));
	return printf("%s\n", clean_text(line, MAX_LINE, c->p->mem)) < 0 ?
	    failsys("standard output") : 0;
}

static int
compare(void *arg, const char *now, size_t n)
{
	struct comparison *c = arg;
	size_t mark = arena_mark(c->p->mem);
	const char *was = next_line(&c->was, c->p->mem);
	int rv = 0;

	if (was == NULL)
		return -1;
	if (strlen(was) != n || memcmp(was, now, n) != 0)
		rv = store_query(c->p->store, &sql_said_changes, ARGS(TEXT("was", was),
		    TEXT("now", arena_strndup(c->p->mem, now, n))), print_change, c);
	c->row++;
	arena_reset(c->p->mem, mark);
	return rv;
}

/* The one that is in the scratch store with the one that is stored. */
static int
differs(struct reparse *p, int64_t id, const char *now)
{
	struct comparison c = { .p = p, .id = id, .was = { spool_new(SPOOL_MEMORY), 0 } };
	const char *name = arena_printf(p->mem, "%" PRId64, id);
	int rv = store_report_said(p->store, name, add_line, &c.was);

	if (rv == 0)
		rv = store_report_said(p->scratch, now, compare, &c);
	while (rv == 0 && c.was.at < spool_size(c.was.spool))	/* there are fewer now */
		rv = compare(&c, "{}", 2);
	spool_free(c.was.spool);
	return rv == -1 ? -1 : c.differs;
}

static int
compare_one(struct reparse *p, int64_t id)
{
	struct stored gone;
	struct sheaf *now;
	struct receipt receipt;
	int rv;

	if (renew_scratch(p) == -1)
		return -1;
	now = sheaf_new(p->scratch);
	rv = read_again(p, id, now, &receipt);
	if (rv == 0 && (rv = ingest_keep(now)) == 0)
		rv = store_commit(p->scratch);
	sheaf_free(now);
	if (rv == -1)
		return -1;
	rv = differs(p, id, receipt.first->stored.id);
	return store_delete(p->scratch, receipt.first->stored.id, &gone) == -1 ? -1 : rv;
}

/* Locked first: a report deleted after its original was read may leave its id to another. */
static int
replace_one(struct reparse *p, int64_t id)
{
	struct sheaf *now = sheaf_new(NULL);
	struct stored out;
	struct receipt receipt;
	int rv = store_enter(p->store);

	if (rv == 0)
		rv = read_again(p, id, now, &receipt);
	if (rv == 0)
		rv = sheaf_replace(now, p->store, id, &out);
	sheaf_free(now);
	if (rv == -1)
		return -1;
	if (out.removed != 0)
		printf("%" PRId64 "\tis removed: it says what report %s says\n",
		    out.removed, out.id);
	p->changed++;
	return 0;
}

static int
reparse_one(struct reparse *p, int64_t id)
{
	int rv;

	p->gone = 0;
	rv = compare_one(p, id);
	if (rv == 1 && p->apply)
		rv = replace_one(p, id);
	else if (rv == 1)
		p->changed++;
	if (rv == -1 && p->gone && !p->named)
		return 0;
	if (rv == -1 && (ERR_REFUSED(err_kind()) || err_kind() == ERR_NOT_FOUND)) {
		progress_hide(p->bar);
		fprintf(stderr, "report %" PRId64 ": %s\n", id,
		    clean_text(err_text(), MAX_LINE, p->mem));
		p->lost++;
		rv = 0;
	}
	p->read++;
	progress_count(p->bar);
	arena_reset(p->mem, 0);
	return rv == -1 ? -1 : 0;
}

/* Others wait for the lock, however long it is until the next report is read otherwise. */
static int
reparse_next(struct reparse *p, int64_t id)
{
	if (reparse_one(p, id) == -1)
		return -1;
	return store_due(p->store) ? store_commit(p->store) : 0;
}

static int
reparse_all(struct reparse *p)
{
	struct ids ids;
	int64_t after = 0;
	size_t i;

	do {
		if (store_report_ids(p->store, after, &ids) == -1)
			return -1;
		for (i = 0; i < ids.n; i++)
			if (reparse_next(p, after = ids.id[i]) == -1)
				return -1;
	} while (ids.n == IDS_MAX);
	return 0;
}

static int
reparse_named(struct reparse *p, char *const *ids)
{
	int64_t id;

	for (; *ids != NULL; ids++)
		if (text_number(&id, *ids) == -1)
			return fail(ERR_PARAM, "not the number of a report: %.40s", *ids);
		else if (reparse_next(p, id) == -1)
			return -1;
	return 0;
}

int
reparse_run(struct store *st, char *const *ids, int apply)
{
	struct reparse p = { .store = st, .apply = apply, .named = *ids != NULL,
	    .mem = arena_new() };
	struct renewed renewed;
	int rv;

	if (isatty(STDERR_FILENO))
		p.bar = progress_new(0, PROGRESS_COUNT);
	rv = *ids != NULL ? reparse_named(&p, ids) : reparse_all(&p);
	if (store_commit(st) == -1 || (rv == 0 && apply && renew_all(st, &renewed) == -1))
		rv = -1;
	progress_free(p.bar);
	store_close(p.scratch);
	arena_free(p.mem);
	if (rv == -1)
		return -1;
	if (apply && p.changed > 0)
		alarm_after(st, ALARM_ANY);
	printf("%" PRId64 " read again, %" PRId64 " %s, %" PRId64 " not readable\n", p.read,
	    p.changed, apply ? "changed" : "would change", p.lost);
	return p.lost > 0;
}
