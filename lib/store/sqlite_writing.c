#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "arena.h"
#include "sqlite.h"
#include "sqlite_segment.h"
#include "sqlite_write.h"
#include "sqlite_writing.h"

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
writing_open(struct store *st)
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
writing_id(struct stored *s, int64_t id)
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
	writing_id(&w->stored, rival.id);
	if (rival.same)
		return 0;
	if (write_row(st, &sqlite_add_report, 0, e, &ids, rival.id, w->next) == -1)
		return -1;
	w->id = sqlite3_last_insert_rowid(st->db);
	writing_id(&w->stored, w->id);
	w->record = w->next;
	return 1;
}

int
writing_begin(struct store *st, const struct entry *e)
{
	int rv;

	if (writing_open(st) == -1)
		return -1;
	st->writing->entry = e;
	if ((rv = put_head(st, e)) != 1)
		writing_abort(st);
	return rv;
}

int
writing_add(struct store *st, const struct record *r)
{
	return write_record(st, st->writing->record++, r);
}

static int
put_tail(struct store *st, const struct entry *e, int64_t id)
{
	return write_errors(st, id, e->report->errors) == -1 ||
	    write_mail(st, id, e->origin->mail) == -1 ||
	    write_original(st, id, &e->original) == -1 ? -1 : writing_keep(st);
}

/* Nothing has begun any more where it was here already. */
int
writing_end(struct store *st, struct stored *out)
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
writing_abort(struct store *st)
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
writing_commit(struct store *st)
{
	struct writing *w = st->writing;
	int rv;

	if (w == NULL)
		return 0;
	rv = w->next == w->rec0 ? 0 : segment_write(st, w->rec0, w->next - 1);
	w->rec0 = w->next = 0;		/* others may write before the next batch */
	return rv;
}
