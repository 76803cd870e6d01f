#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "clean.h"
#include "err.h"
#include "maildir_run.h"

/*
 * What is due in the Maildir, of this run and of those before.  A row goes only when it is
 * sure that its file has gone, after a crash too.
 */
#define DONE	"S"		/* seen */
#define BAD	"FS"		/* and flagged: there is no word of one's own */

/* The flags that a file has, and more of them, in the order that they must have. */
static const char *
seen_name(const struct maildir_file *f, const char *more, struct arena *mem)
{
	const char *flags = strncmp(f->info, ":2,", 3) == 0 ? f->info + 3 : "";
	char *name = arena_printf(mem, "%s:2,%s%s", f->name, flags, more);
	char *to = name + strlen(name) - strlen(flags) - strlen(more);
	int c;

	for (c = 'A'; c <= 'z'; c++)
		if (strchr(flags, c) != NULL || strchr(more, c) != NULL)
			*to++ = (char)c;
	*to = '\0';
	return name;
}

static int
is_same(const struct maildir_place *p, const char *from, const char *to)
{
	struct stat a, b;

	return fstatat(p->new, from, &a, AT_SYMLINK_NOFOLLOW) == 0 &&
	    fstatat(p->cur, to, &b, AT_SYMLINK_NOFOLLOW) == 0 &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* Where a file system cannot move without taking another's place (NFS), by a second name. */
static int
move_file(const struct maildir_place *p, const char *from, const char *to)
{
	if (renameat2(p->new, from, p->cur, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (((errno == EINVAL || errno == ENOSYS) && linkat(p->new, from, p->cur, to, 0) == 0) ||
	    (errno == EEXIST && is_same(p, from, to)))
		return unlinkat(p->new, from, 0);
	return -1;
}

/* 1: it has gone, by whoever's doing; 0: it is still there. */
static int
act_on(struct maildir_run *r, const struct maildir_file *f, struct arena *mem)
{
	const struct maildir_place *p = &r->place;
	const char *from = maildir_list_name(f, mem);
	int away = f->state == LETTER_DONE && p->action == MAILDIR_DELETE, rv;

	if (away)
		rv = unlinkat(p->new, from, 0);
	else
		rv = move_file(p, from, seen_name(f, f->state == LETTER_DONE ? DONE : BAD, mem));
	if (rv == 0 || errno == ENOENT)
		return 1;
	maildir_place_fail(p, arena_printf(mem, "/new/%s, to be %s",
	    clean_text(from, MAX_NAME, mem), away ? "removed" : "moved to cur"));
	maildir_run_note(r);
	return 0;
}

static int
make_sure(const struct maildir_place *p)
{
	return fsync(p->cur) == 0 && fsync(p->new) == 0 ? 0 :
	    failsys("the folders of the Maildir");
}

int
maildir_act(struct maildir_run *r, struct maildir_file *files, size_t n)
{
	struct uidset gone = { NULL, 0, 0 };
	struct arena *mem = arena_new();
	size_t i;
	int rv;

	for (i = 0; i < n; i++) {
		if (files[i].state != LETTER_DONE && files[i].state != LETTER_BAD)
			continue;
		if (act_on(r, &files[i], mem))
			uidset_add(&gone, files[i].uid, files[i].uid);
		files[i].state = LETTER_HANDLED;	/* once in a round */
		arena_reset(mem, 0);
	}
	uidset_sort(&gone);
	rv = gone.count == 0 ? 0 : make_sure(&r->place);
	if (rv == 0)
		rv = journal_forget(&r->journal, &gone);
	uidset_free(&gone);
	arena_free(mem);
	return rv;
}
