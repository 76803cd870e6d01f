#include <string.h>

#include "accounts.h"
#include "arena.h"
#include "clean.h"
#include "mailbox_run.h"

static const char *
name_of(const void *arg, uint32_t uid, struct arena *mem)
{
	const struct run *r = arg;
	const char *mailbox = r->m->account->mailbox;
	int main = strcmp(mailbox, ACCOUNT_MAIN) == 0;

	return arena_printf(mem, "mail %u in %s%s%s", uid,
	    clean_text(r->folder->name, MAX_NAME, mem), main ? "" : " of ",
	    main ? "" : mailbox);
}

static struct given_way
way_of(const struct run *r)
{
	return (struct given_way){ .journal = &r->journal, .limits = r->m->limits,
	    .job = r->m->job, .counts = &r->m->counts, .bar = r->bar, .via = "imap",
	    .name = name_of, .arg = r };
}

int
parcel_read(struct run *r, struct parcel *b)
{
	const struct given_way way = way_of(r);

	return given_read(&way, b->mails, b->count);
}

int
parcel_set_aside(struct run *r, uint32_t uid, const char *name, enum err kind, const char *why)
{
	const struct given_way way = way_of(r);

	return given_set_aside(&way, uid, name, kind, why);
}
