#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "classes.h"
#include "err.h"
#include "sender_sums.h"
#include "sqlite.h"
#include "sqlite_facts.h"
#include "sqlite_senders.h"
#include "verdict.h"

static uint64_t
sum_of(const struct sender_sum *s, int outcome, int mask)
{
	uint64_t n = 0;
	int o;

	for (o = 0; o < OUTCOME_MAX; o++)
		n += (o & mask) == outcome ? s->outcomes[o] : 0;
	return n;
}

static void
add_sums(struct sender *to, const struct sender_sum *s)
{
	enum { RESULTS = 3, DISPOSITION = 12, ALL = 15 };
	int week, i;

	to->messages = sum_of(s, 0, 0);
	to->failed = sum_of(s, OUTCOME(0, 0, 0), RESULTS);
	to->both = sum_of(s, OUTCOME(0, 1, 1), RESULTS);
	to->key_alone = sum_of(s, OUTCOME(0, 1, 0), RESULTS);
	to->spf_alone = sum_of(s, OUTCOME(0, 0, 1), RESULTS);
	to->delivered = sum_of(s, OUTCOME(0, 0, 0), ALL);
	to->spam = sum_of(s, OUTCOME(1, 0, 0), DISPOSITION);
	to->refused = sum_of(s, OUTCOME(2, 0, 0), DISPOSITION);
	to->addresses = s->ips;
	to->reporters = s->orgs;
	for (week = 0; week < SENDER_WEEKS; week++)
		for (i = 0; i < 2; i++)
			to->weeks[week][i] = s->weeks[week][i];
	memcpy(to->slipped, s->slipped, sizeof to->slipped);
}

static const char *
keep_column(sqlite3_stmt *q, int column, struct arena *mem)
{
	const char *text = (const char *)sqlite3_column_text(q, column);

	return text != NULL ? arena_strndup(mem, text, sqlite3_column_bytes(q, column)) : NULL;
}

static int64_t
read_day(sqlite3_stmt *q, int column)
{
	return sqlite3_column_type(q, column) == SQLITE_NULL ? -1 :
	    sqlite3_column_int64(q, column);
}

static void
read_sender(struct sender *s, sqlite3_stmt *q, struct arena *mem)
{
	const char **const texts[] = { &s->domain, &s->kind, &s->name, &s->service, &s->rule,
	    &s->keys, &s->signer, &s->envelope, &s->mark.what, &s->mark.who, &s->mark.note,
	    &s->policy };
	const int n = sizeof texts / sizeof *texts;
	int i;

	for (i = 0; i < n; i++)
		*texts[i] = keep_column(q, i, mem);
	s->class = class_find((const char *)sqlite3_column_text(q, n));
	s->sure = sqlite3_column_int(q, n + 1);
	s->spf = sqlite3_column_int(q, n + 2);
	s->first = sqlite3_column_int64(q, n + 3);
	s->last = sqlite3_column_int64(q, n + 4);
	s->since = read_day(q, n + 5);
	s->passed = read_day(q, n + 6);
	s->mark.time = sqlite3_column_int64(q, n + 7);
}

