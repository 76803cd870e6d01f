#include <string.h>

#include "sqlite.h"
#include "sqlite_facts.h"
#include "tally.h"
#include "terms.h"

#define TOP	10
#define EVENTS	12

/* What the dashboard has of each panel. */
static const struct {
	enum panel	 panel;
	enum bound	 word;
	const char	*name, *top, *fail;	/* NULL: not told */
} panels[] = {
	{ PANEL_IP, BOUND_IP, "ip", "ip.top", "ip.fail" },
	{ PANEL_DOMAIN, BOUND_DOMAIN, "domain", "domain.top", NULL },
	{ PANEL_ORG, BOUND_ORG, "org", "org.top", NULL },
	{ PANEL_FROM, BOUND_NAME, "from", NULL, "from.fail" },
};

static void
put(struct fact *f, const char *kind, int64_t key, uint64_t a, uint64_t b)
{
	fact_row(f, kind);
	fact_int(f, key);
	fact_int(f, a);
	fact_int(f, b);
}

static void
put_outcomes(struct fact *f, const struct tally *t)
{
	int o;

	for (o = 0; o < OUTCOME_MAX; o++)
		put(f, "outcome", o, t->outcomes[o], 0);
}

static int
put_top(struct fact *f, const char *kind, struct dictionary *words, const struct cells *c,
    enum cells_order order)
{
	const struct word_order by_word = { word_sort, words };
	uint32_t ids[TOP];
	int i, n;

	if (kind == NULL)
		return 0;
	if ((n = cells_top(c, order, &by_word, ids, TOP)) == -1)
		return -1;
	for (i = 0; i < n; i++) {
		fact_row(f, kind);
		if (word_tell(f, words, ids[i]) == -1)
			return -1;
		fact_int(f, c->cell[ids[i]].messages);
		fact_int(f, c->cell[ids[i]].fail);
	}
	return 0;
}

static int
put_panels(struct store *st, struct fact *f, const struct tally *t)
{
	size_t i, n, failing;

	for (i = 0; i < sizeof panels / sizeof *panels; i++) {
		const struct cells *c = &t->cells[panels[i].panel];
		struct dictionary words = { st, panels[i].word };

		n = cells_used(c, &failing);
		fact_row(f, "count");
		fact_string(f, panels[i].name);
		fact_int(f, n);
		fact_int(f, failing);
		if (put_top(f, panels[i].top, &words, c, CELLS_MESSAGES) == -1 ||
		    put_top(f, panels[i].fail, &words, c, CELLS_FAIL) == -1)
			return -1;
	}
	return 0;
}

static int
is_here(const struct tally *t, int64_t domain)
{
	const struct cells *c = &t->cells[PANEL_DOMAIN];

	return domain >= 0 && (size_t)domain < c->n && c->cell[domain].records != 0;
}

/* The policies of the domains that are counted, as they were last in these days. */
static int
put_policies(struct store *st, const struct question *asked, struct fact *f,
    const struct tally *t)
{
	int64_t n[POLICY_MAX] = { 0 };
	sqlite3_stmt *q;
	const char *word;
	int rc, p;

	if ((q = store_prepare(st, &sqlite_policies, asked->args)) == NULL)
		return -1;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		p = sqlite3_column_int(q, 1);
		if (is_here(t, sqlite3_column_int64(q, 0)))
			n[p > TERM_UNKNOWN && p < POLICY_MAX ? p : TERM_UNKNOWN]++;
	}
	sqlite3_reset(q);
	if (rc != SQLITE_DONE)
		return store_fail(st, "policies");
	for (p = 0; p < POLICY_MAX; p++)
		if (n[p] > 0) {
			word = term_text(TERM_POLICY, p);
			fact_row(f, "policy");
			fact_string(f, word);
			fact_int(f, n[p]);
		}
	return 0;
}

