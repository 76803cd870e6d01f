#include <string.h>
#include <strings.h>

#include "alarm.h"
#include "clean.h"
#include "err.h"
#include "ingest.h"
#include "multipart.h"
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
};

typedef int	(*each_file)(struct upload *, struct source *, const char *name);

static int
store_file(struct upload *u, struct source *in, const char *name)
{
	return ingest(u->sheaf, in, clean_text(name, MAX_NAME, u->r->mem), &u->origin, u->limits,
	    &u->budget, &u->receipt);
}

static int
skip_file(struct upload *u, struct source *in, const char *name)
{
	(void)u, (void)in, (void)name;
	return 0;
}

/* How many files the form held, or -1. */
static int
walk_form(struct upload *u, struct spool *body, each_file each)
{
	struct source *in = source_spool(body);
	struct multipart *m = multipart_open(in, request_env(u->r, "CONTENT_TYPE"), u->limits);
	struct multipart_part part;
	int rv = -1, files = 0;

	while (m != NULL && (rv = multipart_next(m, &part)) == 1) {
		if (part.file == NULL || *part.file == '\0')
			continue;
		files++;
		if (each(u, part.source, part.file) == -1) {
			rv = -1;
			break;
		}
	}
	multipart_close(m);
	source_free(in);
	return rv == -1 ? -1 : files;
}

/* Read it through before anything is stored: it is taken whole or not at all. */
static int
store_form(struct upload *u, struct spool *body)
{
	int files = walk_form(u, body, skip_file);

	if (files == 0)
		return fail(ERR_PARAM, "the form holds no file");
	return files == -1 || walk_form(u, body, store_file) == -1 ? -1 : 0;
}

static int
store_body(struct upload *u, struct spool *body, const char *name)
{
	struct source *in = source_spool(body);
	int rv = store_file(u, in, name);

	source_free(in);
	return rv;
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

static int
reply(void *arg, const char *p, size_t n)
{
	struct upload *u = arg;

	return request_reply(u->r, receipt_http_status(&u->receipt), "application/json", p, n);
}

int
upload_take(struct req *r, const char *name, const char *via, const struct limits *lim)
{
	static const char form[] = "multipart/form-data";
	struct upload u = { .r = r, .origin = { .via = via }, .limits = lim };
	struct spool *body = spool_new(SPOOL_MEMORY);
	int rv = -1, safe;

	budget_begin(&u.budget, lim);
	receipt_init(&u.receipt, r->mem);
	if (request_body(r, body, lim->body) == -1 || (u.store = request_store(r)) == NULL)
		goto out;
	u.sheaf = sheaf_new(u.store);
	if (strncasecmp(request_env(r, "CONTENT_TYPE"), form, sizeof form - 1) == 0)
		rv = store_form(&u, body);
	else
		rv = store_body(&u, body, name);
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
