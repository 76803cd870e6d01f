#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "arena.h"
#include "sqlite.h"
#include "sqlite_look.h"

static const struct arg no_arguments[] = { { .name = NULL } };

/* All addresses: they are asked for in no order. */
static int
read_addresses(struct sightings *s)
{
	size_t most = (size_t)s->evidences.bounds->max[BOUND_IP] + 1, id;
	sqlite3_stmt *q = store_prepare(s->store, &sqlite_addresses, NULL);
	int rc;

	if (q == NULL)
		return -1;
	s->address = xrealloc(NULL, most * sizeof *s->address);
	memset(s->address, 0, most * sizeof *s->address);
	while ((rc = sqlite3_step(q)) == SQLITE_ROW)
		if ((id = sqlite3_column_int64(q, 0)) < most &&
		    sqlite3_column_bytes(q, 1) == ADDRESS_BYTES)
			memcpy(s->address[id], sqlite3_column_blob(q, 1), ADDRESS_BYTES);
	sqlite3_reset(q);
	return rc == SQLITE_DONE ? 0 : store_fail(s->store, "addresses");
}

static int
tell_sum(struct sightings *s, const struct evidence_sum *sum, struct sighting *told,
    each_sighting each, void *arg)
{
	told->ip = sum->ip != 0 ? address_ip(s->address[sum->ip]) : (struct ip){ .len = 0 };
	told->messages = sum->messages;
	told->days = sum->days;
	return each(arg, told);
}

int
look_each(struct sightings *s, each_sighting each, void *arg)
{
	size_t mark = arena_mark(s->mem), i;
	const struct evidence *e = NULL;
	struct policy policy;
	struct record record;
	struct sighting told = { .policy = &policy, .record = &record };

	for (i = 0; i < s->nsums; i++) {
		if (e != &s->evidences.evidence[s->sum[i].evidence]) {
			arena_reset(s->mem, mark);
			told.alike = s->sum[i].evidence;
			e = &s->evidences.evidence[told.alike];
			told.excuses = e->excuses;
			if (beside_tell(s, e, &policy, &record) == -1)
				return -1;
		}
		if (tell_sum(s, &s->sum[i], &told, each, arg) == -1)
			return -1;
	}
	return 0;
}

/* The policy domains that are wanted, as the test of a scan. */
static int
choose_domains(struct sightings *s, const struct sightings_of *of)
{
	size_t size = (s->chosen->bounds.max[BOUND_DOMAIN] >> 3) + 1, id;
	unsigned char *bits = arena_alloc(s->mem, size);
	sqlite3_stmt *q = store_prepare(s->store, &sqlite_domains, NULL);
	int rc;

	if (q == NULL)
		return -1;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW)
		if ((id = sqlite3_column_int64(q, 0)) >> 3 < size &&
		    of->wanted(of->arg, (const char *)sqlite3_column_text(q, 1)))
			bits[id >> 3] |= 1 << (id & 7);
	sqlite3_reset(q);
	if (rc != SQLITE_DONE)
		return store_fail(s->store, "domains");
	return scan_add(&s->chosen->scan, "domain", "domain", (struct idset){ bits, size });
}

/* Nobody makes it later than today by a report of tomorrow. */
static int
find_days(struct store *st, struct sightings_of *of)
{
	int64_t newest = 0;

	if (store_query(st, &sqlite_newest_day, NULL, store_get_int, &newest) == -1 ||
	    store_query(st, &sqlite_oldest_day, NULL, store_get_int, &of->oldest) == -1)
		return -1;
	of->last = newest < of->today ? newest : of->today;
	of->first = of->last - SIGHTINGS_DAYS + 1;
	return 0;
}

static int
scan_all(struct sightings *s, struct sightings_of *of)
{
	struct evidences *e = &s->evidences;

	if (find_days(s->store, of) == -1)
		return -1;
	e->first = (int)of->first;
	if ((s->chosen = chosen_find(s->store, &s->asked)) == NULL ||
	    choose_domains(s, of) == -1 ||
	    store_query(s->store, &sqlite_last_record, NULL, store_get_int, &s->records) == -1)
		return -1;
	s->chosen->rows2 = 1;
	s->chosen->scan.last = s->records;
	e->bounds = &s->chosen->bounds;
	if (beside_read(s) == -1 || read_addresses(s) == -1 ||
	    chosen_scan(s->store, s->chosen, NULL, of->first, of->last, evidences_block,
	    e) == -1)
		return -1;
	s->sum = evidences_sorted(e, &s->nsums);
	return 0;
}

struct sightings *
look_open(struct store *st, struct sightings_of *of)
{
	struct sightings *s = xrealloc(NULL, sizeof *s);

	_Static_assert(SIGHTINGS_DAYS <= EVIDENCE_DAYS, "there is a bit for each");
	*s = (struct sightings){ .store = st, .mem = arena_new(),
	    .asked = { .args = no_arguments } };
	evidences_open(&s->evidences);
	if (scan_all(s, of) == 0)
		return s;
	look_close(s);
	return NULL;
}

void
look_close(struct sightings *s)
{
	evidences_close(&s->evidences);
	free(s->evidences.more.more);
	free(s->evidences.reasons.more);
	free(s->evidences.strict.more);
	interned_free(&s->lists);
	free(s->address);
	question_end(&s->asked);
	arena_free(s->mem);
	free(s);
}

int
look_fresh(struct store *st, int64_t *told, int (*each)(void *, const char *), void *arg)
{
	int64_t newest = *told;
	sqlite3_stmt *q;
	int rc, rv = 0;

	if ((q = store_prepare(st, *told == 0 ? &sqlite_all_domains : &sqlite_fresh_domains,
	    ARGS(INT("told", *told)))) == NULL)
		return -1;
	while (rv == 0 && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		newest = sqlite3_column_int64(q, 1) > newest ? sqlite3_column_int64(q, 1) : newest;
		rv = each(arg, (const char *)sqlite3_column_text(q, 0));
	}
	sqlite3_reset(q);
	*told = newest;
	return rv == 0 && rc != SQLITE_DONE ? store_fail(st, "fresh_domains") : rv;
}
