#include <sys/signalfd.h>
#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <fcgiapp.h>

#include "app.h"
#include "clean.h"
#include "command.h"
#include "err.h"
#include "keeper.h"
#include "limit.h"
#include "same_origin.h"
#include "setting.h"
#include "setting_stray.h"
#include "sql.h"
#include "text.h"

#define PAUSE		100		/* ms before what was short is asked for again */
#define SILENCE		60		/* seconds before the same is complained of again */

struct worker {
	const struct app *app;
	const char	*db;
	struct keeper	*keeper;
	atomic_bool	*seen;		/* by any of them: the database */
	int		 stop;		/* readable when it is time to end */
	time_t		 complained;	/* of what is short, 0: never */
	pthread_t	 thread;
};

const char *
app_env(const struct req *r, const char *name)
{
	FCGX_Request *f = r->io;
	const char *v = f != NULL ? FCGX_GetParam(name, f->envp) : getenv(name);

	return v != NULL ? v : "";
}

static size_t
in(struct req *r, char *p, size_t n)
{
	FCGX_Request *f = r->io;
	int got;

	if (f == NULL)
		return fread(p, 1, n, stdin);
	got = FCGX_GetStr(p, n, f->in);
	return got > 0 ? got : 0;
}

int
app_write(struct req *r, const void *p, size_t n)
{
	FCGX_Request *f = r->io;
	size_t part;

	if (r->head)
		return 0;
	for (; n > 0; p = (const char *)p + part, n -= part) {
		part = n < SOURCE_BUFFER ? n : SOURCE_BUFFER;
		if (f != NULL ? FCGX_PutStr(p, part, f->out) == -1 :
		    fwrite(p, 1, part, stdout) != part)
			return fail(ERR_SYSTEM, "the client went away");
	}
	return 0;
}

void
app_header(struct req *r, const char *fmt, ...)
{
	char *line;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&line, fmt, ap) == -1)
		abort();
	va_end(ap);
	r->headers = arena_printf(r->mem, "%s%s\r\n", r->headers, line);
	free(line);
}

static int
send_head(struct req *r, int status, const char *type)
{
	int head = r->head;
	const char *s;

	if (type != NULL)
		app_header(r, "Content-Type: %s", type);
	s = arena_printf(r->mem, "Status: %d\r\n%sCache-Control: no-store\r\n"
	    "X-Content-Type-Options: nosniff\r\n\r\n", status, r->headers);
	r->replied = 1;
	r->head = 0;
	if (app_write(r, s, strlen(s)) == -1)
		return -1;
	r->head = head;
	return 0;
}

int
app_begin(struct req *r, const char *type)
{
	return send_head(r, 200, type);
}

int
app_reply(struct req *r, int status, const char *type, const void *p, size_t n)
{
	if (type != NULL)
		app_header(r, "Content-Length: %zu", n);
	return send_head(r, status, type) == -1 ? -1 : app_write(r, p, n);
}

int
app_json(void *r, const char *p, size_t n)
{
	return app_reply(r, 200, "application/json", p, n);
}

/* CONTENT_LENGTH bytes and no more; a body without one is empty (RFC 3875). */
int
app_body(struct req *r, struct spool *to, size_t max)
{
	const char *length = app_env(r, "CONTENT_LENGTH");
	char *buf = arena_alloc(r->mem, SOURCE_BUFFER);
	int64_t left = 0;
	size_t n;

	if (*length != '\0' && text_number(&left, length) == -1)
		return fail(ERR_PARAM, "the Content-Length is no number");
	if ((uint64_t)left > max)
		return fail(ERR_TOO_LARGE, "the body has %" PRId64 " bytes, the limit is %s",
		    left, text_size(max).text);
	for (; left > 0; left -= n) {
		n = in(r, buf, left < SOURCE_BUFFER ? left : SOURCE_BUFFER);
		if (n == 0)
			return fail(ERR_PARAM, "the body broke off, %" PRId64 " bytes are missing",
			    left);
		if (spool_write(to, buf, n) == -1)
			return -1;
	}
	return 0;
}

