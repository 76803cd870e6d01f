#include <stdlib.h>

#include "arena.h"
#include "err.h"
#include "text.h"
#include "urlencoded.h"

#define ESCAPE	3			/* bytes of one */

struct urlencoded {
	struct source	*in;
	struct source	*value;		/* the one that is lent */
	char		 name[MAX_NAME + 1];
	char		 stop;		/* beside '&': what ends a name, of a value it again */
	size_t		 fields, max;
};

struct urlencoded *
urlencoded_open(struct source *in, const struct limits *limits)
{
	struct urlencoded *u = xrealloc(NULL, sizeof *u);

	*u = (struct urlencoded){ .in = in, .max = limits->parts };
	return u;
}

void
urlencoded_close(struct urlencoded *u)
{
	if (u == NULL)
		return;
	source_free(u->value);
	free(u);
}

/* One byte of what these n stand for: how many of them. */
static size_t
decode(const char *p, size_t n, char *to)
{
	if (*p == '%' && n >= ESCAPE && text_hex(p[1]) >= 0 && text_hex(p[2]) >= 0) {
		*to = (char)(text_hex(p[1]) << 4 | text_hex(p[2]));
		return ESCAPE;
	}
	*to = *p == '+' ? ' ' : *p;
	return 1;
}

/* Of the name or value at hand: bytes, 0 at its end. */
static ssize_t
fill(void *arg, void *to, size_t max)
{
	struct urlencoded *u = arg;
	const void *peeked;
	const char *p;
	ssize_t n = source_peek(u->in, &peeked, ESCAPE);
	size_t i, out = 0;

	if (n == -1)
		return -1;
	p = peeked;
	for (i = 0; i < (size_t)n && out < max && p[i] != '&' && p[i] != u->stop; out++) {
		if (p[i] == '%' && n - i < ESCAPE && n >= ESCAPE)
			break;		/* more of it may come */
		i += decode(p + i, n - i, (char *)to + out);
	}
	source_skip(u->in, i);
	return out;
}

/* Is that the next byte?  Then it is taken. */
static int
took(struct urlencoded *u, char c)
{
	const void *p;
	ssize_t n = source_peek(u->in, &p, 1);

	if (n <= 0 || *(const char *)p != c)
		return n == -1 ? -1 : 0;
	source_skip(u->in, 1);
	return 1;
}

static int
pass_over(struct urlencoded *u)
{
	char rest[MAX_LINE];
	ssize_t n;

	while ((n = fill(u, rest, sizeof rest)) > 0)
		;
	return n;
}

static int
read_name(struct urlencoded *u)
{
	size_t len = 0;
	ssize_t n;

	u->stop = '=';
	while (len < MAX_NAME && (n = fill(u, u->name + len, MAX_NAME - len)) != 0) {
		if (n == -1)
			return -1;
		len += n;
	}
	u->name[len] = '\0';
	return pass_over(u) == -1 ? -1 : took(u, '=');
}

int
urlencoded_next(struct urlencoded *u, struct urlencoded_field *field)
{
	const void *p;
	ssize_t n;

	if (u->fields > 0 && (pass_over(u) == -1 || took(u, '&') == -1))
		return -1;
	if ((n = source_peek(u->in, &p, 1)) == -1)
		return -1;
	if (n == 0)
		return 0;
	if (++u->fields > u->max)
		return fail(ERR_TOO_LARGE, "the form has more than %zu fields", u->max);
	if (read_name(u) == -1)
		return -1;
	u->stop = '&';
	source_free(u->value);
	u->value = source_new(fill, u);
	*field = (struct urlencoded_field){ u->name, u->value };
	return 1;
}
