#pragma once

#include "limit.h"
#include "source.h"

/*
 * The files in a body that somebody posts, from first to last: those of a form, and mail
 * and attachments where mail services have them, in a form or in JSON (posted.def).
 * Attachments that are evidently no reports are passed over, as in a mail.
 */
struct posted;

enum {					/* what a body is, told by going through it */
	POSTED_FORM	= 1 << 0,	/* which must hold a file, unless it is a mail */
	POSTED_MAIL	= 1 << 1,	/* a mail service's: files in it are attachments */
	POSTED_WHOLE	= 1 << 2	/* and that mail is in it, so that these need not be read */
};

struct posted_file {			/* lent until the next posted_next() */
	const char	*name;		/* as sent, or of its field */
	struct source	*source;
	int		 attached;	/* to a mail: who sent that may have sent anything */
};

/* known: what posted_is() said of this body before, or 0. */
struct posted	*posted_open(struct source *, const char *content_type, const struct limits *,
		    int known);			/* the source is borrowed; NULL: it fails */
int		 posted_next(struct posted *, struct posted_file *);	/* 1, 0, -1 */
int		 posted_is(const struct posted *);	/* as far as it was gone through */
void		 posted_close(struct posted *);		/* NULL is fine */
