#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "charset.h"
#include "err.h"
#include "field.h"
#include "markup.h"
#include "repair.h"
#include "terms.h"

#define LOOK		8192		/* a tag is no longer */
#define ROOM		1024		/* what one step may write, at most */
#define ROOT_MAX	128		/* the root's name with its prefix */

enum state {
	PROLOG,			/* nothing is handed on yet */
	BODY,
	TAG,			/* up to its '>' */
	COMMENT,		/* this and the next two: up to their own end */
	CDATA,
	INSTRUCTION,
	EPILOG,			/* nothing is handed on any more */
};

static const struct {
	const char	*begin, *end;
} spans[] = {
	[COMMENT]	= { "<!--", "-->" },
	[CDATA]		= { "<![CDATA[", "]]>" },
	[INSTRUCTION]	= { "<?", "?>" },
};

struct repair {
	struct charset	*text;
	struct source	*in, *out;
	enum state	 state;
	enum state	 span;		/* in the prolog: what we are in, or PROLOG */
	enum state	 after;		/* the tag */
	uint64_t	 done;
	char		 root[ROOT_MAX];	/* as written: "ns1:feedback" */
	size_t		 prefix;	/* bytes of it up to its ':' */
	long		 open;		/* records */
	int		 settled;	/* nothing but blanks since a record ended */
};

/* Where what this step makes goes. */
struct out {
	char	*p;
	size_t	 len;
};

static void
put(struct out *o, const char *s, size_t n)
{
	memcpy(o->p + o->len, s, n);
	o->len += n;
}

static void
mend(struct repair *r, int warning)
{
	r->done |= WARN_BIT(warning);
}

static int
is_name(const struct tag *t, enum element el)
{
	const char *name = fields[el].name;

	return t->len - t->prefix == strlen(name) &&
	    memcmp(t->name + t->prefix, name, strlen(name)) == 0;
}

static int
known(const struct repair *r, const struct tag *t)
{
	if (t->prefix != 0 && (t->prefix != r->prefix || memcmp(t->name, r->root, t->prefix) != 0))
		return 0;
	return field_knows(t->name + t->prefix, t->len - t->prefix);
}

static size_t
step_junk(struct repair *r, const char *s, size_t n)
{
	size_t i = 0, len = markup_plain(s, n);

	len += len == 0;
	while (i < len && markup_blank(s[i]))
		i++;
	if (i < len)
		mend(r, WARN_REPAIRED_JUNK_BEFORE_ROOT);
	return len;
}

/* Junk is dropped until the root begins. */
static size_t
step_prolog(struct repair *r, const char *s, size_t n)
{
	enum state span;
	struct tag t;

	if (*s == '<' && markup_tag(&t, s, n) > 0 && !t.end && t.len < ROOT_MAX &&
	    is_name(&t, FIELD_FEEDBACK)) {
		memcpy(r->root, t.name, t.len);
		r->root[t.len] = '\0';
		r->prefix = t.prefix;
		r->state = TAG;
		r->after = BODY;
		return 0;
	}
	if (r->span != PROLOG) {
		if (!markup_starts(s, n, spans[r->span].end))
			return 1 + markup_plain(s + 1, n - 1);
		n = strlen(spans[r->span].end);
		r->span = PROLOG;
		return n;
	}
	for (span = COMMENT; span <= INSTRUCTION; span += INSTRUCTION - COMMENT)
		if (markup_starts(s, n, spans[span].begin)) {
			r->span = span;
			return strlen(spans[span].begin);
		}
	return step_junk(r, s, n);
}

static size_t
step_epilog(struct repair *r, const char *s)
{
	if (!markup_blank(*s) && *s != '\0' && *s != '\x1a')
		mend(r, WARN_REPAIRED_JUNK_AFTER_ROOT);
	return 1;
}

static size_t
step_ampersand(struct repair *r, const char *s, size_t n, struct out *o)
{
	int bad;
	size_t len = markup_reference(s, n, &bad);

	r->settled = 0;
	if (bad) {
		mend(r, WARN_REPAIRED_CONTROL_CHARS);
		put(o, " ", 1);
		return len;
	}
	if (len == 0) {
		mend(r, WARN_REPAIRED_BARE_AMPERSAND);
		put(o, "&amp;", 5);
		return 1;
	}
	put(o, "&", 1);
	return 1;
}

/* Is the rest of the document only the beginning of an end tag? */
static int
is_cut_tag(const char *s, size_t n)
{
	size_t i = 1;

	if (n >= LOOK)
		return 0;
	if (n > 1 && s[1] == '/')
		for (i = 2; i < n; i++)
			if (!isalnum((unsigned char)s[i]) && memchr("_.-:", s[i], 4) == NULL)
				break;
	while (i < n && (s[i] == '\0' || markup_blank(s[i])))
		i++;
	return i == n;
}

