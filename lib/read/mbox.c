#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "head.h"
#include "mbox.h"

#define WINDOW	(SOURCE_BUFFER / 2)	/* looked at for a "From " line */
#define LINE	256			/* of which so much must be here to judge it */

static const char from[] = "From ";

#define FROM	(sizeof from - 1)

struct mbox {
	struct source	*in;
	struct source	*message;	/* the one that is lent */
	size_t		 data;		/* bytes of it that lie ready */
	int		 inside;	/* more of it may follow them */
};

/* How much stands before its first line; *is: does that begin like one? */
static ssize_t
lead(struct source *in, int *is)
{
	const void *p;
	ssize_t n = source_peek(in, &p, SOURCE_BUFFER);
	const char *begin = p, *line;

	if (n == -1)
		return -1;
	if (n > SOURCE_BUFFER)
		n = SOURCE_BUFFER;
	line = head_lead(begin, begin + n);
	*is = (size_t)(begin + n - line) >= FROM && memcmp(line, from, FROM) == 0;
	return line - begin;
}

int
mbox_sniff(struct source *in)
{
	int is;

	return lead(in, &is) == -1 ? -1 : is;
}

struct mbox *
mbox_open(struct source *in)
{
	struct mbox *m = xrealloc(NULL, sizeof *m);
	ssize_t n;
	int is;

	*m = (struct mbox){ .in = in };
	if ((n = lead(in, &is)) > 0)
		source_skip(in, n);
	return m;
}

void
mbox_close(struct mbox *m)
{
	if (m == NULL)
		return;
	source_free(m->message);
	free(m);
}

/* "From who@example.org Tue Nov 24 01:02:03 2026", and not a sentence. */
static int
is_from(const char *p, size_t n)
{
	size_t i;

	if (n < FROM || memcmp(p, from, FROM) != 0)
		return 0;
	for (i = FROM; i + 4 < n && p[i] != '\n'; i++)
		if (isdigit((unsigned char)p[i]) && isdigit((unsigned char)p[i + 1]) &&
		    p[i + 2] == ':' && isdigit((unsigned char)p[i + 3]) &&
		    isdigit((unsigned char)p[i + 4]))
			return 1;
	return 0;
}

/* The "From " line after an empty one; or NULL. */
static const char *
find(const char *p, size_t n)
{
	const char *end = p + n, *at, *empty;

	for (at = p; (at = memmem(at, end - at, "\nFrom ", 1 + FROM)) != NULL; at++) {
		empty = at > p && at[-1] == '\r' ? at - 2 : at - 1;
		if (empty >= p && *empty == '\n' && is_from(at + 1, end - at - 1))
			return at + 1;
	}
	return NULL;
}

/* How much of the message is in what is here: lines of which too little is, wait. */
static int
measure(struct mbox *m)
{
	const char *at;
	const void *p;
	ssize_t n = source_peek(m->in, &p, WINDOW);

	if (n == -1)
		return -1;
	at = find(p, n);
	m->inside = at == NULL && n >= WINDOW;
	if (at != NULL)
		n = at - (const char *)p;
	else if (m->inside)
		n -= LINE + sizeof "\n\r\n";
	m->data = n;
	return 0;
}

static ssize_t
fill(void *arg, void *to, size_t max)
{
	struct mbox *m = arg;
	const void *p;
	size_t n;

	if (m->data == 0 && m->inside && measure(m) == -1)
		return -1;
	n = m->data < max ? m->data : max;
	if (n == 0)
		return 0;
	if (source_peek(m->in, &p, n) == -1)
		return -1;
	memcpy(to, p, n);
	source_skip(m->in, n);
	m->data -= n;
	return n;
}

int
mbox_next(struct mbox *m, struct source **message)
{
	const void *p;
	ssize_t n = 1;

	while (m->message != NULL && n > 0)
		n = source_read(m->message, &p);
	if (n == -1 || (n = source_peek(m->in, &p, 1)) <= 0)
		return n;
	source_free(m->message);
	m->message = source_new(fill, m);
	m->inside = 1;
	*message = m->message;
	return 1;
}