/* 1: it is there; 0; or -1. */
static int
find_sender(struct store *st, uint32_t identity, struct sender *s, struct arena *mem)
{
	sqlite3_stmt *q = store_prepare(st, &sqlite_sender, ARGS(INT("id", identity)));
	int rc;

	if (q == NULL)
		return -1;
	*s = (struct sender){ .domain = NULL };
	if ((rc = sqlite3_step(q)) == SQLITE_ROW)
		read_sender(s, q, mem);
	sqlite3_reset(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? rc == SQLITE_ROW : store_fail(st, "sender");
}

/* Those with messages in the period: weeks alone make none. */
static int
tell_sums(struct store *st, const struct sender_sums *sums, struct senders_told *told,
    struct arena *mem)
{
	size_t i;
	int rv;

	told->of = arena_alloc(mem, (sums->n + 1) * sizeof *told->of);
	for (i = 0; i < sums->n; i++) {
		if (sums->sum[i].first == UINT32_MAX)
			continue;
		rv = find_sender(st, sums->sum[i].identity, &told->of[told->count], mem);
		if (rv == -1)
			return -1;
		if (rv == 1)
			add_sums(&told->of[told->count++], &sums->sum[i]);
	}
	return 0;
}

static int
find_newest(struct store *st, int64_t *newest)
{
	*newest = 0;
	return store_query(st, &sqlite_newest_identity, NULL, store_get_int, newest) == -1 ? -1 :
	    *newest >= 0 && *newest < UINT32_MAX ? 0 :
	    store_damage(st, "an identity has an impossible number");
}

int
senders_tell(struct store *st, struct question *asked, struct senders_told *told,
    struct arena *mem)
{
	int64_t from = question_int(asked, "from", 0), to = question_int(asked, "to", 0);
	struct chosen *c = chosen_find(st, asked);
	struct sender_sums sums = { .from = from };
	int64_t newest, first;
	int rv;

	*told = (struct senders_told){ .of = NULL };
	if (c == NULL || find_newest(st, &newest) == -1 ||
	    find_until(st, asked, &told->until) == -1)
		return -1;
	c->whose = 1;
	sums.until = told->until;
	sums.max = newest;
	first = told->until - 7 * SENDER_WEEKS + 1;
	sender_sums_open(&sums);
	rv = chosen_scan(st, c, NULL, first < from ? first : from, to, sender_sums_block, &sums);
	if (rv == 0)
		rv = tell_sums(st, &sums, told, mem);
	sender_sums_close(&sums);
	return rv;
}

/* By identity, the class and one; 0: nobody's yet.  Lent by the caller's arena. */
static int
read_classes(struct store *st, struct classes *c, struct arena *mem)
{
	sqlite3_stmt *q;
	int64_t newest;
	uint8_t *of;
	int rc;

	if (find_newest(st, &newest) == -1 ||
	    (q = store_prepare(st, &sqlite_classes, NULL)) == NULL)
		return -1;
	c->max = newest;
	c->of = of = arena_alloc(mem, (size_t)newest + 1);
	while ((rc = sqlite3_step(q)) == SQLITE_ROW)
		of[sqlite3_column_int64(q, 0)] =
		    (uint8_t)(class_find((const char *)sqlite3_column_text(q, 1)) + 1);
	sqlite3_reset(q);
	return rc == SQLITE_DONE ? 0 : store_fail(st, "classes");
}

static void
put_classes(struct fact *f, const struct classes *c, const char *kind)
{
	const char *text;
	int of, o;

	for (of = 1; of <= CLASS_STRANGER + 1; of++)
		for (o = 0; o < OUTCOME_MAX; o++) {
			if (c->outcomes[of][o] == 0)
				continue;
			text = class_text(of - 1);
			fact_row(f, kind);
			fact_string(f, text);
			fact_int(f, o);
			fact_int(f, c->outcomes[of][o]);
		}
}

/* Own mail that passed and that failed, and strangers'. */
static void
put_class_days(struct fact *f, const struct classes *c)
{
	const uint64_t (*d)[2];
	int day;

	for (day = c->first; day <= c->last; day++) {
		d = (const uint64_t (*)[2])c->days[day] + 1;
		fact_row(f, "day");
		fact_int(f, day);
		fact_int(f, d[CLASS_MINE_OK][0] + d[CLASS_MINE_BROKEN][0]);
		fact_int(f, d[CLASS_MINE_OK][1] + d[CLASS_MINE_BROKEN][1]);
		fact_int(f, d[CLASS_STRANGER][0] + d[CLASS_STRANGER][1]);
	}
}

static int
count_classes(struct store *st, struct question *asked, struct fact *f, const char *kind,
    int64_t from, int64_t to, int days)
{
	struct chosen *c = chosen_find(st, asked);
	struct classes classes = { .max = 0 };
	int rv;

	if (c == NULL || read_classes(st, &classes, c->mem) == -1)
		return -1;
	c->whose = 1;
	classes_open(&classes);
	if ((rv = chosen_scan(st, c, NULL, from, to, classes_block, &classes)) == 0) {
		put_classes(f, &classes, kind);
		if (days)
			put_class_days(f, &classes);
	}
	classes_close(&classes);
	return rv;
}

/* What those of each class sent, day by day; and in the days before. */
int
tell_own(struct store *st, struct question *asked, struct fact *f)
{
	int64_t prev_to = question_int(asked, "prev_to", -1);

	if (count_classes(st, asked, f, "sum", question_int(asked, "from", 0),
	    question_int(asked, "to", UINT16_MAX), 1) == -1)
		return -1;
	return prev_to == -1 ? 0 :
	    count_classes(st, asked, f, "before", question_int(asked, "prev_from", 0), prev_to,
	    0);
}
