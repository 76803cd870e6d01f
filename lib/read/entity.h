#pragma once

#include "arena.h"
#include "decode.h"
#include "head.h"

/* What a part of a message is, or a multipart, as its header says (RFC 2045, RFC 2183). */
struct entity {
	const char	*type;		/* lower case */
	const char	*boundary;	/* of a multipart, as it says; or NULL */
	const char	*name;		/* of a file, decoded, as it may be shown; or NULL */
	int		 attachment;	/* says it is one, by disposition or name */
	int		 report;	/* multipart/report or in it; or message/feedback-report */
	int		 notice;	/* of what became of a mail (RFC 3464, 8098), or in it */
	int		 digest;	/* multipart/digest */
	enum decoding	 encoding;
};

int	entity_is_multipart(const struct entity *);

/* in: the multipart around it, or NULL.  All text is the arena's. */
void	entity_read(struct entity *, const struct head *, const struct entity *in, struct arena *);
