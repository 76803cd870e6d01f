#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "sqlite.h"
#include "sqlite_facts.h"
#include "sqlite_opaque.h"
#include "sqlite_segment.h"
#include "sqlite_whose.h"

#define CHUNK	1024		/* records that are told at once: a statement has to begin for it */

/* Hand on the details of the records that were found, and forget them. */
static int
hand_on_found(struct store *st, struct fact *found, store_words row, void *arg)
{
	int rv;

	fact_end(found);
	rv = store_rows(st, &sqlite_details, ARGS(TEXT("records", found->text)), row, arg);
	found->len = 0;
	return rv;
}

/* 1: it was chosen; 0; or -1. */
static int
find_record(const struct scan *scan, sqlite3_stmt *q, struct whose *whose, struct fact *found)
{
	uint32_t identity = 0;
	struct row2 r2;
	struct row r;
	int64_t id = segment_row(q, &r, &r2);

	if (scan->whose && whose_of(whose, id, &identity) == -1)
		return -1;
	if (!scan_match(scan, id, &r, &r2, identity))
		return 0;
	fact_row(found, "record");
	fact_int(found, id);
	return 1;
}

static int
stream_details(struct store *st, struct question *asked, store_words row, void *arg)
{
	struct chosen *c = chosen_find(st, asked);
	struct fact found = { NULL, 0, 0 };
	struct whose whose = { .store = st, .segment = -1 };
	int rc, n = 0, rv = 0, is;
	sqlite3_stmt *q;

	if (c == NULL || (q = store_prepare(st, &sqlite_rows, asked->args)) == NULL)
		return -1;
	scan_plan(&c->scan, NULL);
	while (rv == 0 && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		if ((is = find_record(&c->scan, q, &whose, &found)) == -1)
			rv = -1;
		else if ((n += is) == CHUNK) {
			rv = hand_on_found(st, &found, row, arg);
			n = 0;
		}
	}
	if (rv == 0)
		rv = rc != SQLITE_DONE ? store_fail(st, "rows") :
		    hand_on_found(st, &found, row, arg);
	sqlite3_reset(q);
	free(found.text);
	return rv;
}

static int
stream_original(struct store *st, struct question *asked, store_words row, void *arg)
{
	return store_rows(st, &sqlite_original, ARGS(INT("id", opaque_id(asked, "id"))), row, arg);
}

static int
stream_policies(struct store *st, struct question *asked, store_words row, void *arg)
{
	return store_rows(st, &sqlite_policies_of, ARGS(INT("from", question_int(asked, "from", 0)),
	    INT("to", question_int(asked, "to", UINT16_MAX))), row, arg);
}

int
stream_rows(struct store *st, struct question *asked, const char *name, store_words row, void *arg)
{
	static const struct {
		const char *name;
		int	(*fn)(struct store *, struct question *, store_words, void *);
	} streams[] = { { "details", stream_details }, { "original", stream_original },
	    { "policies", stream_policies } };
	size_t i;

	for (i = 0; i < sizeof streams / sizeof *streams; i++)
		if (strcmp(streams[i].name, name) == 0)
			return streams[i].fn(st, asked, row, arg);
	return fail(ERR_SYSTEM, "there is no stream %s", name);
}
