#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "arena.h"
#include "err.h"
#include "text.h"
#include "unpack.h"

#define ENTRY	4			/* bytes that an entry of a zip's directory begins with */

struct unpack {
	const struct kind	*kind;
	struct archive		*ar;
	locale_t		 utf8;		/* or libarchive drops names */
	struct source		*in;
	int			 in_failed;	/* and has said why */
	struct spool		*spool;		/* of a zip */
	size_t			 at;		/* in the spool */
	unsigned char		 buf[SOURCE_BUFFER];
	int			 empty;		/* a zip without files */
	struct source		*member;
	const char		*unreadable;	/* why the member cannot be read */
	enum err		 why;
	struct budget		*budget;
	size_t			 got;		/* bytes of the member */
};

/*
 * libarchive would unwrap any number of filters, and count none of their
 * bytes: it gets the one that was seen.
 */
static const struct kind {
	enum content	 content;
	const char	*name;
	int		 filter;
	int		 (*format)(struct archive *);
	int		 seeks;		/* is read from its end */
	int		 named;		/* its members have names */
} kinds[] = {
	{ CONTENT_ZIP, "zip", ARCHIVE_FILTER_NONE,
	    archive_read_support_format_zip_seekable, 1, 1 },
	{ CONTENT_TAR, "tar", ARCHIVE_FILTER_NONE,
	    archive_read_support_format_tar, 0, 1 },
	{ CONTENT_BZIP2, "bzip2", ARCHIVE_FILTER_BZIP2,
	    archive_read_support_format_raw, 0, 0 },
	{ CONTENT_XZ, "xz", ARCHIVE_FILTER_XZ,
	    archive_read_support_format_raw, 0, 0 },
};

static la_ssize_t
read_source(struct archive *ar, void *arg, const void **p)
{
	struct unpack *u = arg;
	ssize_t n = source_read(u->in, p);

	(void)ar;
	u->in_failed = n == -1;
	return n;
}

static la_ssize_t
read_spool(struct archive *ar, void *arg, const void **p)
{
	struct unpack *u = arg;
	ssize_t n = spool_pread(u->spool, u->buf, sizeof u->buf, u->at);

	(void)ar;
	if (n == -1)
		u->in_failed = 1;
	else
		u->at += n;
	*p = u->buf;
	return n;
}

static la_int64_t
seek_spool(struct archive *ar, void *arg, la_int64_t to, int whence)
{
	struct unpack *u = arg;
	la_int64_t size = spool_size(u->spool);

	(void)ar;
	if (whence == SEEK_CUR)
		to += u->at;
	else if (whence == SEEK_END)
		to += size;
	if (to < 0 || to > size)
		return ARCHIVE_FATAL;
	u->at = to;
	return to;
}

/* libarchive keeps what is said of each file of a zip, so they are counted before. */
static int
count_files(struct unpack *u)
{
	const unsigned char *p, *end;
	size_t at = 0, count = 0;
	ssize_t n;

	while ((n = spool_pread(u->spool, u->buf, sizeof u->buf, at)) > ENTRY - 1) {
		end = u->buf + n;
		for (p = u->buf; (p = memmem(p, end - p, "PK\1\2", ENTRY)) != NULL; p += ENTRY)
			count++;
		at += n - (ENTRY - 1);
	}
	return n == -1 ? -1 : budget_files(u->budget, count);
}

/* libarchive knows no zip without files: it is but its own end. */
static int
fill_spool(struct unpack *u)
{
	const void *p;
	ssize_t n;

	if ((n = source_peek(u->in, &p, 4)) == -1)
		return -1;
	u->empty = n >= 4 && memcmp(p, "PK\5\6", 4) == 0;
	u->spool = spool_new(SPOOL_MEMORY);
	while ((n = source_read(u->in, &p)) > 0)
		if (spool_write(u->spool, p, n) == -1)
			return -1;
	return n == -1 ? -1 : count_files(u);
}

/* libarchive has failed. */
static int
bad(const struct unpack *u)
{
	const char *why = archive_error_string(u->ar);

	if (u->in_failed)
		return -1;
	return fail(ERR_ARCHIVE_CORRUPT, "damaged %s: %s", u->kind->name,
	    why != NULL ? why : "no reason given");
}

static int
open_archive(struct unpack *u)
{
	int rv = u->kind->format(u->ar);

	if (u->kind->filter != ARCHIVE_FILTER_NONE)
		rv |= archive_read_append_filter(u->ar, u->kind->filter);
	archive_read_set_read_callback(u->ar,
	    u->kind->seeks ? read_spool : read_source);
	if (u->kind->seeks)
		archive_read_set_seek_callback(u->ar, seek_spool);
	archive_read_set_callback_data(u->ar, u);
	if (rv != ARCHIVE_OK || archive_read_open1(u->ar) != ARCHIVE_OK)
		return bad(u);
	return 0;
}

