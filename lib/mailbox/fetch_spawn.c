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

int
fetch_spawn(int64_t job, int lock, int tied)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	char number[24], parent[24];
	char *const argv[] = { "dmarc-cron", "job", number, parent, NULL };
	pid_t pid;
	int rc = EINVAL;

	snprintf(number, sizeof number, "%" PRId64, job);
	snprintf(parent, sizeof parent, "%d", tied ? (int)getpid() : 0);
	signal(SIGCHLD, SIG_IGN);	/* nobody waits for it: the database tells its end */
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	if (!furnish(&files, lock, tied) && !dispose(&attr))
		rc = posix_spawn(&pid, "/proc/self/exe", &files, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	errno = rc;
	return rc == 0 ? 0 : failsys("a fetch cannot be started");
}
