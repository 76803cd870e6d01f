#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "answer.h"
#include "clean.h"
#include "err.h"
#include "filter.h"
#include "roster_keep.h"
#include "sender_api.h"
#include "sender_detail.h"
#include "sender_id.h"
#include "sender_list.h"
#include "sql.h"

#define DAY	86400
#define ROWS	25		/* of a page */
#define FEW	8		/* of each list beside others */
#define NOTE	1000		/* bytes of a mark's note */
#define NAME	100		/* of who made it */

static const char *
tell_rows(struct req *r, const struct sender_list *l, size_t from, size_t to)
{
	struct fact f = { .text = NULL };

	sender_list_tell(l, from, to, &f);
	return fact_keep(&f, r->mem);
}

static int
tell_list(struct req *r, struct store *st, const struct arg *asked, const struct arg **told)
{
	size_t from = (args_number(asked, "page", 1) - 1) * ROWS;
	int pending = roster_pending(st), rv;
	struct sender_list l;

	rv = sender_list_open(&l, st, asked, r->mem);
	if (rv == 0 && pending != -1)
		*told = args_join(r->mem, ARGS(TEXT("senders", tell_rows(r, &l, from, from + ROWS)),
		    INT("pending", pending), INT("rows", ROWS), INT("total", l.count),
		    INT("needs", l.groups[GROUP_NEEDS]), INT("works", l.groups[GROUP_WORKS]),
		    INT("strangers", l.groups[GROUP_STRANGERS])), NULL);
	sender_list_close(&l);
	return pending == -1 ? -1 : rv;
}

int
sender_get_list(struct req *r)
{
	return answer_told(r, tell_list);
}

/* What is asked, of the sender in the path. */
static const struct arg *
ask_of(struct req *r, const struct arg *asked, const struct sender_id *id)
{
	return args_join(r->mem, ARGS(TEXT("sender", r->id), TEXT("sender_domain", id->domain),
	    TEXT("sender_kind", id->kind), TEXT("sender_name", id->name)), asked);
}

static int
read_id(struct req *r, struct sender_id *id)
{
	_Static_assert(SENDER_ID_MAX <= ROUTE_MAX_ID, "a path may have any");
	return sender_id_read(id, r->id, r->mem) == 0 ? 0 :
	    fail(ERR_NOT_FOUND, "no sender has the id %s", r->id);
}

/* The only one of the list, if it is there. */
static const struct arg *
tell_one(struct req *r, const struct sender_list *l, const char *parts)
{
	struct fact why = { .text = NULL }, dns = { .text = NULL };

	if (l->count > 0) {
		sender_tell_why(&l->of[0], r->query, &why, r->mem);
		sender_tell_dns(&l->of[0], &dns, r->mem);
	}
	return args_join(r->mem, ARGS(TEXT("senders", tell_rows(r, l, 0, 1)), TEXT("parts", parts),
	    TEXT("why", fact_keep(&why, r->mem)), TEXT("dns", fact_keep(&dns, r->mem))), NULL);
}

static int
tell_sender(struct req *r, struct store *st, const struct arg *asked, const struct arg **told)
{
	struct fact parts = { .text = NULL };
	struct sender_list l = { .count = 0 };
	struct sender_id id;
	int rv = -1;

	if (read_id(r, &id) == -1)
		return -1;
	asked = ask_of(r, asked, &id);
	if (sender_list_open(&l, st, asked, r->mem) == 0 &&
	    store_tell(st, "parts", asked, &parts) == 0) {
		rv = 0;
		*told = args_join(r->mem, ask_of(r, NULL, &id), tell_one(r, &l,
		    arena_strndup(r->mem, parts.text, parts.len)));
	}
	free(parts.text);
	sender_list_close(&l);
	return rv;
}

int
sender_get(struct req *r)
{
	return answer_told(r, tell_sender);
}

static int
tell_own(struct req *r, struct store *st, const struct arg *asked, const struct arg **told)
{
	int pending = roster_pending(st), rv;
	struct sender_list l;
	const char *worst;
	size_t needs;

	rv = sender_list_open(&l, st, asked, r->mem);
	if (rv == 0 && pending != -1) {
		needs = l.groups[GROUP_NEEDS];
		worst = tell_rows(r, &l, 0, needs < FEW ? needs : FEW);
		sender_list_by_size(&l);
		*told = args_join(r->mem, ARGS(INT("pending", pending), INT("needs", needs),
		    INT("works", l.groups[GROUP_WORKS]),
		    INT("strangers", l.groups[GROUP_STRANGERS]), TEXT("worst", worst),
		    TEXT("largest", tell_rows(r, &l, 0, FEW))), NULL);
	}
	sender_list_close(&l);
	return pending == -1 ? -1 : rv;
}

int
sender_get_own(struct req *r)
{
	return answer_told(r, tell_own);
}

/* The note, as the body has it; NULL: none. */
static int
read_note(struct req *r, const char **note)
{
	struct spool *body = spool_new(NOTE + 1);
	int rv = request_body(r, body, NOTE);
	char text[NOTE + 1];
	ssize_t n;

	*note = NULL;
	if (rv == 0 && (n = spool_pread(body, text, NOTE, 0)) > 0) {
		text[n] = '\0';
		*note = clean_text(text, NOTE, r->mem);
	}
	spool_free(body);
	return rv;
}

static int
keep_mark(struct req *r, struct store *st, const struct arg *asked, const struct arg *of)
{
	const char *what = args_text(asked, "mark"), *who = request_env(r, "REMOTE_USER"), *note;

	if (read_note(r, &note) == -1)
		return -1;
	return store_change(st, &sql_set_mark, args_join(r->mem, of, ARGS(TEXT("what", what),
	    TEXT("who", *who != '\0' ? clean_text(who, NAME, r->mem) : NULL),
	    TEXT("note", note), INT("now", time(NULL)))));
}

/* Where the last is undone there is nothing to see, so nothing is answered for it. */
static int
reply_one(struct req *r, struct store *st, const struct arg *asked)
{
	struct sender_list l;
	int rv = sender_list_open(&l, st, asked, r->mem);

	if (rv == 0)
		rv = store_query(st, &sql_sender_one, ARGS(TEXT("senders",
		    tell_rows(r, &l, 0, 1))), request_json, r);
	sender_list_close(&l);
	return rv;
}

int
sender_post(struct req *r)
{
	const struct arg *asked = filter_parse(r->query, r->route->takes, time(NULL) / DAY, r->mem);
	struct sender_id id;
	struct store *st;

	if (asked == NULL || read_id(r, &id) == -1 || (st = request_store(r)) == NULL ||
	    keep_mark(r, st, asked, ask_of(r, NULL, &id)) == -1 ||
	    roster_keep_domain(st, time(NULL), id.domain) == -1)
		return -1;
	return reply_one(r, st, ask_of(r, asked, &id));
}