static const struct kind *
find_kind(enum content content)
{
	const struct kind *k = kinds;

	while (k->content != content)
		k++;
	return k;
}

struct unpack *
unpack_open(struct source *in, enum content content, struct budget *budget)
{
	struct unpack *u = xrealloc(NULL, sizeof *u);

	*u = (struct unpack){ .kind = find_kind(content), .in = in,
	    .budget = budget };
	if ((u->ar = archive_read_new()) == NULL)
		abort();
	u->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if ((u->kind->seeks && fill_spool(u) == -1) ||
	    (!u->empty && open_archive(u) == -1)) {
		unpack_close(u);
		return NULL;
	}
	return u;
}

/* libarchive sets no bound to the dictionary of an xz, but no more of it is used than came out. */
static int
take(struct unpack *u, size_t n)
{
	size_t max = u->budget->limits->xz;

	if (u->kind->content == CONTENT_XZ && u->got > max)
		return fail(ERR_LIMIT, "more than %s in an xz", text_size(max).text);
	return budget_take(u->budget, n);
}

static ssize_t
fill_member(void *arg, void *p, size_t n)
{
	struct unpack *u = arg;
	la_ssize_t r;

	if (u->unreadable != NULL)
		return fail(u->why, "%s", u->unreadable);
	if (n - 1 > budget_left(u->budget))
		n = budget_left(u->budget) + 1;
	if ((r = archive_read_data(u->ar, p, n)) < 0)
		return bad(u);
	u->got += r;
	return take(u, r) == -1 ? -1 : r;
}

/* What no person has put there. */
static int
is_litter(const char *name)
{
	static const char *const files[] = { ".DS_Store", "Thumbs.db" };
	const char *base = strrchr(name, '/');
	size_t i;

	base = base == NULL ? name : base + 1;
	for (i = 0; i < sizeof files / sizeof *files; i++)
		if (strcmp(base, files[i]) == 0)
			return 1;
	return strncmp(base, "._", 2) == 0 ||
	    strncmp(name, "__MACOSX/", 9) == 0 ||
	    strstr(name, "/__MACOSX/") != NULL;
}

/*
 * A zip may also use methods that nobody compresses reports with and that cost
 * much to unpack; libarchive tells a member's method only in words.
 */
static void
look(struct unpack *u, struct archive_entry *e)
{
	const char *format = archive_format_name(u->ar);

	u->unreadable = NULL;
	if (archive_entry_is_encrypted(e)) {
		u->why = ERR_ARCHIVE_ENCRYPTED;
		u->unreadable = "encrypted with a password";
	} else if (u->kind->content == CONTENT_ZIP &&
	    strstr(format, "(deflation)") == NULL &&
	    strstr(format, "(uncompressed)") == NULL) {
		u->why = ERR_ARCHIVE_CORRUPT;
		u->unreadable = "compressed by a method other than deflate";
	}
}

static const char *
name_of(struct archive_entry *e)
{
	const char *name = archive_entry_pathname_utf8(e);

	if (name == NULL)
		name = archive_entry_pathname(e);
	return name == NULL ? "" : name;
}

/* The header of the next file that is of interest. */
static int
next_file(struct unpack *u, struct archive_entry **e, const char **name)
{
	int rv;

	do {
		rv = archive_read_next_header(u->ar, e);
		if (rv == ARCHIVE_EOF)
			return 0;
		if (rv != ARCHIVE_OK && rv != ARCHIVE_WARN)
			return bad(u);
		if (!u->kind->seeks && budget_files(u->budget, 1) == -1)
			return -1;
		*name = u->kind->named ? name_of(*e) : NULL;
	} while (archive_entry_filetype(*e) != AE_IFREG ||
	    (*name != NULL && is_litter(*name)));
	return 1;
}

int
unpack_next(struct unpack *u, struct source **source, const char **name)
{
	struct archive_entry *e;
	locale_t was;
	int rv;

	if (u->empty)
		return 0;
	source_free(u->member);
	u->member = NULL;
	was = uselocale(u->utf8);
	rv = next_file(u, &e, name);
	uselocale(was);
	if (rv != 1)
		return rv;
	look(u, e);
	*source = u->member = source_new(fill_member, u);
	return 1;
}

void
unpack_close(struct unpack *u)
{
	if (u == NULL)
		return;
	source_free(u->member);
	archive_read_free(u->ar);
	spool_free(u->spool);
	if (u->utf8 != (locale_t)0)
		freelocale(u->utf8);
	free(u);
}

const char *
unpack_version(void)
{
	return archive_version_string();
}
