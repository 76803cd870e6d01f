#pragma once

#include "hash.h"

/*
 * What makes two reports the same: all that stands in their policies and
 * records, as text without the blanks around it and whatever its letters' case,
 * in whatever order elements come.  What the parser makes of it does not
 * matter, so a report keeps its identity when the parser learns a word, an
 * element or a default.  An element without text says nothing.
 */
#define IDENTITY_VERSION	2	/* 1 was of parsed values */

struct identity;

struct identity	*identity_new(size_t depth, size_t text);	/* elements open, bytes at once */
void		 identity_free(struct identity *);		/* NULL is fine */

/* The parts of the XML as they come; names without their namespace, at most depth open. */
void		 identity_open(struct identity *, const char *name);
void		 identity_text(struct identity *, const char *, size_t);
void		 identity_close(struct identity *, const char *name);

struct hash	 identity_hash(const struct identity *);	/* of all elements closed */
