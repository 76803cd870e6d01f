#include <inttypes.h>
#include <stdio.h>

#include "arena.h"
#include "clean.h"
#include "clock.h"
#include "mailbox_run.h"

struct seen {				/* of the folders that are there */
	int		 count;
	struct folder	 target;
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
	struct seen *s = arg;

	if (s->count++ == 0)
		printf("folders   ");
	if (s->count <= 20)
		printf("%s%s", s->count > 1 ? ", " : "", shown(f->name, s->mem));
	return 0;
}

static int
say_folders(struct imap *im, struct seen *s)
{
	if (imap_list(im, "*", note_folder, s) == -1)
		return -1;
	if (s->count > 20)
		printf(" and %d more", s->count - 20);
	if (s->count > 0)
		printf("\n");
	return 0;
}

static void
say_action(const struct account *a, const struct imap *im, const struct seen *s)
{
	static const char *const words[] = {
		[ACTION_SEEN] = "marked as read", [ACTION_DELETE] = "deleted",
		[ACTION_MOVE] = "moved to ",
	};

	printf("after     a mail whose reports are stored is %s%s%s\n", words[a->action],
	    a->target != NULL ? shown(s->target.name, s->mem) : "",
	    a->target != NULL && !s->target.there ? ", which will be made" : "");
	if (a->action != ACTION_SEEN && (imap_can(im) & IMAP_UIDPLUS) == 0)
		printf("          the server lacks UIDPLUS: it stays there, marked as deleted\n");
}

static int
look(struct imap *im, const struct account *a, struct seen *s)
{
	struct uidset found = { NULL, 0, 0 };
	struct imap_box box;
	int rv;

	if (say_folders(im, s) == -1)
		return -1;
	if (box_examine(im, a, &box) == -1)
		return -1;
	printf("folder    %s: %u mails, UIDVALIDITY %u\n", shown(a->folder, s->mem), box.count,
	    box.validity);
	if (box_target(im, a, &s->target, s->mem) == -1 ||
	    box_allows(im, a, &box, &s->target, s->mem) == -1)
		return -1;
	if ((rv = box_search(im, a, a->search, &found)) == 0)
		printf("search    %s finds %" PRIu64 "\n", a->search, uidset_size(&found));
	uidset_free(&found);
	return rv;
}

int
mailbox_test(const struct account *a, const struct limits *limits)
{
	const struct wire_patience patience = { .idle = (int64_t)limits->idle * 1000,
	    .deadline = clock_ms() + (int64_t)limits->run * 1000 };
	struct seen seen = { .mem = arena_new() };
	struct wire *w = NULL;
	struct imap *im = NULL;
	unsigned int can;
	int rv = -1;

	if (box_connect(a, limits, &patience, &w, &im) == -1)
		goto out;
	printf("server    %s, port %d, %s\n", a->login.host, (int)a->login.port,
	    shown(wire_security(w), seen.mem));
	printf("login     %s by %s\n", shown(a->login.user, seen.mem),
	    a->login.token != NULL ? "token" : "password");
	can = imap_can(im);
	printf("can       IMAP4rev1%s%s%s\n", can & IMAP_UIDPLUS ? ", UIDPLUS" : "",
	    can & IMAP_MOVE ? ", MOVE" : "", can & IMAP_ESEARCH ? ", ESEARCH" : "");
	if ((rv = look(im, a, &seen)) == 0) {
		say_action(a, im, &seen);
		printf("Nothing was changed.\n");
	}
out:
	imap_close(im);
	wire_close(w);
	arena_free(seen.mem);
	return rv;
}
