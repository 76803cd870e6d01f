#include <sys/stat.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "journal_name.h"
#include "maildir_list.h"
#include "store.h"
#include "test.h"

/* What is in a Maildir's new, and what the journal calls it. */

static int
make_folder(char *name)
{
	CHECK(mkdtemp(name) != NULL);
	return open(name, O_RDONLY | O_DIRECTORY);
}

static void
put(int folder, const char *name)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL, 0600);

	CHECK(fd != -1);
	close(fd);
}

/* As it is listed: all names, each with a bar before what belongs to none. */
static const char *
list(int folder, struct arena *mem)
{
	struct maildir_list l;
	const char *text = "";
	size_t i;

	CHECK(maildir_list_read(&l, folder) == 0);
	for (i = 0; i < l.count; i++) {
		text = arena_printf(mem, "%s%s|%s ", text, l.files[i].name, l.files[i].info);
		CHECK(l.files[i].uid == 0 && l.files[i].state == LETTER_MAX);
	}
	maildir_list_free(&l);
	return text;
}

static void
test_list(void)
{
	static const char *const names[] = { "b:2,S", "a.b", "a", "a!", "\xff", "b:2,F", ".c", "a:b:c",
	    "~", "A,S=3" };
	char name[] = "/tmp/dmarc-maildir-XXXXXX";
	struct arena *mem = arena_new();
	int folder = make_folder(name);
	size_t i;

	CHECK_STR(list(folder, mem), "");
	for (i = 0; i < sizeof names / sizeof *names; i++)
		put(folder, names[i]);
	CHECK(mkdirat(folder, "folder", 0700) == 0 && symlinkat("a", folder, "link") == 0 &&
	    mkfifoat(folder, "pipe", 0600) == 0);
	CHECK_STR(list(folder, mem), "A,S=3| a| a!| a.b| b|:2,F ~| \xff| ");
	for (i = 0; i < sizeof names / sizeof *names; i++)
		unlinkat(folder, names[i], 0);
	unlinkat(folder, "folder", AT_REMOVEDIR);
	unlinkat(folder, "link", 0);
	unlinkat(folder, "pipe", 0);
	rmdir(name);
	CHECK_STR(list(folder, mem), "");		/* it is gone */
	close(folder);
	arena_free(mem);
}

static const char *told;
static struct arena *memory;

static int
tell(void *arg, const struct journal_name *j)
{
	(void)arg;
	told = arena_printf(memory, "%s%s=%u", told, j->name, j->uid);
	if (j->state != LETTER_MAX)
		told = arena_printf(memory, "%s(%d,%d)", told, (int)j->state, j->attempts);
	told = arena_printf(memory, "%s ", told);
	return 0;
}

static const char *
names(const struct journal *j)
{
	told = "";
	CHECK(journal_name_each(j, tell, NULL) == 0);
	return told;
}

static uint32_t
add(const struct journal *j, const char *name)
{
	uint32_t uid = 0;

	CHECK(store_enter(j->store) == 0);
	CHECK(store_leave(j->store, journal_name_add(j, name, &uid)) == 0);
	return uid;
}

static void
forget(const struct journal *j, uint32_t uid)
{
	struct uidset set = { NULL, 0, 0 };

	uidset_add(&set, uid, uid);
	CHECK(journal_forget(j, &set) == 0);
	uidset_free(&set);
}

static void
test_names(void)
{
	struct store *st = store_open(":memory:", STORE_WRITE);
	struct journal j, other;

	memory = arena_new();
	CHECK(journal_open(&j, st, "maildir", "/a", 1) == 0);
	CHECK(journal_open(&other, st, "maildir", "/b", 1) == 0);
	CHECK(add(&j, "b") == 1 && add(&j, "\xff") == 2 && add(&j, "a.b") == 3 && add(&j, "a") == 4);
	CHECK(add(&other, "b") == 1);
	CHECK_STR(names(&j), "a=4 a.b=3 b=1 \xff=2 ");	/* as strcmp() has it */
	forget(&j, 3);
	CHECK_STR(names(&j), "a=4 b=1 \xff=2 ");
	CHECK_STR(names(&other), "b=1 ");
	CHECK(add(&j, "c") == 5);
	CHECK(store_enter(st) == 0 && journal_name_add(&j, "c", &(uint32_t){ 0 }) == -1);
	store_undo(st);
	arena_free(memory);
	store_close(st);
}

static void
test_states(void)
{
	struct store *st = store_open(":memory:", STORE_WRITE);
	struct uidset both = { NULL, 0, 0 };
	struct journal j;

	memory = arena_new();
	CHECK(journal_open(&j, st, "maildir", "/a", 1) == 0);
	CHECK(add(&j, "a") == 1 && add(&j, "b") == 2);
	CHECK(store_enter(st) == 0 && journal_begin(&j, 1) == 0 && journal_begin(&j, 2) == 0);
	CHECK(store_leave(st, journal_begin(&j, 2)) == 0);
	CHECK_STR(names(&j), "a=1(1,1) b=2(1,2) ");
	uidset_add(&both, 1, 2);
	CHECK(journal_unbegin(&j, &both) == 0);		/* one was not begun at all */
	CHECK_STR(names(&j), "a=1 b=2(1,1) ");
	CHECK(journal_forget(&j, &both) == 0);
	CHECK_STR(names(&j), "");
	uidset_free(&both);
	arena_free(memory);
	store_close(st);
}

TEST_MAIN(test_list, test_names, test_states)
