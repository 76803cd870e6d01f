#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <unistd.h>

#include "err.h"
#include "fetch_spawn.h"

/* Nothing of ours goes along but the lock and the log: no request's connection. */
static int
furnish(posix_spawn_file_actions_t *files, int lock, int tied)
{
	return posix_spawn_file_actions_adddup2(files, lock, FETCH_LOCK_FD) != 0 ||
	    posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDWR, 0) != 0 ||
	    posix_spawn_file_actions_adddup2(files, STDIN_FILENO, STDOUT_FILENO) != 0 ||
	    (!tied && posix_spawn_file_actions_adddup2(files, STDIN_FILENO, STDERR_FILENO) != 0) ||
	    posix_spawn_file_actions_addclosefrom_np(files, FETCH_LOCK_FD + 1) != 0;
}

/* But what it says, and the log. */
static int
furnish_look(posix_spawn_file_actions_t *files, int said)
{
	return posix_spawn_file_actions_adddup2(files, said, STDOUT_FILENO) != 0 ||
	    posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDONLY, 0) != 0 ||
	    posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1) != 0;
}

/* What the programs do to signals is not for it. */
static int
dispose(posix_spawnattr_t *attr)
{
	sigset_t none, all;

	sigemptyset(&none);
	sigemptyset(&all);
	sigaddset(&all, SIGCHLD);
	sigaddset(&all, SIGPIPE);
	sigaddset(&all, SIGTERM);
	return posix_spawnattr_setsigmask(attr, &none) != 0 ||
	    posix_spawnattr_setsigdefault(attr, &all) != 0 ||
	    posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) != 0;
}

/* Nobody waits for it: the database, or the end of what it says, tells its end. */
static int
spawn(const posix_spawn_file_actions_t *files, char *const *argv)
{
	posix_spawnattr_t attr;
	int rc = EINVAL;
	pid_t pid;

	signal(SIGCHLD, SIG_IGN);
	posix_spawnattr_init(&attr);
	if (!dispose(&attr))
		rc = posix_spawn(&pid, "/proc/self/exe", files, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	errno = rc;
	return rc == 0 ? 0 : failsys("%s of a mailbox cannot be started", argv[1]);
}

int
fetch_spawn_look(const char *mailbox, int said)
{
	char *const argv[] = { "dmarc-cron", "look", (char *)mailbox, NULL };
	posix_spawn_file_actions_t files;
	int rv = -1;

	posix_spawn_file_actions_init(&files);
	if (furnish_look(&files, said))
		failsys("a look at a mailbox cannot be prepared");
	else
		rv = spawn(&files, argv);
	posix_spawn_file_actions_destroy(&files);
	return rv;
}

int
fetch_spawn(int64_t job, int lock, int tied)
{
	posix_spawn_file_actions_t files;
	char number[24], parent[24];
	char *const argv[] = { "dmarc-cron", "job", number, parent, NULL };
	int rv = -1;

	snprintf(number, sizeof number, "%" PRId64, job);
	snprintf(parent, sizeof parent, "%d", tied ? (int)getpid() : 0);
	posix_spawn_file_actions_init(&files);
	if (furnish(&files, lock, tied))
		failsys("a fetch cannot be prepared");
	else
		rv = spawn(&files, argv);
	posix_spawn_file_actions_destroy(&files);
	return rv;
}
