#include <string.h>

#include "standing.h"
#include "verdict.h"

static int mine(const struct standing *s) { return s->mark == MARK_MINE; }
static int not_mine(const struct standing *s) { return s->mark == MARK_NOT_MINE; }
static int expected(const struct standing *s) { return s->mark == MARK_EXPECTED; }

static int is_own(const struct standing *s) { return s->identity->kind == IDENTITY_OWN; }
static int is_forward(const struct standing *s) { return s->identity->kind == IDENTITY_FORWARD; }
static int is_service(const struct standing *s) { return s->identity->kind == IDENTITY_SERVICE; }
static int is_domain(const struct standing *s) { return s->identity->kind == IDENTITY_DOMAIN; }
static int any(const struct standing *s) { return s->identity != NULL; }

static int is_kin(const struct standing *s) { return s->kin; }
static int is_tenant(const struct standing *s) { return s->tenant; }
static int is_hop(const struct standing *s) { return s->hop; }
static int has_our_host(const struct standing *s) { return s->our_host; }
static int is_steady(const struct standing *s) { return s->steady; }
static int few_days(const struct standing *s) { return s->days <= 3; }

/* More than half of its messages. */
static int
most(const struct standing *s, uint64_t messages)
{
	return messages > s->messages - messages;
}

static int
mine_broken(const struct standing *s)
{
	return mine(s) && (s->broken || (!is_own(s) && s->fails));
}

static int
own_well(const struct standing *s)
{
	return is_own(s) && s->proven;
}

static int
own_broken(const struct standing *s)
{
	return own_well(s) && s->broken;
}

static int
is_replay(const struct standing *s)
{
	return is_forward(s) && s->messages >= 50 && s->messages > 2 * s->from_home;
}

static int
passes_on(const struct standing *s)
{
	return s->service != NULL && (s->service->kind == SERVICE_LIST ||
	    s->service->kind == SERVICE_FORWARD);
}

/* A guess of receivers alone is none, where the domain signs all that it sends. */
static int
is_excused(const struct standing *s)
{
	return !most(s, s->messages - s->excused) && (s->own_signature || !s->domain->signs ||
	    !most(s, s->messages - s->vouched));
}

static int
lost_our_signature(const struct standing *s)
{
	return most(s, s->good_key);
}

static int
changed_our_mail(const struct standing *s)
{
	return lost_our_signature(s) && s->authenticated;
}

static int
sends_for_us(const struct standing *s)
{
	return is_service(s) && s->ours_too && service_sends(s->service);
}

static int
sends_from_there(const struct standing *s)
{
	return sends_for_us(s) && s->same_address;
}

static int
verifies(const struct standing *s)
{
	return is_service(s) && s->service->verifies && s->signs && !s->brief;
}

static int
is_named(const struct standing *s)
{
	return s->service != NULL && (is_service(s) ||
	    (service_sends(s->service) && !(s->signs && s->brief)));
}

static int
is_early(const struct standing *s)
{
	return !s->domain->known || (is_domain(s) && !s->domain->watched);
}

static int
looks_like_list(const struct standing *s)
{
	return is_domain(s) && s->list;
}

/* The first that fits decides. */
static const struct rule {
	const char	*id;
	int		(*fits)(const struct standing *);
	enum class	 class;
	int		 sure;
} rules[] = {
	/* The user says so. */
	{ "M0", mine_broken, CLASS_MINE_BROKEN, 1 },
	{ "M0", mine, CLASS_MINE_OK, 1 },
	{ "S0", not_mine, CLASS_STRANGER, 1 },
	{ "F0", expected, CLASS_FORWARDER, 1 },
	/* It proved itself, to a reporter who may tell, or to two. */
	{ "M2", own_broken, CLASS_MINE_BROKEN, 1 },
	{ "M1", own_well, CLASS_MINE_OK, 1 },
	{ "U1", is_own, CLASS_UNDECIDED, 0 },
	/* Far more than its home sends: a replay, or a server that is forgotten. */
	{ "U8", is_replay, CLASS_UNDECIDED, 0 },
	{ "F1", is_forward, CLASS_FORWARDER, 1 },
	/* Another of the user's domains; a tenant called as this one. */
	{ "M3", is_kin, CLASS_MINE_BROKEN, 1 },
	{ "M4", is_tenant, CLASS_MINE_BROKEN, 1 },
	{ "F2", passes_on, CLASS_FORWARDER, 1 },
	{ "F3", is_excused, CLASS_FORWARDER, 1 },
	/* A hop by which signed mail came. */
	{ "F4", is_hop, CLASS_FORWARDER, 1 },
	{ "F5", changed_our_mail, CLASS_FORWARDER, 0 },
	{ "M5", has_our_host, CLASS_MINE_BROKEN, 1 },
	/* A service that sends for us: from where it did, or from elsewhere. */
	{ "M6", sends_from_there, CLASS_MINE_BROKEN, 0 },
	{ "U2", sends_for_us, CLASS_UNDECIDED, 0 },
	/* Who sends as an address there has proved that it is his. */
	{ "M7", verifies, CLASS_MINE_BROKEN, 0 },
	{ "U3", is_named, CLASS_UNDECIDED, 0 },
	/* A filter, or a copied header. */
	{ "U4", lost_our_signature, CLASS_UNDECIDED, 0 },
	/* A vendor, or a server of ours? */
	{ "U5", is_steady, CLASS_UNDECIDED, 0 },
	{ "U6", is_early, CLASS_UNDECIDED, 0 },
	{ "U7", looks_like_list, CLASS_UNDECIDED, 0 },
	{ "S2", is_domain, CLASS_STRANGER, 0 },
	{ "S1", few_days, CLASS_STRANGER, 1 },
	{ "S1", any, CLASS_STRANGER, 0 },
};

static const char *const classes[] = {
	[CLASS_MINE_OK] = "mine-ok", [CLASS_MINE_BROKEN] = "mine-broken",
	[CLASS_FORWARDER] = "forwarder", [CLASS_UNDECIDED] = "undecided",
	[CLASS_STRANGER] = "stranger",
};

const char *
class_text(enum class class)
{
	return classes[class];
}

enum class
class_find(const char *text)
{
	size_t i;

	for (i = 0; text != NULL && i < sizeof classes / sizeof *classes; i++)
		if (strcmp(classes[i], text) == 0)
			return i;
	return CLASS_UNDECIDED;
}

int
class_is_mine(enum class class)
{
	return class == CLASS_MINE_OK || class == CLASS_MINE_BROKEN;
}

static struct verdict
judge_one(const struct standing *s)
{
	const struct rule *r = rules;

	while (!r->fits(s))
		r++;
	return (struct verdict){ r->id, r->class, r->sure };
}

struct verdict *
judge(const struct standing *s, size_t n, struct arena *mem)
{
	struct verdict *v = arena_alloc(mem, (n + 1) * sizeof *v);
	size_t i;

	for (i = 0; i < n; i++)
		v[i] = judge_one(&s[i]);
	return v;
}
