#pragma once

#include <stddef.h>
#include <stdint.h>

#include "arena.h"

/*
 * Unique identifiers of mails (RFC 3501, 2.3.1.1): positive numbers below 2^32,
 * as ranges in ascending order, however many they stand for.
 */
struct uid_range {
	uint32_t	 first, last;
};

#define UID_RANGE_TEXT	sizeof "4294967295:4294967295,"	/* bytes of one, at most */

struct uidset {
	struct uid_range *range;
	size_t		 count, room;
};

void		 uidset_add(struct uidset *, uint32_t first, uint32_t last);
int		 uidset_parse(struct uidset *, const char *);	/* "1:3,7" (9.): adds it; or -1 */
void		 uidset_sort(struct uidset *);	/* after adding, before asking */
int		 uidset_has(const struct uidset *, uint32_t);
uint64_t	 uidset_size(const struct uidset *);
void		 uidset_clear(struct uidset *);	/* empty; may be used again */
void		 uidset_free(struct uidset *);	/* what it holds */

/* The ranges from *at on as text of at most max bytes; *at is then the next one. */
const char	*uidset_text(const struct uidset *, size_t *at, size_t max, struct arena *);