static size_t
step_markup(struct repair *r, const char *s, size_t n, struct out *o)
{
	enum state span;
	struct tag t;

	for (span = COMMENT; span <= INSTRUCTION; span++)
		if (markup_starts(s, n, spans[span].begin)) {
			r->state = span;
			put(o, spans[span].begin, strlen(spans[span].begin));
			return strlen(spans[span].begin);
		}
	if (markup_tag(&t, s, n) > 0 && known(r, &t)) {
		r->settled = 0;
		if (is_name(&t, FIELD_RECORD) && !t.empty) {
			r->open += t.end ? -1 : 1;
			r->settled = t.end;
		}
		r->state = TAG;
		r->after = t.end && is_name(&t, FIELD_FEEDBACK) ? EPILOG : BODY;
		return 0;
	}
	if (is_cut_tag(s, n))
		return n;
	mend(r, WARN_REPAIRED_STRAY_LT);
	r->settled = 0;
	put(o, "&lt;", 4);
	return 1;
}

static size_t
step_text(struct repair *r, const char *s, size_t n, struct out *o)
{
	size_t i, len = markup_plain(s, n < ROOM ? n : ROOM);

	put(o, s, len);
	for (i = 0; i < len && r->settled && r->state == BODY; i++)
		r->settled = markup_blank(s[i]);
	return len;
}

static size_t
step_body(struct repair *r, const char *s, size_t n, struct out *o)
{
	if (*s == '<' && r->state == BODY)
		return step_markup(r, s, n, o);
	if (*s == '&')
		return step_ampersand(r, s, n, o);
	if (*s == '>' && r->state == TAG)
		r->state = r->after;
	put(o, s, 1);
	return 1;
}

static size_t
step_span(struct repair *r, const char *s, size_t n, struct out *o)
{
	const char *end = spans[r->state].end;

	if (!markup_starts(s, n, end)) {
		put(o, s, 1);
		return 1;
	}
	put(o, end, strlen(end));
	r->state = BODY;
	return strlen(end);
}

static size_t
step(struct repair *r, const char *s, size_t n, struct out *o)
{
	size_t len;

	switch (r->state) {
	case PROLOG:
		return step_prolog(r, s, n);
	case EPILOG:
		return step_epilog(r, s);
	default:
		break;
	}
	if ((len = markup_control(s, n)) > 0) {
		mend(r, WARN_REPAIRED_CONTROL_CHARS);
		put(o, " ", 1);
		return len;
	}
	if ((len = step_text(r, s, n, o)) > 0)
		return len;
	if (r->state == BODY || r->state == TAG)
		return step_body(r, s, n, o);
	return step_span(r, s, n, o);
}

/* As far as there is enough to look at and room to write; -1: never. */
static ssize_t
run(struct repair *r, const char *s, size_t n, struct out *o, size_t max)
{
	int last = n < LOOK;
	size_t at = 0;

	while (at < n && (last || n - at >= LOOK) && max - o->len >= ROOM) {
		if (s[at] == '<' && markup_starts(s + at, n - at, "<!DOCTYPE"))
			return fail(ERR_XML_FORBIDDEN, "a report may not have a DOCTYPE");
		at += step(r, s + at, n - at, o);
	}
	return (ssize_t)at;
}

/* Nothing more comes.  All of it, or at least all the records, must be here. */
static int
finish(struct repair *r, struct out *o)
{
	switch (r->state) {
	case EPILOG:
		return 0;
	case PROLOG:
		return fail(ERR_NOT_REPORT, "there is no <feedback> in it");
	case BODY:
		if (r->settled && r->open == 0)
			break;
		/* FALLTHROUGH */
	default:
		return fail(ERR_XML_TRUNCATED, "the XML ends inside the data");
	}
	put(o, "</", 2);
	put(o, r->root, strlen(r->root));
	put(o, ">", 1);
	mend(r, WARN_REPAIRED_CLOSED_ROOT);
	r->state = EPILOG;
	return 0;
}

static ssize_t
fill(void *arg, void *p, size_t max)
{
	struct repair *r = arg;
	struct out o = { p, 0 };
	const void *s;
	ssize_t n, used;

	while (o.len == 0) {
		if ((n = source_peek(r->in, &s, LOOK)) == -1)
			return -1;
		if (n == 0) {
			if (finish(r, &o) == -1)
				return -1;
			break;
		}
		if ((used = run(r, s, (size_t)n, &o, max)) == -1)
			return -1;
		source_skip(r->in, (size_t)used);
	}
	return (ssize_t)o.len;
}

struct repair *
repair_open(struct source *in)
{
	struct charset *text = charset_open(in);
	struct repair *r;

	if (text == NULL)
		return NULL;
	r = xrealloc(NULL, sizeof *r);
	*r = (struct repair){ .text = text, .in = charset_source(text) };
	r->out = source_new(fill, r);
	return r;
}

struct source *
repair_source(struct repair *r)
{
	return r->out;
}

uint64_t
repair_done(const struct repair *r)
{
	uint64_t done = r->done;

	if (charset_mended(r->text))
		done |= WARN_BIT(WARN_REPAIRED_INVALID_BYTES);
	return done != 0 ? done : WARN_BIT(WARN_REPAIRED_XML_DECLARATION);
}

void
repair_close(struct repair *r)
{
	if (r == NULL)
		return;
	charset_close(r->text);
	source_free(r->out);
	free(r);
}
