#include "candidate.h"
#include "err.h"
#include "walk.h"

struct frame *
walk_top(const struct walk *w)
{
	return &w->frames[w->depth - 1];
}

struct leaf
walk_leaf(const struct walk *w, const char *part)
{
	struct leaf leaf = { .part = part };
	size_t i;

	for (i = 0; i < w->depth; i++)
		if (w->frames[i].mail != NULL)
			leaf.mail = mail_head(w->frames[i].mail);
	return leaf;
}

static enum claim
claim_of(const struct walk *w, const struct leaf *leaf)
{
	size_t i;

	if (w->claims || (leaf->part != NULL && candidate_named(leaf->part)))
		return CLAIM_PART;
	for (i = 0; i < w->depth; i++)
		if (w->frames[i].claims)
			return CLAIM_PART;
	if (leaf->mail == NULL)
		return CLAIM_SENDER;
	return leaf->mail->subject != NULL && candidate_subject(leaf->mail->subject) ?
	    CLAIM_MAIL : CLAIM_NONE;
}

int
walk_cut(const struct walk *w)
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
		if (walk_cut(w))
			fail(ERR_ARCHIVE_CORRUPT,
			    "the compressed data is cut short");
		break;
	default:
		break;
	}
}

int
walk_refused(struct walk *w, const char *part)
{
	struct leaf leaf = walk_leaf(w, part);

	if (!ERR_REFUSED(err_kind()))
		return -1;
	leaf.claim = claim_of(w, &leaf);
	blame_the_cut(w);
	w->told++;
	if (++w->budget->refused > w->limits->refused) {
		if (w->unnamed++ == 0 || err_kind() < w->gravest)
			w->gravest = err_kind();
		if (leaf.claim > w->claim)
			w->claim = leaf.claim;
		return 0;
	}
	return w->visitor->refused(w->visitor->arg, &leaf);
}

/* At once, so that no answer is as long as a hostile input likes. */
int
walk_unnamed(struct walk *w)
{
	struct leaf leaf = walk_leaf(w, NULL);

	if (w->unnamed == 0)
		return 0;
	leaf.claim = w->claim;
	fail(w->gravest, "and %zu more were refused", w->unnamed);
	return w->visitor->refused(w->visitor->arg, &leaf);
}

int
walk_refuse(struct walk *w, const char *part, enum err kind, const char *why)
{
	fail(kind, "%s", why);
	return walk_refused(w, part);
}

int
walk_other(struct walk *w, const char *part, enum report_type type,
    const struct report_name *name)
{
	const struct leaf leaf = walk_leaf(w, part);

	w->told++;
	budget_worth(w->budget);
	return w->visitor->other(w->visitor->arg, &leaf, type, name);
}
