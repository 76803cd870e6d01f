#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "err.h"
#include "identity.h"
#include "sqlite.h"
#include "sqlite_segment.h"
#include "sqlite_words.h"
#include "sqlite_write.h"

#define PIECE		(256 * 1024)	/* of an original */
#define MAX_DAY		65535

static int64_t
text_id(struct store *st, enum dict dict, const char *s)
{
	if (s == NULL)
		return 0;
	return words_id(st, st->writing->words, dict, s, strlen(s), ARGS(TEXT("text", s)));
}

static int64_t
ip_id(struct store *st, const struct ip *ip)
{
	unsigned char addr[16] = { [10] = 0xff, 0xff };

	if (ip->len == 0)
		return 0;
	memcpy(addr + sizeof addr - ip->len, ip->bytes, ip->len);
	return words_id(st, st->writing->words, DICT_IP, addr, sizeof addr,
	    ARGS(BLOB("addr", addr, sizeof addr)));
}

static int64_t
auth_id(struct store *st, int spf, const struct auth *a)
{
	int64_t key[6] = { spf, text_id(st, DICT_NAME, a->domain),
	    text_id(st, DICT_NAME, a->selector), a->scope, a->result,
	    text_id(st, DICT_MISC, a->human_result) };

	if (key[1] == -1 || key[2] == -1 || key[5] == -1)
		return -1;
	return words_id(st, st->writing->words, DICT_AUTH, key, sizeof key, ARGS(
	    INT("kind", key[0]), INT("domain", key[1]), INT("selector", key[2]),
	    INT("scope", key[3]), INT("result", key[4]), INT("human", key[5])));
}

static int64_t
reason_id(struct store *st, const struct reason *r)
{
	int64_t key[2] = { r->type, text_id(st, DICT_MISC, r->comment) };

	if (key[1] == -1)
		return -1;
	return words_id(st, st->writing->words, DICT_REASON, key, sizeof key, ARGS(
	    INT("type", key[0]), INT("comment", key[1])));
}

/* The first slots results go into the record, the others beside it. */
static int
add_auths(struct store *st, int64_t record, const struct auth *a, int spf, int64_t *ids,
    int slots)
{
	int64_t id;
	int n;

	for (n = 0; a != NULL; a = a->next, n++) {
		if ((id = auth_id(st, spf, a)) == -1)
			return -1;
		if (n < slots)
			ids[n] = id;
		else if (store_exec(st, &sqlite_add_auth_more, ARGS(INT("record", record),
		    INT("n", n << 1 | spf), INT("auth", id))) == -1)
			return -1;
	}
	return 0;
}

static int
add_reasons(struct store *st, int64_t record, const struct reason *r, int64_t *first)
{
	int64_t id;
	int n;

	for (n = 0; r != NULL; r = r->next, n++) {
		if ((id = reason_id(st, r)) == -1)
			return -1;
		if (n == 0)
			*first = id;
		else if (store_exec(st, &sqlite_add_reason_more, ARGS(INT("record", record),
		    INT("n", n), INT("reason", id))) == -1)
			return -1;
	}
	return 0;
}

static int
add_record(struct store *st, int64_t id, const struct record *r)
{
	int64_t dkim[2] = { 0, 0 }, spf = 0, reason = 0;
	int64_t ip = ip_id(st, &r->source), raw = text_id(st, DICT_MISC, r->source_raw);
	int64_t hfrom = text_id(st, DICT_NAME, r->header_from);
	int64_t efrom = text_id(st, DICT_NAME, r->envelope_from);
	int64_t eto = text_id(st, DICT_NAME, r->envelope_to);

	if (ip == -1 || raw == -1 || hfrom == -1 || efrom == -1 || eto == -1 ||
	    add_auths(st, id, r->auth_dkim, 0, dkim, 2) == -1 ||
	    add_auths(st, id, r->auth_spf, 1, &spf, 1) == -1 ||
	    add_reasons(st, id, r->reasons, &reason) == -1)
		return -1;
	return store_exec(st, &sqlite_add_record, ARGS(INT("id", id), INT("ip", ip),
	    INT("count", r->count), INT("disposition", r->disposition), INT("dkim", r->dkim),
	    INT("spf", r->spf), INT("hfrom", hfrom),
	    INT_IF("efrom", efrom, r->envelope_from != NULL), INT("eto", eto), INT("dk1", dkim[0]),
	    INT("dk2", dkim[1]), INT("sp1", spf), INT("reason", reason), INT("raw", raw)));
}

int
write_records(struct store *st, const struct entry *e, int64_t id)
{
	const struct record *r;
	int rv;

	while ((rv = e->next(e->arg, &r)) == 1)
		if (add_record(st, id++, r) == -1)
			return -1;
	return rv;
}

static const char *
text(const char *s)
{
	return s != NULL ? s : "";
}

