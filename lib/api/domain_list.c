#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "domain_list.h"
#include "interned.h"

#define NEW_DAYS	14		/* failures this young are worth four of others */
#define NEW		4

/* What a failure may cost: how strict the policy is. */
static uint64_t
weight_of(const struct listed_domain *d)
{
	if (d->p == NULL)
		return 1;
	return strcmp(d->p, "reject") == 0 ? 4 : strcmp(d->p, "quarantine") == 0 ? 3 : 1;
}

static void
add_own(struct listed_domain *d, const struct listed *l, int64_t until)
{
	const struct sender *s = l->sender;
	int week, i;

	d->own += s->messages;
	d->failed += s->failed;
	d->stopped += s->refused + s->spam;
	for (week = 0; week < STORE_WEEKS; week++)
		for (i = 0; i < 2; i++)
			d->weeks[week][i] += s->weeks[week][i];
	if (s->class != CLASS_MINE_BROKEN)
		return;
	d->broken++;
	d->score += s->failed * (s->since > until - NEW_DAYS ? NEW : 1);
	if (s->since != -1 && s->since > d->since)
		d->since = s->since;
}

/* Somebody can tell whose it is; of a crowd nobody can. */
static int
is_asked(const struct sender *s)
{
	return s->class == CLASS_UNDECIDED && strcmp(s->kind, "crowd") != 0;
}

/* The list has those first that need somebody most. */
static void
add_sender(struct listed_domain *d, const struct listed *l, int64_t until)
{
	const struct sender *s = l->sender;

	d->senders++;
	if (class_is_mine(s->class))
		add_own(d, l, until);
	if (is_asked(s)) {
		d->undecided++;
		d->asked += s->failed;
	}
	if (s->class == CLASS_STRANGER) {
		d->strangers += s->messages;
		d->strangers_stopped += s->refused + s->spam;
	}
	if (d->worst == NULL && (s->class == CLASS_MINE_BROKEN || is_asked(s)))
		d->worst = l;
}

static int
compare(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

/* What fails and is one's own, then what may be, then the largest. */
static int
by_need(const void *a, const void *b)
{
	const struct listed_domain *x = a, *y = b;
	int rv = compare(y->score * weight_of(y), x->score * weight_of(x));

	if (rv == 0)
		rv = compare(y->asked, x->asked);
	if (rv == 0)
		rv = compare(y->own, x->own);
	return rv != 0 ? rv : strcmp(x->name, y->name);
}

struct policies {			/* where store_rows() puts them */
	struct domain_list *list;
	const struct interned *names;
	struct arena	*mem;
};

static int
add_policy(void *arg, const struct store_word *w, int n)
{
	struct policies *p = arg;
	int64_t at = w[0].text != NULL ? interned_find(p->names, w[0].text) : -1;
	struct listed_domain *d;

	(void)n;
	if (at == -1)
		return 0;
	d = &p->list->of[at];
	d->p = w[1].text != NULL ? arena_strndup(p->mem, w[1].text, w[1].len) : NULL;
	d->sp = w[2].text != NULL ? arena_strndup(p->mem, w[2].text, w[2].len) : NULL;
	d->pct = w[3].text != NULL ? strtoll(w[3].text, NULL, 10) : -1;
	return 0;
}

int
domain_list_open(struct domain_list *l, struct store *st, const struct arg *asked,
    struct arena *mem)
{
	struct interned names = { .count = 0 };
	struct policies policies = { l, &names, mem };
	const struct listed *s;
	struct listed_domain *d;
	size_t i;
	int rv;

	*l = (struct domain_list){ .count = 0 };
	if (sender_list_open(&l->senders, st, asked, mem) == -1)
		return -1;
	l->of = arena_alloc(mem, (l->senders.count + 1) * sizeof *l->of);
	for (i = 0; i < l->senders.count; i++) {
		s = &l->senders.of[i];
		d = &l->of[interned_add(&names, s->sender->domain)];
		if (d->name == NULL)
			*d = (struct listed_domain){ .name = s->sender->domain, .pct = -1,
			    .since = -1 };
		add_sender(d, s, l->senders.until);
	}
	l->count = names.count;
	rv = store_stream(st, "policies", asked, add_policy, &policies);
	interned_free(&names);
	for (i = 0; i < l->count; i++) {
		l->needs += l->of[i].broken > 0;
		l->asks += l->of[i].broken == 0 && l->of[i].undecided > 0;
	}
	qsort(l->of, l->count, sizeof *l->of, by_need);
	return rv;
}

void
domain_list_close(struct domain_list *l)
{
	sender_list_close(&l->senders);
}

/* How it goes: what of one's own failed in the last week, and in the one before. */
static const char *
mark_of(const struct listed_domain *d, int64_t until)
{
	uint64_t now = d->weeks[STORE_WEEKS - 1][1], before = d->weeks[STORE_WEEKS - 2][1];

	if (d->broken > 0 && d->since > until - 7)
		return "new";
	if (d->broken == 0 || now + before < 10)
		return NULL;
	return 2 * now > 3 * before ? "worse" : 2 * now < before ? "better" : NULL;
}

static void
put_row(const struct listed_domain *d, int64_t until, struct fact *f)
{
	const struct listed none = { .id = NULL }, *worst = d->worst != NULL ? d->worst : &none;
	const char *const texts[] = { d->name, d->p, d->sp, mark_of(d, until), worst->id,
	    worst->said.title, worst->said.text };
	const uint64_t numbers[] = { d->own, d->failed, d->stopped, d->strangers,
	    d->strangers_stopped, d->senders, d->broken, d->undecided };
	size_t i;

	fact_row(f, "row");
	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		fact_string(f, texts[i]);
	for (i = 0; i < sizeof numbers / sizeof *numbers; i++)
		fact_int(f, numbers[i]);
	fact_int_if(f, d->pct, d->pct != -1);
	fact_int_if(f, d->since, d->since != -1);
	fact_pairs(f, d->weeks, STORE_WEEKS);
}

void
domain_list_tell(const struct domain_list *l, size_t from, size_t to, struct fact *f)
{
	size_t i;

	for (i = from; i < to && i < l->count; i++)
		put_row(&l->of[i], l->senders.until, f);
}