struct store *
app_store(struct req *r)
{
	return keeper_store(r->worker->keeper);
}

struct store *
app_blank(struct req *r)
{
	return keeper_blank(r->worker->keeper);
}

const char *
app_db(const struct req *r)
{
	return r->worker->db;
}

static void
complain(const struct worker *w, const char *what, int status)
{
	struct arena *mem = arena_new();

	fprintf(stderr, "%s: %s: %d %s: %s\n", w->app->name, what, status, err_code(err_kind()),
	    clean_text(err_log(), MAX_LINE, mem));
	arena_free(mem);
}

struct failure {
	struct req	*r;
	int		 status;
};

static int
reply_failure(void *arg, const char *p, size_t n)
{
	struct failure *f = arg;

	return app_reply(f->r, f->status, "application/json", p, n);
}

/* What a log has of an address: not what may be a token, where the '?' was mistyped. */
static const char *
logged_path(const struct req *r)
{
	const char *path = arena_strndup(r->mem, r->path, strcspn(r->path, "?&;="));

	return clean_text(path, MAX_LINE, r->mem);
}

/* What a client is told of our own trouble is which file has it, or where to look for it. */
static void
refuse(struct req *r)
{
	struct failure f = { r, err_status(err_kind()) };
	const char *code = err_code(err_kind()), *field = err_field();
	const char *text = err_kind() == ERR_SYSTEM && !err_of_file() ?
	    "this failed; the log says why" : clean_text(err_text(), MAX_LINE, r->mem);

	complain(r->worker, arena_printf(r->mem, "%s %s [%s]",
	    clean_text(r->method, MAX_LINE, r->mem), logged_path(r),
	    clean_text(r->request_id, MAX_LINE, r->mem)), f.status);
	if (r->replied)
		return;
	r->headers = "";
	if (err_kind() == ERR_METHOD)
		app_header(r, "Allow: %s", route_allow(r->worker->app->routes, r->path, r->mem));
	if (err_kind() == ERR_UNAUTHORIZED)
		app_header(r, "WWW-Authenticate: Bearer");
	if (store_query(app_blank(r), &sql_error, ARGS(TEXT("code", code),
	    TEXT("message", text), TEXT("field", field),
	    TEXT("request", *r->request_id != '\0' ? r->request_id : NULL)),
	    reply_failure, &f) == -1)
		complain(r->worker, "reply", f.status);
}

static int
answer(struct req *r)
{
	if (r->route == NULL || (r->route->flags & ROUTE_OWN_PAGES && same_origin_check(
	    app_env(r, "HTTP_SEC_FETCH_SITE"), app_env(r, "HTTP_ORIGIN"),
	    app_env(r, "HTTP_HOST")) == -1))
		return -1;
	return r->route->fn(r);
}

/* One request: the only place that tells a client of an error. */
static int
serve(struct worker *w, FCGX_Request *io)
{
	struct req r = { .worker = w, .cache = keeper_cache(w->keeper), .io = io,
	    .mem = arena_new(), .headers = "" };
	struct route_part part;
	int rv;

	r.method = app_env(&r, "REQUEST_METHOD");
	r.path = app_env(&r, "PATH_INFO");
	r.query = app_env(&r, "QUERY_STRING");
	r.request_id = app_env(&r, "REQUEST_ID");
	r.head = strcmp(r.method, "HEAD") == 0;
	r.route = route_find(w->app->routes, r.method, r.path, &part);
	r.number = part.number;
	r.id = part.id;
	if ((rv = answer(&r)) == -1) {
		if (r.replied && io != NULL)	/* half a reply must not look whole */
			shutdown(io->ipcFd, SHUT_RDWR);
		refuse(&r);
	}
	arena_free(r.mem);
	return rv;
}

static void
open_keeper(struct worker *w)
{
	if ((w->keeper = keeper_new(w->db, w->app->mode, w->seen)) != NULL)
		return;
	complain(w, "memory", err_status(err_kind()));
	exit(2);
}

