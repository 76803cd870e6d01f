#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/*
 * A proxy on 127.0.0.1 before a port of it, as if the line were long: each
 * direction is late by so many milliseconds, with its order and throughput
 * kept.  It prints its own port.
 */

#define PIECE	65536
#define WAITING	(64 << 20)	/* bytes on the line, one way */

struct piece {
	struct piece	*next;
	int64_t		 due;		/* microseconds */
	size_t		 len, done;
	char		 data[];
};

struct way {
	int		 from, to;
	struct piece	*first, **last;
	size_t		 waiting;
	int		 ended;		/* nothing more comes */
};

static int64_t late;			/* microseconds */

static void __attribute__((noreturn))
die(const char *what)
{
	fprintf(stderr, "delay: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

/* Take what has come.  Its end is a piece of no bytes. */
static void
take(struct way *w)
{
	static char buf[PIECE];
	ssize_t n = recv(w->from, buf, sizeof buf, 0);
	struct piece *p;

	n = n > 0 ? n : 0;
	if ((p = malloc(sizeof *p + n)) == NULL)
		die("memory");
	memcpy(p->data, buf, n);
	p->next = NULL;
	p->due = now() + late;
	p->len = n;
	p->done = 0;
	*w->last = p;
	w->last = &p->next;
	w->waiting += n;
	w->ended = n == 0;
}

/* Pass on what is due, as far as it is taken; -1 when the way is done. */
static int
give(struct way *w)
{
	struct piece *p;
	ssize_t n;

	while ((p = w->first) != NULL && p->due <= now()) {
		if (p->len == 0) {
			shutdown(w->to, SHUT_WR);
			return -1;
		}
		n = send(w->to, p->data + p->done, p->len - p->done, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n == -1)
			return errno == EAGAIN ? 0 : -1;
		p->done += n;
		w->waiting -= n;
		if (p->done < p->len)
			return 0;
		if ((w->first = p->next) == NULL)
			w->last = &w->first;
		free(p);
	}
	return 0;
}

static int
soonest(const struct way *ways)
{
	int64_t left, least = 1000000;
	int i;

	for (i = 0; i < 2; i++)
		if (ways[i].first != NULL && (left = ways[i].first->due - now()) < least)
			least = left > 0 ? left : 0;
	return (least + 999) / 1000;
}

static void
carry(int a, int b)
{
	struct way ways[2] = { { .from = a, .to = b }, { .from = b, .to = a } };
	struct pollfd p[2];
	int i, done[2] = { 0, 0 };

	for (i = 0; i < 2; i++)
		ways[i].last = &ways[i].first;
	while (!done[0] || !done[1]) {
		for (i = 0; i < 2; i++) {
			struct way *other = &ways[!i];
			int due = other->first != NULL && other->first->due <= now();

			p[i].fd = ways[i].from;
			p[i].events = (ways[i].ended || ways[i].waiting > WAITING ? 0 : POLLIN) |
			    (due && !done[!i] ? POLLOUT : 0);
			if (p[i].events == 0)
				p[i].fd = -1;
		}
		poll(p, 2, soonest(ways));
		for (i = 0; i < 2; i++)
			if (p[i].revents & (POLLIN | POLLHUP | POLLERR) && !ways[i].ended)
				take(&ways[i]);
		for (i = 0; i < 2; i++)
			done[i] = done[i] || give(&ways[i]) == -1;
	}
}

static void
prompt(int fd)
{
	int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void
serve(int a, uint16_t port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int b = socket(AF_INET, SOCK_STREAM, 0);

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (b == -1 || connect(b, (struct sockaddr *)&to, sizeof to) == -1)
		die("connect");
	prompt(a);
	prompt(b);
	carry(a, b);
}

int
main(int argc, char **argv)
{
	struct sockaddr_in self = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof self;
	int s, a;

	if (argc != 3) {
		fputs("usage: delay port milliseconds\n", stderr);
		return 2;
	}
	late = strtol(argv[2], NULL, 10) * 1000;
	signal(SIGCHLD, SIG_IGN);
	if ((s = socket(AF_INET, SOCK_STREAM, 0)) == -1 ||
	    bind(s, (struct sockaddr *)&self, len) == -1 || listen(s, 16) == -1 ||
	    getsockname(s, (struct sockaddr *)&self, &len) == -1)
		die("listen");
	printf("%d\n", ntohs(self.sin_port));
	fflush(stdout);
	while ((a = accept(s, NULL, NULL)) != -1) {
		if (fork() == 0) {
			close(s);
			serve(a, strtol(argv[1], NULL, 10));
			return 0;
		}
		close(a);
	}
	die("accept");
}
