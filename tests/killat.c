#include <errno.h>
#include <inttypes.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Runs a program and kills it at the n-th system call that others can see:
 * one that changes a file that has a name, or a connection's other end.  A
 * seccomp filter stops only these.  Its children are killed with it.
 */

#define LOOK	(1 << 20)	/* bytes of a write that are searched */

static const char usage[] =
    "usage: killat [-arv] [-m text] [-o file] [-x command] n program [argument...]\n"
    "  n   at which call; 0 at none\n"
    "  -a  after the call, not before it\n"
    "  -m  before the first write, from the n-th call on, whose bytes hold the text\n"
    "  -o  write how many calls there were, \"killed\" or \"ended\", and its peak of memory, KB\n"
    "  -r  count also what is read from sockets\n"
    "  -v  say each call\n"
    "  -x  run the command before the call, in place of killing the program\n";

/* CMake gives OLD_RENAME and OLD_UNLINK: not all processors have these calls. */
static const struct {
	long		 nr;
	const char	*name;
	int		 fd;		/* the first argument is one */
	int		 reads;
} calls[] = {
	{ SYS_write, "write", 1, 0 },
	{ SYS_pwrite64, "pwrite64", 1, 0 },
	{ SYS_writev, "writev", 1, 0 },
	{ SYS_pwritev, "pwritev", 1, 0 },
	{ SYS_sendto, "sendto", 1, 0 },
	{ SYS_sendmsg, "sendmsg", 1, 0 },
	{ SYS_connect, "connect", 1, 0 },
	{ SYS_shutdown, "shutdown", 1, 0 },
	{ SYS_fsync, "fsync", 1, 0 },
	{ SYS_fdatasync, "fdatasync", 1, 0 },
	{ SYS_ftruncate, "ftruncate", 1, 0 },
	{ SYS_fallocate, "fallocate", 1, 0 },
	{ SYS_renameat2, "renameat2", 0, 0 },
	{ SYS_linkat, "linkat", 0, 0 },
	{ SYS_unlinkat, "unlinkat", 0, 0 },
	{ SYS_recvfrom, "recvfrom", 1, 1 },
	{ SYS_recvmsg, "recvmsg", 1, 1 },
	{ SYS_read, "read", 1, 1 },
	{ OLD_RENAME, "rename", 0, 0 },
	{ OLD_UNLINK, "unlink", 0, 0 },
};

#define COUNT	(sizeof calls / sizeof *calls)

struct killer {
	pid_t		 pid;
	uint64_t	 at, seen;
	int		 after, reads, verbose;
	const char	*text, *command;
	int		 killed;
	int		 status;	/* as the program ended */
	struct rusage	 used;
};

static void __attribute__((noreturn))
die(const char *what)
{
	fprintf(stderr, "killat: %s: %s\n", what, strerror(errno));
	exit(125);
}

static int
set_filter(const struct killer *k)
{
	struct sock_filter code[COUNT * 2 + 2];
	struct sock_fprog prog = { 0, code };
	size_t i;

	code[prog.len++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
	    offsetof(struct seccomp_data, nr));
	for (i = 0; i < COUNT; i++) {
		if (calls[i].reads && !k->reads)
			continue;
		code[prog.len++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
		    calls[i].nr, 0, 1);
		code[prog.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
	}
	code[prog.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog);
}

static void __attribute__((noreturn))
become(const struct killer *k, char **argv)
{
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == -1)
		die("ptrace");
	raise(SIGSTOP);		/* until it is watched */
	if (set_filter(k) == -1)
		die("seccomp");
	execvp(argv[0], argv);
	die(argv[0]);
}

/* Whether others see what is written to it, or it is a socket to read from. */
static int
is_seen(pid_t pid, int fd, int reads)
{
	static const char gone[] = " (deleted)", socket[] = "socket:";
	char path[64], to[4096];
	ssize_t n;

	if (fd <= 2)
		return 0;
	snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)pid, fd);
	if ((n = readlink(path, to, sizeof to - 1)) == -1)
		return 0;
	to[n] = '\0';
	if (reads)
		return strncmp(to, socket, sizeof socket - 1) == 0;
	return n < (ssize_t)sizeof gone || strcmp(to + n - (sizeof gone - 1), gone) != 0;
}

