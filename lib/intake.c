#include <stdlib.h>
#include <string.h>

#include "aggregate.h"
#include "arena.h"
#include "clean.h"
#include "err.h"
#include "gzip.h"
#include "intake.h"
#include "json.h"
#include "pick.h"
#include "unpack.h"

struct frame {			/* a container we are in */
	struct gunzip	*gunzip;	/* one of the three */
	struct unpack	*unpack;
	struct mail	*mail;
	const char	*part;		/* its path */
	size_t		 mark;		/* of mem: the path lies before */
	size_t		 children;	/* seen so far */
	size_t		 told;		/* to the visitor when we came here */
	int		 inner;		/* a message that is part of another */
};

struct walk {
	const struct limits	*limits;
	const struct visitor	*visitor;
	struct budget		*budget;
	struct arena		*mem;
	size_t			 told;
	struct frame		*frames;
	size_t			 depth;
};

static struct frame *
top(const struct walk *w)
{
	return &w->frames[w->depth - 1];
}

static struct leaf
leaf_at(const struct walk *w, const char *part)
{
	struct leaf leaf = { .part = part };
	size_t i;

	for (i = 0; i < w->depth; i++)
		if (w->frames[i].mail != NULL)
			leaf.mail = mail_head(w->frames[i].mail);
	return leaf;
}

/* Did a gzip around us end before its end? */
static int
is_cut(const struct walk *w)
{
	size_t i;

	for (i = 0; i < w->depth; i++)
		if (w->frames[i].gunzip != NULL &&
		    gunzip_cut(w->frames[i].gunzip))
			return 1;
	return 0;
}

/* Half a report is bad whatever it looks like. */
static void
blame_the_cut(const struct walk *w)
{
	switch (err_kind()) {
	case ERR_XML_TRUNCATED:
	case ERR_XML_MALFORMED:
	case ERR_JSON_MALFORMED:
	case ERR_NOT_REPORT:
	case ERR_EMPTY:
		if (is_cut(w))
			fail(ERR_ARCHIVE_CORRUPT,
			    "the compressed data is cut short");
		break;
	default:
		break;
	}
}

/* Tell what err_kind() says of a part, unless we are to blame. */
static int
refused(struct walk *w, const char *part)
{
	const struct leaf leaf = leaf_at(w, part);

	if (!ERR_REFUSED(err_kind()))
		return -1;
	blame_the_cut(w);
	w->told++;
	return w->visitor->refused(w->visitor->arg, &leaf);
}

static int
refuse(struct walk *w, const char *part, enum err kind, const char *why)
{
	fail(kind, "%s", why);
	return refused(w, part);
}

static int
visit_xml(struct walk *w, struct source *s, const char *part)
{
	const struct leaf leaf = leaf_at(w, part);
	struct aggregate *a = aggregate_new(&leaf, w->limits, w->visitor);
	int rv = aggregate_read(a, s), stopped;

	if (rv == -1 && !aggregate_stopped(a) && !is_cut(w) &&
	    (err_kind() == ERR_XML_MALFORMED || err_kind() == ERR_XML_TRUNCATED))
		rv = aggregate_mend(a);
	stopped = aggregate_stopped(a);
	aggregate_free(a);
	if (rv == 0)
		w->told++;
	else if (!stopped)
		rv = refused(w, part);
	return rv;
}

static int
other(struct walk *w, const char *part, enum report_type type, const char *json,
    size_t len)
{
	const struct leaf leaf = leaf_at(w, part);

	w->told++;
	return w->visitor->other(w->visitor->arg, &leaf, type, json, len);
}

static int
visit_json(struct walk *w, struct source *s, const char *part)
{
	size_t len;
	char *text = json_read(s, w->limits->json, w->mem, &len);
	int rv = text == NULL ? -1 : json_is_tls(text, len, w->limits->depth);

	if (rv == 0)
		return refuse(w, part, ERR_NOT_REPORT,
		    "JSON, but not a TLS report");
	return rv == 1 ? other(w, part, REPORT_TLS, text, len) :
	    refused(w, part);
}

static int
enter(struct walk *w, struct source *s, enum content content, const char *part)
{
	struct frame f = { .part = part, .mark = arena_mark(w->mem),
	    .told = w->told };

	if (w->depth == w->limits->nesting) {
		fail(ERR_LIMIT, "more than %zu containers in one another",
		    w->limits->nesting);
		return refused(w, part);
	}
	if (content == CONTENT_MAIL) {
		f.mail = mail_open(s, w->limits);
		f.inner = w->depth > 0 && top(w)->mail != NULL;
	} else if (content == CONTENT_GZIP || content == CONTENT_ZLIB)
		f.gunzip = gunzip_open(s, w->budget);
	else if ((f.unpack = unpack_open(s, content, w->limits,
	    w->budget)) == NULL)
		return refused(w, part);
	w->frames[w->depth++] = f;
	return 0;
}

