#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "arena.h"
#include "err.h"
#include "imap_answer.h"
#include "imap_mail.h"
#include "passing.h"
#include "utf7.h"

#define SET_TEXT	4000		/* bytes of a set of mails in one command */

_Static_assert(IMAP_FETCH_MOST * UID_RANGE_TEXT < SET_TEXT, "a fetch is one command");

/* More is wrong than a NO. */
static int
broken(struct imap *im)
{
	im->broken = 1;
	return -1;
}

int
imap_say(struct imap *im, const char *fmt, ...)
{
	char *line, *text;
	va_list ap;
	int n, rv;

	if (im->broken)
		return fail(ERR_AWAY, "the connection is over");
	va_start(ap, fmt);
	if (vasprintf(&line, fmt, ap) == -1 ||
	    (n = asprintf(&text, "%s%u %s\r\n", IMAP_TAG, ++im->asked, line)) == -1)
		abort();
	va_end(ap);
	im->status[im->asked % IMAP_PENDING].is = STATUS_NONE;
	if ((rv = wire_write(im->wire, text, n)) == -1)
		broken(im);
	free(line);
	free(text);
	return rv;
}

/* Answers, until the oldest command that nobody waited for has its own. */
int
imap_await(struct imap *im)
{
	struct imap_status *s = &im->status[++im->awaited % IMAP_PENDING];

	while (s->is == STATUS_NONE)
		if (imap_answer(im) == -1)
			return broken(im);
	im->last = *s;
	return s->is == STATUS_OK ? 0 : fail(passing_is(s->said) ? ERR_AWAY : ERR_REMOTE,
	    "the server says %s", s->said);
}

int
imap_prompted(struct imap *im)
{
	const struct imap_status *s = &im->status[im->asked % IMAP_PENDING];

	while (s->is == STATUS_NONE && im->prompts == im->prompted)
		if (imap_answer(im) == -1)
			return broken(im);
	if (s->is != STATUS_NONE)
		return 0;
	im->prompted = im->prompts;
	return 1;
}

static int
ask(struct imap *im, const char *what)
{
	return imap_say(im, "%s", what) == -1 ? -1 : imap_await(im);
}

int
imap_capability(struct imap *im)
{
	return ask(im, "CAPABILITY");
}

struct imap *
imap_open(struct wire *w, const struct limits *limits)
{
	struct imap *im = xrealloc(NULL, sizeof *im);

	*im = (struct imap){ .wire = w };
	reader_init(&im->in, w, limits);
	if (imap_capability(im) == 0)
		return im;
	imap_close(im);
	return NULL;
}

void
imap_close(struct imap *im)
{
	struct err_kept kept;

	if (im == NULL)
		return;
	err_keep(&kept);
	if (!im->broken)
		imap_say(im, "LOGOUT");
	err_restore(&kept);		/* that nobody hears it is not what went wrong */
	reader_free(&im->in);
	free(im);
}

int
imap_broken(const struct imap *im)
{
	return im->broken;
}

int
imap_refused(const struct imap *im)
{
	return !im->broken && im->last.is == STATUS_NO && !passing_is(im->last.said);
}

unsigned int
imap_can(const struct imap *im)
{
	return im->can;
}

const char *
imap_said(const struct imap *im)
{
	return im->last.said;
}

int
imap_away(const struct imap *im)
{
	return !im->broken && im->last.is == STATUS_NO && passing_is(im->last.said);
}

int
imap_try_create(const struct imap *im)
{
	return im->last.try_create;
}

/* A command on a folder: "SELECT %s". */
static int
on_folder(struct imap *im, const char *verb, const char *folder)
{
	struct arena *mem = arena_new();
	const char *quoted = utf7_quote(folder, mem);
	int rv = quoted == NULL ? -1 : ask(im, arena_printf(mem, "%s %s", verb, quoted));

	arena_free(mem);
	return rv;
}

static int
open_box(struct imap *im, const char *verb, const char *folder, struct imap_box *box)
{
	int rv;

	*box = (struct imap_box){ .seen = 1, .deleted = 1 };
	im->box = box;
	rv = on_folder(im, verb, folder);
	im->box = NULL;
	if (rv == 0 && box->validity == 0)
		return fail(ERR_REMOTE, "the server gives the mails of %s no lasting numbers "
		    "(UIDVALIDITY)", folder);
	return rv;
}

int
imap_select(struct imap *im, const char *folder, struct imap_box *box)
{
	return open_box(im, "SELECT", folder, box);
}

int
imap_examine(struct imap *im, const char *folder, struct imap_box *box)
{
	return open_box(im, "EXAMINE", folder, box);
}

int
imap_search(struct imap *im, const char *key, struct uidset *found)
{
	int rv;

	im->found = found;
	rv = imap_say(im, "UID SEARCH %s%s", im->can & IMAP_ESEARCH ? "RETURN (ALL) " : "",
	    key);
	if (rv == 0)
		rv = imap_await(im);
	im->found = NULL;
	uidset_sort(found);
	return rv;
}

