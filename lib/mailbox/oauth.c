#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "err.h"
#include "limit.h"
#include "oauth.h"
#include "text.h"

#define NAME	"IMAP_OAUTH_TOKEN_CMD"
#define PAUSE	5			/* milliseconds */

static int
start(const char *command, int out, pid_t *pid)
{
	char *const argv[] = { "sh", "-c", (char *)command, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int rc;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
	posix_spawnattr_init(&attr);		/* a group, so that all of it can be ended */
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP);
	rc = posix_spawn(pid, "/bin/sh", &files, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	errno = rc;
	return rc == 0 ? 0 : failsys(NAME);
}

/* All it prints, or -1. */
static int
gather(int fd, char *text, int64_t deadline)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t left;
	size_t n = 0;
	ssize_t got = 1;
	int ready;

	while (got > 0) {
		if ((left = deadline - clock_ms()) <= 0 || (ready = poll(&p, 1, (int)left)) == 0)
			return fail(ERR_SETTING, NAME " does not end");
		if (ready == -1 && errno == EINTR)
			continue;
		got = read(fd, text + n, MAX_SECRET - n);
		if (got > 0 && (n += got) == MAX_SECRET)
			return fail(ERR_SETTING, NAME " prints %s or more",
			    text_size(MAX_SECRET).text);
	}
	return got == -1 ? failsys(NAME) : 0;
}

/* It may have closed its output, and go on. */
static int
await(pid_t pid, int *status, int64_t deadline)
{
	pid_t ended;

	while ((ended = waitpid(pid, status, WNOHANG)) == 0) {
		if (clock_ms() >= deadline)
			return fail(ERR_SETTING, NAME " does not end");
		poll(NULL, 0, PAUSE);
	}
	return ended == -1 ? failsys(NAME) : 0;
}

static int
end(pid_t pid, int gathered, int64_t deadline)
{
	int status;

	if (gathered == 0)
		gathered = await(pid, &status, deadline);
	if (gathered == -1) {
		kill(-pid, SIGKILL);
		waitpid(pid, NULL, 0);
		return -1;
	}
	if (status != 0)
		return fail(ERR_SETTING, NAME " failed (%s %d)", WIFSIGNALED(status) ? "signal" :
		    "status", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	return 0;
}

static int
is_token(const char *s)
{
	const char *p;

	for (p = s; *p > ' ' && *p <= '~'; p++)
		;
	return p > s && *p == '\0';
}

const char *
oauth_token(const char *command, int64_t ms, struct arena *mem)
{
	char *text = arena_alloc(mem, MAX_SECRET + 1);
	int64_t deadline = clock_ms() + ms;
	int pipes[2], rv = -1;
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC) == -1) {
		failsys("pipe");
		return NULL;
	}
	if (start(command, pipes[1], &pid) == 0) {
		close(pipes[1]);
		rv = end(pid, gather(pipes[0], text, deadline), deadline);
	} else
		close(pipes[1]);
	close(pipes[0]);
	if (rv == -1)
		return NULL;
	text[strcspn(text, "\r\n")] = '\0';
	if (!is_token(text)) {
		fail(ERR_SETTING, NAME " prints no token");
		return NULL;
	}
	return text;
}
