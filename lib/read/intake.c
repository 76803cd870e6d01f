#include <stdlib.h>
#include <string.h>

#include "aggregate.h"
#include "arena.h"
#include "candidate.h"
#include "clean.h"
#include "err.h"
#include "intake.h"
#include "walk.h"

static int
visit_xml(struct walk *w, struct source *s, const char *part)
{
	const struct leaf leaf = walk_leaf(w, part);
	struct aggregate *a = aggregate_new(&leaf, w->limits, w->budget, w->visitor);
	int shows = candidate_shows(s, w->mem), rv = aggregate_read(a, s), stopped;

	if (rv == -1 && !aggregate_stopped(a) && !walk_cut(w) &&
	    (err_kind() == ERR_XML_MALFORMED || err_kind() == ERR_XML_TRUNCATED))
		rv = aggregate_mend(a);
	stopped = aggregate_stopped(a);
	aggregate_free(a);
	if (rv == 0) {
		w->told++;
		budget_worth(w->budget);
	} else if (!stopped) {
		w->claims |= shows;
		rv = walk_refused(w, part);
	}
	return rv;
}

/* A report of another kind, if it is one. */
static int
visit_other(struct walk *w, struct source *s, enum content content, const char *part)
{
	enum report_type type = candidate_type(s, content, w->mem);
	struct report_name name;
	int rv = report_kinds[type].read(s, w->limits->depth, w->mem, &name);

	if (rv == 0)
		return walk_refuse(w, part, ERR_NOT_REPORT, arena_printf(w->mem,
		    "JSON, but not a %s", report_kinds[type].words));
	return rv == 1 ? walk_other(w, part, type, &name) : walk_refused(w, part);
}

/* Part of another message, or in a mbox that is. */
static int
is_quiet(const struct walk *w)
{
	const struct frame *f = w->depth > 0 ? walk_top(w) : NULL;

	return f != NULL && (f->mail != NULL || (f->mbox != NULL && f->quiet));
}

static int
enter(struct walk *w, struct source *s, enum content content, const char *part)
{
	struct frame f = { .part = part, .mark = arena_mark(w->mem),
	    .told = w->told, .claims = w->claims };

	if (w->nested == w->limits->nesting) {
		fail(ERR_LIMIT, "more than %zu containers in one another",
		    w->limits->nesting);
		return walk_refused(w, part);
	}
	if (content == CONTENT_MAIL) {
		f.mail = mail_open(s, w->limits);
		f.quiet = is_quiet(w);
	} else if (content == CONTENT_GZIP || content == CONTENT_ZLIB) {
		f.claims |= candidate_shows(s, w->mem);
		f.gunzip = gunzip_open(s, w->budget);
	} else {
		f.shows = candidate_shows(s, w->mem);
		if ((f.unpack = unpack_open(s, content, w->budget)) == NULL) {
			w->claims |= f.shows;
			return walk_refused(w, part);
		}
	}
	w->frames[w->depth++] = f;
	w->nested++;
	return 0;
}

/* A mail with a "From " line before it may be a mbox: more of them follow. */
static int
enter_mbox(struct walk *w, struct source *s, const char *part)
{
	const struct frame f = { .part = part, .mark = arena_mark(w->mem), .mbox = mbox_open(s),
	    .quiet = is_quiet(w) };

	w->frames[w->depth++] = f;
	return 0;
}

static void
leave(struct walk *w)
{
	struct frame *f = walk_top(w);

	gunzip_close(f->gunzip);
	unpack_close(f->unpack);
	mail_close(f->mail);
	mbox_close(f->mbox);
	w->nested -= f->mbox == NULL;
	w->depth--;
}

static int
visit(struct walk *w, struct source *s, enum content content, const char *part)
{
	switch (content) {
	case CONTENT_EMPTY:
		return walk_refuse(w, part, ERR_EMPTY, "there is nothing in it");
	case CONTENT_OTHER:
		return walk_refuse(w, part, ERR_NOT_REPORT,
		    "neither a report nor anything that could hold one");
	case CONTENT_7Z:
		return walk_refuse(w, part, ERR_NOT_REPORT,
		    "a 7z archive, which is not read");
	case CONTENT_XML:
		return visit_xml(w, s, part);
	case CONTENT_JSON:
		return visit_other(w, s, content, part);
	case CONTENT_MAIL:
		if (mbox_sniff(s) == 1)
			return enter_mbox(w, s, part);
		return enter(w, s, content, part);
	default:
		return enter(w, s, content, part);
	}
}

/* The path of something in a container, as it may be shown. */
static const char *
join(struct walk *w, const char *name)
{
	const char *part = walk_top(w)->part;

	name = clean_text(name, MAX_NAME, w->mem);
	return part == NULL ? name : arena_printf(w->mem, "%s/%s", part, name);
}

static int
step_gunzip(struct walk *w)
{
	struct frame *f = walk_top(w);
	struct source *s = gunzip_source(f->gunzip);
	int content;

	if (f->children++ > 0) {
		leave(w);
		return 0;
	}
	if ((content = sniff(s)) == -1)
		return walk_refused(w, f->part);
	return visit(w, s, content, f->part);
}

