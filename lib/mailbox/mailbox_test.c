#include <inttypes.h>
#include <stdio.h>

#include "arena.h"
#include "clean.h"
#include "clock.h"
#include "mailbox_run.h"

struct look {
	struct imap	*imap;
	const struct account *account;
	struct folders	 folders;
	struct folders_missed missed;
	int		 count;		/* of the folders that are there */
	struct arena	*mem;
};

static const char *
shown(const char *s, struct arena *mem)
{
	return clean_text(s, MAX_LINE, mem);
}

static int
note_folder(void *arg, const struct imap_folder *f)
{
	struct look *l = arg;

	if (l->count++ == 0)
		printf("folders   ");
	if (l->count <= 20)
		printf("%s%s", l->count > 1 ? ", " : "", shown(f->name, l->mem));
	return 0;
}

static int
say_folders(struct look *l)
{
	if (imap_list(l->imap, "*", note_folder, l) == -1)
		return -1;
	if (l->count > 20)
		printf(" and %d more", l->count - 20);
	if (l->count > 0)
		printf("\n");
	return 0;
}

static void
say_action(const struct look *l)
{
	static const char *const words[] = {
		[ACTION_SEEN] = "marked as read", [ACTION_DELETE] = "deleted",
		[ACTION_MOVE] = "moved to ",
	};
	const struct account *a = l->account;
	const struct folder *target = &l->folders.target;

	printf("after     a mail whose reports are stored is %s%s%s\n", words[a->action],
	    a->target != NULL ? shown(target->name, l->mem) : "",
	    a->target != NULL && !target->there ? ", which will be made" : "");
	if (a->action != ACTION_SEEN && (imap_can(l->imap) & IMAP_UIDPLUS) == 0)
		printf("          the server lacks UIDPLUS: it stays there, marked as deleted\n");
}

static int
look_into(struct look *l, struct source_folder *one)
{
	const char *search = l->account->search;
	struct uidset found = { NULL, 0, 0 };
	struct imap_box box;
	int rv;

	if (box_examine(l->imap, &l->folders, one, &box) == -1)
		return -1;
	printf("folder    %s: %u mails, UIDVALIDITY %u\n", shown(one->name, l->mem), box.count,
	    box.validity);
	if (box_allows(l->imap, &l->folders, one, &box) == -1)
		return -1;
	if ((rv = box_search(l->imap, l->account, search, &found)) == 0)
		printf("search    %s finds %" PRIu64 "\n", search, uidset_size(&found));
	uidset_free(&found);
	return rv;
}

/* One that cannot be read hides no other. */
static int
look_at_all(struct look *l)
{
	struct source_folder *one = l->folders.all, *end = one + l->folders.count;

	for (; one < end; one++)
		if (look_into(l, one) == -1 && !one->gone) {
			folders_miss(&l->missed, one->name, l->mem);
			if (imap_broken(l->imap))
				break;
		}
	if (l->folders.count == 0)
		printf("folder    none but the one that mail is moved to\n");
	return folders_end(&l->missed, &l->folders);
}

static int
look(struct look *l)
{
	if (say_folders(l) == -1 ||
	    folders_find(&l->folders, l->imap, l->account, l->mem) == -1 || look_at_all(l) == -1)
		return -1;
	say_action(l);
	printf("Nothing was changed.\n");
	return 0;
}

int
mailbox_test(const struct account *a, const struct limits *limits)
{
	const struct wire_patience patience = { .idle = (int64_t)limits->idle * 1000,
	    .deadline = clock_ms() + (int64_t)limits->run * 1000 };
	struct look l = { .account = a, .mem = arena_new() };
	struct wire *w = NULL;
	unsigned int can;
	int rv = -1;

	if (box_connect(a, limits, &patience, &w, &l.imap) == -1)
		goto out;
	printf("server    %s, port %d, %s\n", a->login.host, (int)a->login.port,
	    shown(wire_security(w), l.mem));
	printf("login     %s by %s\n", shown(a->login.user, l.mem),
	    a->login.token != NULL ? "token" : "password");
	can = imap_can(l.imap);
	printf("can       IMAP4rev1%s%s%s\n", can & IMAP_UIDPLUS ? ", UIDPLUS" : "",
	    can & IMAP_MOVE ? ", MOVE" : "", can & IMAP_ESEARCH ? ", ESEARCH" : "");
	rv = look(&l);
out:
	imap_close(l.imap);
	wire_close(w);
	arena_free(l.mem);
	return rv;
}
