#include <string.h>
#include <strings.h>

#include "alarm.h"
#include "candidate.h"
#include "clean.h"
#include "err.h"
#include "ingest.h"
#include "posted.h"
#include "source.h"
#include "upload.h"

struct upload {
	struct req		*r;
	struct store		*store;
	struct sheaf		*sheaf;
	struct origin		 origin;
	const struct limits	*limits;
	struct budget		 budget;
	struct receipt		 receipt;
	int			 known;		/* of the body: POSTED_FORM ... */
	int			 strange;	/* something in it is no mail, nor of one */
};

typedef int	(*each_file)(struct upload *, const struct posted_file *);

static int
is_mail(const struct upload *u, struct source *in)
{
	static const char type[] = "message/rfc822";

	return u->known & POSTED_MAIL || sniff(in) == CONTENT_MAIL ||
	    strncasecmp(request_env(u->r, "CONTENT_TYPE"), type, sizeof type - 1) == 0;
}

static int
store_file(struct upload *u, const struct posted_file *file)
{
	struct result **last = u->receipt.last, *r;

	u->strange |= !is_mail(u, file->source);
	if (ingest(u->sheaf, file->source, clean_text(file->name, MAX_NAME, u->r->mem),
	    &u->origin, u->limits, &u->budget, &u->receipt) == -1)
		return -1;
	for (r = *last; file->attached && r != NULL; r = r->next)
		if (r->claim == CLAIM_SENDER)
			r->claim = candidate_named(file->name) ? CLAIM_PART : CLAIM_NONE;
	return 0;
}

static int
skip_file(struct upload *u, const struct posted_file *file)
{
	(void)u, (void)file;
	return 0;
}

/* How many files were in the body, which may be one itself; or -1. */
static int
walk(struct upload *u, struct spool *body, each_file each)
{
	struct source *in = source_spool(body);
	struct posted *p = posted_open(in, request_env(u->r, "CONTENT_TYPE"), u->limits, u->known);
	struct posted_file file;
	int rv = -1, files = 0;

	while (p != NULL && (rv = posted_next(p, &file)) == 1) {
		files++;
		if (each(u, &file) == -1) {
			rv = -1;
			break;
		}
	}
	u->known |= p != NULL ? posted_is(p) : 0;
	posted_close(p);
	source_free(in);
	return rv == -1 ? -1 : files;
}

static ssize_t
no_bytes(void *why, void *to, size_t max)
{
	(void)to, (void)max;
	err_restore(why);
	return -1;
}

/* JSON that cannot be read holds no files, but its refusal is told like that of one. */
static int
store_error(struct upload *u, const char *name, int attached)
{
	struct err_kept why;
	struct source *in;
	int rv;

	err_keep(&why);
	in = source_new(no_bytes, &why);
	rv = store_file(u, &(struct posted_file){ .name = name, .source = in,
	    .attached = attached });
	source_free(in);
	return rv;
}

/* Most mails that people write; their services are told that they arrived. */
static int
store_nothing(struct upload *u, const char *name)
{
	fail(ERR_NOT_REPORT, "a message without a report");
	return store_error(u, name, 1);
}

static int
store_body(struct upload *u, struct spool *body, const char *name)
{
	struct source *in = source_spool(body);
	int rv = store_file(u, &(struct posted_file){ .name = name, .source = in });

	source_free(in);
	return rv;
}

/* Read it through before anything is stored: it is taken whole or not at all. */
static int
store_all(struct upload *u, struct spool *body, const char *name)
{
	int files = walk(u, body, skip_file);

	if (files == -1 && err_kind() == ERR_TOO_LARGE && u->known & POSTED_MAIL)
		fail(ERR_LIMIT, "%s", err_text());
	if (files == -1)
		return ERR_REFUSED(err_kind()) ? store_error(u, name, 0) : -1;
	if (files > 0 && (files = walk(u, body, store_file)) != 0)
		return files == -1 ? -1 : 0;
	if (u->known & POSTED_MAIL)
		return store_nothing(u, name);
	if (u->known & POSTED_FORM)
		return fail(ERR_PARAM, "the form holds no file");
	return store_body(u, body, name);
}

/* A mail service drops what was refused, and nobody would know. */
static int
keep_refused(struct upload *u)
{
	if (strcmp(u->origin.via, "webhook") != 0)
		return 0;
	return receipt_keep_refused(u->store, &u->receipt, u->origin.via, 0);
}

static void
check_alarms(struct upload *u)
{
	int refused = u->receipt.count[STATUS_FAILED] > 0 && strcmp(u->origin.via, "webhook") == 0;

	alarm_after(u->store, refused ? ALARM_ANY : receipt_newest(&u->receipt, -1));
}

/* Of a mail that was read all is said: a service would post it again, or let it bounce. */
static int
http_status(const struct upload *u)
{
	return strcmp(u->origin.via, "webhook") == 0 && !u->strange ? 200 :
	    receipt_http_status(&u->receipt);
}

static int
reply(void *arg, const char *p, size_t n)
{
	struct upload *u = arg;

	return request_reply(u->r, http_status(u), "application/json", p, n);
}

int
upload_take(struct req *r, const char *name, const char *via, const struct limits *lim)
{
	struct upload u = { .r = r, .origin = { .via = via }, .limits = lim };
	struct spool *body = spool_new(SPOOL_MEMORY);
	int rv = -1, safe;

	budget_begin(&u.budget, lim);
	receipt_init(&u.receipt, r->mem);
	if (request_body(r, body, lim->body) == -1 || (u.store = request_store(r)) == NULL)
		goto out;
	u.sheaf = sheaf_new(u.store);
	rv = store_all(&u, body, name);
	if (rv == 0 && (rv = ingest_keep(u.sheaf)) == 0)
		rv = keep_refused(&u);
	safe = store_commit(u.store);	/* gives the lock back, whatever happened */
	if (rv == 0 && (rv = safe) == 0) {
		check_alarms(&u);
		rv = receipt_json(u.store, &u.receipt, reply, &u);
	}
out:
	sheaf_free(u.sheaf);
	spool_free(body);
	return rv;
}
