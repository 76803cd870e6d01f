#include "arena.h"
#include "clean.h"
#include "clock.h"
#include "err.h"
#include "ingest.h"
#include "mailbox_run.h"
#include "source.h"
#include "sql.h"

#define READ_MS	200		/* then what was read is stored, and shown */

static int
add_refused(struct run *r, const char *file, const char *part, enum err kind, const char *why)
{
	struct arena *mem = arena_new();
	int rv = store_exec(r->m->store, &sql_add_refused, ARGS(TEXT("via", "imap"),
	    INT("job", r->m->job), TEXT("file", file), TEXT("part", part),
	    TEXT("code", err_code(kind)), TEXT("message", clean_text(why, MAX_LINE, mem))));

	arena_free(mem);
	return rv;
}

/* The mail by its number, and by whose it is, as a person will look for it. */
static int
add_result(struct run *r, const char *name, const struct result *res, struct arena *mem)
{
	if (res->sender != NULL)
		name = arena_printf(mem, "%s, from %s", name,
		    clean_text(res->sender, MAX_NAME, mem));
	return add_refused(r, name, res->part, res->kind, res->error);
}

/*
 * What kind of mail it is; what it brought is counted, what was refused is noted.
 * A report of another kind is not kept, so a mail with one is left as it is, and
 * can be found again.
 */
static int
judge(struct run *r, const char *name, const struct receipt *got, enum letter *state)
{
	struct fetch_job_counts *c = &r->m->counts;
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
		if (receipt_lost(got, res) && add_result(r, name, res, got->mem) == -1)
			return -1;
	return 0;
}

static const char *
name_of(const struct run *r, uint32_t uid, struct arena *mem)
{
	return arena_printf(mem, "mail %u in %s", uid, r->m->account->folder);
}

struct read {				/* a mail, until its reports are stored */
	struct read	*next;
	const struct given *given;
	struct receipt	 receipt;
};

struct reading {
	struct run	*run;
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

static int
read_mail(struct reading *g, const struct given *given)
{
	static const struct origin origin = { .via = "imap" };
	const struct limits *limits = g->run->m->limits;
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
	rv = ingest(g->sheaf, in, name_of(g->run, given->uid, g->mem), &origin, limits, &budget,
	    &m->receipt);
	source_free(in);
	return rv;
}

static int
note_mail(struct reading *g, const struct read *m)
{
	struct run *r = g->run;
	uint32_t uid = m->given->uid;
	enum letter state;

	r->m->counts.seen++;
	if (judge(r, name_of(r, uid, g->mem), &m->receipt, &state) == -1)
		return -1;
	return journal_set(&r->journal, uid, state);
}

/* What was read, and what is noted of it: safe on disk, and shown. */
static int
settle(struct reading *g)
{
	struct run *r = g->run;
	const struct read *m;

	if (ingest_keep(g->sheaf) == -1 || store_enter(r->m->store) == -1)
		return -1;
	for (m = g->first; m != NULL; m = m->next)
		if (note_mail(g, m) == -1)
			return -1;
	if (fetch_job_note(r->m->store, r->m->job, &r->m->counts) == -1 ||
	    store_commit(r->m->store) == -1)
		return -1;
	renew(g);
	return 0;
}

/* Before anything is read: what ends the program now is known by its count. */
static int
begin(struct run *r, const struct parcel *b)
{
	size_t i;
	int rv = 0;

	if (store_enter(r->m->store) == -1)
		return -1;
	for (i = 0; i < b->count && rv == 0; i++)
		rv = journal_begin(&r->journal, b->mails[i].uid);
	return store_leave(r->m->store, rv);
}

/* The system failed, not a mail: none of those from the i-th on was tried. */
static void
take_back(struct run *r, const struct parcel *b, size_t i)
{
	struct uidset set = { NULL, 0, 0 };
	struct err_kept kept;

	err_keep(&kept);
	store_undo(r->m->store);
	for (; i < b->count; i++)
		uidset_add(&set, b->mails[i].uid, b->mails[i].uid);
	uidset_sort(&set);
	journal_unbegin(&r->journal, &set);	/* if it fails too, one attempt is lost */
	uidset_free(&set);
	err_restore(&kept);
}

static int
is_due(const struct reading *g)
{
	return sheaf_due(g->sheaf) || clock_ms() - g->since >= READ_MS;
}

/* done: how many of its mails were read and are safe. */
static int
read_all(struct reading *g, const struct parcel *b, size_t *done)
{
	struct run *r = g->run;
	struct fetch_job_counts safe;
	size_t i;

	for (i = 0; i < b->count; i++) {
		safe = r->m->counts;
		if (read_mail(g, &b->mails[i]) == -1)
			return -1;
		progress_add(r->bar, b->mails[i].mail.size);
		progress_count(r->bar);
		if (i + 1 < b->count && !is_due(g))
			continue;
		if (settle(g) == -1) {
			r->m->counts = safe;
			return -1;
		}
		*done = i + 1;
	}
	return 0;
}

int
parcel_read(struct run *r, struct parcel *b)
{
	struct reading g = { .run = r };
	size_t done = 0;
	int rv;

	if (begin(r, b) == -1)
		return -1;
	g.sheaf = sheaf_new(r->m->store);
	g.mem = arena_new();
	renew(&g);
	if ((rv = read_all(&g, b, &done)) == -1)
		take_back(r, b, done);
	sheaf_free(g.sheaf);
	arena_free(g.mem);
	return rv;
}

/* A mail that is not read, and what becomes of it. */
static int
put_off(struct run *r, uint32_t uid, const char *name, enum err kind, const char *why,
    enum letter state)
{
	struct arena *mem = arena_new();
	int rv = store_enter(r->m->store);

	if (rv == 0) {
		r->m->counts.seen++;
		r->m->counts.failed++;
		if (name != NULL)
			name = arena_printf(mem, "%s, %s", name_of(r, uid, mem), name);
		else
			name = name_of(r, uid, mem);
		rv = store_leave(r->m->store, add_refused(r, name, NULL, kind, why) == -1 ||
		    journal_set(&r->journal, uid, state) == -1 ? -1 :
		    fetch_job_note(r->m->store, r->m->job, &r->m->counts));
	}
	arena_free(mem);
	return rv;
}

int
parcel_give_up(struct run *r, uint32_t uid, enum err kind, const char *why)
{
	return put_off(r, uid, NULL, kind, why, LETTER_BAD);
}

int
parcel_set_aside(struct run *r, uint32_t uid, const char *name, const char *why)
{
	return put_off(r, uid, name, ERR_REMOTE, why, LETTER_ASIDE);
}
