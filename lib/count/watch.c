#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "cells.h"
#include "watch.h"

/* NULL: there is no such id. */
static struct seen *
seen_at(struct seens *s, size_t id)
{
	size_t n = id + id / 2 + 256;

	if (id > s->max)
		return NULL;
	if (id >= s->n) {
		s->seen = xrealloc(s->seen, n * sizeof *s->seen);
		memset(s->seen + s->n, 0, (n - s->n) * sizeof *s->seen);
		s->n = n;
	}
	return &s->seen[id];
}

/* Days of nothing count for nothing: a record may be of no messages. */
static int
see(struct seen *s, const struct row *r)
{
	static const int disposed[] = { WATCH_ALL, WATCH_QUARANTINE, WATCH_REJECT };
	int sum = disposed[r->outcome >> 2];
	uint64_t n = row_count(r);

	if (s == NULL)
		return -1;
	if (n == 0)
		return 0;
	cells_sum(&s->sum[WATCH_ALL], n);
	if (!OUTCOME_PASS(r->outcome)) {
		if (s->sum[WATCH_FAIL] == 0 || r->day < s->failed)
			s->failed = r->day;
		cells_sum(&s->sum[WATCH_FAIL], n);
	}
	if (sum != WATCH_ALL) {
		if (s->sum[WATCH_QUARANTINE] + s->sum[WATCH_REJECT] == 0 || r->day < s->blocked)
			s->blocked = r->day;
		cells_sum(&s->sum[sum], n);
	}
	return 0;
}

void
watch_open(struct watch *w, const struct bounds *bounds)
{
	*w = (struct watch){ .domains = { .max = bounds->max[BOUND_DOMAIN] },
	    .ips = { .max = bounds->max[BOUND_IP] } };
}

int
watch_block(void *watch, struct block b)
{
	struct watch *w = watch;
	size_t i;

	for (i = 0; i < b.n; i++)
		if (block_match(&b, i)) {
			b.damaged |= see(seen_at(&w->domains, b.rows[i].domain), &b.rows[i]);
			b.damaged |= see(seen_at(&w->ips, b.rows[i].ip), &b.rows[i]);
		}
	return b.damaged;
}

void
watch_close(struct watch *w)
{
	free(w->domains.seen);
	free(w->ips.seen);
}
