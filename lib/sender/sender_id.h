#pragma once

#include "arena.h"

/*
 * What a sender is known by, and that as one text of TEXT_OPAQUE: it is made of nothing
 * else, so a link with it holds whatever is told anew.  "example.org__svc__mailchimp": of
 * the parts, what is no letter, digit, "." or "-" is "_" and two digits in base 16.
 */
#define SENDER_ID_MAX	1600		/* bytes */

struct sender_id {
	const char	*domain;	/* organizational */
	const char	*kind;		/* "own", "fwd", "svc", "dom", "net", "crowd" */
	const char	*name;
};

/* In the arena; NULL: too long for one. */
const char	*sender_id_text(const struct sender_id *, struct arena *);

/* -1: it is none, and no error set. */
int		 sender_id_read(struct sender_id *, const char *, struct arena *);
