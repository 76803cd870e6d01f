#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "clean.h"
#include "err.h"
#include "gateway.h"
#include "limit.h"
#include "request.h"
#include "same_origin.h"
#include "sql.h"
#include "text.h"
#include "worker.h"

const char *
request_env(const struct req *r, const char *name)
{
	return gateway_env(r->worker->gateway, name);
}

int
request_stays(const struct req *r)
{
	return gateway_stays(r->worker->gateway);
}

int
request_write(struct req *r, const void *p, size_t n)
{
	size_t part;

	if (r->head)
		return 0;
	for (; n > 0; p = (const char *)p + part, n -= part) {
		part = n < SOURCE_BUFFER ? n : SOURCE_BUFFER;
		if (gateway_write(r->worker->gateway, p, part) == -1)
			return fail(ERR_SYSTEM, "the client went away");
	}
	return 0;
}

void
request_header(struct req *r, const char *name, const char *value)
{
	r->headers = arena_printf(r->mem, "%s%s: %s\r\n", r->headers, name, value);
}

static int
send_head(struct req *r, int status, const char *type)
{
	int head = r->head;
	const char *s;

	if (type != NULL)
		request_header(r, "Content-Type", type);
	s = arena_printf(r->mem, "Status: %d\r\n%sCache-Control: no-store\r\n"
	    "X-Content-Type-Options: nosniff\r\n\r\n", status, r->headers);
	r->replied = 1;
	r->head = 0;
	if (request_write(r, s, strlen(s)) == -1)
		return -1;
	r->head = head;
	return 0;
}

int
request_begin(struct req *r, const char *type)
{
	return send_head(r, 200, type);
}

int
request_reply(struct req *r, int status, const char *type, const void *p, size_t n)
{
	if (type != NULL)
		request_header(r, "Content-Length", arena_printf(r->mem, "%zu", n));
	return send_head(r, status, type) == -1 ? -1 : request_write(r, p, n);
}

int
request_json(void *r, const char *p, size_t n)
{
	return request_reply(r, 200, "application/json", p, n);
}

/* CONTENT_LENGTH bytes and no more; a body without one is empty (RFC 3875). */
int
request_body(struct req *r, struct spool *to, size_t max)
{
	const char *length = request_env(r, "CONTENT_LENGTH");
	char *buf = arena_alloc(r->mem, SOURCE_BUFFER);
	int64_t left = 0;
	size_t n;

	if (*length != '\0' && text_number(&left, length) == -1)
		return fail(ERR_PARAM, "the Content-Length is no number");
	if ((uint64_t)left > max)
		return fail(ERR_TOO_LARGE, "the body has %" PRId64 " bytes, the limit is %s",
		    left, text_size(max).text);
	for (; left > 0; left -= n) {
		n = gateway_read(r->worker->gateway, buf,
		    left < SOURCE_BUFFER ? left : SOURCE_BUFFER);
		if (n == 0)
			return fail(ERR_PARAM, "the body broke off, %" PRId64 " bytes are missing",
			    left);
		if (spool_write(to, buf, n) == -1)
			return -1;
	}
	return 0;
}

struct store *
request_store(struct req *r)
{
	return worker_store(r->worker);
}

struct store *
request_blank(struct req *r)
{
	return r->worker->blank;
}

const char *
request_db(const struct req *r)
{
	return r->worker->db;
}

struct failure {
	struct req	*r;
	int		 status;
};

static int
reply_failure(void *arg, const char *p, size_t n)
{
	struct failure *f = arg;

	return request_reply(f->r, f->status, "application/json", p, n);
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

	worker_complain(r->worker, arena_printf(r->mem, "%s %s [%s]",
	    clean_text(r->method, MAX_LINE, r->mem), logged_path(r),
	    clean_text(r->request_id, MAX_LINE, r->mem)), f.status);
	if (r->replied)
		return;
	r->headers = "";
	if (err_kind() == ERR_METHOD)
		request_header(r, "Allow",
		    route_allow(r->worker->app->routes, r->path, r->mem));
	if (err_kind() == ERR_UNAUTHORIZED)
		request_header(r, "WWW-Authenticate", "Bearer");
	if (store_query(request_blank(r), &sql_error, ARGS(TEXT("code", code),
	    TEXT("message", text), TEXT("field", field),
	    TEXT("request", *r->request_id != '\0' ? r->request_id : NULL)),
	    reply_failure, &f) == -1)
		worker_complain(r->worker, "reply", f.status);
}

static int
answer(struct req *r)
{
	if (r->route == NULL || (r->route->flags & ROUTE_OWN_PAGES && same_origin_check(
	    request_env(r, "HTTP_SEC_FETCH_SITE"), request_env(r, "HTTP_ORIGIN"),
	    request_env(r, "HTTP_HOST")) == -1))
		return -1;
	return r->route->fn(r);
}

int
request_serve(struct worker *w)
{
	struct req r = { .worker = w, .cache = w->cache, .mem = arena_new(), .headers = "" };
	struct route_part part;
	int rv;

	r.method = request_env(&r, "REQUEST_METHOD");
	r.path = request_env(&r, "PATH_INFO");
	r.query = request_env(&r, "QUERY_STRING");
	r.request_id = request_env(&r, "REQUEST_ID");
	r.head = strcmp(r.method, "HEAD") == 0;
	r.route = route_find(w->app->routes, r.method, r.path, &part);
	r.number = part.number;
	r.id = part.id;
	if ((rv = answer(&r)) == -1) {
		if (r.replied)
			gateway_cut(w->gateway);
		refuse(&r);
	}
	arena_free(r.mem);
	return rv;
}
