#include "arena.h"
#include "clean.h"
#include "clock.h"
#include "err.h"
#include "given.h"
#include "ingest.h"
#include "source.h"
#include "sql.h"

#define READ_MS	200		/* then what was read is stored, and shown */

static int
add_refused(const struct given_way *w, const char *file, const char *part, enum err kind,
    const char *why)
{
	struct arena *mem = arena_new();
	int rv = store_exec(w->journal->store, &sql_add_refused, ARGS(TEXT("via", w->via),
	    INT("job", w->job), TEXT("file", file), TEXT("part", part),
	    TEXT("code", err_code(kind)), TEXT("message", clean_text(why, MAX_LINE, mem))));

	arena_free(mem);
	return rv;
}

/* The mail by its number, and by whose it is, as a person will look for it. */
static int
add_result(const struct given_way *w, const char *name, const struct result *res,
    struct arena *mem)
{
	if (res->sender != NULL)
		name = arena_printf(mem, "%s, from %s", name,
		    clean_text(res->sender, MAX_NAME, mem));
	return add_refused(w, name, res->part, res->kind, res->error);
}

/*
 * What kind of mail it is; what it brought is counted, what was refused is noted.
 * A report of another kind is not kept, so a mail with one is left as it is, and
 * can be found again.
 */
static int
judge(const struct given_way *w, const char *name, const struct receipt *got,
    enum letter *state)
{
	struct fetch_job_counts *c = w->counts;
	const struct result *res;
	size_t lost = 0, ours;

	for (res = got->first; res != NULL; res = res->next)
		lost += receipt_lost(got, res);
	c->imported += got->count[STATUS_IMPORTED] + got->count[STATUS_CONFLICT];
	c->duplicate += got->count[STATUS_DUPLICATE];
	c->other += got->count[STATUS_OTHER];
	ours = got->count[STATUS_IMPORTED] + got->count[STATUS_CONFLICT] +
	    got->count[STATUS_DUPLICATE];
	*state = lost > 0 ? LETTER_BAD : got->count[STATUS_OTHER] > 0 ? LETTER_OTHER :
	    ours > 0 ? LETTER_DONE : LETTER_HANDLED;
	c->failed += *state == LETTER_BAD;
	c->ignored += *state == LETTER_HANDLED;
	for (res = got->first; res != NULL; res = res->next)
		if (receipt_lost(got, res) && add_result(w, name, res, got->mem) == -1)
			return -1;
	return 0;
}

struct read {				/* a mail, until its reports are stored */
	struct read	*next;
	struct given	*given;
	struct receipt	 receipt;
};

struct reading {
	const struct given_way *way;
	struct sheaf	*sheaf;
	struct arena	*mem;		/* of those read since the last commit */
	struct read	*first, **last;
	int64_t		 since;		/* milliseconds */
};

static void
renew(struct reading *g)
{
	arena_reset(g->mem, 0);
	g->first = NULL;
	g->last = &g->first;
	g->since = clock_ms();
}

static const char *
name_of(const struct given_way *w, uint32_t uid, struct arena *mem)
{
	return w->name(w->arg, uid, mem);
}

static int
read_mail(struct reading *g, struct given *given)
{
	const struct origin origin = { .via = g->way->via };
	const struct limits *limits = g->way->limits;
	struct read *m = arena_alloc(g->mem, sizeof *m);
	struct budget budget;
	struct source *in;
	int rv;

	m->given = given;
	receipt_init(&m->receipt, g->mem);
	*g->last = m;
	g->last = &m->next;
	budget_begin(&budget, limits);
	in = source_slice(&given->mail);
	rv = ingest(g->sheaf, in, name_of(g->way, given->uid, g->mem), &origin, limits, &budget,
	    &m->receipt);
	source_free(in);
	return rv;
}

