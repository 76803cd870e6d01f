#include <string.h>

#include "accounts.h"
#include "clean.h"
#include "fetch_from.h"
#include "fetch_turn.h"
#include "mailbox.h"
#include "maildir.h"
#include "setting.h"

struct fetch_kind {
	int	(*read)(struct fetch_from *, const char *mailbox, struct arena *);
	int	(*run)(struct fetch_from *, const char *db, struct store *, struct fetch *,
		    const struct limits *, struct arena *);
	int	(*test)(struct fetch_from *, const char *db, const struct limits *, struct arena *);
};

static int
read_account(struct fetch_from *from, const char *mailbox, struct arena *mem)
{
	struct account *a = &from->account;
	int rv = account_read(a, mailbox, mem);

	if (rv == 0) {
		from->whose = arena_printf(mem, "%s on %s", a->login.user, a->login.host);
		from->folder = a->folder;
		from->search = a->search;
		from->action = a->action_text;
	} else
		from->whose = a->login.host != NULL ? a->login.host : mailbox;
	from->whose = clean_text(from->whose, MAX_LINE, mem);
	return rv;
}

static int
fetch_account(struct fetch_from *from, const char *db, struct store *st, struct fetch *f,
    const struct limits *limits, struct arena *mem)
{
	struct account *account = &from->account;
	struct mailbox m = { .store = st, .account = account, .limits = limits,
	    .job = f->job, .drain = f->drain, .terminal = f->terminal };
	int rv;

	if (account_token(account, db, 0, limits, mem) == -1)
		return -1;
	rv = mailbox_fetch(&m);
	f->counts = m.counts;
	f->stopped = m.stopped;
	return rv;
}

/* When it is its turn. */
static int
run_account(struct fetch_from *from, const char *db, struct store *st, struct fetch *f,
    const struct limits *limits, struct arena *mem)
{
	struct fetch_turn turn;
	int rv;

	if ((rv = fetch_turn_begin(&turn, st, f->job, from->account.name)) == 0)
		rv = fetch_account(from, db, st, f, limits, mem);
	else if (rv == 1) {
		f->stopped = 1;
		rv = 0;
	}
	fetch_turn_end(&turn);
	return rv;
}

static int
test_account(struct fetch_from *from, const char *db, const struct limits *limits,
    struct arena *mem)
{
	if (account_token(&from->account, db, 1, limits, mem) == -1)
		return -1;
	return mailbox_test(&from->account, limits);
}

static int
read_maildir(struct fetch_from *from, const char *mailbox, struct arena *mem)
{
	struct maildir_place *p = &from->place;
	int rv = maildir_place_read(p, mem);

	(void)mailbox;
	from->whose = p->shown;
	from->folder = rv == 0 ? "new" : NULL;
	from->action = rv == 0 ? p->action_text : NULL;
	return rv;
}

static int
run_maildir(struct fetch_from *from, const char *db, struct store *st, struct fetch *f,
    const struct limits *limits, struct arena *mem)
{
	struct maildir m = { .store = st, .place = &from->place, .limits = limits,
	    .job = f->job, .drain = f->drain, .terminal = f->terminal };
	int rv = maildir_fetch(&m);

	(void)db;
	(void)mem;
	f->counts = m.counts;
	f->stopped = m.stopped;
	return rv;
}

static int
test_maildir(struct fetch_from *from, const char *db, const struct limits *limits,
    struct arena *mem)
{
	(void)db;
	(void)limits;
	(void)mem;
	return maildir_test(&from->place);
}

static const struct fetch_kind on_server = { read_account, run_account, test_account };
static const struct fetch_kind in_maildir = { read_maildir, run_maildir, test_maildir };

int
fetch_from_read(struct fetch_from *from, const char *mailbox, struct arena *mem)
{
	*from = (struct fetch_from){ .kind = strcmp(mailbox, ACCOUNT_MAILDIR) == 0 ?
	    &in_maildir : &on_server };
	return from->kind->read(from, mailbox, mem);
}

int
fetch_from_run(struct fetch_from *from, const char *db, struct store *st, struct fetch *f,
    struct arena *mem)
{
	struct limits limits;

	return setting_limits(&limits) == -1 ? -1 :
	    from->kind->run(from, db, st, f, &limits, mem);
}

int
fetch_from_test(struct fetch_from *from, const char *db, struct arena *mem)
{
	struct limits limits;

	return setting_limits(&limits) == -1 ? -1 : from->kind->test(from, db, &limits, mem);
}
