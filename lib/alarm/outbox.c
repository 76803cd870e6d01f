#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "err.h"
#include "lock.h"
#include "outbox.h"
#include "sql.h"

#define RUN_SECONDS	60	/* a timer calls every minute */
#define HOUR		3600
#define DAY		86400
#define NO_WAIT		(-1)	/* as claimed */

struct outbox {
	struct store		*store;
	const struct ntfy	*to;
	const struct limits	*limits;
	struct arena		*mem;		/* of one push */
	FILE			*say;
	struct outbox_sum	*sum;
	struct arena		*kept;		/* the sum's */
};

struct fate {				/* of a push that was not taken */
	int64_t		 wait;
	int		 rest;		/* the others need not try */
	const char	*error;
};

/* The one text a statement answers, or NULL. */
static const char *
ask(struct store *st, const struct sql *sql, const struct arg *args, struct arena *mem)
{
	struct kept g = { .mem = mem };

	if (store_query(st, sql, args, store_keep, &g) == 0 && g.text == NULL)
		fail(ERR_SYSTEM, "%s: nothing", sql->name);
	return g.text;
}

static const char *
message(const struct outbox *o, int64_t id)
{
	return ask(o->store, &sql_push_json, ARGS(INT("id", id), TEXT("topic", o->to->topic),
	    TEXT("prefix", o->to->prefix), TEXT("base", o->to->base)), o->mem);
}

/* A field of the answer, for people; "" if there is none, or somebody plays with the token. */
static const char *
said(const struct outbox *o, const struct post_answer *a, const char *field)
{
	const struct arg *args = ARGS({ .name = "body", .type = ARG_TEXT, .ptr = a->body,
	    .len = a->len }, TEXT("field", field));
	const char *text = a->len > 0 ? ask(o->store, &sql_push_said, args, o->mem) : NULL;
	const char *token = o->to->token;

	return text == NULL || (token != NULL && strstr(text, token) != NULL) ? "" : text;
}

/*
 * Only what the message itself may have caused is its own affair.  What the
 * user must mend is tried again every hour, so that it is noticed when mended.
 */
static struct fate
judge(const struct outbox *o, const struct post_answer *a)
{
	const char *why = arena_printf(o->mem, "%s", err_text()), *what = said(o, a, "error");
	struct fate f = { .wait = NO_WAIT, .error = why };

	if (*what != '\0')
		f.error = arena_printf(o->mem, "%s: %s", why, what);
	if (a->status == 429 || a->status >= 500)
		f.wait = a->wait <= 0 ? NO_WAIT : a->wait < DAY ? a->wait : DAY;
	else if (a->status != 0 || err_kind() == ERR_SETTING)
		f.wait = HOUR;
	f.rest = a->status == 0 ? !a->mute : a->status < 400 || a->status == 401 ||
	    a->status == 403 || a->status == 429;
	return f;
}

/* 1 when the others are put off too. */
static int
put_off(const struct outbox *o, int64_t id, const char *title, const struct fate *f)
{
	const struct arg *args = ARGS(INT("id", id), TEXT("error", f->error), INT("rest", f->rest),
	    INT_IF("wait", f->wait, f->wait != NO_WAIT));
	int64_t others = 0, due = 0;

	if ((f->rest && store_query(o->store, &sql_push_rest, ARGS(INT("id", id)),
	    store_get_int, &others) == -1) ||
	    store_change(o->store, &sql_push_put_off, args) == -1 ||
	    store_query(o->store, &sql_push_due, ARGS(INT("id", id)), store_get_int, &due) == -1)
		return -1;
	o->sum->put_off += 1 + others;
	if (o->sum->error == NULL || strcmp(o->sum->error, f->error) != 0)
		o->sum->error = arena_strndup(o->kept, f->error, strlen(f->error));
	if (o->say != NULL)
		fprintf(o->say, "put off for %" PRId64 " s%s: %s: %s\n", due,
		    others > 0 ? ", with all others that are due" : "", title, f->error);
	return f->rest;
}

