#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "bench.h"
#include "segment.h"

/*
 * bench_scan FILE ROUNDS: the dashboard's panels over plain arrays in memory,
 * without filter, SQL or JSON: what any answer has to be compared with.  FILE
 * holds the rows of seg, end to end.  Prints the rows and the median
 * milliseconds of the processor.
 */
#define ROUNDS_MAX	99
#define TOP		10

enum { DOMAIN_ID, ORG_ID, IP_ID, FROM_ID, IDS };

struct columns {
	size_t		 n;
	uint16_t	*day;
	uint8_t		*outcome;
	uint32_t	*id[IDS];
	uint64_t	*count;
	size_t		 size[IDS];	/* ids are below this */
};

struct sum {
	uint64_t	 messages, fail;
};

struct panels {
	uint64_t	 outcome[OUTCOME_MAX];
	struct sum	*day, *id[IDS];
	uint32_t	 top[IDS][2][TOP];
};

static void
load(struct columns *c, FILE *in)
{
	const size_t at[IDS] = { offsetof(struct row, domain), offsetof(struct row, org),
	    offsetof(struct row, ip), offsetof(struct row, from) };
	struct row r;
	size_t size = 0, i;

	while (fread(&r, sizeof r, 1, in) == 1) {
		if ((r.flags & ROW_LIVE) == 0 || (r.flags & ROW_CONFLICT) != 0)
			continue;
		if (c->n == size) {
			size = size * 2 + 4096;
			c->day = xrealloc(c->day, size * sizeof *c->day);
			c->outcome = xrealloc(c->outcome, size);
			c->count = xrealloc(c->count, size * sizeof *c->count);
			for (i = 0; i < IDS; i++)
				c->id[i] = xrealloc(c->id[i], size * sizeof *c->id[i]);
		}
		c->day[c->n] = r.day;
		c->outcome[c->n] = r.outcome;
		c->count[c->n] = row_count(&r);
		for (i = 0; i < IDS; i++) {
			memcpy(&c->id[i][c->n], (char *)&r + at[i], sizeof(uint32_t));
			if (c->id[i][c->n] >= c->size[i])
				c->size[i] = c->id[i][c->n] + 1;
		}
		c->n++;
	}
}

static void
find_top(uint32_t *top, const struct sum *s, size_t n, int failed)
{
	uint64_t least = 0, v;
	size_t i, k, used = 0;

	for (i = 0; i < n; i++) {
		v = failed ? s[i].fail : s[i].messages;
		if (v == 0 || (used == TOP && v <= least))
			continue;
		for (k = used < TOP ? used++ : TOP - 1; k > 0; k--) {
			const struct sum *above = &s[top[k - 1]];

			if ((failed ? above->fail : above->messages) >= v)
				break;
			top[k] = top[k - 1];
		}
		top[k] = i;
		least = failed ? s[top[used - 1]].fail : s[top[used - 1]].messages;
	}
}

static void
scan(struct panels *p, const struct columns *c)
{
	size_t i, k;

	memset(p->outcome, 0, sizeof p->outcome);
	memset(p->day, 0, sizeof *p->day * (UINT16_MAX + 1));
	for (k = 0; k < IDS; k++)
		memset(p->id[k], 0, sizeof *p->id[k] * c->size[k]);
	for (i = 0; i < c->n; i++) {
		uint64_t n = c->count[i], fail = OUTCOME_PASS(c->outcome[i]) ? 0 : n;

		p->outcome[c->outcome[i]] += n;
		p->day[c->day[i]].messages += n;
		p->day[c->day[i]].fail += fail;
		for (k = 0; k < IDS; k++) {
			p->id[k][c->id[k][i]].messages += n;
			p->id[k][c->id[k][i]].fail += fail;
		}
	}
	for (k = 0; k < IDS; k++) {
		find_top(p->top[k][0], p->id[k], c->size[k], 0);
		find_top(p->top[k][1], p->id[k], c->size[k], 1);
	}
}

int
main(int argc, char **argv)
{
	struct columns c = { 0 };
	struct panels p = { 0 };
	double cpu[ROUNDS_MAX];
	FILE *in;
	int rounds, r, k;

	if (argc != 3 || (rounds = strtol(argv[2], NULL, 10)) < 1 || rounds > ROUNDS_MAX)
		bench_die("usage", "bench_scan FILE ROUNDS");
	if ((in = fopen(argv[1], "rb")) == NULL)
		bench_die(argv[1], "cannot be opened");
	load(&c, in);
	fclose(in);
	p.day = xrealloc(NULL, sizeof *p.day * (UINT16_MAX + 1));
	for (k = 0; k < IDS; k++)
		p.id[k] = xrealloc(NULL, sizeof *p.id[k] * c.size[k]);
	for (r = 0; r < rounds; r++) {
		cpu[r] = bench_now(CLOCK_PROCESS_CPUTIME_ID);
		scan(&p, &c);
		cpu[r] = bench_now(CLOCK_PROCESS_CPUTIME_ID) - cpu[r];
	}
	printf("%zu\t%f\n", c.n, bench_median(cpu, rounds) * 1e3);
	for (k = 0; k < IDS; k++) {
		free(c.id[k]);
		free(p.id[k]);
	}
	free(c.day);
	free(c.outcome);
	free(c.count);
	free(p.day);
	return 0;
}
