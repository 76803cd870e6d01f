#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "arena.h"
#include "clock.h"
#include "progress.h"

#define BAR	30
#define REDRAW	100			/* ms */
#define SECOND	1000

struct progress {
	enum progress_of of;
	int64_t	 total, done, count;
	int64_t	 start, drawn;		/* clock_ms() */
	int	 shown;
};

struct progress *
progress_new(int64_t total, enum progress_of of)
{
	struct progress *p = xrealloc(NULL, sizeof *p);

	*p = (struct progress){ .of = of, .total = total, .start = clock_ms() };
	return p;
}

static void
draw(struct progress *p)
{
	static const char full[] = "##############################";
	int64_t t = clock_ms(), spent = t - p->start, done, left;
	double part;

	if (t - p->drawn < REDRAW || spent == 0)
		return;
	p->drawn = t;
	p->shown = 1;
	fputs("\r\033[K", stderr);
	if (p->total > 0) {
		done = p->of == PROGRESS_COUNT ? p->count : p->done;
		part = done < p->total ? (double)done / p->total : 1;
		left = part > 0 ? spent / part * (1 - part) / SECOND : 0;
		fprintf(stderr, "%3.0f%% [%-*.*s] %" PRId64 ":%02" PRId64 " left, ", part * 100,
		    BAR, (int)(part * BAR), full, left / 60, left % 60);
	}
	fprintf(stderr, "%" PRId64 " read, %.0f/s, %.1f MB/s", p->count,
	    p->count * (double)SECOND / spent, p->done / 1e3 / spent);
	fflush(stderr);
}

void
progress_total(struct progress *p, int64_t total)
{
	if (p != NULL)
		p->total = total;
}

void
progress_add(struct progress *p, int64_t bytes)
{
	if (p == NULL)
		return;
	p->done += bytes;
	draw(p);
}

void
progress_count(struct progress *p)
{
	if (p == NULL)
		return;
	p->count++;
	draw(p);
}

void
progress_hide(struct progress *p)
{
	if (p == NULL || !p->shown)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	p->shown = 0;
}

void
progress_free(struct progress *p)
{
	progress_hide(p);
	free(p);
}
