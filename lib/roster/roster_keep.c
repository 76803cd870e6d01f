#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "clean.h"
#include "clock.h"
#include "err.h"
#include "interned.h"
#include "knowledge.h"
#include "lock.h"
#include "roster.h"
#include "roster_crowd.h"
#include "roster_keep.h"
#include "sql.h"

#define DAY		86400
#define MOST_PAUSE	60		/* seconds */
#define SHARE		50		/* of the time that it takes, at most */
#define MAX_LINE	512

struct keeping {
	struct store	*store;
	struct arena	*mem;
	struct knowledge knowledge;
	struct sightings_of of;
	struct interned	 domains;	/* organizational, that are told anew */
	int		 all;
	uint32_t	*identity;	/* by sighting */
	size_t		 n;
};

struct roster_state {			/* the table roster */
	struct arena	*mem;
	int64_t		 report, again;	/* when it is worth the while */
	const char	*knowledge;
};

static int
read_state(void *arg, const struct store_word *w, int n)
{
	struct roster_state *s = arg;

	(void)n;
	s->report = strtoll(w[0].text, NULL, 10);
	s->again = strtoll(w[1].text, NULL, 10);
	s->knowledge = arena_strndup(s->mem, w[2].text, w[2].len);
	return 0;
}

static int
is_wanted(void *arg, const char *domain)
{
	struct keeping *k = arg;

	return k->all || interned_find(&k->domains,
	    suffix_org(k->knowledge.names.suffixes, domain)) != -1;
}

static int
add_domain(void *arg, const char *domain)
{
	struct keeping *k = arg;
	const char *org = suffix_org(k->knowledge.names.suffixes, domain);

	if (interned_find(&k->domains, org) == -1)
		interned_add(&k->domains, arena_strndup(k->mem, org, strlen(org)));
	return 0;
}

static int
write_sender(struct keeping *k, const char *domain, struct roster_sender *s)
{
	const struct arg *row = args_join(k->mem, ARGS(TEXT("domain", domain),
	    TEXT("kind", s->kind), TEXT("name", s->name), TEXT("service", s->service),
	    INT("first", k->of.first + s->first), INT("last", k->of.first + s->last)),
	    ARGS(TEXT("class", class_text(s->verdict.class)), TEXT("rule", s->verdict.rule),
	    INT("sure", s->verdict.sure),
	    INT_IF("since", k->of.first + s->since, s->since != -1),
	    INT_IF("passed", k->of.first + s->passed, s->passed != -1),
	    TEXT("keys", s->keys), INT("spf", s->spf), TEXT("signer", s->signer),
	    TEXT("envelope", s->envelope)));

	return store_query(k->store, &sql_set_identity, row, store_get_int, &s->id) == -1 ||
	    store_exec(k->store, &sql_add_identity_past, ARGS(INT("id", s->id),
	    INT("day", k->of.last), TEXT("class", class_text(s->verdict.class)),
	    TEXT("rule", s->verdict.rule))) == -1 ? -1 : 0;
}

/* And none that is not there any more. */
static int
write_senders(struct keeping *k, const struct roster_domain *d, const struct roster_senders *all)
{
	size_t i;
	int rv = 0;

	for (i = 0; i < all->count && rv == 0; i++)
		rv = write_sender(k, d->name, &all->of[i]);
	if (rv == 0)
		rv = store_exec(k->store, &sql_forget_identity, ARGS(TEXT("domain", d->name),
		    INT("first", k->of.first), TEXT("told", roster_ids(all, k->mem))));
	return rv;
}

static void
note_identity(struct keeping *k, uint32_t sighting, int64_t id)
{
	size_t n = k->n;

	if (sighting >= k->n) {
		for (k->n = k->n != 0 ? k->n : 1024; k->n <= sighting; k->n *= 2)
			;
		k->identity = xrealloc(k->identity, k->n * sizeof *k->identity);
		memset(k->identity + n, 0, (k->n - n) * sizeof *k->identity);
	}
	k->identity[sighting] = (uint32_t)id;
}

static int
keep_domain(void *arg, const struct roster_domain *d)
{
	struct keeping *k = arg;
	size_t mark = arena_mark(k->mem), i;
	struct roster_senders all;

	roster_senders(d, &k->knowledge.owner, &all, k->mem);
	if (store_enter(k->store) == -1 || write_senders(k, d, &all) == -1)
		return -1;
	if (store_due(k->store) && store_commit(k->store) == -1)
		return -1;
	for (i = 0; i < d->nsights; i++)
		note_identity(k, d->sights[i].number,
		    all.of[all.by_identity[d->sights[i].identity->number]].id);
	arena_reset(k->mem, mark);
	return 0;
}

