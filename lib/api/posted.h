#pragma once

#include "limit.h"
#include "source.h"

/*
 * The files in a body that somebody posts, from first to last: those of a form, and mail
 * and attachments where mail services have them, in a form or in JSON (posted.def).
 * Attachments that are evidently no reports are passed over, as in a mail.
 */
struct posted;

struct posted_file {			/* lent until the next posted_next() */
	const char	*name;		/* as sent, or of its field */
	struct source	*source;
	int		 attached;	/* to a mail: who sent that may have sent anything */
};

/* whole: the mail itself is in it, so that its attachments need not be read. */
struct posted	*posted_open(struct source *, const char *content_type, const struct limits *,
		    int whole);			/* the source is borrowed; NULL: it fails */
int		 posted_next(struct posted *, struct posted_file *);	/* 1, 0, -1 */
int		 posted_is_form(const struct posted *);		/* that must hold a file */
int		 posted_whole(const struct posted *);	/* a mail was among the files */
void		 posted_close(struct posted *);		/* NULL is fine */
