#pragma once

#include <stdint.h>

#include "outcome.h"
#include "store_db.h"

/*
 * The derived table that answers every question: of each record what counting
 * and choosing need, 4096 records to a blob, record id's low bits being the
 * place in it.  seg2 holds the words that only some filters look at.
 */
#define SEGMENT_VERSION	1	/* of what is in them; another one: they are made anew */
#define SEGMENT_BITS	12
#define SEGMENT_ROWS	(1 << SEGMENT_BITS)

#define SEGMENT_DAMAGED	"what is derived from the records is damaged; " \
	"dmarc-import rebuild makes it anew"

enum { ROW_LIVE = 1, ROW_FIRST = 2, ROW_CONFLICT = 4 };	/* flags; 0 is no record */

struct row {
	uint32_t	 count[2];	/* low, high: rows lie unaligned to 8 */
	uint32_t	 domain, org, ip;
	uint32_t	 from;		/* name: header_from, else the policy domain */
	uint16_t	 day;		/* since 1970 */
	uint8_t		 outcome;
	uint8_t		 flags;
};

struct row2 {
	uint32_t	 efrom, eto;	/* name */
	uint32_t	 auth[3];	/* the first two DKIM, the first SPF */
	uint32_t	 reason;
};

static inline uint64_t
row_count(const struct row *r)
{
	return (uint64_t)r->count[1] << 32 | r->count[0];
}

/* A row from the first SEGMENT_COLUMNS of the view segment_row; returns the record's id. */
#define SEGMENT_COLUMNS	16

int64_t	segment_row(sqlite3_value **, struct row *, struct row2 *);

/* Write the rows of the records first to last, which are in the tables. */
int	segment_write(struct store *, int64_t first, int64_t last);

/* Make the segments anew that hold the records first to last; all. */
int	segment_renew(struct store *, int64_t first, int64_t last);
int	segment_rebuild(struct store *);

int	segment_version(struct store *, int64_t *);	/* of those in the database */
