#include <sys/signalfd.h>

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "amiss.h"
#include "app.h"
#include "command.h"
#include "err.h"
#include "gateway.h"
#include "request.h"
#include "setting.h"
#include "worker.h"

#define PAUSE		100		/* ms before what was short is asked for again */
#define SILENCE		60		/* seconds before the same is complained of again */

struct thread {
	struct worker	 worker;
	int		 stop;		/* readable when it is time to end */
	time_t		 complained;	/* of what is short, 0: never */
	pthread_t	 id;
};

static void
begin_worker(struct worker *w, enum gateway_kind kind)
{
	if (worker_begin(w, gateway_open(kind)) == 0)
		return;
	worker_complain(w, "memory", err_status(err_kind()));
	exit(2);
}

static int
more(const struct thread *t)
{
	struct pollfd fds[] = {
		{ .fd = 0, .events = POLLIN }, { .fd = t->stop, .events = POLLIN }
	};

	while (poll(fds, 2, -1) == -1 && errno == EINTR)
		;
	return fds[1].revents == 0;
}

/* Of what was short: it may be there again soon, so nothing ends.  Is it time to end? */
static int
put_off(struct thread *t, const char *what, int error)
{
	struct pollfd stop = { .fd = t->stop, .events = POLLIN };
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (t->complained == 0 || now.tv_sec >= t->complained + SILENCE) {
		t->complained = now.tv_sec;
		errno = error;
		failsys("%s", what);
		worker_complain(&t->worker, "serving goes on", err_status(err_kind()));
	}
	return poll(&stop, 1, PAUSE) == 1;
}

static void *
work(void *arg)
{
	struct thread *t = arg;
	struct worker *w = &t->worker;
	int got;

	begin_worker(w, GATEWAY_FASTCGI);
	if (w->app->mode == STORE_WRITE && worker_store(w) == NULL)
		worker_complain(w, "database", err_status(err_kind()));
	while (more(t))
		if ((got = gateway_accept(w->gateway)) == 1) {
			request_serve(w);
			gateway_finish(w->gateway);
		} else if (got == -1)
			put_off(t, "no connection can be taken", errno);
	worker_end(w);
	return NULL;
}

/* 0 when it works, -1 when it is time to end. */
static int
begin(const struct thread *like, struct thread *t)
{
	int error;

	*t = *like;
	while ((error = pthread_create(&t->id, NULL, work, t)) != 0)
		if (put_off(t, "no thread can be made", error))
			return -1;
	return 0;
}

/* It begins all the same; somebody may miss what he thinks is set. */
static void
tell_amiss(const struct app *app)
{
	struct arena *mem = arena_new();

	amiss_print(stderr, arena_printf(mem, "%s: ", app->name), mem);
	arena_free(mem);
}

static int
serve_fastcgi(const struct app *app, const char *db)
{
	size_t i, n = sysconf(_SC_NPROCESSORS_ONLN) * 2;
	atomic_bool seen = 0;
	struct thread *threads, like = { .worker = { .app = app, .db = db, .seen = &seen } };
	sigset_t stop;
	int fd;

	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &stop, NULL);
	if (gateway_begin() == -1 || (fd = signalfd(-1, &stop, SFD_CLOEXEC)) == -1) {
		perror(app->name);
		return 2;
	}
	tell_amiss(app);
	like.stop = fd;
	threads = xrealloc(NULL, n * sizeof *threads);
	for (i = 0; i < n && begin(&like, &threads[i]) == 0; i++)
		;
	for (n = i, i = 0; i < n; i++)
		pthread_join(threads[i].id, NULL);
	close(fd);
	free(threads);
	return 0;
}

static int
serve_cgi(const struct app *app, const char *db)
{
	atomic_bool seen = 0;
	struct worker w = { .app = app, .db = db, .seen = &seen };
	int rv;

	begin_worker(&w, GATEWAY_CGI);
	rv = request_serve(&w);
	worker_end(&w);
	return rv == -1;
}

int
app_main(int argc, char **argv, const struct app *app)
{
	const char *db = setting_text(NULL, SETTING_DMARC_DB);

	if (argc > 1)
		return command_run(app, db, argc, argv);
	switch (gateway_kind()) {
	case GATEWAY_FASTCGI:
		return serve_fastcgi(app, db);
	case GATEWAY_CGI:
		return serve_cgi(app, db);
	default:
		return command_usage(app);
	}
}