static int64_t
policy_id(struct store *st, const struct policy *p)
{
	const char *key = arena_printf(st->writing->mem, "%d %d %d %d %d %d %d %d %s", p->p, p->sp,
	    p->np, p->pct, p->adkim, p->aspf, p->testing, p->discovery, text(p->fo));

	return words_id(st, st->writing->words, DICT_POLICY, key, strlen(key), ARGS(
	    INT("p", p->p), INT("sp", p->sp), INT("np", p->np), INT("pct", p->pct),
	    INT("adkim", p->adkim), INT("aspf", p->aspf), TEXT("fo", text(p->fo)),
	    INT("testing", p->testing), INT("discovery", p->discovery)));
}

static int64_t
sender_id(struct store *st, const struct report *r)
{
	const char *key = arena_printf(st->writing->mem, "%s%c%s%c%s%c%s%c%s", text(r->email), 1,
	    text(r->contact), 1, text(r->generator), 1, text(r->version), 1, text(r->xmlns));

	return words_id(st, st->writing->words, DICT_SENDER, key, strlen(key), ARGS(
	    TEXT("email", text(r->email)), TEXT("contact", text(r->contact)),
	    TEXT("generator", text(r->generator)), TEXT("version", text(r->version)),
	    TEXT("xmlns", text(r->xmlns))));
}

/* A report without a name has one all the same: the empty one. */
static int64_t
org_id(struct store *st, const char *org)
{
	org = text(org);
	return words_id(st, st->writing->words, DICT_ORG, org, strlen(org) + 1,
	    ARGS(TEXT("text", org)));
}

static int
add_texts(struct store *st, const struct sql *sql, int64_t report, const struct text *t)
{
	int n;

	for (n = 0; t != NULL; t = t->next, n++)
		if (store_exec(st, sql, ARGS(INT("report", report), INT("n", n),
		    TEXT("text", t->text))) == -1)
			return -1;
	return 0;
}

static int
add_mail(struct store *st, int64_t report, const struct mail_head *m)
{
	if (m == NULL)
		return 0;
	if (store_exec(st, &sqlite_add_mail, ARGS(INT("report", report), TEXT("sender", m->from),
	    TEXT("message_id", m->message_id))) == -1)
		return -1;
	return add_texts(st, &sqlite_add_mail_auth, report, m->auth_results);
}

static int
add_original(struct store *st, int64_t report, const struct slice *gz)
{
	char *piece = arena_alloc(st->writing->mem, gz->size < PIECE ? gz->size : PIECE);
	size_t at;
	ssize_t n;

	for (at = 0; at < gz->size; at += n) {
		n = gz->size - at < PIECE ? gz->size - at : PIECE;
		if ((n = spool_pread(gz->spool, piece, n, gz->at + at)) <= 0)
			return n == 0 ? fail(ERR_SYSTEM, "the original was cut short") : -1;
		if (store_exec(st, &sqlite_add_original, ARGS(INT("report", report),
		    INT("n", at / PIECE), BLOB("bytes", piece, n))) == -1)
			return -1;
	}
	return 0;
}

static int64_t
middle_day(const struct report *r)
{
	int64_t day = (r->begin + (r->end - r->begin) / 2) / 86400;

	return day < 0 ? 0 : day > MAX_DAY ? MAX_DAY : day;
}

int
write_words(struct store *st, const struct report *r, struct head_ids *w)
{
	*w = (struct head_ids){
		.org = org_id(st, r->org),
		.domain = text_id(st, DICT_DOMAIN, r->policy.domain),
		.policy = policy_id(st, &r->policy),
		.sender = sender_id(st, r),
		.day = middle_day(r),
	};
	if (w->org == -1 || w->domain == -1 || w->policy == -1 || w->sender == -1)
		return -1;
	/* The policy domain may stand for a From. */
	return text_id(st, DICT_NAME, r->policy.domain) == -1 ? -1 : 0;
}

int
write_rival(struct store *st, const struct report *r, const struct head_ids *w, int64_t but,
    struct rival *rival)
{
	sqlite3_stmt *q;
	int rc;

