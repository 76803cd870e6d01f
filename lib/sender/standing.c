#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "interned.h"
#include "pairs.h"
#include "standing.h"

#define STEADY_DAYS	4
#define STEADY_SPAN	14
#define BRIEF_DAYS	3
#define BRIEF_SPAN	7
#define WATCHED_SPAN	14
#define KNOWN_MESSAGES	50

struct work {
	const struct sight *sights, *end;
	const struct names *names;
	const struct owner *owner;
	struct standing	*of;		/* by identity */
	struct domain_standing *domain;
	struct interned	 keys;
	uint64_t	*own_mail;	/* by key: what own identities sent with it */
	char		*good;		/* by key: it has proved something */
	struct interned	 hops;
	struct pairs	 own_at;	/* own identities by address */
};

static void
add_days(uint64_t *days, const uint64_t *more)
{
	int i;

	for (i = 0; i < SIGHT_DAYS / 64; i++)
		days[i] |= more[i];
}

static int
count_days(const uint64_t *days)
{
	int i, n = 0;

	for (i = 0; i < SIGHT_DAYS / 64; i++)
		n += __builtin_popcountll(days[i]);
	return n;
}

/* From the first to the last, both included; 0: none. */
static int
span_of(const uint64_t *days)
{
	int first = -1, last = -1, i;

	for (i = 0; i < SIGHT_DAYS; i++)
		if (days[i / 64] >> i % 64 & 1) {
			first = first == -1 ? i : first;
			last = i;
		}
	return first == -1 ? 0 : last - first + 1;
}

static void
add_prover(uint32_t *provers, uint32_t who)
{
	if (who == 0 || provers[0] == who || provers[1] == who)
		return;
	provers[provers[0] != 0] = who;
}

/* One of the user's other domains, by a name that passed. */
static int
is_kin(const struct work *w, const struct trace *t, const char *name)
{
	const char *org;
	size_t i;

	if (name == NULL)
		return 0;
	org = suffix_org(w->names->suffixes, name);
	for (i = 0; i < w->owner->ndomains; i++)
		if (strcmp(w->owner->domains[i], org) == 0)
			return strcmp(org, t->from) != 0;
	return 0;
}

static int
is_tenant(const struct work *w, const struct trace *t)
{
	size_t i;

	for (i = 0; i < w->owner->ndomains; i++)
		if (trace_is_tenant(t, w->owner->domains[i]))
			return 1;
	return (t->flags & TRACE_OURS) != 0;
}

/* What traces say, whoever it is. */
static void
add_domain(struct domain_standing *d, const struct sight *s)
{
	int proof = (s->trace->flags & TRACE_PROOF) != 0;

	d->messages += s->messages;
	d->proven += proof ? s->messages : 0;
	d->proven_by_key += proof && s->trace->state == KEY_PASSED ? s->messages : 0;
	add_days(d->days, s->days);
}

static void
add_keys(struct work *w, const struct sight *s)
{
	uint32_t key;

	if (s->trace->state != KEY_PASSED)
		return;
	key = interned_add(&w->keys, s->trace->key);
	w->good[key] |= (s->trace->flags & TRACE_PROOF) != 0;
	if (s->identity->kind == IDENTITY_OWN)
		w->own_mail[key] += s->messages;
}

static void
add_sums(struct standing *i, const struct sight *s)
{
	const struct trace *t = s->trace;

	i->messages += s->messages;
	i->passed += t->flags & TRACE_PASSES ? s->messages : 0;
	i->excused += t->flags & TRACE_EXCUSED ? s->messages : 0;
	i->vouched += t->flags & TRACE_VOUCHED ? s->messages : 0;
	add_days(i->in_days, s->days);
	if ((t->flags & TRACE_PROOF) == 0)
		return;
	i->proven |= s->believed;
	add_prover(i->prover, s->prover[0]);
	add_prover(i->prover, s->prover[1]);
}

static void
add_signs(const struct work *w, struct standing *i, const struct sight *s)
{
	const struct trace *t = s->trace;
	int64_t key = t->state == KEY_FAILED ? interned_find(&w->keys, t->key) : -1;

	i->good_key += key != -1 && w->good[key] ? s->messages : 0;
	i->own_signature |= (t->flags & TRACE_SIGNED) != 0;
	i->signs |= t->signer != NULL && s->messages > 0;
	i->authenticated |= (t->signer != NULL || t->envelope != NULL) && s->messages > 0;
	i->kin |= is_kin(w, t, t->signer) || is_kin(w, t, t->kin) || is_kin(w, t, t->envelope);
	i->tenant |= is_tenant(w, t);
	i->our_host |= s->network->owner != NULL && (t->flags & TRACE_PROOF) == 0 &&
	    strcmp(s->network->owner, t->domain) == 0;
	i->list |= (t->flags & TRACE_LIST) != 0;
	i->same_address |= (t->flags & TRACE_PROOF) == 0 && s->own != NULL;
}

/* What its keys send from home, each once. */
static void
add_home(struct work *w)
{
	struct pairs seen = { NULL, 0, 0 };
	const struct sight *s;
	uint32_t key;

	for (s = w->sights; s < w->end; s++) {
		if (s->identity->kind != IDENTITY_FORWARD)
			continue;
		key = interned_add(&w->keys, s->trace->key);
		if (pairs_sum(&seen, s->identity->number, key) != 0)
			continue;
		pairs_add(&seen, s->identity->number, key, 1);
		w->of[s->identity->number].from_home += w->own_mail[key];
	}
	free(seen.pair);
}

