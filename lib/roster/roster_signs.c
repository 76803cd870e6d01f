#include <stdlib.h>
#include <string.h>

#include "roster_signs.h"

#define KEYS	3		/* that are named, of one sender */

struct sign {			/* a name that came with its messages */
	uint32_t	 sender;
	enum { SIGN_KEY, SIGN_SIGNER, SIGN_ENVELOPE } what;
	const char	*name;
	uint64_t	 messages;
};

struct signs {
	struct sign	*of;
	size_t		 n;
};

static void
add_sign(struct signs *all, uint32_t sender, int what, const char *name, uint64_t messages)
{
	if (name == NULL)
		return;
	if ((all->n & (all->n + 1)) == 0)
		all->of = xrealloc(all->of, (2 * all->n + 2) * sizeof *all->of);
	all->of[all->n++] = (struct sign){ sender, what, name, messages };
}

static int
by_name(const void *a, const void *b)
{
	const struct sign *x = a, *y = b;

	if (x->sender != y->sender)
		return x->sender < y->sender ? -1 : 1;
	return x->what != y->what ? (int)x->what - (int)y->what : strcmp(x->name, y->name);
}

static int
by_messages(const void *a, const void *b)
{
	const struct sign *x = a, *y = b;

	if (x->sender != y->sender || x->what != y->what || x->messages == y->messages)
		return by_name(a, b);
	return x->messages > y->messages ? -1 : 1;
}

/* Each name of a sender once, those with most messages first. */
static void
sum_signs(struct signs *all)
{
	size_t i, n = 0;

	if (all->n == 0)
		return;
	qsort(all->of, all->n, sizeof *all->of, by_name);
	for (i = 1; i < all->n; i++)
		if (by_name(&all->of[n], &all->of[i]) == 0)
			all->of[n].messages += all->of[i].messages;
		else
			all->of[++n] = all->of[i];
	all->n = n + 1;
	qsort(all->of, all->n, sizeof *all->of, by_messages);
}

static void
take_sign(struct roster_sender *s, const struct sign *sign, int place, struct arena *mem)
{
	if (sign->what == SIGN_KEY && place < KEYS)
		s->keys = arena_printf(mem, "%s%s%s", place > 0 ? s->keys : "",
		    place > 0 ? ", " : "", sign->name);
	else if (sign->what == SIGN_SIGNER && place == 0)
		s->signer = sign->name;
	else if (sign->what == SIGN_ENVELOPE && place == 0)
		s->envelope = sign->name;
}

void
roster_signs(const struct roster_domain *d, struct roster_senders *all, struct arena *mem)
{
	struct signs signs = { NULL, 0 };
	const struct trace *t;
	const struct sight *s;
	uint32_t sender;
	int place = 0;
	size_t i;

	for (i = 0; i < d->nsights; i++) {
		s = &d->sights[i];
		t = s->trace;
		sender = all->by_identity[s->identity->number];
		all->of[sender].spf |= (t->flags & TRACE_SPF) != 0;
		if (t->state == KEY_PASSED)
			add_sign(&signs, sender, SIGN_KEY, t->family, s->messages);
		add_sign(&signs, sender, SIGN_SIGNER, t->signer, s->messages);
		add_sign(&signs, sender, SIGN_ENVELOPE, t->envelope, s->messages);
	}
	sum_signs(&signs);
	for (i = 0; i < signs.n; i++) {
		place = i > 0 && signs.of[i].sender == signs.of[i - 1].sender &&
		    signs.of[i].what == signs.of[i - 1].what ? place + 1 : 0;
		take_sign(&all->of[signs.of[i].sender], &signs.of[i], place, mem);
	}
	free(signs.of);
}
