#include <sys/wait.h>

#include <stdlib.h>
#include <unistd.h>

#include "arena.h"
#include "err.h"
#include "lock.h"
#include "test.h"

static void
test_lock(void)
{
	char dir[] = "/tmp/dmarc-test-XXXXXX";
	struct arena *mem = arena_new();
	const char *db;
	int fd, status;

	CHECK(mkdtemp(dir) != NULL);
	db = arena_printf(mem, "%s/dmarc.db", dir);
	CHECK(lock_held(db, "push") == 0);
	CHECK((fd = lock_take(db, "push")) != -1);
	CHECK(lock_held(db, "push") == 1);
	CHECK(lock_take(db, "push") == -1);		/* nor twice by one process */
	CHECK(err_kind() == ERR_BUSY);
	CHECK_STR(err_text(), "another push is running");
	CHECK(lock_held(db, "fetch") == 0);
	if (fork() == 0)
		_exit(lock_held(db, "push") == 1 && lock_take(db, "push") == -1 ? 0 : 1);
	CHECK(wait(&status) != -1 && status == 0);
	close(fd);
	CHECK(lock_held(db, "push") == 0);
	CHECK((fd = lock_take(db, "push")) != -1);
	close(fd);
	unlink(arena_printf(mem, "%s-push.lock", db));
	rmdir(dir);
	CHECK(lock_take(db, "push") == -1 && err_kind() == ERR_SYSTEM);
	arena_free(mem);
}

TEST_MAIN(test_lock)
