#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "err.h"
#include "schedule.h"

/*
 * Holds the programs' sockets and keeps the programs running, where no systemd
 * does it: ./start.  A program that dies is started again and its socket never
 * closes.  The command (nginx) is the whole's end, as is SIGINT or SIGTERM.  A
 * schedule (systemd/schedule) has tasks, which are called by turns like timers do.
 */
#define USAGE	"usage: dmarc-spawn --stop DIR | [-t SCHEDULE] DIR NAME... -- COMMAND..."
#define BACKLOG	1024
#define PATIENCE	10		/* seconds a child may take to end */
#define HEAD_START	300		/* a task's first call comes after this part of its time */
#define AWAY		7		/* curl: nothing listens yet */

struct child {
	char	**argv;
	int	  fd;			/* its descriptor 0 */
	pid_t	  pid;			/* 0: not running */
	int64_t	  due;			/* when to start it: seconds() */
	int64_t	  every;		/* seconds; 0: it is to run always */
	int	  status;		/* of a task, the last time */
};

struct spawn {
	struct arena	*mem;
	struct child	*children;
	size_t		 count;		/* the last is the command */
	const char	*dir;
	int		 null;		/* /dev/null */
	sigset_t	 signals;	/* what is waited for */
};

/* Of a clock that nobody sets, and that goes on while the machine sleeps. */
static int64_t
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec;
}

static int
listen_at(const char *path)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof sun.sun_path)
		return fail_at(path, ERR_SYSTEM, "too long for a socket");
	memcpy(sun.sun_path, path, strlen(path));
	unlink(path);
	if ((fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) == -1 ||
	    bind(fd, (struct sockaddr *)&sun, sizeof sun) == -1 || listen(fd, BACKLOG) == -1)
		return failsys_at(path);
	return fd;
}

/* Whoever holds the lock is the one running; its number is in the file. */
static int
lock(const char *dir, struct arena *mem, int how)
{
	const char *path = arena_printf(mem, "%s/pid", dir);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd == -1)
		return failsys_at(path);
	if (flock(fd, how) == 0)
		return fd;
	close(fd);
	return errno == EWOULDBLOCK ? fail(ERR_BUSY, "it is running") : failsys_at(path);
}

static pid_t
running(const char *dir, struct arena *mem)
{
	const char *path = arena_printf(mem, "%s/pid", dir);
	FILE *f = fopen(path, "re");
	char line[16] = "";

	if (f == NULL)
		return failsys_at(path);
	if (fgets(line, sizeof line, f) == NULL || strtol(line, NULL, 10) <= 0)
		fail(ERR_BUSY, "it is just starting");
	fclose(f);
	return *line != '\0' ? strtol(line, NULL, 10) : -1;
}

static int
stop(const char *dir, struct arena *mem)
{
	pid_t pid;
	int fd;

	if ((fd = lock(dir, mem, LOCK_EX | LOCK_NB)) != -1)
		return close(fd);
	if (err_kind() != ERR_BUSY || (pid = running(dir, mem)) <= 0)
		return -1;
	if (kill(pid, SIGTERM) == -1)
		return failsys("process %d", pid);
	return (fd = lock(dir, mem, LOCK_EX)) == -1 ? -1 : close(fd);
}

static void
start(const struct spawn *s, struct child *c)
{
	if ((c->pid = fork()) == -1) {
		fprintf(stderr, "%s: %s, it is tried again\n", c->argv[0], strerror(errno));
		c->pid = 0;
		c->due = seconds() + 1;
		return;
	}
	if (c->pid > 0) {
		c->due = seconds() + c->every;
		return;
	}
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigprocmask(SIG_UNBLOCK, &s->signals, NULL);
	dup2(c->fd, STDIN_FILENO);
	execvp(c->argv[0], c->argv);
	fprintf(stderr, "%s: %s\n", c->argv[0], strerror(errno));
	_exit(127);
}

static void
start_due(struct spawn *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (s->children[i].pid == 0 && s->children[i].due <= seconds())
			start(s, &s->children[i]);
}

/* A task fails aloud only when it did not before: its program has a log. */
static void
task_ended(struct child *c, int status)
{
	int rv = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);

	if (rv == AWAY) {
		c->due = seconds() + 1;
		return;
	}
	if (rv != 0 && c->status == 0)
		fprintf(stderr, "%s failed (curl: %d)\n", c->argv[2], rv);
	c->status = rv;
}

static void
program_ended(struct child *c, int status)
{
	c->due = seconds() + 1;
	fprintf(stderr, "%s ended (%s %d), it is started again\n", c->argv[0],
	    WIFSIGNALED(status) ? "signal" : "status",
	    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

/* Whether the command is still there. */
static int
reap(struct spawn *s)
{
	struct child *c;
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (c = s->children; c->pid != pid; c++)
			;
		c->pid = 0;
		if (c == &s->children[s->count - 1])
			return 0;
		if (c->every > 0)
			task_ended(c, status);
		else
			program_ended(c, status);
	}
	return 1;
}

static void
end_all(struct spawn *s, int sig)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (s->children[i].pid > 0)
			kill(s->children[i].pid, sig);
}