static int
more(const struct worker *w)
{
	struct pollfd fds[] = {
		{ .fd = 0, .events = POLLIN }, { .fd = w->stop, .events = POLLIN }
	};

	while (poll(fds, 2, -1) == -1 && errno == EINTR)
		;
	return fds[1].revents == 0;
}

/* Of what was short: it may be there again soon, so nothing ends.  Is it time to end? */
static int
put_off(struct worker *w, const char *what, int error)
{
	struct pollfd stop = { .fd = w->stop, .events = POLLIN };
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	if (w->complained == 0 || t.tv_sec >= w->complained + SILENCE) {
		w->complained = t.tv_sec;
		errno = error;
		failsys("%s", what);
		complain(w, "serving goes on", err_status(err_kind()));
	}
	return poll(&stop, 1, PAUSE) == 1;
}

static int
is_passing(int error)
{
	return error == -EAGAIN || error == -EINTR || error == -ECONNABORTED;
}

/* The listening socket does not block: another thread may have been faster. */
static void *
work(void *arg)
{
	struct worker *w = arg;
	FCGX_Request f;
	int error;

	open_keeper(w);
	if (w->app->mode == STORE_WRITE && keeper_store(w->keeper) == NULL)
		complain(w, "database", err_status(err_kind()));
	FCGX_InitRequest(&f, 0, FCGI_FAIL_ACCEPT_ON_INTR);
	while (more(w))
		if ((error = FCGX_Accept_r(&f)) == 0) {
			serve(w, &f);
			FCGX_Finish_r(&f);
		} else if (!is_passing(error))
			put_off(w, "no connection can be taken", -error);
	FCGX_Free(&f, 1);
	keeper_free(w->keeper);
	return NULL;
}

/* 0 when it works, -1 when it is time to end. */
static int
begin(const struct worker *like, struct worker *w)
{
	int error;

	*w = *like;
	while ((error = pthread_create(&w->thread, NULL, work, w)) != 0)
		if (put_off(w, "no thread can be made", error))
			return -1;
	return 0;
}

/* What is set and is none may be a setting that somebody misses. */
static void
tell_strays(const struct app *app)
{
	struct arena *mem = arena_new();
	const char *stray;
	size_t at = 0;

	while ((stray = setting_stray(&at, mem)) != NULL)
		fprintf(stderr, "%s: %s\n", app->name, stray);
	arena_free(mem);
}

static int
serve_fastcgi(const struct app *app, const char *db)
{
	size_t i, n = sysconf(_SC_NPROCESSORS_ONLN) * 2;
	atomic_bool seen = 0;
	struct worker *workers, w = { .app = app, .db = db, .seen = &seen };
	sigset_t stop;
	int fd;

	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &stop, NULL);
	if (FCGX_Init() != 0 || fcntl(0, F_SETFL, O_NONBLOCK) == -1 ||
	    (fd = signalfd(-1, &stop, SFD_CLOEXEC)) == -1) {
		perror(app->name);
		return 2;
	}
	tell_strays(app);
	w.stop = fd;
	workers = xrealloc(NULL, n * sizeof *workers);
	for (i = 0; i < n && begin(&w, &workers[i]) == 0; i++)
		;
	for (n = i, i = 0; i < n; i++)
		pthread_join(workers[i].thread, NULL);
	close(fd);
	free(workers);
	return 0;
}

static int
serve_cgi(const struct app *app, const char *db)
{
	atomic_bool seen = 0;
	struct worker w = { .app = app, .db = db, .seen = &seen };
	int rv;

	open_keeper(&w);
	rv = serve(&w, NULL);
	keeper_free(w.keeper);
	return rv == -1;
}

static int
listening(int fd)
{
	int yes = 0;
	socklen_t len = sizeof yes;

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &len) == 0 && yes;
}

int
app_main(int argc, char **argv, const struct app *app)
{
	const char *db = setting_text(SETTING_DMARC_DB);

	if (argc > 1)
		return command_run(app, db, argc, argv);
	if (listening(0))
		return serve_fastcgi(app, db);
	if (getenv("REQUEST_METHOD") != NULL)
		return serve_cgi(app, db);
	return command_usage(app);
}