static int
note_mail(struct reading *g, const struct read *m)
{
	const struct given_way *w = g->way;
	struct given *given = m->given;

	w->counts->seen++;
	if (judge(w, name_of(w, given->uid, g->mem), &m->receipt, &given->state) == -1)
		return -1;
	return journal_set(w->journal, given->uid, given->state);
}

/* What was read, and what is noted of it: safe on disk, and shown. */
static int
settle(struct reading *g)
{
	const struct given_way *w = g->way;
	struct store *st = w->journal->store;
	const struct read *m;

	if (ingest_keep(g->sheaf) == -1 || store_enter(st) == -1)
		return -1;
	for (m = g->first; m != NULL; m = m->next)
		if (note_mail(g, m) == -1)
			return -1;
	if (fetch_job_note(st, w->job, w->counts) == -1 || store_commit(st) == -1)
		return -1;
	renew(g);
	return 0;
}

/* Before anything is read: what ends the program now is known by its count. */
static int
begin(const struct given_way *w, const struct given *mails, size_t n)
{
	size_t i;
	int rv = 0;

	if (store_enter(w->journal->store) == -1)
		return -1;
	for (i = 0; i < n && rv == 0; i++)
		rv = journal_begin(w->journal, mails[i].uid);
	return store_leave(w->journal->store, rv);
}

/* The system failed, not a mail: none of these was tried. */
static void
take_back(const struct given_way *w, const struct given *mails, size_t n)
{
	struct uidset set = { NULL, 0, 0 };
	struct err_kept kept;
	size_t i;

	err_keep(&kept);
	store_undo(w->journal->store);
	for (i = 0; i < n; i++)
		uidset_add(&set, mails[i].uid, mails[i].uid);
	uidset_sort(&set);
	journal_unbegin(w->journal, &set);	/* if it fails too, one attempt is lost */
	uidset_free(&set);
	err_restore(&kept);
}

static int
is_due(const struct reading *g)
{
	return sheaf_due(g->sheaf) || clock_ms() - g->since >= READ_MS;
}

/* done: how many of them were read and are safe. */
static int
read_all(struct reading *g, struct given *mails, size_t n, size_t *done)
{
	const struct given_way *w = g->way;
	struct fetch_job_counts safe;
	size_t i;

	for (i = 0; i < n; i++) {
		safe = *w->counts;
		if (read_mail(g, &mails[i]) == -1)
			return -1;
		progress_add(w->bar, mails[i].mail.size);
		progress_count(w->bar);
		if (i + 1 < n && !is_due(g))
			continue;
		if (settle(g) == -1) {
			*w->counts = safe;
			return -1;
		}
		*done = i + 1;
	}
	return 0;
}

int
given_read(const struct given_way *w, struct given *mails, size_t n)
{
	struct reading g = { .way = w };
	size_t done = 0;
	int rv;

	if (begin(w, mails, n) == -1)
		return -1;
	g.sheaf = sheaf_new(w->journal->store);
	g.mem = arena_new();
	renew(&g);
	if ((rv = read_all(&g, mails, n, &done)) == -1)
		take_back(w, mails + done, n - done);
	sheaf_free(g.sheaf);
	arena_free(g.mem);
	return rv;
}

int
given_set_aside(const struct given_way *w, uint32_t uid, const char *name, enum err kind,
    const char *why)
{
	struct arena *mem = arena_new();
	struct store *st = w->journal->store;
	int rv = store_enter(st);

	if (rv == 0) {
		w->counts->seen++;
		w->counts->failed++;
		if (name != NULL)
			name = arena_printf(mem, "%s, %s", name_of(w, uid, mem), name);
		else
			name = name_of(w, uid, mem);
		rv = store_leave(st, add_refused(w, name, NULL, kind, why) == -1 ||
		    journal_set(w->journal, uid, LETTER_ASIDE) == -1 ? -1 :
		    fetch_job_note(st, w->job, w->counts));
	}
	arena_free(mem);
	return rv;
}