static void
wait_all(struct spawn *s)
{
	const struct timespec patience = { .tv_sec = PATIENCE };
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	for (;;) {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		if (waitpid(-1, NULL, WNOHANG) == -1)
			return;
		if (sigtimedwait(&child, NULL, &patience) == -1)
			end_all(s, SIGKILL);
	}
}

static int
supervise(struct spawn *s)
{
	const struct timespec second = { .tv_sec = 1 };
	int sig, rv = 0;

	sigprocmask(SIG_BLOCK, &s->signals, NULL);
	for (;;) {
		start_due(s);
		sig = sigtimedwait(&s->signals, NULL, &second);
		if (sig == SIGINT || sig == SIGTERM)
			break;
		if (!reap(s)) {
			rv = fail(ERR_SYSTEM, "%s ended", s->children[s->count - 1].argv[0]);
			break;
		}
	}
	end_all(s, SIGTERM);
	wait_all(s);
	return rv;
}

static struct child *
add(struct spawn *s, char **argv, int fd)
{
	s->children = xrealloc(s->children, (s->count + 1) * sizeof *s->children);
	s->children[s->count] = (struct child){ .argv = argv, .fd = fd };
	return &s->children[s->count++];
}

static char **
arguments(struct spawn *s, size_t n, char *const *words)
{
	char **argv = arena_alloc(s->mem, (n + 1) * sizeof *argv);

	return memcpy(argv, words, n * sizeof *argv);
}

/* By nginx, as systemd's timers do it; what runs already is not called again. */
static int
add_task(void *arg, const char *name, int64_t every)
{
	struct spawn *s = arg;
	char *words[] = { "curl", "-q", arena_printf(s->mem, "http://localhost/cron/%s", name),
	    "-fs", "-o", "/dev/null", "-X", "POST", "--noproxy", "*", "--unix-socket",
	    arena_printf(s->mem, "%s/tmp/timer.sock", s->dir) };
	struct child *c = add(s, arguments(s, sizeof words / sizeof *words, words), s->null);

	c->every = every;
	c->due = seconds() + 1 + every / HEAD_START;
	return 0;
}

/* NAME... -- COMMAND...: the programs dmarc-NAME lie beside this one. */
static int
plan(struct spawn *s, const char *self, const char *schedule, char **argv)
{
	const char *bin = dirname(arena_strndup(s->mem, self, strlen(self)));
	int fd;

	if ((s->null = open("/dev/null", O_RDONLY | O_CLOEXEC)) == -1)
		return failsys("/dev/null");
	for (; *argv != NULL && strcmp(*argv, "--") != 0; argv++) {
		fd = listen_at(arena_printf(s->mem, "%s/%s.sock", s->dir, *argv));
		if (fd == -1)
			return -1;
		add(s, arguments(s, 1, (char *[]){ arena_printf(s->mem, "%s/dmarc-%s", bin,
		    *argv) }), fd);
	}
	if (s->count == 0 || *argv == NULL || argv[1] == NULL)
		return fail(ERR_PARAM, USAGE);
	if (schedule != NULL && schedule_read(schedule, add_task, s) == -1)
		return -1;
	unlink(arena_printf(s->mem, "%s/tmp/timer.sock", s->dir));	/* nginx would not */
	add(s, argv + 1, s->null);
	return 0;
}

static int
run(struct spawn *s, int argc, char **argv)
{
	const char *self = argv[0], *schedule = NULL;
	int fd;

	if (argc == 3 && strcmp(argv[1], "--stop") == 0)
		return stop(argv[2], s->mem);
	if (argc > 2 && strcmp(argv[1], "-t") == 0) {
		schedule = argv[2];
		argv += 2;
		argc -= 2;
	}
	if (argc < 5)
		return fail(ERR_PARAM, USAGE);
	s->dir = argv[1];
	if ((fd = lock(s->dir, s->mem, LOCK_EX | LOCK_NB)) == -1)
		return -1;
	if (ftruncate(fd, 0) == -1 || dprintf(fd, "%d\n", getpid()) < 0)
		return failsys_at(arena_printf(s->mem, "%s/pid", s->dir));
	umask(0077);
	return plan(s, self, schedule, argv + 2) == -1 ? -1 : supervise(s);
}

int
main(int argc, char **argv)
{
	struct spawn s = { .mem = arena_new() };
	int rv;

	closefrom(STDERR_FILENO + 1);	/* a lock of who called us is not ours to hold */
	sigemptyset(&s.signals);
	sigaddset(&s.signals, SIGCHLD);
	sigaddset(&s.signals, SIGINT);
	sigaddset(&s.signals, SIGTERM);
	if ((rv = run(&s, argc, argv)) == -1)
		fprintf(stderr, "dmarc-spawn: %s\n", err_log());
	free(s.children);
	arena_free(s.mem);
	return rv == 0 ? 0 : 1;
}