static void
leave(struct walk *w)
{
	struct frame *f = top(w);

	gunzip_close(f->gunzip);
	unpack_close(f->unpack);
	mail_close(f->mail);
	w->depth--;
}

static int
visit(struct walk *w, struct source *s, enum content content, const char *part)
{
	switch (content) {
	case CONTENT_EMPTY:
		return refuse(w, part, ERR_EMPTY, "there is nothing in it");
	case CONTENT_OTHER:
		return refuse(w, part, ERR_NOT_REPORT,
		    "neither a report nor anything that could hold one");
	case CONTENT_7Z:
		return refuse(w, part, ERR_NOT_REPORT,
		    "a 7z archive, which is not read");
	case CONTENT_XML:
		return visit_xml(w, s, part);
	case CONTENT_JSON:
		return visit_json(w, s, part);
	default:
		return enter(w, s, content, part);
	}
}

/* The path of something in a container, as it may be shown. */
static const char *
join(struct walk *w, const char *name)
{
	const char *part = top(w)->part;

	name = clean_text(name, MAX_NAME, w->mem);
	return part == NULL ? name : arena_printf(w->mem, "%s/%s", part, name);
}

static int
step_gunzip(struct walk *w)
{
	struct frame *f = top(w);
	struct source *s = gunzip_source(f->gunzip);
	int content;

	if (f->children++ > 0) {
		leave(w);
		return 0;
	}
	if ((content = unpack_sniff(s)) == -1)
		return refused(w, f->part);
	return visit(w, s, content, f->part);
}

static int
step_unpack(struct walk *w)
{
	struct frame *f = top(w);
	const char *name, *part;
	struct source *s;
	int rv, content;

	if ((rv = unpack_next(f->unpack, &s, &name)) != 1) {
		if (rv == -1)
			rv = refused(w, f->part);
		else if (f->children == 0)
			rv = refuse(w, f->part, ERR_EMPTY,
			    "there is no file in it");
		leave(w);
		return rv;
	}
	f->children++;
	part = name == NULL ? f->part : join(w, name);
	if ((content = unpack_sniff(s)) == -1)
		return refused(w, part);
	if (pick_member(name, content) == PICK_PASS)
		return 0;
	return visit(w, s, content, part);
}

static int
visit_part(struct walk *w, const struct mail_part *p, const char *part)
{
	int content = unpack_sniff(p->source);

	if (content == -1)
		return refused(w, part);
	switch (pick_part(p, content, w->mem)) {
	case PICK_READ:
		return visit(w, p->source, content, part);
	case PICK_REFUSE:
		if (content == CONTENT_EMPTY)
			return visit(w, p->source, content, part);
		return visit(w, p->source, CONTENT_OTHER, part);
	case PICK_FAILURE:
		mail_leave(top(w)->mail);
		return other(w, part, REPORT_FAILURE, NULL, 0);
	case PICK_PASS:
		break;
	}
	return 0;
}

static int
step_mail(struct walk *w)
{
	struct frame *f = top(w);
	struct mail_part p;
	int rv;

	if ((rv = mail_next(f->mail, &p)) != 1) {
		if (rv == -1)
			rv = refused(w, f->part);
		else if (w->told == f->told && !f->inner)
			rv = refuse(w, f->part, ERR_NOT_REPORT,
			    "a message without a report");
		leave(w);
		return rv;
	}
	f->children++;
	return visit_part(w, &p, join(w, p.name != NULL ? p.name :
	    arena_printf(w->mem, "part %zu", f->children)));
}

static int
step(struct walk *w)
{
	struct frame *f = top(w);

	arena_reset(w->mem, f->mark);
	return f->gunzip != NULL ? step_gunzip(w) :
	    f->unpack != NULL ? step_unpack(w) : step_mail(w);
}

static int
walk(struct walk *w, struct source *s)
{
	int content = unpack_sniff(s), rv;

	rv = content == -1 ? refused(w, NULL) : visit(w, s, content, NULL);
	while (rv == 0 && w->depth > 0)
		rv = step(w);
	while (w->depth > 0)
		leave(w);
	if (rv == 0 && w->told == 0)
		rv = refuse(w, NULL, ERR_NOT_REPORT, "there is no report in it");
	return rv;
}

int
intake(struct source *s, const struct limits *limits, struct budget *budget,
    const struct visitor *v)
{
	struct walk w = {
		.limits = limits,
		.visitor = v,
		.budget = budget,
		.mem = arena_new(),
	};
	int rv;

	w.frames = xrealloc(NULL, limits->nesting * sizeof *w.frames);
	rv = walk(&w, s);
	free(w.frames);
	arena_free(w.mem);
	return rv;
}
