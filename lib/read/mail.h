#pragma once

#include "arena.h"
#include "limit.h"
#include "report.h"
#include "source.h"

/*
 * A message (RFC 5322, 2045 to 2047, 2231) as the leaf parts it carries, each a
 * source of its decoded bytes; a message inside is a leaf.  Tolerant: CR LF or
 * LF, base64 of any shape or that does not say so, a missing closing boundary, one
 * that is not what the header says (boundary.h), what head_start() passes over before the header.
 */
struct mail;

struct mail_part {			/* lent until the next mail_next() */
	const char	*type;		/* lower case; "text/plain" by default */
	const char	*name;		/* file name, decoded, or NULL */
	int		 attachment;	/* says it is one, by disposition or name */
	int		 report;	/* inside multipart/report; or message/feedback-report */
	int		 notice;	/* of what became of a mail (RFC 3464, RFC 8098) */
	struct source	*source;
};

struct mail	*mail_open(struct source *, const struct limits *);
int		 mail_next(struct mail *, struct mail_part *);	/* 1, 0 at the end, or -1 */
void		 mail_leave(struct mail *);	/* the multipart around the part: no more of it */
const struct mail_head *mail_head(const struct mail *);	/* after mail_next, until mail_close */
void		 mail_close(struct mail *);
