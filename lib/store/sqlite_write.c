#include <string.h>

#include "arena.h"
#include "err.h"
#include "identity.h"
#include "sqlite.h"
#include "sqlite_write.h"
#include "sqlite_writing.h"

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

int
write_record(struct store *st, int64_t id, const struct record *r)
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
		if (write_record(st, id++, r) == -1)
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

int
write_mail(struct store *st, int64_t report, const struct mail_head *m)
{
	if (m == NULL)
		return 0;
	if (store_exec(st, &sqlite_add_mail, ARGS(INT("report", report), TEXT("sender", m->from),
	    TEXT("message_id", m->message_id))) == -1)
		return -1;
	return add_texts(st, &sqlite_add_mail_auth, report, m->auth_results);
}

int
write_original(struct store *st, int64_t report, const struct slice *gz)
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
