#include <stdlib.h>
#include <string.h>

#include "interned.h"
#include "pairs.h"
#include "resolve.h"

/* What the steps share.  Best: the own identity with most mail at a place, or NULL. */
struct resolver {
	struct sight	*sights, *end;
	const struct names *names;
	struct arena	*mem;
	struct interned	 keys, networks, known;	/* known: identities, as "kind:name" */
	struct identities *found;
	struct pairs	 homes;			/* of a key, networks */
	struct pairs	 at_address, at_network; /* messages of an own identity */
	struct identity	**best_address, **best_network;
	uint32_t	 addresses;
};

const char *
identity_kind_text(enum identity_kind kind)
{
	static const char *const texts[] = {
		[IDENTITY_OWN] = "own", [IDENTITY_FORWARD] = "fwd", [IDENTITY_SERVICE] = "svc",
		[IDENTITY_DOMAIN] = "dom", [IDENTITY_NETWORK] = "net",
	};

	return texts[kind];
}

static struct identity *
identity_of(struct resolver *r, enum identity_kind kind, const char *name,
    const struct service *service)
{
	const char *full = arena_printf(r->mem, "%s:%s", identity_kind_text(kind), name);
	uint32_t count = r->known.count, at = interned_add(&r->known, full);
	struct identities *f = r->found;

	if (at < count)
		return f->of[at];
	if ((count & (count + 1)) == 0)
		f->of = xrealloc(f->of, (2 * (size_t)count + 2) * sizeof *f->of);
	f->of[at] = arena_alloc(r->mem, sizeof **f->of);
	*f->of[at] = (struct identity){ at, kind, arena_printf(r->mem, "%s", name), service };
	f->count = r->known.count;
	return f->of[at];
}

static int
is_proof(const struct sight *s)
{
	return (s->trace->flags & TRACE_PROOF) != 0;
}

static int
has_key(const struct sight *s)
{
	return s->trace->state == KEY_PASSED && is_proof(s);
}

/* Addresses of a mailbox or gateway service are everybody's. */
static int
is_shared(const struct service *s)
{
	return s != NULL && (s->kind == SERVICE_MAILBOX || s->kind == SERVICE_GATEWAY);
}

static const char *
org(const struct resolver *r, const char *domain)
{
	return suffix_org(r->names->suffixes, domain);
}

/* SPF is the domain's too, or a service sends for it, or the host is its own. */
static int
is_home_surely(const struct sight *s)
{
	const struct trace *t = s->trace;

	return (t->flags & TRACE_SPF) != 0 || service_sends(t->signs) ||
	    service_sends(t->returns) || service_sends(s->network->service) ||
	    (s->network->owner != NULL && strcmp(s->network->owner, t->domain) == 0);
}

/* Where each key is at home; one without such a place, where most of it comes from. */
static void
find_homes(struct resolver *r)
{
	struct pairs mail = { NULL, 0, 0 };
	const struct sight *s;
	uint64_t *most;
	uint32_t key;
	char *has;
	size_t i;

	for (s = r->sights; s < r->end; s++) {
		if (!has_key(s))
			continue;
		key = interned_add(&r->keys, s->trace->key);
		pairs_add(&mail, key, interned_add(&r->networks, s->network->name), s->messages);
	}
	has = arena_alloc(r->mem, r->keys.count + 1);
	most = arena_alloc(r->mem, (r->keys.count + 1) * sizeof *most);
	for (s = r->sights; s < r->end; s++)
		if (has_key(s) && is_home_surely(s)) {
			key = interned_add(&r->keys, s->trace->key);
			pairs_add(&r->homes, key, interned_add(&r->networks, s->network->name), 1);
			has[key] = 1;
		}
	for (i = 0; i < mail.size; i++)
		if (mail.pair[i].sum > most[mail.pair[i].a])
			most[mail.pair[i].a] = mail.pair[i].sum;
	for (i = 0; i < mail.size; i++)
		if (mail.pair[i].sum != 0 && !has[mail.pair[i].a] &&
		    mail.pair[i].sum >= most[mail.pair[i].a] - mail.pair[i].sum)
			pairs_add(&r->homes, mail.pair[i].a, mail.pair[i].b, 1);
	free(mail.pair);
}

static int
is_home(struct resolver *r, const struct sight *s)
{
	return pairs_sum(&r->homes, interned_add(&r->keys, s->trace->key),
	    interned_add(&r->networks, s->network->name)) != 0;
}

/* Who passed it on: by the return path, the signature or the network. */
static struct identity *
hop_of(struct resolver *r, const struct sight *s)
{
	const struct trace *t = s->trace;
	const struct service *by = t->returns != NULL ? t->returns :
	    t->envelope == NULL ? t->signs : NULL;
	const char *name = by != NULL ? by->key : t->envelope != NULL ? org(r, t->envelope) :
	    t->signer != NULL ? org(r, t->signer) : s->network->name;

	return identity_of(r, IDENTITY_FORWARD, name, by);
}

/* The service that one's own mail goes through. */
static const struct service *
own_service(const struct resolver *r, const struct sight *s)
{
	const struct trace *t = s->trace;
	const struct service *host = s->network->service;

	if (service_sends(t->signs))
		return t->signs;
	if (service_sends(t->returns))
		return t->returns;
	if (service_sends(host) || is_shared(host))
		return host;
	return t->state == KEY_PASSED && host == NULL ?
	    service_of_family(r->names->services, t->family) : NULL;
}

