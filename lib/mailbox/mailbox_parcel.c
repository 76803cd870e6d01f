#include <stdlib.h>

#include "arena.h"
#include "err.h"
#include "mailbox_run.h"
#include "substitute.h"

struct parcel *
parcel_ask(struct run *r, const struct wanted *mails, size_t n)
{
	struct parcel *b = xrealloc(NULL, sizeof *b);
	size_t i;

	*b = (struct parcel){ .limits = r->m->limits, .spool = spool_new(SPOOL_MEMORY),
	    .wanted = mails, .nwanted = n };
	b->max = b->limits->mail + 1;	/* more than was told: not every server knows its sizes */
	for (i = 0; i < n; i++) {
		uidset_add(&b->asked, mails[i].uid, mails[i].uid);
		b->max += mails[i].size;
	}
	b->mails = xrealloc(NULL, n * sizeof *b->mails);
	if (imap_fetch_begin(r->imap, &b->asked) == 0)
		return b;
	parcel_free(b);
	return NULL;
}

void
parcel_free(struct parcel *b)
{
	if (b == NULL)
		return;
	uidset_free(&b->asked);
	spool_free(b->before);
	if (b->next != NULL)
		b->next->before = b->spool;
	else
		spool_free(b->spool);
	free(b->mails);
	free(b);
}

int
parcel_has(const struct parcel *b, uint32_t uid)
{
	size_t i;

	for (i = 0; i < b->count; i++)
		if (b->mails[i].uid == uid)
			return 1;
	return 0;
}

/* Of a mail that is too large so much that who reads it sees it. */
static int
data(void *arg, const void *p, size_t n)
{
	struct parcel *b = arg;
	size_t most = b->limits->mail + 1, room = b->coming < most ? most - b->coming : 0;

	b->coming += n;
	if (n > room)
		n = room;
	if (n == 0)
		return 0;
	if (spool_size(b->spool) + n > b->max + (b->next != NULL ? b->next->max : 0))
		return fail(ERR_REMOTE, "the server sends more than was asked for");
	return spool_write(b->spool, p, n);
}

/* Of this parcel, of the next, or nobody's. */
static int
whole(void *arg, uint32_t uid)
{
	struct parcel *b = arg, *p;

	for (p = b; p != NULL; p = p->next)
		if (uidset_has(&p->asked, uid) && !parcel_has(p, uid))
			p->mails[p->count++] = (struct given){ .uid = uid, .mail =
			    { b->spool, b->begin, spool_size(b->spool) - b->begin } };
	b->begin = spool_size(b->spool);
	b->coming = 0;
	return 0;
}

/* A substitute is none of the mails that were asked for. */
static int
drop_substitutes(struct parcel *b)
{
	size_t i, n = 0;
	int is;

	for (i = 0; i < b->count; i++) {
		if ((is = substitute_is(&b->mails[i].mail, b->limits)) == -1)
			return -1;
		if (!is)
			b->mails[n++] = b->mails[i];
	}
	b->count = n;
	return 0;
}

/* Of those that came, whole, the smallest proves later that the server still gives. */
static void
note_given(struct run *r, const struct parcel *b)
{
	size_t i, size;

	for (i = 0; i < b->count; i++) {
		size = b->mails[i].mail.size;
		if (r->proof == 0 || size < r->proof_size) {
			r->proof = b->mails[i].uid;
			r->proof_size = size;
		}
	}
	if (b->count > 0)
		r->breaks = r->ill = 0;
}

/* How a fetch ended that did not end well; -1: the system failed. */
static int
end_of(const struct imap *im)
{
	if (imap_refused(im) || imap_away(im))
		return PARCEL_REFUSED;
	return err_kind() == ERR_AWAY || err_kind() == ERR_REMOTE ? PARCEL_BROKEN : -1;
}

int
parcel_take(struct run *r, struct parcel *b, struct parcel *next)
{
	const struct imap_sink sink = { data, whole, b };
	int end = PARCEL_TAKEN;
	struct parcel *p;

	b->next = next;
	if (imap_fetch_end(r->imap, &sink) == -1 && (end = end_of(r->imap)) == -1)
		return -1;
	for (p = b; p != NULL; p = p->next) {
		if (drop_substitutes(p) == -1)
			return -1;
		note_given(r, p);
	}
	return end;
}
