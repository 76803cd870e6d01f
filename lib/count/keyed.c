#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "keyed.h"

/* The selectors that stand beside the record: of its third signature and on. */
struct more {
	int64_t		 record;
	uint32_t	 selector;
};

struct selectors {
	uint32_t	*of;		/* by auth id */
	size_t		 n;
	struct more	*more;		/* by record id */
	size_t		 nmore, at;
};

static const struct {
	const char	*name;
	enum bound	 bound;
	size_t		 at;
} columns[] = {
	{ "domain", BOUND_DOMAIN, offsetof(struct row, domain) },
	{ "ip", BOUND_IP, offsetof(struct row, ip) },
	{ "org", BOUND_ORG, offsetof(struct row, org) },
	{ "from", BOUND_NAME, offsetof(struct row, from) },
};

int
keyed_open(struct keyed *k, const char *by, const struct bounds *bounds)
{
	size_t i;

	*k = (struct keyed){ .max_ip = bounds->max[BOUND_IP], .word = BOUND_NAME };
	for (i = 0; i < sizeof columns / sizeof *columns; i++)
		if (strcmp(columns[i].name, by) == 0) {
			k->at = columns[i].at;
			k->word = columns[i].bound;
		}
	k->max = bounds->max[k->word];
	if (strcmp(by, "selector") != 0)
		return 0;
	k->selectors = xrealloc(NULL, sizeof *k->selectors);
	*k->selectors = (struct selectors){ .n = (size_t)bounds->max[BOUND_AUTH] + 1 };
	k->selectors->of = xrealloc(NULL, k->selectors->n * sizeof *k->selectors->of);
	memset(k->selectors->of, 0, k->selectors->n * sizeof *k->selectors->of);
	return 1;
}

void
keyed_selector(void *keyed, int64_t auth, int64_t selector)
{
	struct selectors *s = ((struct keyed *)keyed)->selectors;

	if (auth >= 0 && (size_t)auth < s->n)
		s->of[auth] = selector;
}

void
keyed_more(void *keyed, int64_t record, int64_t selector)
{
	struct selectors *s = ((struct keyed *)keyed)->selectors;

	if ((s->nmore & (s->nmore + 1)) == 0)
		s->more = xrealloc(s->more, (2 * s->nmore + 2) * sizeof *s->more);
	s->more[s->nmore++] = (struct more){ record, selector };
}

static size_t
add_key(uint32_t *keys, size_t n, uint32_t id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (keys[i] == id)
			return n;
	if (id != 0 && n < ROW_KEYS)
		keys[n++] = id;
	return n;
}

size_t
keyed_selectors(struct keyed *k, struct block *b, size_t i, uint32_t *keys)
{
	static const struct row2 none = { .auth = { UINT32_MAX } };
	const struct row2 *r = b->rows2 != NULL ? &b->rows2[i] : &none;
	struct selectors *s = k->selectors;
	int64_t id = b->first + i;
	size_t n = 0;
	int a;

	for (a = 0; a < 2; a++)
		if (r->auth[a] < s->n)
			n = add_key(keys, n, s->of[r->auth[a]]);
		else
			b->damaged = 1;
	if (s->at > 0 && s->more[s->at - 1].record >= id)	/* another scan begins */
		s->at = 0;
	while (s->at < s->nmore && s->more[s->at].record < id)
		s->at++;
	for (; s->at < s->nmore && s->more[s->at].record == id; s->at++)
		n = add_key(keys, n, s->more[s->at].selector);
	return n;
}

void
keyed_close(struct keyed *k)
{
	if (k->selectors == NULL)
		return;
	free(k->selectors->of);
	free(k->selectors->more);
	free(k->selectors);
	k->selectors = NULL;
}