static int
step_unpack(struct walk *w)
{
	struct frame *f = walk_top(w);
	const char *name, *part;
	struct source *s;
	int rv, content, pick;

	if ((rv = unpack_next(f->unpack, &s, &name)) != 1) {
		w->claims |= f->shows;
		if (rv == -1)
			rv = walk_refused(w, f->part);
		else if (f->children == 0)
			rv = walk_refuse(w, f->part, ERR_EMPTY,
			    "there is no file in it");
		leave(w);
		return rv;
	}
	f->children++;
	part = name == NULL ? f->part : join(w, name);
	if (budget_part(w->budget) == -1 || (content = sniff(s)) == -1 ||
	    (content == CONTENT_EMPTY && budget_empty(w->budget) == -1))
		return walk_refused(w, part);
	if ((pick = candidate_member(name, content)) == CANDIDATE_PASS && content != CONTENT_MAIL)
		return 0;
	rv = visit(w, s, content, part);
	walk_top(w)->quiet = pick == CANDIDATE_PASS;	/* of what was entered, if it was */
	return rv;
}

static int
visit_part(struct walk *w, const struct mail_part *p, const char *part)
{
	int content;

	if (budget_part(w->budget) == -1 || (content = sniff(p->source)) == -1)
		return walk_refused(w, part);
	w->claims = report_type_owns(p->type);
	switch (candidate_part(p, content, w->mem)) {
	case CANDIDATE_READ:
		return visit(w, p->source, content, part);
	case CANDIDATE_REFUSE:
		if (content == CONTENT_EMPTY)
			return visit(w, p->source, content, part);
		return visit(w, p->source, CONTENT_OTHER, part);
	case CANDIDATE_FAILURE:
		mail_leave(walk_top(w)->mail);
		return walk_other(w, part, REPORT_FAILURE, NULL);
	case CANDIDATE_NOTICE:
		mail_leave(walk_top(w)->mail);
		break;
	case CANDIDATE_PASS:
		break;
	}
	return 0;
}

static int
step_mail(struct walk *w)
{
	struct frame *f = walk_top(w);
	struct mail_part p;
	int rv;

	if ((rv = mail_next(f->mail, &p)) != 1) {
		if (rv == -1)
			rv = walk_refused(w, f->part);
		else if (w->told == f->told && !f->quiet)
			rv = walk_refuse(w, f->part, ERR_NOT_REPORT,
			    "a message without a report");
		leave(w);
		return rv;
	}
	f->children++;
	return visit_part(w, &p, join(w, p.name != NULL ? p.name :
	    arena_printf(w->mem, "part %zu", f->children)));
}

/* The first mail needs no name: most often it is the only one. */
static int
step_mbox(struct walk *w)
{
	struct frame *f = walk_top(w);
	struct source *s;
	const char *part;
	int rv, content;

	if ((rv = mbox_next(f->mbox, &s)) != 1) {
		if (rv == -1)
			rv = walk_refused(w, f->part);
		leave(w);
		return rv;
	}
	part = f->children++ == 0 ? f->part :
	    join(w, arena_printf(w->mem, "mail %zu", f->children));
	if (budget_part(w->budget) == -1 || (content = sniff(s)) == -1)
		return walk_refused(w, part);
	return content == CONTENT_MAIL ? enter(w, s, content, part) : visit(w, s, content, part);
}

static int
step(struct walk *w)
{
	struct frame *f = walk_top(w);

	arena_reset(w->mem, f->mark);
	w->claims = 0;
	return f->gunzip != NULL ? step_gunzip(w) :
	    f->unpack != NULL ? step_unpack(w) :
	    f->mbox != NULL ? step_mbox(w) : step_mail(w);
}

/* What follows in the containers that we are in, when the budget is spent. */
static int
refuse_rest(struct walk *w)
{
	while (w->depth > 0 && walk_top(w)->gunzip != NULL)
		leave(w);
	if (w->depth == 0)
		return 0;
	fail(ERR_LIMIT, "%s: what follows was not read", w->budget->why);
	return walk_refused(w, walk_top(w)->part);
}

static int
walk(struct walk *w, struct source *s)
{
	int content, rv;

	if (budget_part(w->budget) == -1 || (content = sniff(s)) == -1)
		rv = walk_refused(w, NULL);
	else
		rv = visit(w, s, content, NULL);
	while (rv == 0 && w->depth > 0 && budget_check(w->budget) == 0)
		rv = step(w);
	if (rv == 0)
		rv = refuse_rest(w);
	while (w->depth > 0)
		leave(w);
	if (rv == 0)
		rv = walk_unnamed(w);
	if (rv == 0 && w->told == 0)
		rv = walk_refuse(w, NULL, ERR_NOT_REPORT, "there is no report in it");
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

	w.frames = xrealloc(NULL, (2 * limits->nesting + 1) * sizeof *w.frames);
	budget_open(budget, s);
	rv = walk(&w, s);
	budget_close(budget);
	free(w.frames);
	arena_free(w.mem);
	return rv;
}