/* The own identity of a service that also sends without proof. */
static const struct standing *
own_of(const struct work *w, const struct identities *found, const struct service *service)
{
	size_t i;

	for (i = 0; service != NULL && i < found->count; i++)
		if (found->of[i]->kind == IDENTITY_OWN && found->of[i]->service == service &&
		    w->of[i].proven)
			return &w->of[i];
	return NULL;
}

static void
add_services(struct work *w, const struct identities *found)
{
	const struct standing **own = xrealloc(NULL, (found->count + 1) * sizeof *own);
	const struct sight *s;
	size_t i;

	for (i = 0; i < found->count; i++) {
		own[i] = found->of[i]->kind == IDENTITY_SERVICE ?
		    own_of(w, found, found->of[i]->service) : NULL;
		w->of[i].ours_too = own[i] != NULL;
	}
	for (s = w->sights; s < w->end; s++)
		if (s->identity->kind == IDENTITY_OWN)
			pairs_add(&w->own_at, s->address, s->identity->number, 1);
	for (s = w->sights; s < w->end; s++) {
		i = s->identity->number;
		w->of[i].same_address |= own[i] != NULL &&
		    pairs_sum(&w->own_at, s->address, own[i]->identity->number) != 0;
	}
	free(own);
}

static void
add_hops(struct work *w, const struct identities *found)
{
	const struct identity *i;
	size_t n;

	for (n = 0; n < found->count; n++)
		if (found->of[n]->kind == IDENTITY_FORWARD)
			interned_add(&w->hops, found->of[n]->name);
	for (n = 0; n < found->count; n++) {
		i = found->of[n];
		w->of[n].hop = interned_find(&w->hops, i->name) != -1 || (i->service != NULL &&
		    interned_find(&w->hops, i->service->key) != -1);
	}
}

/* One of a network is of an identity when all its addresses are in it. */
static void
add_mark(struct work *w, const struct identities *found, const struct mark *m, char *outside)
{
	const struct sight *s;
	const char *colon;
	size_t i;

	memset(outside, m->identity != NULL, found->count + 1);
	for (s = w->sights; m->identity == NULL && s < w->end; s++)
		outside[s->identity->number] |= !address_within(&s->ip, &m->ip, m->bits);
	for (i = 0; i < found->count; i++) {
		if (m->identity != NULL && (colon = strchr(m->identity, ':')) != NULL)
			outside[i] = strncmp(identity_kind_text(found->of[i]->kind), m->identity,
			    colon - m->identity) != 0 ||
			    strcmp(found->of[i]->name, colon + 1) != 0;
		if (!outside[i] && w->of[i].mark == 0)
			w->of[i].mark = m->what;
	}
}

static void
add_marks(struct work *w, const struct identities *found)
{
	char *outside = xrealloc(NULL, found->count + 1);
	size_t n;

	for (n = 0; n < w->owner->nmarks; n++)
		add_mark(w, found, &w->owner->marks[n], outside);
	free(outside);
}

static void
sum_up_domain(struct domain_standing *d)
{
	d->watched = span_of(d->days) > WATCHED_SPAN;
	d->known = d->proven >= d->messages - d->proven || d->proven >= KNOWN_MESSAGES;
	d->signs = d->proven > 0 && d->proven - d->proven_by_key <= d->proven / 10;
}

static void
sum_up(struct standing *s)
{
	uint64_t failed = s->messages - s->passed;

	s->days = count_days(s->in_days);
	s->span = span_of(s->in_days);
	s->fails = failed > s->messages / 50;
	s->broken = (s->fails && failed >= 3) || s->passed == 0;
	s->proven |= s->prover[0] != 0 && s->prover[1] != 0;
	s->steady = s->days >= STEADY_DAYS && s->span >= STEADY_SPAN;
	s->brief = s->days <= BRIEF_DAYS && s->span <= BRIEF_SPAN && s->domain->watched;
	s->list |= trace_is_list(s->identity->name);
}

struct standing *
standing_of(const struct sight *sights, size_t n, const struct identities *found,
    const struct names *names, const struct owner *owner, struct arena *mem)
{
	struct work w = { .sights = sights, .end = sights + n, .names = names, .owner = owner,
	    .of = arena_alloc(mem, (found->count + 1) * sizeof *w.of),
	    .domain = arena_alloc(mem, sizeof *w.domain),
	    .own_mail = arena_alloc(mem, (n + 1) * sizeof *w.own_mail),
	    .good = arena_alloc(mem, n + 1) };
	const struct sight *s;
	size_t i;

	for (i = 0; i < found->count; i++) {
		w.of[i].identity = found->of[i];
		w.of[i].service = found->of[i]->service;
		w.of[i].domain = w.domain;
	}
	for (s = w.sights; s < w.end; s++) {
		add_domain(w.domain, s);
		add_keys(&w, s);
		add_sums(&w.of[s->identity->number], s);
	}
	for (s = w.sights; s < w.end; s++)
		add_signs(&w, &w.of[s->identity->number], s);
	sum_up_domain(w.domain);
	add_home(&w);
	add_services(&w, found);
	add_hops(&w, found);
	add_marks(&w, found);
	for (i = 0; i < found->count; i++)
		sum_up(&w.of[i]);
	interned_free(&w.keys);
	interned_free(&w.hops);
	free(w.own_at.pair);
	return w.of;
}