int
imap_create(struct imap *im, const char *folder)
{
	if (on_folder(im, "CREATE", folder) == -1)
		return -1;
	if (on_folder(im, "SUBSCRIBE", folder) == -1 && im->broken)	/* as others show it then */
		return -1;
	return 0;
}

int
imap_list(struct imap *im, const char *pattern, int (*each)(void *, const struct imap_folder *),
    void *arg)
{
	int rv;

	im->each_folder = each;
	im->arg = arg;
	rv = imap_say(im, "LIST \"\" \"%s\"", pattern) == -1 ? -1 : imap_await(im);
	im->each_folder = NULL;
	return rv;
}

int
imap_namespace(struct imap *im, const char **prefix, char *separator, struct arena *mem)
{
	struct imap_folder space = { .name = "" };
	int rv;

	im->space = &space;
	im->mem = mem;
	rv = imap_say(im, "NAMESPACE") == -1 ? -1 : imap_await(im);
	im->space = NULL;
	*prefix = space.name;
	*separator = space.separator;
	return rv;
}

int
imap_rights(struct imap *im, const char *folder, const char **rights, struct arena *mem)
{
	int rv;

	*rights = NULL;
	im->rights = rights;
	im->mem = mem;
	rv = on_folder(im, "MYRIGHTS", folder);
	im->rights = NULL;
	return rv;
}

/* Did somebody remove one of them meanwhile (RFC 5530, 3)?  Then hear of it. */
static int
gone_meanwhile(struct imap *im)
{
	return imap_refused(im) && strcasestr(im->last.said, "[EXPUNGEISSUED]") != NULL &&
	    ask(im, "NOOP") == 0;
}

/* UID VERB set rest, as often as the set needs. */
static int
on_mails(struct imap *im, const char *verb, const struct uidset *set, const char *rest)
{
	struct arena *mem = arena_new();
	const char *what;
	size_t at = 0;
	int rv = 0;

	while (rv == 0 && at < set->count) {
		what = arena_printf(mem, "UID %s %s%s", verb,
		    uidset_text(set, &at, SET_TEXT, mem), rest);
		rv = ask(im, what);
		if (rv == -1 && gone_meanwhile(im))
			rv = ask(im, what);
		arena_reset(mem, 0);
	}
	arena_free(mem);
	return rv;
}

int
imap_store(struct imap *im, const struct uidset *set, const char *flags)
{
	struct arena *mem = arena_new();
	int rv = on_mails(im, "STORE", set, arena_printf(mem, " +FLAGS.SILENT (%s)", flags));

	arena_free(mem);
	return rv;
}

int
imap_expunge(struct imap *im, const struct uidset *set)
{
	return on_mails(im, "EXPUNGE", set, "");
}

static int
to_folder(struct imap *im, const char *verb, const struct uidset *set, const char *folder)
{
	struct arena *mem = arena_new();
	const char *quoted = utf7_quote(folder, mem);
	int rv = quoted == NULL ? -1 : on_mails(im, verb, set, arena_printf(mem, " %s", quoted));

	arena_free(mem);
	return rv;
}

int
imap_move(struct imap *im, const struct uidset *set, const char *folder)
{
	return to_folder(im, "MOVE", set, folder);
}

int
imap_copy(struct imap *im, const struct uidset *set, const char *folder)
{
	return to_folder(im, "COPY", set, folder);
}

int
imap_sizes(struct imap *im, const struct uidset *set, int (*each)(void *, uint32_t, uint64_t),
    void *arg)
{
	int rv;

	im->each_size = each;
	im->arg = arg;
	rv = on_mails(im, "FETCH", set, " (UID RFC822.SIZE)");
	im->each_size = NULL;
	return rv;
}

const char *
imap_envelope(struct imap *im, uint32_t uid, struct arena *mem)
{
	struct uidset one = { NULL, 0, 0 };
	struct envelope e = { .mem = mem };
	int rv;

	uidset_add(&one, uid, uid);
	im->envelope = &e;
	rv = on_mails(im, "FETCH", &one, " (UID ENVELOPE)");
	im->envelope = NULL;
	uidset_free(&one);
	return rv == 0 ? imap_envelope_text(&e) : NULL;
}

int
imap_fetch_begin(struct imap *im, const struct uidset *set)
{
	struct arena *mem = arena_new();
	size_t at = 0;
	const char *text = uidset_text(set, &at, SET_TEXT, mem);
	int rv = imap_say(im, "UID FETCH %s (UID BODY.PEEK[])", text);

	arena_free(mem);
	return rv;
}

int
imap_fetch_end(struct imap *im, const struct imap_sink *sink)
{
	int rv;

	im->sink = sink;
	rv = imap_await(im);
	im->sink = NULL;
	return rv;
}
