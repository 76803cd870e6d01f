#include "err.h"
#include "identity.h"
#include "sqlite.h"
#include "sqlite_extent.h"
#include "sqlite_forget.h"
#include "sqlite_segment.h"
#include "sqlite_write.h"
#include "sqlite_writing.h"

struct pair {				/* whose days the table policy_seen tells */
	int64_t	 domain, policy;
};

static int
find_pair(struct store *st, int64_t id, struct pair *p)
{
	sqlite3_stmt *q;
	int rc;

	if ((q = store_prepare(st, &sqlite_report_pair, ARGS(INT("id", id)))) == NULL)
		return -1;
	if ((rc = sqlite3_step(q)) == SQLITE_ROW)
		*p = (struct pair){ sqlite3_column_int64(q, 0), sqlite3_column_int64(q, 1) };
	sqlite3_reset(q);
	return rc == SQLITE_ROW ? 0 : store_fail(st, sqlite_report_pair.name);
}

static int
renew_days(struct store *st, const struct pair *p)
{
	const struct arg *which = ARGS(INT("domain", p->domain), INT("policy", p->policy));

	return store_exec(st, &sqlite_clear_policy_seen, which) == -1 ? -1 :
	    store_exec(st, &sqlite_add_policy_seen, which);
}

static int
clear(struct store *st, int64_t id, const struct extent *e)
{
	const struct arg *which = ARGS(INT("report", id), INT("first", e->first),
	    INT("last", e->last));

	return store_exec(st, &sqlite_clear_record, which) == -1 ||
	    store_exec(st, &sqlite_clear_auth_more, which) == -1 ||
	    store_exec(st, &sqlite_clear_reason_more, which) == -1 ||
	    store_exec(st, &sqlite_clear_report_error, which) == -1 ? -1 : 0;
}

/* Records keep their ids if they are as many as before. */
static int
write_anew(struct store *st, int64_t id, const struct entry *e, const struct head_ids *w,
    int64_t conflict, const struct extent *old)
{
	int same = old->last - old->first + 1 == e->records;
	int64_t rec0 = same ? old->first : st->writing->next;

	if (clear(st, id, old) == -1 ||
	    write_row(st, &sqlite_update_report, id, e, w, conflict, rec0) == -1 ||
	    write_records(st, e, rec0) == -1 ||
	    write_errors(st, id, e->report->errors) == -1)
		return -1;
	if (!same)
		st->writing->next += e->records;
	return old->last < old->first ? 0 : segment_renew(st, old->first, old->last);
}

/* Reports that were in conflict with it and have another key now: the eldest counts. */
static int
let_go(struct store *st, int64_t id)
{
	struct extent heir;

	if (extent_find(st, &sqlite_stray_heir, id, &heir) == -1)
		return -1;
	if (heir.id == 0)
		return 0;
	if (store_exec(st, &sqlite_free_strays, ARGS(INT("id", id), INT("heir", heir.id))) == -1)
		return -1;
	return heir.last < heir.first ? 0 : segment_renew(st, heir.first, heir.last);
}

static int
replace(struct store *st, int64_t id, const struct entry *e, struct stored *out)
{
	struct pair before = { 0, 0 }, after;
	struct rival rival;
	struct extent old;
	struct head_ids w;
	int64_t conflict, removed = 0;

	if (extent_find(st, &sqlite_report_extent, id, &old) == -1)
		return -1;
	if (old.id == 0)
		return fail(ERR_NOT_FOUND, "there is no report %lld", (long long)id);
	if (find_pair(st, id, &before) == -1 || write_words(st, e->report, &w) == -1 ||
	    write_rival(st, e->report, &w, id, &rival) == -1)
		return -1;
	if (rival.same && rival.counted == id) {	/* then it is the one too many */
		removed = rival.id;
		if (forget_number(st, removed, out) == -1 ||
		    write_rival(st, e->report, &w, id, &rival) == -1)
			return -1;
	}
	if (rival.same) {
		if (forget_number(st, id, out) == -1)
			return -1;
		out->what = STORE_DUPLICATE;
		writing_id(out, rival.id);
		out->removed = id;
		return 0;
	}
	conflict = rival.counted == id ? 0 : rival.counted;
	*out = (struct stored){ .what = conflict != 0 ? STORE_CONFLICT : STORE_NEW,
	    .day = w.day, .records = e->records, .messages = e->messages,
	    .removed = removed };
	writing_id(out, id);
	after = (struct pair){ w.domain, w.policy };
	if (write_anew(st, id, e, &w, conflict, &old) == -1 || let_go(st, id) == -1 ||
	    renew_days(st, &before) == -1)
		return -1;
	return renew_days(st, &after);
}

int
store_replace(struct store *st, int64_t id, const struct entry *e, struct stored *out)
{
	if (store_enter(st) == -1 || writing_open(st) == -1)
		return -1;
	if (replace(st, id, e, out) == 0)
		return writing_keep(st);
	writing_drop(st);
	return -1;
}

static int
drop_twin(struct store *st, int64_t id, const struct hash *hash)
{
	int64_t twin = 0;

	if (store_query(st, &sqlite_find_twin, ARGS(INT("id", id), BLOB("hash", hash, sizeof *hash),
	    INT("identity", IDENTITY_VERSION)), store_get_int, &twin) == -1)
		return -1;
	return twin == 0 ? 0 : forget_number(st, twin, &(struct stored){ .day = 0 });
}

int
store_identify(struct store *st, int64_t id, const struct hash *hash)
{
	if (hash != NULL && drop_twin(st, id, hash) == -1)
		return -1;
	return store_exec(st, &sqlite_set_identity, ARGS(INT("id", id),
	    BLOB("hash", hash, hash != NULL ? sizeof *hash : 0),
	    INT("identity", IDENTITY_VERSION)));
}
