#pragma once

#include <stddef.h>
#include <stdint.h>

/* Texts, lent, as numbers from 0 in the order they came; all zeros is an empty one. */
struct interned {
	const char	**text;		/* malloc'd, as the slots */
	uint32_t	 count;
	uint32_t	*slot;		/* number + 1, or 0 */
	size_t		 size;
};

uint32_t	interned_add(struct interned *, const char *);	/* or what it has already */
int64_t		interned_find(const struct interned *, const char *);	/* or -1 */
void		interned_free(struct interned *);
