#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "err.h"
#include "groups.h"
#include "outcome.h"
#include "sqlite.h"
#include "sqlite_facts.h"
#include "trend.h"

#define OFFERED	500		/* words of a list to choose from */

/* What a row counts for, with the selectors that this takes. */
static int
read_pairs(struct store *st, const struct sql *sql, struct keyed *k,
    void (*each)(void *, int64_t, int64_t))
{
	sqlite3_stmt *q = store_prepare(st, sql, NULL);
	int rc;

	if (q == NULL)
		return -1;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW)
		each(k, sqlite3_column_int64(q, 0), sqlite3_column_int64(q, 1));
	sqlite3_reset(q);
	return rc == SQLITE_DONE ? 0 : store_fail(st, sql->name);
}

static int
open_keyed(struct store *st, struct chosen *c, const char *by, struct keyed *k)
{
	if (keyed_open(k, by, &c->bounds) == 0)
		return 0;
	c->rows2 = 1;
	if (read_pairs(st, &sqlite_selectors, k, keyed_selector) == 0 &&
	    read_pairs(st, &sqlite_selectors_more, k, keyed_more) == 0)
		return 0;
	keyed_close(k);
	return -1;
}

static int
tell_list(struct store *st, struct question *asked, struct fact *f, const char *by)
{
	const struct cells_page page = { CELLS_MESSAGES, 1, 0, OFFERED };
	int64_t from = question_int(asked, "from", 0), to = question_int(asked, "to", 0);
	struct chosen *c = chosen_find(st, asked);
	struct dictionary words = { .store = st };
	const struct word_order by_word = { word_sort, &words };
	struct keyed keyed;
	struct groups g;
	uint32_t *ids = NULL;
	size_t i, n = 0;
	int rv = -1;

	if (c == NULL || open_keyed(st, c, by, &keyed) == -1)
		return -1;
	words.word = keyed.word;
	groups_open(&g, &keyed, 0);
	if (chosen_scan(st, c, by, from, to, groups_block, &g) == -1 ||
	    (ids = cells_sorted(&g.cells, &page, &by_word, &n)) == NULL)
		goto out;
	rv = 0;
	for (i = 0; i < n && i < OFFERED && rv == 0; i++) {
		fact_row(f, by);
		rv = word_tell(f, &words, ids[i]);
		fact_int(f, g.cells.cell[ids[i]].messages);
		fact_int(f, n);
	}
out:
	free(ids);
	groups_close(&g);
	keyed_close(&keyed);
	return rv;
}

/* Each list under all filters but its own. */
int
tell_facets(struct store *st, struct question *asked, struct fact *f)
{
	return tell_list(st, asked, f, "domain") == -1 ? -1 : tell_list(st, asked, f, "org");
}

struct list {				/* a page of a grouped list */
	struct store	*store;
	struct question	*asked;
	const char	*by;
	struct chosen	*chosen;
	struct keyed	 keyed;
	struct dictionary words;
	struct groups	 groups;
	uint32_t	*ids;		/* from..to of them are the page */
	size_t		 n, from, to;
	struct trend	 trend;
};

static enum cells_order
order_of(const char *sort)
{
	static const char *const names[] = {
		[CELLS_MESSAGES] = "messages", [CELLS_FAIL] = "fail", [CELLS_OVER] = "over",
		[CELLS_RATE] = "rate", [CELLS_LAST] = "last", [CELLS_KEY] = "key",
	};
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (sort != NULL && strcmp(names[i], sort) == 0)
			return i;
	return CELLS_MESSAGES;
}

static int
count_groups(struct list *l)
{
	const struct word_order by_word = { word_sort, &l->words };
	int64_t limit = question_int(l->asked, "limit", OFFERED);
	int64_t page = question_int(l->asked, "page", 1);
	struct cells_page asked = { order_of(question_text(l->asked, "sort")),
	    question_int(l->asked, "desc", 1), (page - 1) * limit, page * limit };

	if (chosen_count(l->store, l->asked, groups_block, &l->groups) == -1 ||
	    (l->ids = cells_sorted(&l->groups.cells, &asked, &by_word, &l->n)) == NULL)
		return -1;
	l->from = asked.from < l->n ? asked.from : l->n;
	l->to = asked.to < l->n ? asked.to : l->n;
	return 0;
}

int
find_until(struct store *st, const struct question *asked, int64_t *day)
{
	int64_t today = question_int(asked, "today", 0);

	*day = 0;
	if (store_query(st, &sqlite_newest_day, NULL, store_get_int, day) == -1)
		return -1;
	*day = question_int(asked, "last_day", *day == 0 || today < *day ? today : *day);
	return 0;
}

/* Who failed is known by what it was before: where no outcome passes, those that do as well. */
static unsigned int
with_passed(unsigned int outcomes)
{
	int o;

	for (o = 0; o < OUTCOME_MAX; o++)
		if (OUTCOME_PASS(o) && (outcomes >> o & 1))
			return outcomes;
	return outcomes | outcomes << OUTCOME(0, 0, 1) | outcomes << OUTCOME(0, 1, 0) |
	    outcomes << OUTCOME(0, 1, 1);
}

