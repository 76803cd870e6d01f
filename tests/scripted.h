#pragma once

#include <stdlib.h>

#include "arena.h"
#include "err.h"
#include "imap.h"
#include "test.h"

/*
 * The dialogue against scripts of what a server may say, in pieces of any size.
 * What follows takes the place of lib/net/wire.c, which needs a real server.
 */
struct wire {
	const char	*script;
	size_t		 at, size, step;
	int		 deaf;		/* to what we say */
	char		*said;		/* by us */
	size_t		 len;
};

ssize_t
wire_read(struct wire *w, void *p, size_t n)
{
	size_t left = w->size - w->at;

	n = n < w->step ? n : w->step;
	n = n < left ? n : left;
	if (n == 0)
		return fail(ERR_AWAY, "the script ends");
	memcpy(p, w->script + w->at, n);
	w->at += n;
	return n;
}

int
wire_write(struct wire *w, const void *p, size_t n)
{
	if (w->deaf)
		return fail(ERR_AWAY, "nobody listens");
	w->said = xrealloc(w->said, w->len + n + 1);
	memcpy(w->said + w->len, p, n);
	w->len += n;
	w->said[w->len] = '\0';
	return 0;
}

#define CAPA	"* CAPABILITY IMAP4rev1 UIDPLUS MOVE ESEARCH\r\nd1 OK done\r\n"

static const size_t steps[] = { 1, 2, 7, 100000 };

static struct imap *
begin(struct wire *w, const char *script, size_t size, size_t step, const struct limits *limits)
{
	*w = (struct wire){ .script = script, .size = size, .step = step };
	return imap_open(w, limits);
}

static void
end(struct wire *w, struct imap *im)
{
	imap_close(im);
	free(w->said);
}
