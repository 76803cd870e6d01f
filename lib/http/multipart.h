#pragma once

#include "limit.h"
#include "source.h"

/*
 * A form with files in it (multipart/form-data, RFC 7578), read from first to
 * last.  Line ends may be LF.  What is wrong with it is an ERR_PARAM or an
 * ERR_TOO_LARGE that names the part.
 */
struct multipart;

struct multipart_part {			/* lent until the next multipart_next() */
	const char	*name;		/* of the field, or "" */
	const char	*file;		/* as sent, or NULL: the field is no file */
	struct source	*source;
};

struct multipart *multipart_open(struct source *, const char *content_type, const struct limits *);
int		 multipart_next(struct multipart *, struct multipart_part *);	/* 1, 0, -1 */
void		 multipart_close(struct multipart *);	/* NULL is fine */
