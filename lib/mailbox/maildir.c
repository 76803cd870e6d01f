#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "accounts.h"
#include "arena.h"
#include "clean.h"
#include "clock.h"
#include "err.h"
#include "journal_name.h"
#include "maildir_run.h"

#define VALIDITY	1		/* numbers are the journal's own */

struct known {
	struct maildir_list *list;
	size_t		 at;
	struct uidset	 gone;
};

/* Both are in the same order. */
static int
note_known(void *arg, const struct journal_name *j)
{
	struct known *k = arg;
	struct maildir_file *f = k->list->files;
	size_t n = k->list->count;

	while (k->at < n && strcmp(f[k->at].name, j->name) < 0)
		k->at++;
	if (k->at == n || strcmp(f[k->at].name, j->name) != 0) {
		uidset_add(&k->gone, j->uid, j->uid);
		return 0;
	}
	f[k->at].uid = j->uid;
	f[k->at].state = j->state;
	f[k->at].attempts = j->attempts;
	f[k->at].tried = j->tried;
	return 0;
}

/* What is in new, and what the journal knows of it; what has gone is forgotten. */
static int
look(struct maildir_run *r)
{
	struct known k = { .list = &r->list };
	int rv = maildir_list_read(&r->list, r->place.new);

	if (rv == 0 && (rv = journal_name_each(&r->journal, note_known, &k)) == 0) {
		uidset_sort(&k.gone);
		rv = journal_forget(&r->journal, &k.gone);
	}
	uidset_free(&k.gone);
	return rv;
}

static int
note_total(struct maildir_run *r)
{
	struct fetch_job_counts *c = &r->m->counts;
	int64_t n = 0;
	size_t i;

	for (i = 0; i < r->list.count; i++)
		n += maildir_run_wants(&r->list.files[i]);
	if (n == 0)
		return 0;
	c->total = c->seen + n;
	progress_total(r->bar, c->total);
	if (store_enter(r->m->store) == -1)
		return -1;
	return store_leave(r->m->store, fetch_job_note(r->m->store, r->m->job, c));
}

/* 1: some was read, and more may have come meanwhile. */
static int
read_round(struct maildir_run *r)
{
	int64_t seen = r->m->counts.seen;
	int rv;

	r->troubles = 0;
	if ((rv = look(r)) == 0 && (rv = note_total(r)) == 0)
		rv = maildir_read(r);
	maildir_list_free(&r->list);
	return rv == -1 ? -1 : r->m->counts.seen > seen && !maildir_run_over(r);
}

static int
tell_trouble(const struct maildir_run *r)
{
	if (r->troubles == 0)
		return 0;
	if (r->troubles > 1)
		return fail(r->trouble.kind, "%s (and %zu more files)", r->trouble.log,
		    r->troubles - 1);
	err_restore(&r->trouble);
	return -1;
}

int
maildir_fetch(struct maildir *m)
{
	struct maildir_run r = { .m = m, .place = *m->place,
	    .deadline = clock_ms() + (int64_t)m->limits->run * 1000 };
	struct arena *mem = arena_new();
	int rv;

	if (m->terminal)
		r.bar = progress_new(0, PROGRESS_COUNT);
	if ((rv = maildir_place_open(&r.place, mem)) == 0) {
		rv = journal_open(&r.journal, m->store, ACCOUNT_MAILDIR, m->place->dir, VALIDITY);
		if (rv == 0)
			while ((rv = read_round(&r)) == 1)
				;
		maildir_place_close(&r.place);
	}
	alarm(0);
	progress_free(r.bar);
	arena_free(mem);
	return rv == -1 ? -1 : m->stopped ? 0 : tell_trouble(&r);
}

/* The first that cannot be read, or 0. */
static int
check_files(const struct maildir_place *p, const struct maildir_list *l, struct arena *mem)
{
	const char *name;
	size_t i;

	for (i = 0; i < l->count; i++) {
		name = maildir_list_name(&l->files[i], mem);
		if (faccessat(p->new, name, R_OK, 0) == -1 && errno != ENOENT)
			return maildir_place_fail(p, arena_printf(mem, "/new/%s",
			    clean_text(name, MAX_NAME, mem)));
	}
	return 0;
}

int
maildir_test(const struct maildir_place *place)
{
	struct maildir_place p = *place;
	struct maildir_list l = { .files = NULL };
	struct arena *mem = arena_new();
	int rv;

	if ((rv = maildir_place_open(&p, mem)) == 0) {
		if ((rv = maildir_list_read(&l, p.new)) == 0)
			rv = check_files(&p, &l, mem);
		maildir_place_close(&p);
	}
	if (rv == 0)
		printf("Maildir   %s, which may be read and written\n"
		    "mails     %zu in new\n"
		    "after     a mail whose reports are stored %s\n", p.shown, l.count,
		    p.action == MAILDIR_DELETE ? "is removed" : "goes to cur, as seen");
	maildir_list_free(&l);
	arena_free(mem);
	return rv;
}
