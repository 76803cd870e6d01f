#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "sender_id.h"
#include "sender_list.h"
#include "verdict.h"

/* The groups of a page, and in each what comes first. */
static enum sender_group
group_of(enum class class)
{
	return class == CLASS_MINE_BROKEN || class == CLASS_UNDECIDED ? GROUP_NEEDS :
	    class == CLASS_STRANGER ? GROUP_STRANGERS : GROUP_WORKS;
}

static int
place_of(const struct sender *s)
{
	static const int places[] = {
		[CLASS_MINE_BROKEN] = 0, [CLASS_UNDECIDED] = 1, [CLASS_MINE_OK] = 2,
		[CLASS_FORWARDER] = 3, [CLASS_STRANGER] = 4,
	};

	return places[s->class];
}

static int
compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int
compare_known(const struct listed *a, const struct listed *b)
{
	int rv = strcmp(a->said.title, b->said.title);

	if (rv == 0)
		rv = strcmp(a->sender->domain, b->sender->domain);
	if (rv == 0)
		rv = strcmp(a->sender->kind, b->sender->kind);
	return rv != 0 ? rv : strcmp(a->sender->name, b->sender->name);
}

static int
by_need(const struct listed *a, const struct listed *b)
{
	int rv = place_of(b->sender) - place_of(a->sender);

	if (rv == 0)
		rv = compare_numbers(a->sender->failed, b->sender->failed);
	return rv != 0 ? rv : compare_numbers(a->sender->messages, b->sender->messages);
}

static int
by_messages(const struct listed *a, const struct listed *b)
{
	return compare_numbers(a->sender->messages, b->sender->messages);
}

static int
by_failed(const struct listed *a, const struct listed *b)
{
	return compare_numbers(a->sender->failed, b->sender->failed);
}

static int
by_rate(const struct listed *a, const struct listed *b)
{
	const struct sender *x = a->sender, *y = b->sender;
	double m = (double)x->failed * (double)y->messages;
	double n = (double)y->failed * (double)x->messages;

	return m < n ? -1 : m > n;
}

static int
by_stopped(const struct listed *a, const struct listed *b)
{
	return compare_numbers(a->sender->refused + a->sender->spam,
	    b->sender->refused + b->sender->spam);
}

static int
by_last(const struct listed *a, const struct listed *b)
{
	return compare_numbers(a->sender->last, b->sender->last);
}

static int
by_domain(const struct listed *a, const struct listed *b)
{
	return strcmp(a->sender->domain, b->sender->domain);
}

static const struct {
	const char	*sort;
	int		(*compare)(const struct listed *, const struct listed *);
} orders[] = {
	{ "need", by_need }, { "messages", by_messages }, { "failed", by_failed },
	{ "rate", by_rate }, { "stopped", by_stopped }, { "last", by_last },
	{ "name", compare_known }, { "domain", by_domain },
};

struct ordered {			/* qsort_r's argument */
	int		(*compare)(const struct listed *, const struct listed *);
	int		 desc;
};

static int
compare_listed(const void *a, const void *b, void *arg)
{
	const struct listed *x = a, *y = b;
	const struct ordered *o = arg;
	int rv = (int)group_of(x->sender->class) - (int)group_of(y->sender->class);

	if (rv == 0)
		rv = o->desc ? o->compare(y, x) : o->compare(x, y);
	return rv != 0 ? rv : compare_known(x, y);
}

static void
sort_list(struct sender_list *l, const struct arg *asked)
{
	const char *sort = args_text(asked, "sort");
	struct ordered o = { by_need, sort == NULL || args_number(asked, "desc", 1) != 0 };
	size_t i;

	for (i = 0; sort != NULL && i < sizeof orders / sizeof *orders; i++)
		if (strcmp(orders[i].sort, sort) == 0)
			o.compare = orders[i].compare;
	qsort_r(l->of, l->count, sizeof *l->of, compare_listed, &o);
}

static void
add_sender(struct sender_list *l, const struct sender *s, const struct arg *asked,
    struct arena *mem)
{
	const struct sender_id id = { s->domain, s->kind, s->name };
	struct listed *to = &l->of[l->count];
	const int64_t first = args_number(asked, "first_day", -1);
	struct sentence_of of = { .sender = s,
	    .service = service_of_key(l->naming.names.services, s->service),
	    .today = args_number(asked, "today", 0) };

	if ((to->id = sender_id_text(&id, mem)) == NULL)
		return;
	of.days = first == -1 ? 0 : args_number(asked, "to", 0) - first + 1;
	to->sender = s;
	to->service = of.service;
	to->said = sentence_of(&of, mem);
	l->groups[group_of(s->class)]++;
	l->count++;
}

int
sender_list_open(struct sender_list *l, struct store *st, const struct arg *asked,
    struct arena *mem)
{
	struct senders_told told;
	size_t i;

	*l = (struct sender_list){ .count = 0 };
	if (naming_open(&l->naming, mem) == -1 || store_senders(st, asked, &told, mem) == -1)
		return -1;
	l->until = told.until;
	l->of = arena_alloc(mem, (told.count + 1) * sizeof *l->of);
	for (i = 0; i < told.count; i++)
		add_sender(l, &told.of[i], asked, mem);
	sort_list(l, asked);
	return 0;
}

void
sender_list_close(struct sender_list *l)
{
	naming_close(&l->naming);
}

static int
by_size(const void *a, const void *b)
{
	int rv = by_messages(b, a);

	return rv != 0 ? rv : compare_known(a, b);
}

void
sender_list_by_size(struct sender_list *l)
{
	qsort(l->of, l->count, sizeof *l->of, by_size);
}

static void
put_row(const struct listed *l, struct fact *f)
{
	const struct sender *s = l->sender;
	const char *const texts[] = { l->id, s->domain, s->kind, s->name, l->said.title,
	    l->said.by, class_text(s->class), s->rule, l->said.text, l->said.todo, s->mark.what,
	    s->mark.who, s->mark.note };
	const uint64_t numbers[] = { s->messages, s->failed, s->refused + s->spam, s->delivered,
	    s->addresses, s->reporters };
	size_t i;

	fact_row(f, "row");
	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		fact_string(f, texts[i]);
	for (i = 0; i < sizeof numbers / sizeof *numbers; i++)
		fact_int(f, numbers[i]);
	fact_int(f, s->sure);
	fact_int(f, s->first);
	fact_int(f, s->last);
	fact_int_if(f, s->since, s->since != -1);
	fact_int(f, s->mark.time);
	fact_pairs(f, s->weeks, STORE_WEEKS);
}

void
sender_list_tell(const struct sender_list *l, size_t from, size_t to, struct fact *f)
{
	size_t i;

	for (i = from; i < to && i < l->count; i++)
		put_row(&l->of[i], f);
}
