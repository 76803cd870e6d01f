#include <sys/prctl.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <unistd.h>

#include "err.h"
#include "self.h"
#include "text.h"

/* Nothing of ours goes along but what it is given and the log: no request's connection. */
static int
furnish(posix_spawn_file_actions_t *files, int fd, int tied)
{
	return (fd != -1 && posix_spawn_file_actions_adddup2(files, fd, SELF_FD) != 0) ||
	    posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDWR, 0) != 0 ||
	    posix_spawn_file_actions_adddup2(files, STDIN_FILENO, STDOUT_FILENO) != 0 ||
	    (!tied && posix_spawn_file_actions_adddup2(files, STDIN_FILENO, STDERR_FILENO) != 0) ||
	    posix_spawn_file_actions_addclosefrom_np(files, SELF_FD + (fd != -1)) != 0;
}

/* But what it says, and the log. */
static int
furnish_asked(posix_spawn_file_actions_t *files, int said)
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
start(posix_spawn_file_actions_t *files, int bad, const char *const *argv)
{
	posix_spawnattr_t attr;
	int rc = EINVAL;
	pid_t pid;

	signal(SIGCHLD, SIG_IGN);
	posix_spawnattr_init(&attr);
	if (!bad && !dispose(&attr))
		rc = posix_spawn(&pid, "/proc/self/exe", files, &attr, (char *const *)argv,
		    environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(files);
	errno = rc;
	return rc == 0 ? 0 : failsys("%s cannot be started", argv[1]);
}

int
self_ask(const char *command, const char *arg, int said)
{
	const char *const argv[] = { program_invocation_short_name, command, arg, NULL };
	posix_spawn_file_actions_t files;

	posix_spawn_file_actions_init(&files);
	return start(&files, furnish_asked(&files, said), argv);
}

int
self_start(const char *command, const char *arg, int fd, int tied)
{
	char parent[24];
	const char *const argv[] = { program_invocation_short_name, command,
	    arg != NULL ? arg : parent, arg != NULL ? parent : NULL, NULL };
	posix_spawn_file_actions_t files;

	snprintf(parent, sizeof parent, "%d", tied ? (int)getpid() : 0);
	posix_spawn_file_actions_init(&files);
	return start(&files, furnish(&files, fd, tied), argv);
}

int
self_tie(const char *last)
{
	int64_t parent;

	if (text_number(&parent, last) == -1)
		return fail(ERR_PARAM, "only the program itself begins one in this way");
	if (parent == 0)
		return 0;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	return getppid() == parent ? 0 : fail(ERR_SYSTEM, "the server is gone");
}
