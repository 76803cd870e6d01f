#include <stdlib.h>
#include <time.h>

#include "err.h"
#include "journal.h"
#include "sql.h"

#define ASIDE_SECONDS	(7 * 86400)

static int64_t
number(struct store_word w)
{
	return w.text != NULL ? strtoll(w.text, NULL, 10) : 0;
}

struct found {
	int64_t		 box, validity, next;
};

static int
found_box(void *arg, const struct store_word *w, int n)
{
	struct found *f = arg;

	(void)n;
	*f = (struct found){ number(w[0]), number(w[1]), number(w[2]) };
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
	    store_rows(st, &sql_find_mailbox, args, found_box, f));
}

int
journal_open(struct journal *j, struct store *st, const char *account, const char *folder,
    uint32_t validity)
{
	const struct arg *args = ARGS(TEXT("account", account), TEXT("folder", folder),
	    INT("validity", validity));
	struct found f = { 0, 0, 0 };

	if (store_rows(st, &sql_find_mailbox, args, found_box, &f) == -1 ||
	    ((f.box == 0 || f.validity != validity) && begin_anew(st, args, &f) == -1))
		return -1;
	*j = (struct journal){ st, f.box, f.next };
	return 0;
}

static void
add_begun(struct letters *l, const struct letter_begun *b)
{
	if ((l->nbegun & (l->nbegun + 1)) == 0)
		l->begun = xrealloc(l->begun, (2 * l->nbegun + 2) * sizeof *l->begun);
	l->begun[l->nbegun++] = *b;
}

static int
read_letter(void *arg, const struct store_word *w, int n)
{
	const struct letter_begun b = { number(w[0]), number(w[1]), number(w[2]), number(w[3]),
	    number(w[4]), number(w[5]) };
	struct letters *l = arg;

	(void)n;
	if (b.state >= LETTER_MAX)
		return fail(ERR_SYSTEM, "mail %u has the unknown state %u", b.uid, b.state);
	uidset_add(&l->of[b.state], b.uid, b.uid);
	if (b.state == LETTER_BEGUN || b.state == LETTER_ASIDE)
		add_begun(l, &b);
	return 0;
}

int
journal_read(const struct journal *j, struct letters *l)
{
	*l = (struct letters){ .begun = NULL };
	return store_rows(j->store, &sql_letters, ARGS(INT("mailbox", j->box)), read_letter, l);
}

void
letters_free(struct letters *l)
{
	int i;

	for (i = 0; i < LETTER_MAX; i++)
		uidset_free(&l->of[i]);
	free(l->begun);
}

int
journal_aside_due(int64_t tried, int64_t now)
{
	return now < tried || now - tried >= ASIDE_SECONDS;
}

int
journal_begin(const struct journal *j, uint32_t uid)
{
	return store_exec(j->store, &sql_begin_letter, ARGS(INT("mailbox", j->box),
	    INT("uid", uid), INT("now", time(NULL))));
}

int
journal_suspect(const struct journal *j, uint32_t uid)
{
	return store_exec(j->store, &sql_suspect_letter, ARGS(INT("mailbox", j->box),
	    INT("uid", uid)));
}

int
journal_withhold(const struct journal *j, uint32_t uid, int64_t now)
{
	return store_exec(j->store, &sql_withhold_letter, ARGS(INT("mailbox", j->box),
	    INT("uid", uid), INT("now", now)));
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
	return change(j, set, &sql_forget_letters, &sql_forget_names, LETTER_HANDLED,
	    LETTER_HANDLED);
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

int
journal_set_quiet(struct store *st, const char *account, const char *folder, int64_t until)
{
	return store_change(st, &sql_set_quiet, ARGS(TEXT("account", account),
	    TEXT("folder", folder), INT("until", until)));
}

int
journal_quiet(struct store *st, const char *account, int64_t now, int64_t *until)
{
	*until = 0;
	return store_query(st, &sql_mailbox_quiet, ARGS(TEXT("account", account),
	    INT("now", now), INT("most", JOURNAL_QUIET)), store_get_int, until);
}

int
journal_visit(struct store *st, const char *account, const char *folder)
{
	return store_change(st, &sql_set_visit, ARGS(TEXT("account", account),
	    TEXT("folder", folder)));
}

int
journal_visited(struct store *st, const char *account, const char *folder, int64_t *last)
{
	*last = 0;
	return store_query(st, &sql_mailbox_visit, ARGS(TEXT("account", account),
	    TEXT("folder", folder)), store_get_int, last);
}
