#pragma once

#include "fact.h"
#include "question.h"
#include "sqlite_chosen.h"
#include "sqlite_word.h"

/* engine.h's ask() and stream(). */
int	facts_ask(struct store *, struct question *, const char *name, struct fact *);
int	stream_rows(struct store *, struct question *, const char *name, store_words, void *);

/* The facts that the SQLite engine tells: 0 or -1. */
typedef int	(*fact_teller)(struct store *, struct question *, struct fact *);

int	tell_tally(struct store *, struct question *, struct fact *);	/* sqlite_tally.c */
int	tell_days(struct store *, struct question *, struct fact *);
int	tell_events(struct store *, struct question *, struct fact *);
int	tell_before(struct store *, struct question *, struct fact *);
int	tell_facets(struct store *, struct question *, struct fact *);	/* sqlite_group.c */
int	tell_group(struct store *, struct question *, struct fact *);
int	tell_records(struct store *, struct question *, struct fact *);	/* sqlite_records.c */
int	tell_record(struct store *, struct question *, struct fact *);	/* sqlite_details.c */
int	tell_head(struct store *, struct question *, struct fact *);
int	tell_reports(struct store *, struct question *, struct fact *);	/* sqlite_reports.c */
int	tell_watch(struct store *, struct question *, struct fact *);	/* sqlite_watch.c */

int	tell_parts(struct store *, struct question *, struct fact *);	/* sqlite_parts.c */
int	tell_own(struct store *, struct question *, struct fact *);	/* sqlite_senders.c */

/* The day on which the weeks of a list end. */
int	find_until(struct store *, const struct question *, int64_t *day);

/* The columns of the row a statement is at, from that one on; -1: no memory, and no error set. */
int	tell_columns(struct fact *, sqlite3_stmt *, int first);

/* The rows of a statement, its columns as they are; the first is the kind. */
int	tell_rows(struct store *, const struct sql *, const struct arg *, struct fact *);
