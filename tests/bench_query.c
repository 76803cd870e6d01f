#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "bench.h"
#include "err.h"
#include "filter.h"
#include "readiness.h"
#include "sql.h"
#include "store.h"

/*
 * bench_query DB ROUNDS: reads "name query" lines (summary range=all) and
 * answers each with a line: median milliseconds of the processor, by the clock,
 * and bytes of the answer.  No cache, no HTTP: filter, statement, JSON.
 */
#define ROUNDS_MAX	99
#define DAY		86400

static const struct {
	const char	*name;
	const struct sql *sql;
	unsigned int	 takes;
} questions[] = {
	{ "summary", &sql_summary, TAKES_FILTERS },
	{ "group", &sql_group, TAKES_FILTERS | TAKES(BY) | TAKES(POLICY) | TAKES(SORT_GROUP) |
	    TAKES(LIMIT) | TAKES(PAGE) },
	{ "facets", &sql_facets, TAKES_FILTERS },
	{ "records", &sql_records, TAKES_FILTERS | TAKES(SORT_RECORDS) | TAKES(LIMIT) |
	    TAKES(AFTER) | TAKES(BEFORE) },
	{ "reports", &sql_reports, TAKES_FILTERS | TAKES(SORT_REPORTS) | TAKES(LIMIT) |
	    TAKES(AFTER) | TAKES(BEFORE) },
};

static int
measure_size(void *arg, const char *p, size_t n)
{
	(void)p;
	*(size_t *)arg = n;
	return 0;
}

static void
ask(struct store *st, const char *name, const char *query, struct arena *mem, size_t *size)
{
	struct arg ready[READINESS_ARGS];
	const struct arg *args;
	size_t i;

	for (i = 0; i < sizeof questions / sizeof *questions; i++)
		if (strcmp(questions[i].name, name) == 0)
			break;
	if (i == sizeof questions / sizeof *questions)
		bench_die(name, "no such question");
	arena_reset(mem, 0);
	args = filter_parse(query, questions[i].takes, time(NULL) / DAY, mem);
	if (args == NULL || readiness_args(ready) == -1 || store_query(st, questions[i].sql,
	    args_join(mem, args, ready), measure_size, size) == -1)
		bench_die(query, err_text());
}

static void
measure(struct store *st, const char *name, const char *query, struct arena *mem, int rounds)
{
	double cpu[ROUNDS_MAX], wall[ROUNDS_MAX];
	size_t size = 0;
	int r;

	ask(st, name, query, mem, &size);		/* warm */
	for (r = 0; r < rounds; r++) {
		cpu[r] = bench_now(CLOCK_PROCESS_CPUTIME_ID);
		wall[r] = bench_now(CLOCK_MONOTONIC);
		ask(st, name, query, mem, &size);
		cpu[r] = bench_now(CLOCK_PROCESS_CPUTIME_ID) - cpu[r];
		wall[r] = bench_now(CLOCK_MONOTONIC) - wall[r];
	}
	printf("%f\t%f\t%zu\n", bench_median(cpu, rounds) * 1e3, bench_median(wall, rounds) * 1e3,
	    size);
}

int
main(int argc, char **argv)
{
	struct arena *mem = arena_new();
	char line[4096], *query;
	struct store *st;
	int rounds;

	if (argc != 3 || (rounds = strtol(argv[2], NULL, 10)) < 1 || rounds > ROUNDS_MAX)
		bench_die("usage", "bench_query DB ROUNDS");
	if ((st = store_open(argv[1], STORE_READ)) == NULL)
		bench_die(argv[1], err_text());
	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		query = line + strcspn(line, " ");
		if (*query == ' ')
			*query++ = '\0';
		measure(st, line, query, mem, rounds);
	}
	store_close(st);
	arena_free(mem);
	return 0;
}
