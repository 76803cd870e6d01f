#pragma once

#include "arena.h"
#include "segment.h"

/*
 * What a filter chooses, and the test of a row against it.  A row passes when it
 * passes every test, and it passes a test when one of the words it names is in
 * the set of that column.  sql/sqlite/chosen.sql makes the sets.
 */
struct idset {				/* bit i: id i is in it */
	const unsigned char *bits;	/* NULL: not asked for */
	size_t		 size;		/* bytes */
};

struct choice {				/* a word of a record that may be in a set */
	struct choice	*next;
	enum { OF_ROW, OF_ROW2, OF_RECORD, OF_WHOSE } of;
	size_t		 at;		/* of its id, in struct row or struct row2 */
	struct idset	 set;
};

struct test {
	struct test	*next;
	const char	*name;		/* of the parameter that asks for it */
	struct choice	*choices;

	/* What scan_plan() makes of them: those with something in their set, kind by kind. */
	struct choice	*plan, *row2, *record, *whose, *end;
};

struct scan {
	struct arena	*mem;
	struct test	*tests;
	unsigned int	 outcomes;	/* mask */
	int64_t		 first, last;	/* record ids, of the report asked for */
	int		 conflicts;	/* shows those too */

	/* What scan_plan() makes of them. */
	struct choice	*plain;		/* tests of one word of struct row */
	size_t		 nplain;
	struct test	**others;	/* all others */
	size_t		 nothers;
	int		 words;		/* struct row2 is needed */
	int		 whose;		/* identities are */
};

/* Everything passes, until tests are added; all it needs is in the arena. */
void	scan_init(struct scan *, struct arena *);

/*
 * One choice more of the test of that name: columns are names, a blank between
 * them, of words of struct row and struct row2 (dkim, spf: those of auth), record,
 * its id, and sender, its identity.  The set is lent.  -1: there is no such column, and
 * no error set.
 */
int	scan_add(struct scan *, const char *test, const char *columns, struct idset);
void	scan_plan(struct scan *, const char *but);	/* all tests but one; NULL: all */

static inline int
idset_has(const struct idset *s, uint64_t id)
{
	return id >> 3 < s->size && (s->bits[id >> 3] >> (id & 7) & 1);
}

static inline int
choice_has(const struct choice *c, const void *row)
{
	return idset_has(&c->set, *(const uint32_t *)((const char *)row + c->at));
}

static inline int
test_passes(const struct test *t, int64_t id, const struct row *r, const struct row2 *r2,
    uint32_t whose)
{
	const struct choice *c;

	for (c = t->plan; c < t->row2; c++)
		if (choice_has(c, r))
			return 1;
	for (; c < t->record; c++)
		if (choice_has(c, r2))
			return 1;
	for (; c < t->whose; c++)
		if (idset_has(&c->set, id))
			return 1;
	for (; c < t->end; c++)
		if (idset_has(&c->set, whose))
			return 1;
	return 0;
}

/* Does a row that is one pass?  Days are the caller's, who may want several ranges in one pass. */
static inline int
scan_match(const struct scan *s, int64_t id, const struct row *r, const struct row2 *r2,
    uint32_t whose)
{
	size_t i;

	if ((s->outcomes >> r->outcome & 1) == 0 ||
	    ((r->flags & ROW_CONFLICT) != 0 && !s->conflicts) || id < s->first || id > s->last)
		return 0;
	for (i = 0; i < s->nplain; i++)
		if (!choice_has(&s->plain[i], r))
			return 0;
	for (i = 0; i < s->nothers; i++)
		if (!test_passes(s->others[i], id, r, r2, whose))
			return 0;
	return 1;
}

struct block {				/* one segment, and what to look for in it */
	const struct scan *scan;
	int		 from, to;	/* days */
	int64_t		 first;		/* record id of rows[0] */
	const struct row *rows;
	const struct row2 *rows2;
	const uint32_t	*whose;		/* NULL: not asked for, or none is told yet */
	size_t		 n;
	uint16_t	 day0, days;	/* all its rows are of day0 .. day0 + days */
	int		 damaged;	/* a row was met that cannot be */
};

/* -1: the segment is damaged, and no error set. */
int	block_open(struct block *, const struct segment *, const struct scan *, int from, int to);

/* What counts block by block; 1 when a row was met that cannot be, else 0. */
typedef int	(*count_block)(void *, struct block);

/* Is it a row?  All zeros are none, and anything else is damage. */
static inline int
block_live(struct block *b, const struct row *r)
{
	if ((r->flags & ~(ROW_FIRST | ROW_CONFLICT)) == ROW_LIVE && r->outcome < OUTCOME_MAX &&
	    (uint16_t)(r->day - b->day0) <= b->days)
		return 1;
	b->damaged |= r->flags | r->outcome | r->day;
	return 0;
}

static inline uint32_t
block_whose(const struct block *b, size_t i)
{
	return b->whose != NULL ? b->whose[i] : 0;
}

static inline int
block_match(struct block *b, size_t i)
{
	const struct row *r = &b->rows[i];

	return block_live(b, r) && r->day >= b->from && r->day <= b->to &&
	    scan_match(b->scan, b->first + i, r, b->rows2 != NULL ? &b->rows2[i] : NULL,
	    block_whose(b, i));
}
