#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include <fcgiapp.h>

#include "arena.h"
#include "gateway.h"

struct gateway {
	enum gateway_kind kind;
	FCGX_Request	 request;
};

static int
is_listening(int fd)
{
	int yes = 0;
	socklen_t len = sizeof yes;

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &len) == 0 && yes;
}

enum gateway_kind
gateway_kind(void)
{
	if (is_listening(0))
		return GATEWAY_FASTCGI;
	return getenv("REQUEST_METHOD") != NULL ? GATEWAY_CGI : GATEWAY_NONE;
}

/* The socket does not block: another thread may have been faster. */
int
gateway_begin(void)
{
	return FCGX_Init() != 0 || fcntl(0, F_SETFL, O_NONBLOCK) == -1 ? -1 : 0;
}

struct gateway *
gateway_open(enum gateway_kind kind)
{
	struct gateway *g = xrealloc(NULL, sizeof *g);

	g->kind = kind;
	if (kind == GATEWAY_FASTCGI)
		FCGX_InitRequest(&g->request, 0, FCGI_FAIL_ACCEPT_ON_INTR);
	return g;
}

void
gateway_close(struct gateway *g)
{
	if (g->kind == GATEWAY_FASTCGI)
		FCGX_Free(&g->request, 1);
	free(g);
}

int
gateway_accept(struct gateway *g)
{
	int error = -FCGX_Accept_r(&g->request);

	if (error == 0)
		return 1;
	if (error == EAGAIN || error == EINTR || error == ECONNABORTED)
		return 0;
	errno = error;
	return -1;
}

void
gateway_finish(struct gateway *g)
{
	g->request.keepConnection = 0;	/* what nginx asks for to see where an answer ends */
	FCGX_Finish_r(&g->request);
}

const char *
gateway_env(const struct gateway *g, const char *name)
{
	const char *v = g->kind == GATEWAY_FASTCGI ? FCGX_GetParam(name, g->request.envp) :
	    getenv(name);

	return v != NULL ? v : "";
}

size_t
gateway_read(struct gateway *g, char *p, size_t n)
{
	int got;

	if (g->kind == GATEWAY_CGI)
		return fread(p, 1, n, stdin);
	got = FCGX_GetStr(p, n, g->request.in);
	return got > 0 ? got : 0;
}

int
gateway_write(struct gateway *g, const void *p, size_t n)
{
	if (g->kind == GATEWAY_CGI)
		return fwrite(p, 1, n, stdout) == n ? 0 : -1;
	return FCGX_PutStr(p, n, g->request.out) == -1 ? -1 : 0;
}

void
gateway_cut(struct gateway *g)
{
	if (g->kind == GATEWAY_FASTCGI)
		shutdown(g->request.ipcFd, SHUT_RDWR);
}

int
gateway_stays(const struct gateway *g)
{
	return g->kind == GATEWAY_FASTCGI;
}
