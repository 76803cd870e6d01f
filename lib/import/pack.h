#pragma once

#include "report.h"
#include "source.h"

/*
 * Records as bytes, to be put aside between their being read and their being
 * stored.  Only the process that packed them unpacks them.
 */
struct pack {				/* all zeros is an empty one */
	char		*bytes;
	size_t		 size, room;
};

void		 pack_record(struct pack *, const struct record *);	/* goes behind the others */
void		 pack_free(struct pack *);

struct unpacker;

struct unpacker	*unpacker_open(const struct slice *);	/* its spool is borrowed */
int		 unpacker_next(struct unpacker *, const struct record **); /* 1, lent; 0; -1 */
void		 unpacker_close(struct unpacker *);	/* NULL is fine */
