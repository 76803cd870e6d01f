#pragma once

#include "segment.h"
#include "store_db.h"

/* Segments as they are kept (segment.h), in the open batch. */
#define SEGMENT_DAMAGED	"what is derived from the records is damaged; " \
	"dmarc-import rebuild makes it anew"

/* From a row of the view segment_row; returns the record's id. */
int64_t	segment_row(sqlite3_stmt *, struct row *, struct row2 *);

/* Write the rows of the records first to last, which are in the tables. */
int	segment_write(struct store *, int64_t first, int64_t last);

/* Make the segments anew that hold the records first to last; all. */
int	segment_renew(struct store *, int64_t first, int64_t last);
int	segment_rebuild(struct store *);

int	segment_version(struct store *, int64_t *);	/* of those in the database */
