#include <string.h>

#include "err.h"
#include "mail.h"
#include "substitute.h"

/* Of Exchange and Courier: words of whom it is from, and of its subject. */
static const struct {
	const char	*from, *subject;
} substitutes[] = {
	{ "Microsoft Exchange Server", "Retrieval using the IMAP4 protocol failed" },
	{ "System Administrator <root@localhost>", "message unavailable" },
};

#define HEADER	4096		/* bytes: theirs are short */

/* Of thousands of mails hardly one needs to be read for it. */
static int
may_be(struct source *in)
{
	const void *p;
	ssize_t n = source_peek(in, &p, HEADER);
	size_t i;

	for (i = 0; n != -1 && i < sizeof substitutes / sizeof *substitutes; i++)
		if (memmem(p, n < HEADER ? n : HEADER, substitutes[i].from,
		    strlen(substitutes[i].from)) != NULL)
			return 1;
	return n == -1 ? -1 : 0;
}

static int
is_one(const struct mail_head *h)
{
	size_t i;

	if (h->from == NULL || h->subject == NULL)
		return 0;
	for (i = 0; i < sizeof substitutes / sizeof *substitutes; i++)
		if (strstr(h->from, substitutes[i].from) != NULL &&
		    strcasestr(h->subject, substitutes[i].subject) != NULL)
			return 1;
	return 0;
}

static int
has_one(struct source *in, const struct limits *limits)
{
	struct mail *mail = mail_open(in, limits);
	struct mail_part part;
	int failed = mail_next(mail, &part) == -1 && !ERR_REFUSED(err_kind());
	int rv = failed ? -1 : is_one(mail_head(mail));

	mail_close(mail);
	return rv;
}

int
substitute_is(const struct slice *bytes, const struct limits *limits)
{
	struct source *in = source_slice(bytes);
	int rv = may_be(in);

	if (rv == 1)
		rv = has_one(in, limits);
	source_free(in);
	return rv;
}