/* The domains that are counted; not where all are. */
static int
put_domains(struct store *st, const struct question *asked, struct fact *f,
    const struct tally *t)
{
	struct dictionary words = { st, BOUND_DOMAIN };
	int whole = question_whole(asked);
	size_t id;

	fact_row(f, "whole");
	fact_int(f, whole);
	for (id = 0; whole != 2 && id < t->cells[PANEL_DOMAIN].n; id++)
		if (is_here(t, id)) {
			fact_row(f, "here");
			if (word_tell(f, &words, id) == -1)
				return -1;
		}
	return 0;
}

static int
put_totals(struct store *st, const struct question *asked, struct fact *f,
    const struct tally *t)
{
	int64_t empty = 0;

	if (question_int(asked, "bare", 0) && store_query(st, &sqlite_empty_reports, asked->args,
	    store_get_int, &empty) == -1)
		return -1;
	fact_row(f, "total");
	fact_int(f, t->records);
	fact_int(f, t->reports + empty);
	return 0;
}

static int
put_all(struct store *st, const struct question *asked, struct fact *f, const struct tally *t)
{
	put_outcomes(f, t);
	return put_totals(st, asked, f, t) == -1 || put_panels(st, f, t) == -1 ||
	    put_policies(st, asked, f, t) == -1 || put_domains(st, asked, f, t) == -1 ? -1 : 0;
}

/* Counted once for all facts of the question; or NULL. */
static const struct tally *
find_tally(struct store *st, struct question *asked)
{
	struct chosen *c = chosen_find(st, asked);

	if (c == NULL || c->tally != NULL)
		return c != NULL ? c->tally : NULL;
	c->tally = arena_alloc(c->mem, sizeof *c->tally);
	tally_open(c->tally, &c->bounds);
	return chosen_count(st, asked, tally_block, c->tally) == 0 ? c->tally : NULL;
}

int
tell_tally(struct store *st, struct question *asked, struct fact *f)
{
	const struct tally *t = find_tally(st, asked);

	return t == NULL ? -1 : put_all(st, asked, f, t);
}

/* What passed and what failed on each day that has any of it. */
int
tell_days(struct store *st, struct question *asked, struct fact *f)
{
	const struct tally *t = find_tally(st, asked);
	int day;

	if (t == NULL)
		return -1;
	for (day = t->first; day <= t->last; day++)
		if (t->days[day][0] != 0 || t->days[day][1] != 0)
			put(f, "day", day, t->days[day][0], t->days[day][1]);
	return 0;
}

/* The newest changes of policies, of all domains chosen or of those that are counted. */
int
tell_events(struct store *st, struct question *asked, struct fact *f)
{
	const struct tally *t = find_tally(st, asked);
	int rc = SQLITE_DONE, n = 0, rv = 0, all = question_whole(asked);
	sqlite3_stmt *q;

	if (t == NULL || (q = store_prepare(st, &sqlite_events, asked->args)) == NULL)
		return -1;
	while (n < EVENTS && rv == 0 && (rc = sqlite3_step(q)) == SQLITE_ROW)
		if (all || is_here(t, sqlite3_column_int64(q, 0))) {
			fact_row(f, "event");
			rv = tell_columns(f, q, 1);
			n++;
		}
	if (rv == -1 || (rc != SQLITE_ROW && rc != SQLITE_DONE))
		rv = store_fail(st, "events");
	sqlite3_reset(q);
	return rv;
}

/* The period before: what became of its messages. */
int
tell_before(struct store *st, struct question *asked, struct fact *f)
{
	int64_t to = question_int(asked, "prev_to", -1);
	struct chosen *c;
	struct tally t;

	if (to == -1)
		return 0;
	if ((c = chosen_find(st, asked)) == NULL)
		return -1;
	tally_open(&t, NULL);
	if (chosen_scan(st, c, NULL, question_int(asked, "prev_from", 0), to, tally_block,
	    &t) == -1)
		return -1;
	put_outcomes(f, &t);
	return 0;
}
