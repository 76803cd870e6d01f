#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "arena.h"
#include "clean.h"
#include "err.h"
#include "journal_name.h"
#include "maildir_run.h"

/*
 * Files gather in one spool before any of them is read, so that one which cannot be is
 * known by then.  One that was begun before may have ended the program: it is alone.
 */
#define PARCEL_BYTES	(4 << 20)
#define PARCEL_FILES	100
#define GRACE		60		/* seconds after which a parcel that hangs is ended */

struct parcel {
	struct maildir_run *run;
	struct spool	*spool;
	size_t		 count;
	struct given	 mails[PARCEL_FILES];
	struct maildir_file *files[PARCEL_FILES];
};

static const char *
name_of(const void *arg, uint32_t uid, struct arena *mem)
{
	const struct parcel *b = arg;
	size_t i;

	for (i = 0; i + 1 < b->count && b->files[i]->uid != uid; i++)
		;
	return arena_printf(mem, "mail %s in %s", clean_text(b->files[i]->name, MAX_NAME, mem),
	    b->run->place.shown);
}

static struct given_way
way_of(const struct parcel *b)
{
	struct maildir *m = b->run->m;

	return (struct given_way){ .journal = &b->run->journal, .limits = m->limits,
	    .job = m->job, .counts = &m->counts, .bar = b->run->bar, .via = "maildir",
	    .name = name_of, .arg = b };
}

static int
trouble(struct maildir_run *r, const struct maildir_file *f, struct arena *mem)
{
	maildir_place_fail(&r->place, arena_printf(mem, "/new/%s",
	    clean_text(maildir_list_name(f, mem), MAX_NAME, mem)));
	maildir_run_note(r);
	return 0;
}

/* Into the spool, as much as is read of a mail.  1; 0: it cannot be read; or -1. */
static int
copy(struct parcel *b, int fd, const struct maildir_file *f, struct arena *mem)
{
	size_t begin = spool_size(b->spool), left = b->run->m->limits->mail + 1;
	char buf[16384];
	ssize_t n;

	while (left > 0 && (n = read(fd, buf, left < sizeof buf ? left : sizeof buf)) != 0) {
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1) {
			spool_cut(b->spool, begin);
			return trouble(b->run, f, mem);
		}
		if (spool_write(b->spool, buf, (size_t)n) == -1)
			return -1;
		left -= (size_t)n;
	}
	return 1;
}

/* As copy().  What is no file of its own is nobody's mail, or not delivered yet. */
static int
take_file(struct parcel *b, const struct maildir_file *f, struct arena *mem)
{
	struct maildir_run *r = b->run;
	int fd = openat(r->place.new, maildir_list_name(f, mem),
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), rv = 0;
	struct stat sb;

	if (fd == -1 && (errno == ENOENT || errno == ELOOP || errno == ENXIO))
		return 0;
	if (fd == -1 || fstat(fd, &sb) == -1)
		rv = trouble(r, f, mem);
	else if (S_ISREG(sb.st_mode) && sb.st_nlink > 1) {
		fail(ERR_AWAY, "%s/new/%s has another name too (a hard link): it is still being "
		    "delivered, or it must be delivered as a file of its own", r->place.shown,
		    clean_text(maildir_list_name(f, mem), MAX_NAME, mem));
		maildir_run_note(r);
	} else if (S_ISREG(sb.st_mode))
		rv = copy(b, fd, f, mem);
	if (fd != -1)
		close(fd);
	return rv;
}

static int
add(struct parcel *b, struct maildir_file *f)
{
	size_t begin = spool_size(b->spool);
	struct arena *mem = arena_new();
	int rv = take_file(b, f, mem);

	if (rv == 1) {
		b->mails[b->count] = (struct given){ .uid = f->uid,
		    .mail = { b->spool, begin, spool_size(b->spool) - begin } };
		b->files[b->count++] = f;
	}
	arena_free(mem);
	return rv == -1 ? -1 : 0;
}

/* They have numbers from when they are begun, in one transaction. */
static int
number(struct parcel *b)
{
	const struct journal *j = &b->run->journal;
	size_t i;

	if (store_enter(j->store) == -1)
		return -1;
	for (i = 0; i < b->count; i++) {
		if (b->files[i]->uid == 0 &&
		    journal_name_add(j, b->files[i]->name, &b->files[i]->uid) == -1)
			return store_leave(j->store, -1);
		b->mails[i].uid = b->files[i]->uid;
	}
	return 0;
}

static int
read_parcel(struct parcel *b)
{
	const struct given_way way = way_of(b);
	size_t i;

	if (b->count == 0)
		return 0;
	if (number(b) == -1 || given_read(&way, b->mails, b->count) == -1)
		return -1;
	for (i = 0; i < b->count; i++)
		b->files[i]->state = b->mails[i].state;
	return 0;
}

/* From the i-th on: one that was begun, or many that were not; n: so many were looked at. */
static int
read_some(struct maildir_run *r, size_t i, enum letter state, size_t *n)
{
	struct parcel b = { .run = r, .spool = spool_new(SPOOL_MEMORY) };
	struct maildir_file *f = &r->list.files[i];
	size_t most = state == LETTER_MAX ? PARCEL_FILES : 1, end = r->list.count - i;
	int rv = 0;

	alarm((unsigned)r->m->limits->run + GRACE);
	for (*n = 0; rv == 0 && *n < end && b.count < most &&
	    spool_size(b.spool) <= PARCEL_BYTES; ++*n)
		if (f[*n].state == state && maildir_run_wants(&f[*n]))
			rv = add(&b, &f[*n]);
	if (rv == 0)
		rv = read_parcel(&b);
	if (rv == 0)
		rv = maildir_act(r, f, *n);
	spool_free(b.spool);
	return rv;
}

static int
set_aside(struct maildir_run *r, struct maildir_file *f)
{
	struct parcel b = { .run = r, .count = 1, .files = { f } };
	const struct given_way way = way_of(&b);

	f->state = LETTER_ASIDE;
	return given_set_aside(&way, f->uid, NULL, ERR_LIMIT, GIVEN_ENDED);
}

static int
read_all(struct maildir_run *r, enum letter state)
{
	size_t i, n;

	for (i = 0; i < r->list.count && !maildir_run_over(r); i += n)
		if (read_some(r, i, state, &n) == -1)
			return -1;
	return 0;
}

int
maildir_read(struct maildir_run *r)
{
	struct maildir_file *f = r->list.files;
	size_t i;

	for (i = 0; i < r->list.count; i++)
		if (f[i].state == LETTER_BEGUN && f[i].attempts >= GIVEN_ATTEMPTS &&
		    set_aside(r, &f[i]) == -1)
			return -1;
	if (read_all(r, LETTER_BEGUN) == -1 || read_all(r, LETTER_MAX) == -1)
		return -1;
	return read_all(r, LETTER_ASIDE);	/* last: it may end the program again */
}