/* 0, 1 when the others are put off too, -1. */
static int
deliver(const struct outbox *o, int64_t id)
{
	const char *title = ask(o->store, &sql_push_title, ARGS(INT("id", id),
	    TEXT("prefix", o->to->prefix)), o->mem);
	const char *json = message(o, id);
	struct post_answer answer;
	struct fate f;

	if (title == NULL || json == NULL ||
	    store_change(o->store, &sql_push_claim, ARGS(INT("id", id))) == -1)
		return -1;
	if (ntfy_post(o->to, json, o->limits, o->mem, &answer) == -1) {
		f = judge(o, &answer);
		return put_off(o, id, title, &f);
	}
	if (store_change(o->store, &sql_push_sent, ARGS(INT("id", id))) == -1)
		return -1;
	o->sum->delivered++;
	if (o->say != NULL)
		fprintf(o->say, "delivered: %s\n", title);
	return 0;
}

/* The last is begun early enough to be over in time. */
static int
deliver_all(const struct outbox *o)
{
	int64_t last = clock_ms() + (RUN_SECONDS - (int64_t)o->limits->idle) * 1000;
	int64_t id, after = 0;
	int rv = 0;

	for (; rv == 0 && clock_ms() <= last; after = id) {
		id = 0;
		if (store_query(o->store, &sql_push_next, ARGS(INT("after", after)),
		    store_get_int, &id) == -1)
			return -1;
		if (id == 0)
			return 0;
		arena_reset(o->mem, 0);
		rv = deliver(o, id);
	}
	return rv == -1 ? -1 : 0;
}

int
outbox_run(struct store *st, const struct ntfy *to, const struct limits *lim, FILE *say,
    struct arena *mem, struct outbox_sum *sum)
{
	struct outbox o = { st, to, lim, NULL, say, sum, mem };
	int fd, rv;

	*sum = (struct outbox_sum){ .busy = 0 };
	if ((fd = lock_take(store_path(st), "push")) == -1) {
		sum->busy = err_kind() == ERR_BUSY;
		return sum->busy ? 0 : -1;
	}
	o.mem = arena_new();
	rv = deliver_all(&o);
	arena_free(o.mem);
	close(fd);
	return rv;
}

static void
tell(const struct outbox *o, const struct post_answer *a)
{
	const struct ntfy *to = o->to;
	const char *id = a->status / 100 == 2 ? said(o, a, "id") : said(o, a, "error");

	fprintf(o->say, "server    %s, %s\n", to->server, ntfy_tls(to) ?
	    "TLS, its certificate is verified" : "in the clear, to this machine");
	fprintf(o->say, "topic     %s\n", to->topic);
	fprintf(o->say, "token     %s\n", to->token != NULL ? "sent" : "none (NTFY_TOKEN)");
	fprintf(o->say, "links     %s%s\n", to->base != NULL ? to->base : "none (BASE_URL)",
	    to->base != NULL ? "/..." : "");
	if (a->status != 0)
		fprintf(o->say, "status    %ld\n", a->status);
	if (a->status / 100 == 2)
		fprintf(o->say, "id        %s\n", *id != '\0' ? id :
		    "none: is it a server of ntfy that answered?");
	else if (*id != '\0')
		fprintf(o->say, "it says   %s\n", id);
}

int
outbox_test(const struct ntfy *to, const struct limits *lim, FILE *say, struct arena *mem)
{
	struct outbox o = { store_open(":memory:", STORE_WRITE), to, lim, mem, say, NULL, NULL };
	struct post_answer answer;
	const char *json;
	int rv = -1;

	if (o.store != NULL && store_exec(o.store, &sql_push_test, NULL) == 0 &&
	    (json = message(&o, 1)) != NULL) {
		rv = ntfy_post(to, json, lim, mem, &answer);
		tell(&o, &answer);
	}
	store_close(o.store);
	return rv;
}
