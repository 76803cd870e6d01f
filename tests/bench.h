#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Time as the measuring programs take it: of the processor, or of the clock. */
static inline double
bench_now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static inline int
bench_order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static inline double
bench_median(double *v, size_t n)
{
	qsort(v, n, sizeof *v, bench_order);
	return v[n / 2];
}

static inline void __attribute__((noreturn))
bench_die(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	exit(2);
}
