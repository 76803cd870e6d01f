#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "err.h"
#include "sqlite.h"
#include "sqlite_look.h"
#include "terms.h"
#include "trace.h"

enum { STRICT_DKIM = 4, STRICT_SPF = 8 };	/* of what passes, in struct evidence */

static void
add_beside(struct evidence_beside *b, int64_t first, int64_t last, uint32_t value)
{
	if ((b->n & (b->n + 1)) == 0)
		b->more = xrealloc(b->more, (2 * b->n + 2) * sizeof *b->more);
	b->more[b->n++] = (struct evidence_more){ first, last, value };
}

static int
each_row(struct sightings *s, const struct sql *sql,
    void (*each)(struct sightings *, sqlite3_stmt *))
{
	sqlite3_stmt *q = store_prepare(s->store, sql, NULL);
	int rc;

	if (q == NULL)
		return -1;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW)
		each(s, q);
	sqlite3_reset(q);
	return rc == SQLITE_DONE ? 0 : store_fail(s->store, sql->name);
}

/* Why receivers think that it was passed on, by the reason. */
static void
add_reason(struct sightings *s, sqlite3_stmt *q)
{
	struct reason r = { NULL, sqlite3_column_int(q, 1),
	    (const char *)sqlite3_column_text(q, 2) };
	size_t id = sqlite3_column_int64(q, 0);

	if (id < s->evidences.nreasons)
		s->excuses[id] = trace_excuses(&r);
}

static void
add_more_reason(struct sightings *s, sqlite3_stmt *q)
{
	struct evidence_beside *b = &s->evidences.reasons;
	int64_t record = sqlite3_column_int64(q, 0);
	size_t reason = sqlite3_column_int64(q, 1);
	uint32_t mask = reason < s->evidences.nreasons ? s->excuses[reason] : 0;

	if (b->n > 0 && b->more[b->n - 1].first == record)
		b->more[b->n - 1].value |= mask;
	else if (mask != 0)
		add_beside(b, record, record, mask);
}

/* The list of the record before is whole: the same one is kept once. */
static void
end_list(struct sightings *s)
{
	int64_t number = interned_find(&s->lists, s->list);

	if (*s->list == '\0')
		return;
	if (number == -1)
		number = interned_add(&s->lists, arena_printf(s->mem, "%s", s->list));
	add_beside(&s->evidences.more, s->record, s->record, (uint32_t)number + 1);
	*s->list = '\0';
}

/* What does not fit is of a record with dozens of results: nothing is lost but these. */
static void
add_more_auth(struct sightings *s, sqlite3_stmt *q)
{
	int64_t record = sqlite3_column_int64(q, 0);
	size_t n;

	if (record != s->record)
		end_list(s);
	s->record = record;
	n = strlen(s->list);
	if (n < sizeof s->list - 24)
		snprintf(s->list + n, sizeof s->list - n, " %" PRId64,
		    (int64_t)sqlite3_column_int64(q, 1));
}

static void
add_strict(struct sightings *s, sqlite3_stmt *q)
{
	add_beside(&s->evidences.strict, sqlite3_column_int64(q, 0), sqlite3_column_int64(q, 1),
	    sqlite3_column_int(q, 2));
}

static const char *
keep_text(struct sightings *s, sqlite3_stmt *q, int column)
{
	const char *text = (const char *)sqlite3_column_text(q, column);

	return text != NULL && *text != '\0' ? arena_printf(s->mem, "%s", text) : NULL;
}

/* A result again, by its number. */
static int
read_auth(struct sightings *s, int64_t id, struct record *r)
{
	sqlite3_stmt *q = store_prepare(s->store, &sqlite_auth_of, ARGS(INT("id", id)));
	struct auth *a, **end;
	int rc, spf;

	if (q == NULL)
		return -1;
	if ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		spf = sqlite3_column_int(q, 0);
		a = arena_alloc(s->mem, sizeof *a);
		a->domain = keep_text(s, q, 1);
		a->selector = keep_text(s, q, 2);
		a->scope = sqlite3_column_int(q, 3);
		a->result = sqlite3_column_int(q, 4);
		for (end = spf ? &r->auth_spf : &r->auth_dkim; *end != NULL; end = &(*end)->next)
			;
		*end = a;
	}
	sqlite3_reset(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : store_fail(s->store, "auth_of");
}

static const char *
word(struct sightings *s, const struct sql *sql, uint32_t id)
{
	struct kept kept = { .mem = s->mem };

	return id == 0 || store_query(s->store, sql, ARGS(INT("id", id)), store_keep, &kept) == -1 ?
	    NULL : kept.text;
}

/* The results that stand beside, by their numbers. */
static int
read_list(struct sightings *s, uint32_t list, struct record *r)
{
	const char *p = list != 0 ? s->lists.text[list - 1] : "";
	char *end;

	for (; *p != '\0'; p = end)
		if (read_auth(s, strtoll(p, &end, 10), r) == -1)
			return -1;
	return 0;
}

int
beside_tell(struct sightings *s, const struct evidence *e, struct policy *p, struct record *r)
{
	int i;

	*p = (struct policy){ .domain = word(s, &sqlite_word_domain, e->domain),
	    .adkim = e->passes & STRICT_DKIM ? ALIGNMENT_STRICT : ALIGNMENT_RELAXED,
	    .aspf = e->passes & STRICT_SPF ? ALIGNMENT_STRICT : ALIGNMENT_RELAXED };
	*r = (struct record){ .header_from = word(s, &sqlite_word_name, e->from),
	    .dkim = e->passes & 2 ? EVALUATED_PASS : EVALUATED_FAIL,
	    .spf = e->passes & 1 ? EVALUATED_PASS : EVALUATED_FAIL };
	if (p->domain == NULL)
		return store_damage(s->store, "a record has no policy domain");
	for (i = 0; i < 3; i++)
		if (e->auth[i] != 0 && read_auth(s, e->auth[i], r) == -1)
			return -1;
	return read_list(s, e->more, r);
}

int
beside_read(struct sightings *s)
{
	struct evidences *e = &s->evidences;
	int64_t reasons = 0;

	if (store_query(s->store, &sqlite_newest_reason, NULL, store_get_int, &reasons) == -1)
		return -1;
	e->nreasons = (size_t)reasons + 1;
	e->excuses = s->excuses = arena_alloc(s->mem, e->nreasons * sizeof *s->excuses);
	if (each_row(s, &sqlite_reasons_of, add_reason) == -1 ||
	    each_row(s, &sqlite_reasons_more, add_more_reason) == -1 ||
	    each_row(s, &sqlite_auths_more, add_more_auth) == -1 ||
	    each_row(s, &sqlite_strict, add_strict) == -1)
		return -1;
	end_list(s);
	return 0;
}
