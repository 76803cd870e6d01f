#pragma once

#include "store.h"

/* A report of a few records, kept: what tests of the store begin with. */
struct few {
	const struct record *record;
	size_t		 n, at;
};

static inline int
few_next(void *arg, const struct record **r)
{
	struct few *f = arg;

	if (f->at == f->n)
		return 0;
	*r = &f->record[f->at++];
	return 1;
}

static inline struct entry
few_entry(struct few *f, const struct report *rep)
{
	static const struct origin origin = { "cli", NULL };
	struct entry e = { .report = rep, .origin = &origin, .records = f->n,
	    .next = few_next, .arg = f };
	size_t i;

	for (i = 0; i < f->n; i++)
		e.messages += f->record[i].count;
	return e;
}

static inline int
put_few(struct store *st, const struct report *rep, const struct record *r, size_t n,
    struct stored *out)
{
	struct few f = { r, n, 0 };
	const struct entry e = few_entry(&f, rep);

	return store_put(st, &e, out);
}
