#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "uidset.h"


void
uidset_add(struct uidset *s, uint32_t first, uint32_t last)
{
	struct uid_range *r = s->count > 0 ? &s->range[s->count - 1] : NULL;

	if (r != NULL && first >= r->first && first - 1 <= r->last) {
		if (last > r->last)
			r->last = last;
		return;
	}
	if (s->count == s->room) {
		s->room = 2 * s->room + 16;
		s->range = xrealloc(s->range, s->room * sizeof *s->range);
	}
	s->range[s->count++] = (struct uid_range){ first, last };
}

static int
number(uint32_t *n, const char **p)
{
	char *end;
	uint64_t v;

	if (**p < '1' || **p > '9')
		return -1;
	errno = 0;
	v = strtoull(*p, &end, 10);
	if (errno != 0 || v > UINT32_MAX)
		return -1;
	*n = (uint32_t)v;
	*p = end;
	return 0;
}

int
uidset_parse(struct uidset *s, const char *p)
{
	uint32_t a, b;

	for (;; p++) {
		if (number(&a, &p) == -1)
			break;
		b = a;
		if (*p == ':' && (p++, number(&b, &p) == -1))
			break;
		uidset_add(s, a < b ? a : b, a < b ? b : a);
		if (*p == '\0')
			return 0;
		if (*p != ',')
			break;
	}
	return fail(ERR_REMOTE, "no set of mails: %.40s", p);
}

static int
by_first(const void *a, const void *b)
{
	const struct uid_range *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

void
uidset_sort(struct uidset *s)
{
	size_t i, n = s->count;

	if (n == 0)
		return;
	qsort(s->range, n, sizeof *s->range, by_first);
	for (s->count = 1, i = 1; i < n; i++)
		uidset_add(s, s->range[i].first, s->range[i].last);
}

int
uidset_has(const struct uidset *s, uint32_t uid)
{
	size_t low = 0, high = s->count, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (s->range[mid].last < uid)
			low = mid + 1;
		else
			high = mid;
	}
	return low < s->count && s->range[low].first <= uid;
}

uint64_t
uidset_size(const struct uidset *s)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < s->count; i++)
		n += (uint64_t)s->range[i].last - s->range[i].first + 1;
	return n;
}

void
uidset_clear(struct uidset *s)
{
	s->count = 0;
}

void
uidset_free(struct uidset *s)
{
	free(s->range);
	*s = (struct uidset){ NULL, 0, 0 };
}

const char *
uidset_text(const struct uidset *s, size_t *at, size_t max, struct arena *mem)
{
	char *text = arena_alloc(mem, max + 1), *p = text;
	const struct uid_range *r;

	for (; *at < s->count && (size_t)(p - text) + UID_RANGE_TEXT < max; ++*at) {
		r = &s->range[*at];
		p += snprintf(p, UID_RANGE_TEXT, "%s%" PRIu32, p > text ? "," : "", r->first);
		if (r->last > r->first)
			p += snprintf(p, UID_RANGE_TEXT, ":%" PRIu32, r->last);
	}
	return text;
}