	*rival = (struct rival){ 0, 0, 0 };
	if ((q = store_prepare(st, &sqlite_find_report, ARGS(INT("org", w->org),
	    INT("domain", w->domain), TEXT("report_id", text(r->report_id)),
	    INT("begin", r->begin), INT("end", r->end), BLOB("hash", &r->hash, sizeof r->hash),
	    INT("identity", IDENTITY_VERSION), INT("but", but)))) == NULL)
		return -1;
	if ((rc = sqlite3_step(q)) == SQLITE_ROW)
		*rival = (struct rival){ sqlite3_column_int64(q, 0), sqlite3_column_int64(q, 1),
		    sqlite3_column_int(q, 2) };
	sqlite3_reset(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : store_fail(st, "find_report");
}

int
write_row(struct store *st, const struct sql *sql, int64_t id, const struct entry *e,
    const struct head_ids *w, int64_t conflict, int64_t rec0)
{
	const struct report *r = e->report;

	return store_exec(st, sql, ARGS(INT("id", id), INT("org", w->org),
	    INT("domain", w->domain), TEXT("report_id", text(r->report_id)),
	    INT("begin", r->begin), INT("end", r->end), BLOB("hash", &r->hash, sizeof r->hash),
	    INT("identity", IDENTITY_VERSION), INT("day", w->day),
	    INT_IF("conflict", conflict, conflict != 0), INT_IF("rec0", rec0, e->records > 0),
	    INT("records", e->records),
	    INT("messages", e->messages), INT("policy", w->policy), INT("sender", w->sender),
	    INT("warnings", (int64_t)r->warnings), TEXT("via", e->origin->via),
	    INT("size", e->original.size)));
}

int
write_errors(struct store *st, int64_t report, const struct text *errors)
{
	return add_texts(st, &sqlite_add_report_error, report, errors);
}

void
writing_free(struct writing *w)
{
	if (w == NULL)
		return;
	words_free(w->words);
	arena_free(w->mem);
	free(w);
}

int
writing_begin(struct store *st)
{
	struct writing *w = st->writing;

	if (w == NULL) {
		w = st->writing = xrealloc(NULL, sizeof *w);
		*w = (struct writing){ .words = words_new(), .mem = arena_new() };
	}
	if (w->next == 0) {
		if (store_query(st, &sqlite_next_record, NULL, store_get_int, &w->next) == -1)
			return -1;
		w->rec0 = w->next;
	}
	arena_reset(w->mem, 0);
	return store_run(st, "SAVEPOINT report");
}

int
writing_keep(struct store *st)
{
	if (store_run(st, "RELEASE report") == -1)
		return -1;
	words_keep(st->writing->words);
	return 0;
}

void
writing_drop(struct store *st)
{
	if (sqlite3_get_autocommit(st->db)) {	/* SQLite gave up: the disk is full, say */
		store_undo(st);
		return;
	}
	words_forget(st->writing->words);
	sqlite3_exec(st->db, "ROLLBACK TO report; RELEASE report", NULL, NULL, NULL);
}

void
write_id(struct stored *s, int64_t id)
{
	snprintf(s->id, sizeof s->id, "%" PRId64, id);
}

/* 1: it is new, its row is there; 0: it is here already. */
static int
put_head(struct store *st, const struct entry *e)
{
	struct writing *w = st->writing;
	struct rival rival;
	struct head_ids ids;

	if (write_words(st, e->report, &ids) == -1 ||
	    write_rival(st, e->report, &ids, 0, &rival) == -1)
		return -1;
	w->stored = (struct stored){ .what = rival.same ? STORE_DUPLICATE :
	    rival.id != 0 ? STORE_CONFLICT : STORE_NEW, .day = ids.day,
	    .records = e->records, .messages = e->messages };
	write_id(&w->stored, rival.id);
	if (rival.same)
		return 0;
	if (write_row(st, &sqlite_add_report, 0, e, &ids, rival.id, w->next) == -1)
		return -1;
	w->id = sqlite3_last_insert_rowid(st->db);
	write_id(&w->stored, w->id);
	w->record = w->next;
	return 1;
}

int
write_begin(struct store *st, const struct entry *e)
{
	int rv;

	if (writing_begin(st) == -1)
		return -1;
	st->writing->entry = e;
	if ((rv = put_head(st, e)) != 1)
		write_abort(st);
	return rv;
}

int
write_add(struct store *st, const struct record *r)
{
	return add_record(st, st->writing->record++, r);
}

static int
put_tail(struct store *st, const struct entry *e, int64_t id)
{
	return write_errors(st, id, e->report->errors) == -1 ||
	    add_mail(st, id, e->origin->mail) == -1 ||
	    add_original(st, id, &e->original) == -1 ? -1 : writing_keep(st);
}

/* Nothing has begun any more where it was here already. */
int
write_end(struct store *st, struct stored *out)
{
	struct writing *w = st->writing;

	*out = w->stored;
	if (w->entry == NULL)
		return 0;
	if (put_tail(st, w->entry, w->id) == -1)
		return -1;
	w->next += w->entry->records;
	w->entry = NULL;
	return 1;
}

void
write_abort(struct store *st)
{
	struct writing *w = st->writing;

	if (w == NULL)
		return;
	if (w->entry != NULL) {
		w->entry = NULL;
		writing_drop(st);
		return;
	}
	/* Any word of the batch is undone, and its id another's one day. */
	words_free(w->words);
	w->words = words_new();
	w->rec0 = w->next = 0;
}

int
write_commit(struct store *st)
{
	struct writing *w = st->writing;
	int rv;

	if (w == NULL)
		return 0;
	rv = w->next == w->rec0 ? 0 : segment_write(st, w->rec0, w->next - 1);
	w->rec0 = w->next = 0;		/* others may write before the next batch */
	return rv;
}
