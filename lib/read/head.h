#pragma once

#include <stddef.h>

#include "arena.h"
#include "lines.h"
#include "report.h"

/*
 * The fields of a header (RFC 5322, 2.2) that are of use, unfolded: the first
 * of each name, but the multipart of two types.  What is longer than max, one
 * field or all, is passed over.
 */
enum { HEAD_TYPE, HEAD_DISPOSITION, HEAD_ENCODING, HEAD_FROM, HEAD_MESSAGE_ID,
	HEAD_SUBJECT, HEAD_AUTH, HEAD_MAX };

struct head {
	const char	*value[HEAD_MAX];	/* HEAD_AUTH: of the first */
	struct text	*auth_results;		/* all */
	struct text	**last;
	struct arena	*mem;
	size_t		 max;
	size_t		 kept;
	char		*field;			/* as far as it has come */
	size_t		 len;
	int		 too_long;
};

/* buf has room for max bytes and is borrowed until head_end(). */
void	head_begin(struct head *, struct arena *, char *buf, size_t max);
int	head_add(struct head *, const struct line *);	/* 0: no header's line */
void	head_end(struct head *);

int	head_is_field(const char *, const char *end);	/* does one start here? */

/* Behind a byte order mark and blank lines. */
const char	*head_lead(const char *, const char *end);

/*
 * The first field of a message that begins here, behind what some programs put before
 * it: what head_lead() passes over, "From " lines of a mbox, one line that is no field,
 * and blanks.  The beginning itself if there is no such field.
 */
const char	*head_start(const char *, const char *end);