/* Identities first: a record never names one that was not there. */
static int
keep_all(struct keeping *k)
{
	struct sightings *seen = sightings_open(k->store, &k->of);
	int rv;

	if (seen == NULL)
		return -1;
	note_identity(k, 0, 0);
	rv = store_leave(k->store, roster_each(k->store, seen, &k->knowledge, keep_domain, k));
	if (rv == 0)
		rv = sightings_keep(k->store, seen, k->all ? 0 : k->of.first, k->identity);
	if (rv == 0 && k->all)
		rv = store_change(k->store, &sql_prune_identity,
		    ARGS(INT("oldest", k->of.oldest)));
	sightings_close(k->store, seen);
	return rv;
}

static int
keep_since(struct keeping *k, int64_t now, enum roster_how how)
{
	struct roster_state was = { .mem = k->mem };
	int64_t began = clock_ms(), pause;

	if (store_rows(k->store, &sql_roster, NULL, read_state, &was) == -1 ||
	    sightings_fresh(k->store, &was.report, add_domain, k) == -1)
		return -1;
	k->all = how == ROSTER_ALL || strcmp(was.knowledge, k->knowledge.fingerprint) != 0;
	if (!k->all && k->domains.count == 0)
		return 0;
	if (keep_all(k) == -1)
		return -1;
	pause = (clock_ms() - began) * SHARE / 1000;
	return store_change(k->store, &sql_set_roster, ARGS(INT("report", was.report),
	    INT("day", k->of.last), INT("time", now),
	    INT("pause", pause < MOST_PAUSE ? pause : MOST_PAUSE),
	    TEXT("knowledge", k->knowledge.fingerprint)));
}

static int
count_domain(void *n, const char *domain)
{
	(void)domain;
	++*(int *)n;
	return 0;
}

/* Is there anything new, at a time when it is worth the while? */
static int
is_due(struct store *st, int64_t now)
{
	struct arena *mem = arena_new();
	struct roster_state was = { .mem = mem };
	int n = 0, rv = store_rows(st, &sql_roster, NULL, read_state, &was);

	if (rv == 0 && (now >= was.again || was.again > now + MOST_PAUSE))
		rv = sightings_fresh(st, &was.report, count_domain, &n);
	arena_free(mem);
	return rv == -1 ? -1 : n > 0;
}

int
roster_pending(struct store *st)
{
	return is_due(st, INT64_MAX - MOST_PAUSE);
}

static int
with_knowledge(struct store *st, int64_t now, enum roster_how how, const char *domain)
{
	struct keeping k = { .store = st, .mem = arena_new(),
	    .of = { .today = now / DAY, .wanted = is_wanted, .arg = &k } };
	int rv = knowledge_open(&k.knowledge, st, k.mem);

	if (rv == 0 && domain != NULL) {
		interned_add(&k.domains, domain);
		rv = keep_all(&k);
	} else if (rv == 0)
		rv = keep_since(&k, now, how);
	knowledge_close(&k.knowledge);
	interned_free(&k.domains);
	free(k.identity);
	arena_free(k.mem);
	return rv;
}

/* Two at once would do the same. */
int
roster_keep(struct store *st, int64_t now, enum roster_how how)
{
	const char *path = store_path(st);
	int rv, lock = -1;

	if (how == ROSTER_SOON && (rv = is_due(st, now)) != 1)
		return rv;
	if (*path != '\0' && (lock = lock_take(path, "roster")) == -1)
		return err_kind() == ERR_BUSY ? 0 : -1;
	rv = with_knowledge(st, now, how, NULL);
	if (lock != -1)
		close(lock);
	return rv;
}

int
roster_keep_domain(struct store *st, int64_t now, const char *domain)
{
	return with_knowledge(st, now, ROSTER_NOW, domain);
}

void
roster_after(struct store *st, enum roster_how how)
{
	struct arena *mem;

	if (roster_keep(st, time(NULL), how) == 0)
		return;
	mem = arena_new();
	fprintf(stderr, "senders: %s: %s\n", err_code(err_kind()),
	    clean_text(err_log(), MAX_LINE, mem));
	arena_free(mem);
}
