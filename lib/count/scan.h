#pragma once

#include "segment.h"

/*
 * What a filter chooses, as sets of dictionary ids, and the test of a row
 * against it.  A statement that names the parameter :chosen gets a pointer to
 * one; :chosen_but_domain and :chosen_but_org leave that set out.
 */
enum set { SET_DOMAIN, SET_FROM, SET_IP, SET_ORG, SET_POLICY,	/* of policies the domains */
    SET_SELECTOR, SET_SELECTOR_MORE,			/* auth; record */
    SET_Q_DOMAIN, SET_Q_NAME, SET_Q_ORG, SET_Q_AUTH, SET_Q_REASON, SET_Q_RECORD, SET_MAX };

struct idset {				/* bit i: id i is in it */
	const unsigned char *bits;	/* NULL: not asked for */
	size_t		 size;		/* bytes */
};

struct scan {
	struct idset	 sets[SET_MAX];
	struct {
		size_t	 at;		/* of the id, in struct row */
		const struct idset *set;
	} plain[SET_SELECTOR];		/* the sets asked for that struct row answers */
	int		 nplain;
	int		 words;		/* struct row2 is needed as well */
	unsigned int	 outcomes;	/* mask */
	int64_t		 first, last;	/* record ids, of the report asked for */
	int		 conflicts;	/* shows those too */
	struct arena	*mem;
};

int	scan_bind(struct store *, sqlite3_stmt *, int param, const char *name, const struct arg *);

/* passes(:chosen, the columns of segment_row): the same test of a single record. */
void	scan_passes(sqlite3_context *, int, sqlite3_value **);

int	scan_words(const struct scan *, int64_t id, const struct row *, const struct row2 *);

static inline int
idset_has(const struct idset *s, uint64_t id)
{
	return id >> 3 < s->size && (s->bits[id >> 3] >> (id & 7) & 1);
}

/* Does a row that is one pass?  Days are the caller's, who may want several ranges in one pass. */
static inline int
scan_match(const struct scan *s, int64_t id, const struct row *r, const struct row2 *r2)
{
	int i;

	if ((s->outcomes >> r->outcome & 1) == 0 ||
	    ((r->flags & ROW_CONFLICT) != 0 && !s->conflicts) || id < s->first || id > s->last)
		return 0;
	for (i = 0; i < s->nplain; i++)
		if (!idset_has(s->plain[i].set,
		    *(const uint32_t *)((const char *)r + s->plain[i].at)))
			return 0;
	return !s->words || (r2 != NULL && scan_words(s, id, r, r2));
}

/*
 * The arguments every aggregate over segments begins with:
 *	(:chosen, :from, :to, seg.id, seg.day0, seg.day1, seg.rows, seg2.rows or NULL, ...)
 */
enum { ARG_CHOSEN, ARG_FROM, ARG_TO, ARG_SEG, ARG_DAY0, ARG_DAY1, ARG_ROWS, ARG_ROWS2, ARG_OWN };

struct block {				/* one segment, and what to look for in it */
	const struct scan *scan;
	int		 from, to;	/* days */
	int64_t		 first;		/* record id of rows[0] */
	const struct row *rows;
	const struct row2 *rows2;
	size_t		 n;
	uint16_t	 day0, days;	/* all its rows are of day0 .. day0 + days */
	int		 damaged;	/* a row was met that cannot be */
};

/*
 * The segment of a step; -1, and the function has an error, when it is damaged
 * or memory ran out.  block_end() has the same for what was met in its rows.
 */
int		block_args(sqlite3_context *, sqlite3_value **, struct block *);
int		block_end(sqlite3_context *, const struct block *);

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

static inline int
block_match(struct block *b, size_t i)
{
	const struct row *r = &b->rows[i];

	return block_live(b, r) && r->day >= b->from && r->day <= b->to &&
	    scan_match(b->scan, b->first + i, r, b->rows2 != NULL ? &b->rows2[i] : NULL);
}
