#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "roster_crowd.h"
#include "roster_signs.h"

/* A prefix, and not a name that somebody has given it. */
static int
is_nameless(const struct identity *i)
{
	return i->kind == IDENTITY_NETWORK && network_nameless(i->name);
}

static int
has_proof(const struct identity *i)
{
	return i->kind == IDENTITY_OWN || i->kind == IDENTITY_FORWARD;
}

/* May it be told apart?  A nameless network when it was seen for long enough to be somebody. */
static int
is_somebody(const struct roster_domain *d, size_t i)
{
	return !is_nameless(d->found.of[i]) || d->standing[i].steady ||
	    class_is_mine(d->verdict[i].class);
}

/* Of those that have proof, or of the others, there are too many: told apart is who sent more. */
static uint64_t
least_of(const struct roster_domain *d, int proof, struct arena *mem)
{
	uint64_t *most = arena_alloc(mem, (ROSTER_SENDERS + 1) * sizeof *most), m; /* descending */
	size_t kept = 0, i, at;
	int more = 0;

	for (i = 0; i < d->found.count; i++) {
		if (has_proof(d->found.of[i]) != proof || !is_somebody(d, i))
			continue;
		more |= kept == ROSTER_SENDERS;
		m = d->standing[i].messages;
		for (at = kept; at > 0 && most[at - 1] < m; at--)
			most[at] = most[at - 1];
		most[at] = m;
		kept += kept < ROSTER_SENDERS;
	}
	return more ? most[ROSTER_SENDERS - 1] : 0;
}

static int
is_apart(const struct roster_domain *d, size_t i, const uint64_t least[2])
{
	return d->standing[i].mark != 0 || (is_somebody(d, i) &&
	    d->standing[i].messages > least[has_proof(d->found.of[i])]);
}

/* What the user says of a crowd. */
static struct verdict
crowd_verdict(const struct roster_domain *d, const struct owner *owner, const char *name,
    struct verdict v)
{
	static const struct verdict said[] = {
		[MARK_MINE] = { "M0", CLASS_MINE_BROKEN, 1 },
		[MARK_NOT_MINE] = { "S0", CLASS_STRANGER, 1 },
		[MARK_EXPECTED] = { "F0", CLASS_FORWARDER, 1 },
	};
	const struct mark *m;
	size_t i;

	for (i = 0; i < owner->nmarks; i++) {
		m = &owner->marks[i];
		if (strcmp(m->domain, d->name) == 0 && m->identity != NULL &&
		    strncmp(m->identity, "crowd:", 6) == 0 && strcmp(m->identity + 6, name) == 0)
			return said[m->what];
	}
	return v;
}

/* Strangers are one; the others, which may be the user's, one for each rule. */
static uint32_t
crowd_of(const struct roster_domain *d, const struct owner *owner, struct roster_senders *all,
    const struct verdict *v)
{
	const char *name = v->class == CLASS_STRANGER ? "" : v->rule;
	uint32_t i;

	for (i = 0; i < all->count; i++)
		if (strcmp(all->of[i].kind, "crowd") == 0 && strcmp(all->of[i].name, name) == 0)
			return i;
	all->of[all->count] = (struct roster_sender){ .kind = "crowd", .name = name,
	    .verdict = crowd_verdict(d, owner, name, *v) };
	return (uint32_t)all->count++;
}

static uint32_t
add_sender(const struct roster_domain *d, size_t i, struct roster_senders *all)
{
	const struct identity *id = d->found.of[i];

	all->of[all->count] = (struct roster_sender){ .kind = identity_kind_text(id->kind),
	    .name = id->name, .service = id->service != NULL ? id->service->key : NULL,
	    .verdict = d->verdict[i] };
	return (uint32_t)all->count++;
}

static void
add_days(struct roster_senders *all, const struct roster_domain *d)
{
	const struct sight *s;
	struct roster_sender *to;
	uint64_t *days;
	size_t i;
	int w;

	for (i = 0; i < d->nsights; i++) {
		s = &d->sights[i];
		to = &all->of[all->by_identity[s->identity->number]];
		to->messages += s->messages;
		days = s->trace->flags & TRACE_PASSES ? to->passes : to->fails;
		for (w = 0; w < SIGHT_DAYS / 64; w++)
			days[w] |= s->days[w];
	}
}

/* A day on which all passed is the end of what failed before. */
static void
find_since(struct roster_sender *s)
{
	int day, passes, fails;

	s->first = s->since = s->passed = -1;
	s->last = 0;
	for (day = 0; day < SIGHT_DAYS; day++) {
		passes = s->passes[day / 64] >> day % 64 & 1;
		fails = s->fails[day / 64] >> day % 64 & 1;
		if (!passes && !fails)
			continue;
		s->first = s->first == -1 ? day : s->first;
		s->last = day;
		s->passed = passes ? day : s->passed;
		if (!fails)
			s->since = -1;
		else if (s->since == -1)
			s->since = day;
	}
	s->first = s->first == -1 ? 0 : s->first;
}

void
roster_senders(const struct roster_domain *d, const struct owner *owner,
    struct roster_senders *all, struct arena *mem)
{
	size_t n = d->found.count, i;
	uint64_t least[2] = { least_of(d, 0, mem), least_of(d, 1, mem) };

	*all = (struct roster_senders){ .of = arena_alloc(mem, (2 * n + 1) * sizeof *all->of),
	    .by_identity = arena_alloc(mem, (n + 1) * sizeof *all->by_identity) };
	for (i = 0; i < n; i++)
		all->by_identity[i] = is_apart(d, i, least) ? add_sender(d, i, all) :
		    crowd_of(d, owner, all, &d->verdict[i]);
	add_days(all, d);
	for (i = 0; i < all->count; i++)
		find_since(&all->of[i]);
	roster_signs(d, all, mem);
}

const char *
roster_ids(const struct roster_senders *all, struct arena *mem)
{
	size_t room = all->count * 21 + 3, n = 0, i;
	char *text = arena_alloc(mem, room);

	for (i = 0; i < all->count; i++)
		n += snprintf(text + n, room - n, "%c%" PRId64, i > 0 ? ',' : '[', all->of[i].id);
	snprintf(text + n, room - n, all->count > 0 ? "]" : "[]");
	return text;
}