static int
holds(pid_t pid, uint64_t addr, uint64_t len, const char *text)
{
	static char bytes[LOOK];
	struct iovec here = { bytes, len < LOOK ? len : LOOK };
	struct iovec there = { (void *)(uintptr_t)addr, here.iov_len };
	ssize_t n = process_vm_readv(pid, &here, 1, &there, 1, 0);

	return n > 0 && memmem(bytes, n, text, strlen(text)) != NULL;
}

/* Whether this is the call. */
static int
is_it(struct killer *k, pid_t pid)
{
	struct __ptrace_syscall_info info;
	size_t i;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) <= 0 ||
	    info.op != PTRACE_SYSCALL_INFO_SECCOMP)
		return 0;
	for (i = 0; i < COUNT; i++)
		if (calls[i].nr == (long)info.seccomp.nr)
			break;
	if (i == COUNT || (calls[i].fd && !is_seen(pid, info.seccomp.args[0], calls[i].reads)))
		return 0;
	k->seen++;
	if (k->verbose)
		fprintf(stderr, "%" PRIu64 " %s(%" PRIu64 ", ..., %" PRIu64 ")\n", k->seen,
		    calls[i].name, (uint64_t)info.seccomp.args[0], (uint64_t)info.seccomp.args[2]);
	if (k->text == NULL)
		return k->seen == k->at;
	return k->seen >= k->at && calls[i].fd && !calls[i].reads &&
	    holds(pid, info.seccomp.args[1], info.seccomp.args[2], k->text);
}

static void
kill_it(struct killer *k)
{
	k->killed = 1;
	if (kill(k->pid, SIGKILL) == -1)
		die("kill");
}

/* A thread or process has stopped: let it go on, or not. */
static void
go_on(struct killer *k, pid_t pid, int status)
{
	int event = status >> 16, sig = WSTOPSIG(status), how = PTRACE_CONT;

	if (k->killed)
		sig = 0;
	else if (event == PTRACE_EVENT_SECCOMP && is_it(k, pid)) {
		if (k->command != NULL) {
			if (system(k->command) != 0)
				die(k->command);
		} else if (k->after)
			how = PTRACE_SYSCALL;
		else
			kill_it(k);
	} else if (sig == (SIGTRAP | 0x80))
		kill_it(k);
	if (event != 0 || sig == SIGTRAP || sig == (SIGTRAP | 0x80) || sig == SIGSTOP)
		sig = 0;	/* ours, not the program's */
	ptrace(how, pid, NULL, (void *)(intptr_t)sig);
}

static void
watch(struct killer *k)
{
	int status;
	pid_t pid;

	if (waitpid(k->pid, &status, 0) == -1 || !WIFSTOPPED(status))
		die("it did not start");
	if (ptrace(PTRACE_SETOPTIONS, k->pid, NULL, (void *)(PTRACE_O_TRACESECCOMP |
	    PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
	    PTRACE_O_TRACEVFORK | PTRACE_O_EXITKILL)) == -1)
		die("ptrace");
	ptrace(PTRACE_CONT, k->pid, NULL, NULL);
	while ((pid = wait4(-1, &status, __WALL, &k->used)) != -1) {
		if (WIFSTOPPED(status))
			go_on(k, pid, status);
		else if (pid == k->pid) {
			k->status = status;
			return;
		}
	}
}

static void
tell(const struct killer *k, const char *file)
{
	FILE *f = fopen(file, "w");

	if (f == NULL || fprintf(f, "%" PRIu64 " %s %ld\n", k->seen, k->killed ? "killed" : "ended",
	    k->used.ru_maxrss) < 0 || fclose(f) != 0)
		die(file);
}

int
main(int argc, char **argv)
{
	struct killer k = { 0 };
	const char *file = NULL;
	int c;

	while ((c = getopt(argc, argv, "+am:o:rvx:")) != -1)
		switch (c) {
		case 'a': k.after = 1; break;
		case 'm': k.text = optarg; break;
		case 'o': file = optarg; break;
		case 'r': k.reads = 1; break;
		case 'v': k.verbose = 1; break;
		case 'x': k.command = optarg; break;
		default: optind = argc;
		}
	if (argc - optind < 2) {
		fputs(usage, stderr);
		return 125;
	}
	k.at = strtoull(argv[optind], NULL, 10);
	if ((k.pid = fork()) == -1)
		die("fork");
	if (k.pid == 0)
		become(&k, argv + optind + 1);
	watch(&k);
	if (file != NULL)
		tell(&k, file);
	return WIFEXITED(k.status) ? WEXITSTATUS(k.status) : 128 + WTERMSIG(k.status);
}
