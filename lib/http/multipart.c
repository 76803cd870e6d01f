#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "arena.h"
#include "err.h"
#include "head.h"
#include "limit.h"
#include "mime.h"
#include "multipart.h"
#include "text.h"

#define WINDOW	(SOURCE_BUFFER / 2)	/* looked at for a delimiter */
#define PADDING	64			/* blanks that may end its line */

_Static_assert(MAX_PART_HEAD <= SOURCE_BUFFER && sizeof "\n--" + MAX_BOUNDARY + PADDING < WINDOW,
    "a header and a delimiter can be looked at whole");

struct multipart {
	struct source	*in;
	struct source	*part;		/* the one that is lent */
	struct arena	*mem;		/* of the part */
	char		 delim[sizeof "\n--" + MAX_BOUNDARY];
	size_t		 dlen;
	size_t		 parts, max;
	int		 inside;	/* bytes of a part, or of the preamble, come next */
	int		 ended;		/* the last delimiter was seen */
};

struct multipart *
multipart_open(struct source *in, const char *type, const struct limits *limits)
{
	struct multipart *m = xrealloc(NULL, sizeof *m);
	const char *boundary;
	size_t len;

	*m = (struct multipart){ .in = in, .mem = arena_new(), .inside = 1,
	    .max = limits->parts };
	boundary = mime_param(type, "boundary", m->mem);
	len = boundary != NULL ? strlen(boundary) : 0;
	if (len > 0 && len <= MAX_BOUNDARY) {
		m->dlen = snprintf(m->delim, sizeof m->delim, "\n--%s", boundary);
		return m;
	}
	if (len == 0)
		fail(ERR_PARAM, "the form's Content-Type names no boundary");
	else
		fail(ERR_PARAM, "the form's boundary has %zu characters, the limit is %d", len,
		    MAX_BOUNDARY);
	multipart_close(m);
	return NULL;
}

void
multipart_close(struct multipart *m)
{
	if (m == NULL)
		return;
	source_free(m->part);
	arena_free(m->mem);
	free(m);
}

/* What must follow a delimiter: "--" after the last, else blanks and a line end. */
static size_t
line_end(const char *p, const char *end)
{
	const char *q = p;

	if (end - p >= 2 && memcmp(p, "--", 2) == 0)
		return 2;
	while (q < end && (*q == ' ' || *q == '\t'))
		q++;
	if (q < end && *q == '\r')
		q++;
	return q < end && *q == '\n' ? q + 1 - p : 0;
}

/* Take a delimiter of n bytes, which then end in "--" or in a line's end. */
static void
take(struct multipart *m, const char *p, size_t n)
{
	m->ended = p[n - 1] == '-';
	m->inside = 0;
	source_skip(m->in, n);
}

/* The next delimiter in what is here, from its line end before to the one after. */
static const char *
find(const struct multipart *m, const char *p, size_t n, size_t *len)
{
	const char *end = p + n, *at;
	size_t tail;

	for (at = p; (at = memmem(at, end - at, m->delim, m->dlen)) != NULL; at++)
		if ((tail = line_end(at + m->dlen, end)) > 0) {
			*len = m->dlen + tail;
			if (at > p && at[-1] == '\r') {
				++*len;
				at--;
			}
			return at;
		}
	return NULL;
}

/* Bytes of the part that lie ready, or 0: its delimiter came and is taken. */
static ssize_t
ready(struct multipart *m, const void **p)
{
	ssize_t n = source_peek(m->in, p, WINDOW);
	const char *at;
	size_t len;

	if (n == -1)
		return -1;
	if ((at = find(m, *p, n, &len)) != NULL) {
		if (at == *p)
			take(m, at, len);
		return at - (const char *)*p;
	}
	if (n < WINDOW)
		return fail(ERR_PARAM, "the form broke off in part %zu", m->parts);
	return n - (1 + m->dlen + PADDING);
}

static ssize_t
fill(void *arg, void *to, size_t max)
{
	struct multipart *m = arg;
	const void *p;
	ssize_t n;

	if (!m->inside || (n = ready(m, &p)) == 0)
		return 0;
	if (n == -1)
		return -1;
	n = (size_t)n < max ? (size_t)n : max;
	memcpy(to, p, n);
	source_skip(m->in, n);
	return n;
}

