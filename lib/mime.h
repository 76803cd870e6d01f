#pragma once

#include <stddef.h>

#include "arena.h"

/* Values of header fields (RFC 2045 to 2047, 2231), read with all tolerance. */

/* The media type, lower case: "text/plain" when there is none. */
const char	*mime_type(const char *value, struct arena *);

/*
 * A parameter: plain, quoted, unquoted with blanks, or in segments of any
 * order.  NULL if it is not there.
 */
const char	*mime_param(const char *value, const char *name, struct arena *);

/* Encoded words decoded; bytes stay in the charset they were in. */
const char	*mime_words(const char *, struct arena *);

/* Bodies: what has begun in one piece of a body may end in the next. */
enum mime_encoding { MIME_PLAIN, MIME_BASE64, MIME_QP, MIME_UU };

struct mime_decoder {
	enum mime_encoding	 encoding;
	unsigned int		 bits, held;	/* base64, uuencode: not whole bytes yet */
	char			 text[4];	/* quoted-printable: since the '=' */
	int			 begun;		/* uuencode: after "begin" */
};

enum mime_encoding	 mime_encoding(const char *value);	/* NULL is fine */

/*
 * Decode n bytes to p, which has room for n + MIME_MORE.  Returns how many came
 * out.  uuencode wants whole lines.
 */
#define MIME_MORE	4

size_t			 mime_decode(struct mime_decoder *, void *p, const void *, size_t n);
