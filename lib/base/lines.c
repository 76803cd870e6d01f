#include <string.h>

#include "err.h"
#include "lines.h"
#include "text.h"

int
lines_read(struct lines *s, struct line *l)
{
	const char *p, *nl;
	ssize_t n;

	if ((n = source_peek(s->in, (const void **)&p, 1)) <= 0)
		return n;
	nl = memchr(p, '\n', n < SOURCE_BUFFER ? n : SOURCE_BUFFER);
	if (nl == NULL) {
		n = source_peek(s->in, (const void **)&p, SOURCE_BUFFER);
		if (n == -1)
			return -1;
		if (n > SOURCE_BUFFER)
			n = SOURCE_BUFFER;
		nl = memchr(p, '\n', n);
	}
	if (nl != NULL)
		n = nl + 1 - p;
	else if (n == SOURCE_BUFFER && p[n - 1] == '\r')
		n--;			/* its LF may come next */
	if ((size_t)n > s->max - s->taken)
		return fail(ERR_LIMIT, "a message of more than %s",
		    text_size(s->max).text);
	source_skip(s->in, n);
	s->taken += n;
	*l = (struct line){ .text = p, .len = n, .start = !s->inside };
	s->inside = nl == NULL;
	if (nl != NULL) {
		l->eol = n > 1 && nl[-1] == '\r' ? 2 : 1;
		l->len -= l->eol;
	}
	return 1;
}