/* The first delimiter may stand at the very beginning. */
static int
begin(struct multipart *m)
{
	const void *p;
	ssize_t n = source_peek(m->in, &p, WINDOW);
	size_t tail;

	if (n == -1)
		return -1;
	if ((size_t)n < m->dlen || memcmp(p, m->delim + 1, m->dlen - 1) != 0)
		return 0;
	tail = line_end((const char *)p + m->dlen - 1, (const char *)p + n);
	if (tail > 0)
		take(m, p, m->dlen - 1 + tail);
	return 0;
}

static int
pass_over(struct multipart *m)
{
	const void *p;
	ssize_t n = 0;

	while (m->inside && (n = ready(m, &p)) > 0)
		source_skip(m->in, n);
	return n == -1 ? -1 : 0;
}

/* A part's header with the blank line that ends it. */
static int
read_head(struct multipart *m, struct head *h)
{
	const char *line, *nl, *end;
	const void *p;
	ssize_t n = source_peek(m->in, &p, MAX_PART_HEAD);

	if (n == -1)
		return -1;
	head_begin(h, m->mem, arena_alloc(m->mem, MAX_PART_HEAD), MAX_PART_HEAD);
	end = (const char *)p + (n < MAX_PART_HEAD ? n : MAX_PART_HEAD);
	for (line = p; (nl = memchr(line, '\n', end - line)) != NULL; line = nl + 1) {
		if (nl == line || (nl == line + 1 && *line == '\r')) {
			head_end(h);
			source_skip(m->in, nl + 1 - (const char *)p);
			return 0;
		}
		head_add(h, &(struct line){ .text = line, .len = nl - line, .start = 1 });
	}
	if (n < MAX_PART_HEAD)
		return fail(ERR_PARAM, "the form broke off in the header of part %zu", m->parts);
	return fail(ERR_PARAM, "the header of part %zu is longer than %s", m->parts,
	    text_size(MAX_PART_HEAD).text);
}

/* Browsers send a quote as %22 and a backslash as it is (WHATWG), others \". */
static const char *
form_param(const char *disposition, const char *name, struct arena *mem)
{
	char *quoted = arena_alloc(mem, 2 * strlen(disposition) + 1), *to = quoted, *value;
	const char *p;

	for (p = disposition; *p != '\0'; p++) {
		if (p[0] == '\\' && p[1] != '"')
			*to++ = '\\';
		*to++ = *p;
		if (p[0] == '\\' && p[1] == '"')
			*to++ = *++p;
	}
	*to = '\0';
	if ((p = mime_param(quoted, name, mem)) == NULL)
		return NULL;
	to = value = arena_alloc(mem, strlen(p) + 1);
	for (; *p != '\0'; p += strncmp(p, "%22", 3) == 0 ? 3 : 1)
		*to++ = strncmp(p, "%22", 3) == 0 ? '"' : *p;
	*to = '\0';
	return value;
}

static int
is_plain(const char *encoding)
{
	static const char *const plain[] = { "7bit", "8bit", "binary" };
	size_t i;

	for (i = 0; i < sizeof plain / sizeof *plain; i++)
		if (strncasecmp(encoding, plain[i], strlen(plain[i])) == 0)
			return 1;
	return 0;
}

static int
describe(struct multipart *m, struct multipart_part *part)
{
	const char *disposition, *encoding;
	struct head h;

	if (read_head(m, &h) == -1)
		return -1;
	encoding = h.value[HEAD_ENCODING];
	disposition = h.value[HEAD_DISPOSITION];
	if (encoding != NULL && !is_plain(encoding))
		return fail(ERR_UNSUPPORTED, "part %zu is encoded as %.40s", m->parts, encoding);
	part->name = disposition != NULL ? form_param(disposition, "name", m->mem) : NULL;
	part->file = disposition != NULL ? form_param(disposition, "filename", m->mem) : NULL;
	if (part->name == NULL)
		part->name = "";
	return 0;
}

int
multipart_next(struct multipart *m, struct multipart_part *part)
{
	if (m->parts == 0 && begin(m) == -1)
		return -1;
	if (pass_over(m) == -1)
		return -1;
	if (m->ended)
		return 0;
	if (++m->parts > m->max)
		return fail(ERR_TOO_LARGE, "the form has more than %zu parts", m->max);
	arena_reset(m->mem, 0);
	if (describe(m, part) == -1)
		return -1;
	source_free(m->part);
	m->part = source_new(fill, m);
	m->inside = 1;
	part->source = m->part;
	return 1;
}
