#include <stdlib.h>

#include "groups.h"

void
groups_open(struct groups *g, struct keyed *keyed, int64_t limit)
{
	*g = (struct groups){ .keyed = keyed, .cells = { .max = keyed->max, .limit = limit } };
}

int
groups_block(void *groups, struct block b)
{
	struct groups *g = groups;
	uint32_t keys[ROW_KEYS];
	size_t i, k, n;

	for (i = 0; i < b.n; i++) {
		if (!block_match(&b, i))
			continue;
		cells_sum(&g->messages, row_count(&b.rows[i]));
		if (!OUTCOME_PASS(b.rows[i].outcome))
			cells_sum(&g->fail, row_count(&b.rows[i]));
		n = keyed_of(g->keyed, &b, i, keys);
		for (k = 0; k < n; k++)
			b.damaged |= cells_add(&g->cells, keys[k], &b.rows[i]);
	}
	return b.damaged;
}

void
groups_close(struct groups *g)
{
	free(g->cells.cell);
}
