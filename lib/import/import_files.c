#include <linux/limits.h>
#include <sys/types.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "alarm.h"
#include "arena.h"
#include "clean.h"
#include "err.h"
#include "files.h"
#include "import_files.h"
#include "ingest.h"
#include "mbox.h"
#include "progress.h"

#define TOLD	100	/* results of what is not stored, at once */

struct load {
	struct store		*store;
	const struct limits	*limits;
	struct progress		*bar;
	struct sheaf		*sheaf;		/* the open batch */
	struct arena		*mem;		/* of the open batch */
	struct receipt		 receipt;	/* of the open batch */
	size_t			 count[STATUS_MAX];
	int64_t			 newest;	/* day of what was stored, -1 none */
	int			 verbose;
	int			 fd;		/* of the file being read */
};

static const char *
shown(struct load *l, const char *s)
{
	return s != NULL ? clean_text(s, MAX_LINE, l->mem) : "-";
}

/* status, file, part, organization, domain, report id, records, messages */
static void
say(struct load *l, const struct result *r)
{
	if (r->status == STATUS_FAILED) {
		fprintf(stderr, "%s%s%s: %s: %s\n", shown(l, r->file), r->part != NULL ? ": " : "",
		    r->part != NULL ? shown(l, r->part) : "", err_code(r->kind),
		    shown(l, r->error));
		return;
	}
	if (l->verbose)
		printf("%s\t%s\t%s\t%s\t%s\t%s\t%" PRId64 "\t%" PRId64 "\n",
		    status_text(r->status), shown(l, r->file), shown(l, r->part),
		    shown(l, r->org), shown(l, r->domain), shown(l, r->report_id),
		    r->stored.records, r->stored.messages);
}

/* Make the batch safe, then say what was in it. */
static int
settle(struct load *l)
{
	const struct result *r;
	size_t i;

	if (ingest_keep(l->sheaf) == -1 || store_commit(l->store) == -1)
		return -1;
	if (l->verbose || l->receipt.count[STATUS_FAILED] > 0)
		progress_hide(l->bar);
	for (r = l->receipt.first; r != NULL; r = r->next)
		say(l, r);
	fflush(stdout);
	for (i = 0; i < STATUS_MAX; i++)
		l->count[i] += l->receipt.count[i];
	l->newest = receipt_newest(&l->receipt, l->newest);
	arena_reset(l->mem, 0);
	receipt_init(&l->receipt, l->mem);
	return 0;
}

static ssize_t
fill(void *arg, void *to, size_t max)
{
	struct load *l = arg;
	ssize_t n;

	while ((n = read(l->fd, to, max)) == -1 && errno == EINTR)
		;
	if (n == -1)
		return failsys("read");
	progress_add(l->bar, n);
	return n;
}

/* Results are told when there are many, whether or not there is something to store. */
static int
is_due(const struct load *l)
{
	return l->receipt.kept || sheaf_due(l->sheaf) ||
	    l->receipt.count[STATUS_FAILED] + l->receipt.count[STATUS_OTHER] >= TOLD;
}

static int
load_one(struct load *l, struct source *in, const char *path)
{
	static const struct origin origin = { .via = "cli" };
	struct budget budget;

	budget_begin(&budget, l->limits);
	if (ingest(l->sheaf, in, clean_text(path, PATH_MAX, l->mem), &origin, l->limits,
	    &budget, &l->receipt) == -1)
		return -1;
	progress_count(l->bar);
	return is_due(l) ? settle(l) : 0;
}

static int
load_mbox(struct load *l, struct source *in, const char *path)
{
	struct mbox *m = mbox_open(in);
	struct source *message;
	int rv;

	while ((rv = mbox_next(m, &message)) == 1)
		if ((rv = load_one(l, message, path)) == -1)
			break;
	mbox_close(m);
	return rv;
}

static int
refuse(struct load *l, const char *path)
{
	progress_hide(l->bar);
	fprintf(stderr, "%s: %s\n", shown(l, path), err_text());
	l->count[STATUS_FAILED]++;
	return 0;
}

static int
load_file(void *arg, const char *path, int64_t size)
{
	struct load *l = arg;
	struct source *in;
	int rv;

	if (size == FILES_BAD)
		return refuse(l, path);
	l->fd = strcmp(path, "-") == 0 ? dup(0) : open(path, O_RDONLY | O_CLOEXEC);
	if (l->fd == -1) {
		failsys("cannot be read");
		return refuse(l, path);
	}
	in = source_new(fill, l);
	if ((rv = mbox_sniff(in)) != -1)
		rv = rv ? load_mbox(l, in, path) : load_one(l, in, path);
	source_free(in);
	close(l->fd);
	return rv;
}

static int
add_size(void *total, const char *path, int64_t size)
{
	(void)path;
	if (size > 0)
		*(int64_t *)total += size;
	return 0;
}

static int
show_progress(struct load *l, char *const *paths)
{
	int64_t total = 0;

	if (!isatty(STDERR_FILENO))
		return 0;
	if (files_walk(paths, add_size, &total) == -1)
		return -1;
	l->bar = progress_new(total, PROGRESS_BYTES);
	return 0;
}

int
import_files(struct store *st, char *const *paths, const struct limits *lim, int verbose)
{
	struct limits own = *lim;
	struct load l = { .store = st, .limits = &own, .verbose = verbose, .mem = arena_new(),
	    .sheaf = sheaf_new(st), .newest = -1 };
	int rv = -1;
	size_t i;

	own.xz = SIZE_MAX;		/* of who may well use the memory */
	receipt_init(&l.receipt, l.mem);
	if (show_progress(&l, paths) == 0 && files_walk(paths, load_file, &l) == 0)
		rv = settle(&l);
	progress_free(l.bar);
	sheaf_free(l.sheaf);
	arena_free(l.mem);
	if (rv == -1)
		return -1;
	alarm_after(st, l.newest);
	for (i = 0; i < STATUS_MAX; i++)
		printf("%zu %s%s", l.count[i], status_text(i), i + 1 < STATUS_MAX ? ", " : "\n");
	return l.count[STATUS_FAILED] > 0;
}
