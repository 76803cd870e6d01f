#include <string.h>

#include "scan.h"

static const struct {
	const char	*name;
	int		 of;
	size_t		 at;
} columns[] = {
	{ "domain", OF_ROW, offsetof(struct row, domain) },
	{ "from", OF_ROW, offsetof(struct row, from) },
	{ "ip", OF_ROW, offsetof(struct row, ip) },
	{ "org", OF_ROW, offsetof(struct row, org) },
	{ "efrom", OF_ROW2, offsetof(struct row2, efrom) },
	{ "eto", OF_ROW2, offsetof(struct row2, eto) },
	{ "dkim", OF_ROW2, offsetof(struct row2, auth[0]) },
	{ "dkim", OF_ROW2, offsetof(struct row2, auth[1]) },
	{ "spf", OF_ROW2, offsetof(struct row2, auth[2]) },
	{ "reason", OF_ROW2, offsetof(struct row2, reason) },
	{ "record", OF_RECORD, 0 },
	{ "sender", OF_WHOSE, 0 },
};

void
scan_init(struct scan *s, struct arena *mem)
{
	*s = (struct scan){ .mem = mem, .outcomes = OUTCOME_ALL, .last = INT64_MAX };
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

static int
add_column(struct scan *s, struct test *t, const char *name, size_t n, struct idset set)
{
	struct choice **end = &t->choices;
	int found = -1;
	size_t i;

	while (*end != NULL)
		end = &(*end)->next;

	for (i = 0; i < sizeof columns / sizeof *columns; i++) {
		if (strlen(columns[i].name) != n || memcmp(columns[i].name, name, n) != 0)
			continue;
		*end = arena_alloc(s->mem, sizeof **end);
		**end = (struct choice){ NULL, columns[i].of, columns[i].at, set };
		end = &(*end)->next;
		found = 0;
	}
	return found;
}

int
scan_add(struct scan *s, const char *test, const char *names, struct idset set)
{
	struct test *t = find_test(s, test);
	size_t n;

	for (; *names != '\0'; names += n + (names[n] == ' ')) {
		n = strcspn(names, " ");
		if (add_column(s, t, names, n, set) == -1)
			return -1;
	}
	return 0;
}

static size_t
count_choices(const struct scan *s)
{
	const struct choice *c;
	const struct test *t;
	size_t n = 0;

	for (t = s->tests; t != NULL; t = t->next)
		for (c = t->choices; c != NULL; c = c->next)
			n++;
	return n;
}

/* Those of a kind, from there on; behind them. */
static struct choice *
plan_kind(struct choice *to, const struct test *t, int of)
{
	const struct choice *c;

	for (c = t->choices; c != NULL; c = c->next)
		if ((int)c->of == of && c->set.size > 0)
			*to++ = *c;
	return to;
}

static void
plan_test(struct scan *s, struct test *t, size_t room)
{
	t->plan = arena_alloc(s->mem, room * sizeof *t->plan);
	t->row2 = plan_kind(t->plan, t, OF_ROW);
	t->record = plan_kind(t->row2, t, OF_ROW2);
	t->whose = plan_kind(t->record, t, OF_RECORD);
	t->end = plan_kind(t->whose, t, OF_WHOSE);
	s->words |= t->row2 < t->record;
	s->whose |= t->whose < t->end;
	s->others[s->nothers++] = t;
}

void
scan_plan(struct scan *s, const char *but)
{
	size_t n = count_choices(s);
	struct test *t;

	s->plain = arena_alloc(s->mem, (n + 1) * sizeof *s->plain);
	s->others = arena_alloc(s->mem, (n + 1) * sizeof *s->others);
	s->nplain = s->nothers = 0;
	s->words = s->whose = 0;
	for (t = s->tests; t != NULL; t = t->next) {
		if (but != NULL && strcmp(t->name, but) == 0)
			continue;
		if (t->choices->next == NULL && t->choices->of == OF_ROW) {
			s->plain[s->nplain++] = *t->choices;
			continue;
		}
		plan_test(s, t, n);
	}
}

int
block_open(struct block *b, const struct segment *s, const struct scan *scan, int from, int to)
{
	const size_t size = SEGMENT_ROWS * sizeof(struct row);
	const size_t size2 = SEGMENT_ROWS * sizeof(struct row2);
	const size_t size3 = SEGMENT_ROWS * sizeof(uint32_t);

	if (s->id < 0 || s->id > INT64_MAX >> SEGMENT_BITS || s->day0 < 0 || s->day1 < s->day0 ||
	    s->day1 > UINT16_MAX || s->rows == NULL || s->size != size ||
	    (s->rows2 != NULL && s->size2 != size2) || (s->rows2 == NULL && scan->words) ||
	    (s->whose != NULL && s->size3 != size3))
		return -1;
	*b = (struct block){ .scan = scan, .from = from, .to = to,
	    .first = s->id << SEGMENT_BITS, .rows = s->rows, .rows2 = s->rows2,
	    .whose = s->whose,
	    .n = SEGMENT_ROWS, .day0 = s->day0, .days = s->day1 - s->day0 };
	return 0;
}
