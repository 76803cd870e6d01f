#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "arena.h"
#include "interned.h"
#include "roster.h"
#include "sightings.h"

struct kept_domain {			/* while sightings come */
	const char	*name;
	struct sight	*sights;
	size_t		 n;
};

struct roster {
	const struct knowledge *knowledge;
	struct arena	*mem;
	struct interned	 domains;
	struct kept_domain *of;		/* by number */
	uint32_t	 sightings;
	const struct trace *trace;	/* of those that are alike */
	uint32_t	 alike;
	struct kept_domain *domain;
};

static struct kept_domain *
domain_of(struct roster *r, const char *name)
{
	uint32_t count = r->domains.count, at = interned_add(&r->domains, name);

	if (at == count) {
		if ((count & (count + 1)) == 0)
			r->of = xrealloc(r->of, (2 * (size_t)count + 2) * sizeof *r->of);
		r->of[at] = (struct kept_domain){ .name = name };
	}
	return &r->of[at];
}

static void
begin_trace(struct roster *r, const struct sighting *s)
{
	struct trace *t = arena_alloc(r->mem, sizeof *t);

	trace_read(t, s->policy, s->record, s->excuses, &r->knowledge->names, r->mem);
	r->trace = t;
	r->alike = s->alike;
	r->domain = domain_of(r, t->domain);
}

static int
add_sighting(void *arg, const struct sighting *told)
{
	struct roster *r = arg;
	struct kept_domain *d;
	struct sight *s;

	if (r->trace == NULL || r->alike != told->alike)
		begin_trace(r, told);
	d = r->domain;
	if ((d->n & (d->n + 1)) == 0)
		d->sights = xrealloc(d->sights, (2 * d->n + 2) * sizeof *d->sights);
	s = &d->sights[d->n++];
	*s = (struct sight){ .trace = r->trace, .ip = told->ip, .messages = told->messages,
	    .believed = 1, .number = r->sightings++ };
	memcpy(s->days, told->days, sizeof s->days);
	return 0;
}

static int
by_address(const void *a, const void *b)
{
	const struct sight *x = a, *y = b;

	return address_compare(&x->ip, &y->ip);
}

static const struct network *
network_of(const struct ip *ip, struct arena *mem)
{
	struct network *net = arena_alloc(mem, sizeof *net);

	net->name = ip->len != 0 ? network_prefix(ip, mem) : "?";
	return net;
}

/* Numbers the addresses; how many there are. */
static uint32_t
number_addresses(const struct roster *r, struct kept_domain *d, struct arena *mem)
{
	struct sight *s = d->sights, *before, *nameless = NULL;
	uint32_t n = 0;
	size_t i;

	qsort(s, d->n, sizeof *s, by_address);
	for (i = 0; i < d->n; i++) {
		before = i > 0 ? &s[i - 1] : NULL;
		s[i].network = places_find(&r->knowledge->places, &s[i].ip);
		if (s[i].network == NULL) {
			s[i].network = nameless != NULL && network_same(&nameless->ip, &s[i].ip) ?
			    nameless->network : network_of(&s[i].ip, mem);
			nameless = &s[i];
		}
		n += before == NULL || by_address(before, &s[i]) != 0;
		s[i].address = n - 1;
	}
	return n;
}

/* The marks of the domain alone. */
static struct owner
owner_of(const struct roster *r, const char *domain, struct arena *mem)
{
	struct mark *marks = arena_alloc(mem, (r->knowledge->owner.nmarks + 1) * sizeof *marks);
	struct owner owner = r->knowledge->owner;
	size_t i;

	owner.marks = marks;
	owner.nmarks = 0;
	for (i = 0; i < r->knowledge->owner.nmarks; i++)
		if (strcmp(r->knowledge->owner.marks[i].domain, domain) == 0)
			marks[owner.nmarks++] = r->knowledge->owner.marks[i];
	return owner;
}

static int
tell_domain(struct roster *r, struct kept_domain *d,
    int (*each)(void *, const struct roster_domain *), void *arg)
{
	struct arena *mem = arena_new();
	struct roster_domain told = { .name = d->name, .sights = d->sights, .nsights = d->n };
	struct owner owner = owner_of(r, d->name, mem);
	uint32_t addresses = number_addresses(r, d, mem);
	int rv;

	resolve(d->sights, d->n, addresses, &r->knowledge->names, &told.found, mem);
	told.standing = standing_of(d->sights, d->n, &told.found, &r->knowledge->names, &owner,
	    mem);
	told.verdict = judge(told.standing, told.found.count, mem);
	rv = each(arg, &told);
	free(told.found.of);
	arena_free(mem);
	return rv;
}

int
roster_each(struct store *st, struct sightings *seen, const struct knowledge *knowledge,
    int (*each)(void *, const struct roster_domain *), void *arg)
{
	struct roster r = { .knowledge = knowledge, .mem = arena_new() };
	int rv = sightings_each(st, seen, add_sighting, &r);
	uint32_t i;

	for (i = 0; i < r.domains.count; i++) {
		if (rv == 0)
			rv = tell_domain(&r, &r.of[i], each, arg);
		free(r.of[i].sights);
	}
	free(r.of);
	interned_free(&r.domains);
	arena_free(r.mem);
	return rv;
}
