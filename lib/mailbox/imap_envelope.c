#include <string.h>

#include "arena.h"
#include "clean.h"
#include "err.h"
#include "imap_mail.h"
#include "limit.h"
#include "mime.h"

/* To the end of a list that is so deep in others. */
static int
leave(struct imap *im, int depth)
{
	int t;

	while (depth > 0) {
		if ((t = reader_next(&im->in)) == -1)
			return -1;
		if (t == TOKEN_END)
			return fail(ERR_REMOTE, "the server's answer ends too early");
		depth += (t == TOKEN_OPEN) - (t == TOKEN_CLOSE);
	}
	return 0;
}

static int
take(struct imap *im, struct arena *mem, const char **words, int n)
{
	int i;

	for (i = 0; i < n; i++)
		if (reader_word(&im->in, mem, &words[i]) == -1)
			return -1;
	return 0;
}

/* ENVELOPE ("date" "subject" (("name" NIL "mailbox" "host") ...) ...) */
static int
read_value(struct imap *im, struct envelope *e)
{
	const char *head[2], *from[4] = { NULL };
	int t = reader_next(&im->in), depth = 1;

	if (t != TOKEN_OPEN)
		return t == -1 ? -1 : 0;		/* NIL */
	if (take(im, e->mem, head, 2) == -1)
		return -1;
	if ((t = reader_next(&im->in)) == TOKEN_OPEN) {
		depth++;
		if ((t = reader_next(&im->in)) == TOKEN_OPEN) {
			depth++;
			if (take(im, e->mem, from, 4) == -1)
				return -1;
		} else
			depth -= t == TOKEN_CLOSE;
	}
	e->date = head[0];
	e->subject = head[1];
	e->mailbox = from[2];
	e->host = from[3];
	return t == -1 ? -1 : leave(im, depth);
}

int
imap_envelope_read(struct imap *im)
{
	struct envelope nobodys = { .mem = arena_new() };
	int rv = read_value(im, im->envelope != NULL ? im->envelope : &nobodys);

	arena_free(nobodys.mem);
	return rv;
}

static const char *
shown(const char *word, struct arena *mem)
{
	return word == NULL || strcmp(word, "NIL") == 0 ? "" :
	    clean_text(mime_words(word, mem), MAX_NAME, mem);
}

const char *
imap_envelope_text(const struct envelope *e)
{
	const char *mailbox = shown(e->mailbox, e->mem), *date = shown(e->date, e->mem);

	if (*mailbox == '\0' && *date == '\0')
		return NULL;
	return arena_printf(e->mem, "from %s@%s, of %s: %s", mailbox, shown(e->host, e->mem), date,
	    shown(e->subject, e->mem));
}
