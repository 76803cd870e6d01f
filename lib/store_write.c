#include <string.h>

#include "arena.h"
#include "err.h"
#include "hash.h"
#include "sql.h"
#include "store_batch.h"
#include "store_intern.h"

#define PIECE		(256 * 1024)	/* of an original */
#define MAX_DAY		65535
#define MAX_COUNT	((INT64_C(1) << 53) - 1)

static int64_t
text_id(struct store *st, enum dict dict, const char *s)
{
	if (s == NULL)
		return 0;
	return intern_id(st, st->batch->words, dict, s, strlen(s), ARGS(TEXT("text", s)));
}

static int64_t
ip_id(struct store *st, const struct ip *ip)
{
	unsigned char addr[16] = { [10] = 0xff, 0xff };

	if (ip->len == 0)
		return 0;
	memcpy(addr + sizeof addr - ip->len, ip->bytes, ip->len);
	return intern_id(st, st->batch->words, DICT_IP, addr, sizeof addr,
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
	return intern_id(st, st->batch->words, DICT_AUTH, key, sizeof key, ARGS(
	    INT("kind", key[0]), INT("domain", key[1]), INT("selector", key[2]),
	    INT("scope", key[3]), INT("result", key[4]), INT("human", key[5])));
}

static int64_t
reason_id(struct store *st, const struct reason *r)
{
	int64_t key[2] = { r->type, text_id(st, DICT_MISC, r->comment) };

	if (key[1] == -1)
		return -1;
	return intern_id(st, st->batch->words, DICT_REASON, key, sizeof key, ARGS(
	    INT("type", key[0]), INT("comment", key[1])));
}

/* The first slots results go into the record, the others beside it. */
static int
add_auths(struct store *st, const struct auth *a, int spf, int64_t *ids, int slots)
{
	int64_t id;
	int n;

	for (n = 0; a != NULL; a = a->next, n++) {
		if ((id = auth_id(st, spf, a)) == -1)
			return -1;
		if (n < slots)
			ids[n] = id;
		else if (store_exec(st, &sql_add_auth_more, ARGS(INT("record", st->batch->next),
		    INT("n", n << 1 | spf), INT("auth", id))) == -1)
			return -1;
	}
	return 0;
}

static int
add_reasons(struct store *st, const struct reason *r, int64_t *first)
{
	int64_t id;
	int n;

	for (n = 0; r != NULL; r = r->next, n++) {
		if ((id = reason_id(st, r)) == -1)
			return -1;
		if (n == 0)
			*first = id;
		else if (store_exec(st, &sql_add_reason_more, ARGS(INT("record", st->batch->next),
		    INT("n", n), INT("reason", id))) == -1)
			return -1;
	}
	return 0;
}

int
store_add(struct store *st, const struct record *r)
{
	struct batch *b = st->batch;
	int64_t dkim[2] = { 0, 0 }, spf = 0, reason = 0;
	int64_t ip = ip_id(st, &r->source), raw = text_id(st, DICT_MISC, r->source_raw);
	int64_t hfrom = text_id(st, DICT_NAME, r->header_from);
	int64_t efrom = text_id(st, DICT_NAME, r->envelope_from);
	int64_t eto = text_id(st, DICT_NAME, r->envelope_to);
	struct arg args[] = {
		INT("id", b->next), INT("ip", ip), INT("count", r->count),
		INT("disposition", r->disposition), INT("dkim", r->dkim), INT("spf", r->spf),
		INT("hfrom", hfrom), INT("efrom", efrom), INT("eto", eto), INT("dk1", 0),
		INT("dk2", 0), INT("sp1", 0), INT("reason", 0), INT("raw", raw), { .name = NULL }
	};

	if (ip == -1 || raw == -1 || hfrom == -1 || efrom == -1 || eto == -1 ||
	    add_auths(st, r->auth_dkim, 0, dkim, 2) == -1 ||
	    add_auths(st, r->auth_spf, 1, &spf, 1) == -1 ||
	    add_reasons(st, r->reasons, &reason) == -1)
		return -1;
	if (r->envelope_from == NULL)
		args[7].type = ARG_NULL;
	args[9].num = dkim[0];
	args[10].num = dkim[1];
	args[11].num = spf;
	args[12].num = reason;
	if (store_exec(st, &sql_add_record, args) == -1)
		return -1;
	hash_add(&b->hash, hash_record(r));
	b->messages += r->count;
	if (b->messages > MAX_COUNT)
		b->messages = MAX_COUNT;
	b->next++;
	return 0;
}

static int64_t
policy_id(struct store *st, const struct policy *p)
{
	struct hash key = hash_policy(p);

	return intern_id(st, st->batch->words, DICT_POLICY, &key, sizeof key, ARGS(
	    INT("p", p->p), INT("sp", p->sp), INT("np", p->np), INT("pct", p->pct),
	    INT("adkim", p->adkim), INT("aspf", p->aspf), TEXT("fo", p->fo != NULL ? p->fo : ""),
	    INT("testing", p->testing), INT("discovery", p->discovery)));
}

static const char *
text(const char *s)
{
	return s != NULL ? s : "";
}

static int64_t
sender_id(struct store *st, const struct report *r)
{
	const char *key = arena_printf(st->batch->mem, "%s%c%s%c%s%c%s%c%s", text(r->email), 1,
	    text(r->contact), 1, text(r->generator), 1, text(r->version), 1, text(r->xmlns));

	return intern_id(st, st->batch->words, DICT_SENDER, key, strlen(key), ARGS(
	    TEXT("email", text(r->email)), TEXT("contact", text(r->contact)),
	    TEXT("generator", text(r->generator)), TEXT("version", text(r->version)),
	    TEXT("xmlns", text(r->xmlns))));
}

/* A report without a name has one all the same: the empty one. */
static int64_t
org_id(struct store *st, const char *org)
{
	org = text(org);
	return intern_id(st, st->batch->words, DICT_ORG, org, strlen(org) + 1,
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
	if (store_exec(st, &sql_add_mail, ARGS(INT("report", report), TEXT("sender", m->from),
	    TEXT("message_id", m->message_id))) == -1)
		return -1;
	return add_texts(st, &sql_add_mail_auth, report, m->auth_results);
}

static int
add_original(struct store *st, int64_t report, struct spool *gz)
{
	size_t at, size = spool_size(gz);
	char *piece = arena_alloc(st->batch->mem, size < PIECE ? size : PIECE);
	ssize_t n;

	for (at = 0; at < size; at += n) {
		if ((n = spool_pread(gz, piece, size - at < PIECE ? size - at : PIECE, at)) <= 0)
			return n == 0 ? fail(ERR_SYSTEM, "the original was cut short") : -1;
		if (store_exec(st, &sql_add_original, ARGS(INT("report", report),
		    INT("n", at / PIECE), BLOB("bytes", piece, n))) == -1)
			return -1;
	}
	return 0;
}

struct found {				/* of the same key */
	int64_t	 id;			/* 0 none */
	int	 same;
};

static int
find_report(struct store *st, const struct arg *key, struct found *f)
{
	sqlite3_stmt *q;
	int rc;

	if ((q = store_prepare(st, &sql_find_report, key)) == NULL)
		return -1;
	*f = (struct found){ 0, 0 };
	if ((rc = sqlite3_step(q)) == SQLITE_ROW)
		*f = (struct found){ sqlite3_column_int64(q, 0), sqlite3_column_int(q, 1) };
	sqlite3_reset(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : store_fail(st, "find_report");
}

static int64_t
middle_day(const struct report *r)
{
	int64_t day = (r->begin + (r->end - r->begin) / 2) / 86400;

	return day < 0 ? 0 : day > MAX_DAY ? MAX_DAY : day;
}

/* The row of a report; what is not known of it yet is asked for here. */
static int
add_report(struct store *st, const struct report *r, const struct origin *o, struct spool *gz,
    struct stored *out)
{
	struct batch *b = st->batch;
	int64_t org = org_id(st, r->org), domain = text_id(st, DICT_DOMAIN, r->policy.domain);
	int64_t policy = policy_id(st, &r->policy), sender = sender_id(st, r);
	struct arg args[] = {
		INT("org", org), INT("domain", domain), TEXT("report_id", text(r->report_id)),
		INT("begin", r->begin), INT("end", r->end),
		BLOB("hash", &b->hash, sizeof b->hash), INT("day", out->day),
		INT("conflict", 0), INT("rec0", b->first), INT("records", out->records),
		INT("messages", b->messages), INT("policy", policy), INT("sender", sender),
		INT("warnings", (int64_t)r->warnings), TEXT("via", o->via),
		INT("size", gz != NULL ? spool_size(gz) : 0), { .name = NULL }
	};
	struct found f;

	if (org == -1 || domain == -1 || policy == -1 || sender == -1 ||
	    text_id(st, DICT_NAME, r->policy.domain) == -1 ||	/* may stand for a From */
	    find_report(st, args, &f) == -1)
		return -1;
	if (f.same) {
		out->what = STORE_DUPLICATE;
		out->id = f.id;
		return 0;
	}
	out->what = f.id != 0 ? STORE_CONFLICT : STORE_NEW;
	args[7].num = f.id;
	if (f.id == 0)
		args[7].type = ARG_NULL;
	if (out->records == 0)
		args[8].type = ARG_NULL;
	if (store_exec(st, &sql_add_report, args) == -1)
		return -1;
	out->id = sqlite3_last_insert_rowid(st->db);
	return 0;
}

int
store_end(struct store *st, const struct report *r, const struct origin *o, struct spool *gz,
    struct stored *out)
{
	struct batch *b = st->batch;

	arena_reset(b->mem, 0);
	hash_add(&b->hash, hash_policy(&r->policy));
	*out = (struct stored){ .day = middle_day(r), .records = b->next - b->first,
	    .messages = b->messages };
	if (add_report(st, r, o, gz, out) == -1)
		return -1;
	if (out->what == STORE_DUPLICATE) {
		store_abort(st);
		return 0;
	}
	if (add_texts(st, &sql_add_report_error, out->id, r->errors) == -1 ||
	    add_mail(st, out->id, o->mail) == -1 ||
	    (gz != NULL && add_original(st, out->id, gz) == -1) ||
	    store_run(st, "RELEASE report") == -1)
		return -1;
	intern_keep(b->words);
	b->writing = 0;
	b->reports++;
	return 0;
}
