#pragma once

#include "intake.h"

/*
 * One aggregate report's XML, told to the visitor.  The bytes are read to
 * their end and kept; when they are not well-formed (ERR_XML_MALFORMED,
 * ERR_XML_TRUNCATED) they may be read again, mended.  -1: nothing of the report
 * is left with the visitor.
 */
struct aggregate;

struct aggregate	*aggregate_new(const struct leaf *, const struct limits *,
			    struct budget *, const struct visitor *);
int			 aggregate_read(struct aggregate *, struct source *);
int			 aggregate_mend(struct aggregate *);
int			 aggregate_stopped(const struct aggregate *);	/* by the visitor? */
void			 aggregate_free(struct aggregate *);
