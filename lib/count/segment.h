#pragma once

#include <stddef.h>
#include <stdint.h>

#include "outcome.h"

/*
 * The derived table that answers every question: of each record what counting
 * and choosing need, 4096 records to a blob, record id's low bits being the
 * place in it.  struct row2 holds the words that only some filters look at.
 */
#define SEGMENT_VERSION	1	/* of what is in them; another one: they are made anew */
#define SEGMENT_BITS	12
#define SEGMENT_ROWS	(1 << SEGMENT_BITS)

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

/*
 * A segment as it is kept, lent: it may be damaged.  whose: the identity of each row, a
 * uint32_t; where nobody has told any yet there is none.
 */
struct segment {
	int64_t		 id;
	int64_t		 day0, day1;	/* all its rows are of these days */
	const void	*rows, *rows2, *whose;	/* all but the first may be NULL */
	size_t		 size, size2, size3;	/* bytes */
};
