#pragma once

#include <stddef.h>

/*
 * Bodies as they were before they travelled (RFC 2045, 6).  What has begun in
 * one piece of a body may end in the next.
 */
enum decoding { DECODE_PLAIN, DECODE_BASE64, DECODE_QP, DECODE_UU };

struct decoder {
	enum decoding	 kind;
	unsigned int	 bits, held;	/* base64: no whole bytes yet; QP: in text */
	char		 text[4];	/* quoted-printable: since the '=' */
	int		 begun;		/* uuencode: after "begin" */
};

enum decoding	 decode_kind(const char *);	/* Content-Transfer-Encoding; NULL is fine */

/*
 * Decode n bytes to p, which has room for n + DECODE_MORE; NULL: no more will
 * come.  Returns how many came out.  uuencode wants whole lines.
 */
#define DECODE_MORE	4

size_t		 decode_bytes(struct decoder *, void *p, const void *, size_t n);