static int
count_trend(struct list *l)
{
	struct scan *scan = &l->chosen->scan;
	const unsigned int asked = scan->outcomes;
	int64_t from = question_int(l->asked, "from", 0), to = question_int(l->asked, "to", 0);
	struct trend *t = &l->trend;
	int64_t until, first;
	int rv;

	trend_open(t, &l->keyed, l->ids + l->from, l->to - l->from, from);
	if (find_until(l->store, l->asked, &until) == -1)
		return -1;
	t->until = until;
	t->rate = question_int(l->asked, "ready_rate", 0);
	if (strcmp(l->by, "domain") == 0 && question_whole(l->asked))
		t->run = question_int(l->asked, "ready_weeks", 0);
	first = until - 7 * TREND_WEEKS + 1;
	scan->outcomes = with_passed(asked);
	rv = chosen_scan(l->store, l->chosen, NULL, first < from ? first : from, to, trend_block,
	    t);
	scan->outcomes = asked;
	trend_find_worst(t);
	return rv;
}

/* Of the addresses that failed as often as the worst of a line, the first. */
static int
first_of_tied(struct list *l, struct dictionary *addresses, const struct trend_line *line,
    uint32_t *id)
{
	const struct pair *p = l->trend.failed.pair, *end = p + l->trend.failed.size;
	size_t at = line - l->trend.lines, n = 0;
	uint32_t *ids = NULL;
	int rv;

	for (; p < end; p++)
		if (p->sum == line->worst && p->a == at) {
			if ((n & (n + 1)) == 0)
				ids = xrealloc(ids, (2 * n + 2) * sizeof *ids);
			ids[n++] = p->b;
		}
	rv = word_sort(addresses, ids, n, 1, 0);
	*id = ids[0];
	free(ids);
	return rv;
}

static int
tell_worst(struct list *l, struct fact *f, const struct trend_line *line)
{
	struct dictionary addresses = { l->store, BOUND_IP };
	uint32_t id = line->worst_ip;

	if (line->tied && first_of_tied(l, &addresses, line, &id) == -1)
		return -1;
	return word_tell(f, &addresses, id);
}

/* Weeks in a row, and what stands in the way of more; all null when nobody judges. */
static int
tell_ready(struct list *l, struct fact *f, const struct trend_line *line)
{
	int missed, run = trend_run(&l->trend, line, &missed);

	if (l->trend.run == 0) {
		fact_null(f);
		missed = 0;
	} else
		fact_int(f, run);
	if (!missed || line->worst == 0) {
		fact_null(f);
		fact_null(f);
		return 0;
	}
	if (tell_worst(l, f, line) == -1)
		return -1;
	fact_int(f, line->worst);
	return 0;
}

/* p, sp and pct of a domain; of what is none, nulls; and whether there is one. */
static int
tell_policy(struct list *l, struct fact *f, uint32_t id)
{
	sqlite3_stmt *q;
	int rc;

	if (strcmp(l->by, "domain") != 0)
		return 0;
	if ((q = store_prepare(l->store, &sqlite_policy, ARGS(INT("domain", id),
	    INT("from", question_int(l->asked, "from", 0)),
	    INT("to", question_int(l->asked, "to", 0))))) == NULL)
		return -1;
	if ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		fact_int(f, 1);
		if (tell_columns(f, q, 0) == -1)
			rc = SQLITE_NOMEM;
	}
	sqlite3_reset(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : store_fail(l->store, "policy");
}

static int
put_page(struct list *l, struct fact *f)
{
	size_t i;

	fact_row(f, "total");
	fact_int(f, l->n);
	fact_int(f, l->groups.messages);
	fact_int(f, l->groups.fail);
	for (i = l->from; i < l->to; i++) {
		const struct cell *c = &l->groups.cells.cell[l->ids[i]];
		const struct trend_line *line = trend_line(&l->trend, l->ids[i]);

		fact_row(f, "row");
		if (word_tell(f, &l->words, l->ids[i]) == -1)
			return -1;
		fact_int(f, c->messages);
		fact_int(f, c->fail);
		fact_int(f, c->last);
		fact_int(f, line->sources);
		fact_pairs(f, line->weeks, TREND_WEEKS);
		if (tell_ready(l, f, line) == -1 || tell_policy(l, f, l->ids[i]) == -1)
			return -1;
	}
	return 0;
}

/* One page of a list of sums, with the weeks of each of its rows. */
int
tell_group(struct store *st, struct question *asked, struct fact *f)
{
	struct list l = { .store = st, .asked = asked, .by = question_text(asked, "by"),
	    .chosen = chosen_find(st, asked) };
	int rv = -1;

	if (l.chosen == NULL)
		return -1;
	if (l.by == NULL)
		return fail(ERR_SYSTEM, "group: by what?");
	if (open_keyed(st, l.chosen, l.by, &l.keyed) == -1)
		goto out;
	l.words = (struct dictionary){ st, l.keyed.word };
	groups_open(&l.groups, &l.keyed, question_int(asked, "fail_rate_warn", 0));
	if (count_groups(&l) == 0 && count_trend(&l) == 0)
		rv = put_page(&l, f);
out:
	free(l.ids);
	groups_close(&l.groups);
	trend_close(&l.trend);
	keyed_close(&l.keyed);
	return rv;
}