/* One that proves itself; NULL when only what is around can tell whose it is. */
static struct identity *
proven(struct resolver *r, const struct sight *s)
{
	const struct trace *t = s->trace;
	const struct service *by = own_service(r, s);
	int key = t->state == KEY_PASSED;

	if (key && service_sends(by) &&
	    (by == t->signs || by == t->returns || by == s->network->service))
		return identity_of(r, IDENTITY_OWN, by->key, by);
	if (key && (t->flags & TRACE_SPF) == 0 && !is_home(r, s))
		return hop_of(r, s);
	if (by != NULL)
		return identity_of(r, IDENTITY_OWN, by->key, by);
	if (key && strcmp(t->family, "-") != 0)
		return identity_of(r, IDENTITY_OWN, t->key, NULL);
	return NULL;
}

static int
is_own(const struct sight *s)
{
	return s->identity != NULL && s->identity->kind == IDENTITY_OWN;
}

static struct identity **
find_best(const struct resolver *r, const struct pairs *at, uint32_t places)
{
	struct identity **best = arena_alloc(r->mem, (places + 1) * sizeof *best), *i;
	uint64_t *most = arena_alloc(r->mem, (places + 1) * sizeof *most);
	const struct pair *p;
	size_t n;

	for (n = 0; n < at->size; n++) {
		p = &at->pair[n];
		if (p->sum == 0 || p->sum < most[p->a])
			continue;
		i = r->found->of[p->b];
		if (p->sum > most[p->a] || strcmp(i->name, best[p->a]->name) < 0)
			best[p->a] = i;
		most[p->a] = p->sum;
	}
	return best;
}

static void
resolve_proven(struct resolver *r)
{
	struct sight *s;
	uint32_t id;

	for (s = r->sights; s < r->end; s++) {
		s->identity = is_proof(s) ? proven(r, s) : NULL;
		if (!is_own(s))
			continue;
		id = s->identity->number;
		pairs_add(&r->at_address, s->address, id, s->messages);
		pairs_add(&r->at_network, interned_add(&r->networks, s->network->name), id,
		    s->messages);
	}
	for (s = r->sights; s < r->end; s++)
		interned_add(&r->networks, s->network->name);
	r->best_address = find_best(r, &r->at_address, r->addresses);
	r->best_network = find_best(r, &r->at_network, r->networks.count);
}

/* SPF alone, or a key without a selector: whose mail is at this address, or in this network? */
static void
resolve_around(struct resolver *r)
{
	struct identity *best;
	struct sight *s;

	for (s = r->sights; s < r->end; s++) {
		if (!is_proof(s) || s->identity != NULL)
			continue;
		if ((best = r->best_address[s->address]) == NULL)
			best = r->best_network[interned_add(&r->networks, s->network->name)];
		s->identity = best != NULL ? best : identity_of(r, IDENTITY_OWN,
		    arena_printf(r->mem, "spf %s", s->network->name), NULL);
	}
	for (s = r->sights; s < r->end; s++)
		if (is_own(s) && s->trace->state != KEY_PASSED)
			pairs_add(&r->at_address, s->address, s->identity->number, s->messages);
	r->best_address = find_best(r, &r->at_address, r->addresses);
}

/* A service in the domain's name, with what it calls its customer. */
static struct identity *
service_as_us(struct resolver *r, const struct sight *s, const struct service *by)
{
	const char *tenant = by == s->trace->signs ? s->trace->tenant : NULL;

	return identity_of(r, IDENTITY_SERVICE, tenant == NULL ? by->key :
	    arena_printf(r->mem, "%s %s", by->key, tenant), by);
}

/* The customer's own domain says more than the service's. */
static struct identity *
domain_as_us(struct resolver *r, const char *domain, const struct service *behind)
{
	struct identity *i = identity_of(r, IDENTITY_DOMAIN, org(r, domain), NULL);

	if (behind != NULL && (i->service == NULL || strcmp(behind->key, i->service->key) < 0))
		i->service = behind;
	return i;
}

static struct identity *
unproven(struct resolver *r, const struct sight *s)
{
	const struct trace *t = s->trace;
	const struct service *host = s->network->service, *by = t->signs != NULL ? t->signs :
	    t->returns != NULL ? t->returns : service_sends(host) ? host : NULL;

	if (t->envelope != NULL && t->returns == NULL)
		return domain_as_us(r, t->envelope, by);
	if (t->signer != NULL && t->signs == NULL)
		return domain_as_us(r, t->signer, by);
	if (by != NULL)
		return service_as_us(r, s, by);
	if (s->own != NULL)		/* its mail is broken */
		return s->own;
	if (host != NULL && host->kind != SERVICE_HOST)
		return identity_of(r, IDENTITY_SERVICE, host->key, host);
	return identity_of(r, IDENTITY_NETWORK, s->network->name, NULL);
}

static void
resolve_unproven(struct resolver *r)
{
	struct identity *own;
	struct sight *s;

	for (s = r->sights; s < r->end; s++) {
		own = r->best_address[s->address];
		s->own = own != NULL && !is_shared(own->service) ? own : NULL;
		if (s->identity == NULL)
			s->identity = unproven(r, s);
	}
}

void
resolve(struct sight *sights, size_t n, uint32_t addresses, const struct names *names,
    struct identities *found, struct arena *mem)
{
	struct resolver r = { .sights = sights, .end = sights + n, .names = names, .mem = mem,
	    .found = found, .addresses = addresses };

	*found = (struct identities){ NULL, 0 };
	find_homes(&r);
	resolve_proven(&r);
	resolve_around(&r);
	resolve_unproven(&r);
	interned_free(&r.keys);
	interned_free(&r.networks);
	interned_free(&r.known);
	free(r.homes.pair);
	free(r.at_address.pair);
	free(r.at_network.pair);
}
