#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "journal.h"
#include "sql.h"

#define NUMBERS		3
#define NUMBER_TEXT	sizeof "-9223372036854775808 "

/* The numbers of a row that is text. */
static int
numbers(int64_t v[NUMBERS], const char *s, size_t len)
{
	char text[NUMBERS * NUMBER_TEXT], *p = text;
	size_t i;

	if (len >= sizeof text)
		return fail(ERR_SYSTEM, "no row of numbers: %.40s", s);
	memcpy(text, s, len);
	text[len] = '\0';
	for (i = 0; i < NUMBERS; i++)
		v[i] = strtoll(p, &p, 10);
	return 0;
}

struct found {
	int64_t		 box, validity, next;
};

static int
found_box(void *arg, const char *s, size_t n)
{
	struct found *f = arg;
	int64_t v[NUMBERS];

	if (numbers(v, s, n) == -1)
		return -1;
	*f = (struct found){ v[0], v[1], v[2] };
	return 0;
}

/* A new folder, or one whose numbers were given anew: nothing is known of its mails. */
static int
begin_anew(struct store *st, const struct arg *args, struct found *f)
{
	if (store_enter(st) == -1)
		return -1;
	return store_leave(st, store_exec(st, &sql_clear_letters, args) == -1 ||
	    store_exec(st, &sql_set_mailbox, args) == -1 ? -1 :
	    store_query(st, &sql_find_mailbox, args, found_box, f));
}

int
journal_open(struct journal *j, struct store *st, const char *account, const char *folder,
    uint32_t validity)
{
	const struct arg *args = ARGS(TEXT("account", account), TEXT("folder", folder),
	    INT("validity", validity));
	struct found f = { 0, 0, 0 };

	if (store_query(st, &sql_find_mailbox, args, found_box, &f) == -1 ||
	    ((f.box == 0 || f.validity != validity) && begin_anew(st, args, &f) == -1))
		return -1;
	*j = (struct journal){ st, f.box, f.next };
	return 0;
}

static int
read_letter(void *arg, const char *s, size_t n)
{
	struct letters *l = arg;
	int64_t v[NUMBERS];

	if (numbers(v, s, n) == -1)
		return -1;
	if (v[1] < 0 || v[1] >= LETTER_MAX)
		return fail(ERR_SYSTEM, "mail %d has the unknown state %d", (int)v[0], (int)v[1]);
	uidset_add(&l->of[v[1]], v[0], v[0]);
	if (v[1] != LETTER_BEGUN)
		return 0;
	if ((l->begun & (l->begun + 1)) == 0)
		l->attempts = xrealloc(l->attempts, (2 * l->begun + 2) * sizeof *l->attempts);
	l->attempts[l->begun++] = (int)v[2];
	return 0;
}

int
journal_read(const struct journal *j, struct letters *l)
{
	*l = (struct letters){ .attempts = NULL };
	return store_query(j->store, &sql_letters, ARGS(INT("mailbox", j->box)), read_letter, l);
}

void
letters_free(struct letters *l)
{
	int i;

	for (i = 0; i < LETTER_MAX; i++)
		uidset_free(&l->of[i]);
	free(l->attempts);
}

int
journal_begin(const struct journal *j, uint32_t uid)
{
	return store_exec(j->store, &sql_begin_letter, ARGS(INT("mailbox", j->box),
	    INT("uid", uid)));
}

int
journal_set(const struct journal *j, uint32_t uid, enum letter state)
{
	return store_exec(j->store, &sql_set_letter, ARGS(INT("mailbox", j->box),
	    INT("uid", uid), INT("state", state)));
}

/* A statement on each range of a set. */
static int
each_range(const struct journal *j, const struct uidset *set, const struct sql *sql,
    enum letter from, enum letter to)
{
	size_t i;

	for (i = 0; i < set->count; i++)
		if (store_exec(j->store, sql, ARGS(INT("mailbox", j->box),
		    INT("first", set->range[i].first), INT("last", set->range[i].last),
		    INT("from", from), INT("to", to))) == -1)
			return -1;
	return 0;
}

/* One or two statements on a set, as one batch. */
static int
change(const struct journal *j, const struct uidset *set, const struct sql *sql,
    const struct sql *then, enum letter from, enum letter to)
{
	if (set->count == 0)
		return 0;
	if (store_enter(j->store) == -1)
		return -1;
	return store_leave(j->store, each_range(j, set, sql, from, to) == -1 ||
	    (then != NULL && each_range(j, set, then, from, to) == -1) ? -1 : 0);
}

int
journal_unbegin(const struct journal *j, const struct uidset *set)
{
	return change(j, set, &sql_unbegin_letters, &sql_unbegun_letters, LETTER_BEGUN,
	    LETTER_BEGUN);
}

int
journal_turn(const struct journal *j, const struct uidset *set, enum letter from, enum letter to)
{
	return change(j, set, &sql_turn_letters, NULL, from, to);
}

int
journal_forget(const struct journal *j, const struct uidset *set)
{
	return change(j, set, &sql_forget_letters, NULL, LETTER_HANDLED, LETTER_HANDLED);
}

int
journal_advance(struct journal *j, uint32_t next)
{
	if (next == j->next)
		return 0;
	j->next = next;
	return store_change(j->store, &sql_set_next, ARGS(INT("mailbox", j->box),
	    INT("next", next)));
}
