#include "err.h"
#include "imap_mail.h"

/* * 12 FETCH (UID 34 BODY[] {56}...): only when it is whole does it count. */
struct fetched {
	uint64_t	 uid, size;
	int		 body, sized;
};

/* The value that follows an item's name: a word, a string, a literal or a list of them. */
static int
skip_value(struct imap *im)
{
	int t, depth = 0;

	do {
		if ((t = reader_next(&im->in)) == -1)
			return -1;
		if (t == TOKEN_END)
			return fail(ERR_REMOTE, "the server's answer ends too early");
		depth += (t == TOKEN_OPEN) - (t == TOKEN_CLOSE);
	} while (depth > 0);
	return 0;
}

/* NIL is no mail, not an empty one. */
static int
read_body(struct imap *im, int *body)
{
	int t = reader_next(&im->in);
	const void *p;
	ssize_t n;

	*body = t != TOKEN_WORD;
	if (t == TOKEN_STRING && im->sink != NULL)
		return im->sink->data(im->sink->arg, im->in.text, im->in.size);
	if (t == TOKEN_WORD || t == TOKEN_STRING)
		return 0;
	if (t != TOKEN_LITERAL)
		return t == -1 ? -1 : fail(ERR_REMOTE, "the server sends no mail but a list");
	while ((n = reader_literal(&im->in, &p)) > 0)
		if (im->sink != NULL && im->sink->data(im->sink->arg, p, n) == -1)
			return -1;
	return n == -1 ? -1 : 0;
}

static int
read_number(struct imap *im, uint64_t *n)
{
	int t = reader_next(&im->in);

	if (t == TOKEN_WORD && reader_number(&im->in, n) == 0)
		return 0;
	return t == -1 ? -1 : fail(ERR_REMOTE, "the server sends no number: %.40s", im->in.text);
}

static int
read_item(struct imap *im, struct fetched *f)
{
	if (reader_is(&im->in, "UID"))
		return read_number(im, &f->uid);
	if (reader_is(&im->in, "RFC822.SIZE")) {
		f->sized = 1;
		return read_number(im, &f->size);
	}
	if (reader_is(&im->in, "BODY[]"))
		return read_body(im, &f->body);
	if (reader_is(&im->in, "ENVELOPE"))
		return imap_envelope_read(im);
	return skip_value(im);
}

int
imap_mail_read(struct imap *im)
{
	struct fetched f = { 0, 0, 0, 0 };
	int t = reader_next(&im->in);

	if (t != TOKEN_OPEN)
		return t == -1 ? -1 : fail(ERR_REMOTE, "the server sends a mail without its list");
	while ((t = reader_next(&im->in)) == TOKEN_WORD)
		if (read_item(im, &f) == -1)
			return -1;
	if (t != TOKEN_CLOSE)
		return t == -1 ? -1 : fail(ERR_REMOTE, "the server's list of a mail is broken");
	if (reader_end(&im->in) == -1)
		return -1;
	if (f.uid > UINT32_MAX)
		f.uid = 0;
	if (f.body && im->sink != NULL && im->sink->whole(im->sink->arg, f.uid) == -1)
		return -1;
	return f.sized && im->each_size != NULL ? im->each_size(im->arg, f.uid, f.size) : 0;
}
