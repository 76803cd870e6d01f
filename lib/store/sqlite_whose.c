#include <stdlib.h>
#include <string.h>

#include "sqlite.h"
#include "sqlite_look.h"
#include "sqlite_segment.h"
#include "sqlite_whose.h"

#define KEPT_AT_ONCE	64		/* segments */

static int
read_whose(struct whose *w, int64_t segment)
{
	sqlite3_stmt *q = store_prepare(w->store, &sqlite_find_seg3, ARGS(INT("id", segment)));
	const void *rows;
	int rc;

	if (q == NULL)
		return -1;
	w->segment = segment;
	memset(w->rows, 0, sizeof w->rows);
	if ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		rows = sqlite3_column_blob(q, 0);
		if (sqlite3_column_bytes(q, 0) != sizeof w->rows)
			rc = SQLITE_CORRUPT;
		else if (rows == NULL)
			rc = SQLITE_NOMEM;
		else
			memcpy(w->rows, rows, sizeof w->rows);
	}
	sqlite3_reset(q);
	if (rc == SQLITE_CORRUPT)
		return store_damage(w->store, SEGMENT_DAMAGED);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : store_fail(w->store, "seg3");
}

int
whose_of(struct whose *w, int64_t record, uint32_t *identity)
{
	if (record >> SEGMENT_BITS != w->segment && read_whose(w, record >> SEGMENT_BITS) == -1)
		return -1;
	*identity = w->rows[record & (SEGMENT_ROWS - 1)];
	return 0;
}

static int
write_whose(struct store *st, int64_t segment, const uint32_t rows[SEGMENT_ROWS])
{
	return store_exec(st, &sqlite_set_seg3, ARGS(INT("id", segment),
	    BLOB("rows", rows, SEGMENT_ROWS * sizeof *rows)));
}

struct changed {			/* a segment whose records are another's now */
	struct changed	*next;
	int64_t		 segment;
	uint32_t	 rows[SEGMENT_ROWS];
};

struct keeping {
	struct sightings *sightings;
	const uint32_t	*identities;
	struct changed	*changed;
};

/* What is kept of the segment, with what is told now. */
static int
tell_block(void *arg, struct block b)
{
	struct keeping *k = arg;
	struct changed *c = xrealloc(NULL, sizeof *c);
	int changes = 0;
	int64_t place;
	uint32_t told;
	size_t i;

	for (i = 0; i < b.n; i++) {
		told = c->rows[i] = block_whose(&b, i);
		if (!block_match(&b, i))
			continue;
		if ((place = evidences_place(&k->sightings->evidences, &b, i)) == -2)
			b.damaged = 1;
		if (place >= 0)
			c->rows[i] = k->identities[place];
		changes |= c->rows[i] != told;
	}
	c->segment = b.first >> SEGMENT_BITS;
	c->next = k->changed;
	if (changes)
		k->changed = c;
	else
		free(c);
	return b.damaged;
}

static int
write_changed(struct keeping *k)
{
	struct store *st = k->sightings->store;
	struct changed *c;
	int rv = 0;

	if (k->changed != NULL && (rv = store_enter(st)) == 0) {
		for (c = k->changed; c != NULL && rv == 0; c = c->next)
			rv = write_whose(st, c->segment, c->rows);
		rv = store_leave(st, rv);
	}
	while ((c = k->changed) != NULL) {
		k->changed = c->next;
		free(c);
	}
	return rv;
}

/* A few at a time: that is what the lock is held for, and what is in memory. */
int
look_keep(struct sightings *s, int64_t from, const uint32_t *identities)
{
	struct keeping k = { s, identities, NULL };
	int64_t last = s->records >> SEGMENT_BITS;
	int rv = 0;

	s->chosen->whose = 1;
	evidences_again(&s->evidences);
	for (s->chosen->first = 0; rv == 0 && s->chosen->first <= last;
	    s->chosen->first += KEPT_AT_ONCE) {
		s->chosen->last = s->chosen->first + KEPT_AT_ONCE - 1;
		rv = chosen_scan(s->store, s->chosen, NULL, from, UINT16_MAX, tell_block, &k);
		if (write_changed(&k) == -1)
			rv = -1;
	}
	return rv;
}
