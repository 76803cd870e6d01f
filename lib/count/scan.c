#include <string.h>

#include "scan.h"

enum column { COLUMN_DOMAIN, COLUMN_FROM, COLUMN_IP, COLUMN_ORG,	/* of struct row */
    COLUMN_ROW2, COLUMN_EFROM = COLUMN_ROW2, COLUMN_ETO, COLUMN_AUTH, COLUMN_REASON,
    COLUMN_RECORD, COLUMN_MAX };

static const char *const names[COLUMN_MAX] = {
	[COLUMN_DOMAIN] = "domain", [COLUMN_FROM] = "from", [COLUMN_IP] = "ip",
	[COLUMN_ORG] = "org", [COLUMN_EFROM] = "efrom", [COLUMN_ETO] = "eto",
	[COLUMN_AUTH] = "auth", [COLUMN_REASON] = "reason", [COLUMN_RECORD] = "record",
};

static const size_t in_row[COLUMN_ROW2] = {
	[COLUMN_DOMAIN]	= offsetof(struct row, domain),
	[COLUMN_FROM]	= offsetof(struct row, from),
	[COLUMN_IP]	= offsetof(struct row, ip),
	[COLUMN_ORG]	= offsetof(struct row, org),
};

void
scan_init(struct scan *s, struct arena *mem)
{
	*s = (struct scan){ .mem = mem, .outcomes = OUTCOME_ALL, .last = INT64_MAX };
}

/* The mask of columns named, 0 when one is none. */
static unsigned int
columns_of(const char *s)
{
	unsigned int mask = 0;
	size_t n;
	int c;

	for (; *s != '\0'; s += n + (s[n] == ' ')) {
		n = strcspn(s, " ");
		for (c = 0; c < COLUMN_MAX; c++)
			if (strlen(names[c]) == n && memcmp(names[c], s, n) == 0)
				break;
		if (c == COLUMN_MAX)
			return 0;
		mask |= 1u << c;
	}
	return mask;
}

static struct test *
find_test(struct scan *s, const char *name)
{
	struct test **at;

	for (at = &s->tests; *at != NULL; at = &(*at)->next)
		if (strcmp((*at)->name, name) == 0)
			return *at;
	*at = arena_alloc(s->mem, sizeof **at);
	(*at)->name = arena_strndup(s->mem, name, strlen(name));
	return *at;
}

int
scan_add(struct scan *s, const char *test, const char *columns, struct idset set)
{
	struct choice *c = arena_alloc(s->mem, sizeof *c);
	struct test *t = find_test(s, test);

	*c = (struct choice){ t->choices, columns_of(columns), set };
	t->choices = c;
	t->words |= c->columns >> COLUMN_ROW2 != 0;
	return c->columns == 0 ? -1 : 0;
}

/* The column of struct row that is all a test looks at; or -1. */
static int
only_column(const struct test *t)
{
	int c;

	for (c = 0; c < COLUMN_ROW2; c++)
		if (t->choices->next == NULL && t->choices->columns == 1u << c)
			return c;
	return -1;
}

void
scan_plan(struct scan *s, const char *but)
{
	struct test *t, *other;
	size_t n = 0;
	int c;

	for (t = s->tests; t != NULL; t = t->next)
		n++;
	s->plain = arena_alloc(s->mem, (n + 1) * sizeof *s->plain);
	s->nplain = 0;
	s->others = NULL;
	s->words = 0;
	for (t = s->tests; t != NULL; t = t->next) {
		if (but != NULL && strcmp(t->name, but) == 0)
			continue;
		if ((c = only_column(t)) != -1) {
			s->plain[s->nplain++] = (struct plain){ in_row[c], t->choices->set };
			continue;
		}
		other = arena_alloc(s->mem, sizeof *other);
		*other = *t;
		other->next = s->others;
		s->others = other;
		s->words |= t->words;
	}
}

static int
chosen(const struct choice *c, int64_t id, const struct row *r, const struct row2 *r2)
{
	const struct idset *set = &c->set;
	unsigned int mask = c->columns;
	int i;

	for (i = 0; i < COLUMN_ROW2; i++)
		if ((mask >> i & 1) != 0 &&
		    idset_has(set, *(const uint32_t *)((const char *)r + in_row[i])))
			return 1;
	if (mask >> COLUMN_ROW2 == 0)
		return 0;
	return ((mask >> COLUMN_EFROM & 1) != 0 && idset_has(set, r2->efrom)) ||
	    ((mask >> COLUMN_ETO & 1) != 0 && idset_has(set, r2->eto)) ||
	    ((mask >> COLUMN_REASON & 1) != 0 && idset_has(set, r2->reason)) ||
	    ((mask >> COLUMN_RECORD & 1) != 0 && idset_has(set, id)) ||
	    ((mask >> COLUMN_AUTH & 1) != 0 && (idset_has(set, r2->auth[0]) ||
	    idset_has(set, r2->auth[1]) || idset_has(set, r2->auth[2])));
}

int
scan_others(const struct scan *s, int64_t id, const struct row *r, const struct row2 *r2)
{
	const struct choice *c;
	const struct test *t;

	for (t = s->others; t != NULL; t = t->next) {
		if (t->words && r2 == NULL)
			return 0;
		for (c = t->choices; c != NULL; c = c->next)
			if (chosen(c, id, r, r2))
				break;
		if (c == NULL)
			return 0;
	}
	return 1;
}

int
block_open(struct block *b, const struct segment *s, const struct scan *scan, int from, int to)
{
	const size_t size = SEGMENT_ROWS * sizeof(struct row);
	const size_t size2 = SEGMENT_ROWS * sizeof(struct row2);

	if (s->id < 0 || s->id > INT64_MAX >> SEGMENT_BITS || s->day0 < 0 || s->day1 < s->day0 ||
	    s->day1 > UINT16_MAX || s->rows == NULL || s->size != size ||
	    (s->rows2 != NULL && s->size2 != size2) || (s->rows2 == NULL && scan->words))
		return -1;
	*b = (struct block){ .scan = scan, .from = from, .to = to,
	    .first = s->id << SEGMENT_BITS, .rows = s->rows, .rows2 = s->rows2,
	    .n = SEGMENT_ROWS, .day0 = s->day0, .days = s->day1 - s->day0 };
	return 0;
}
