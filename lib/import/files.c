#include <linux/limits.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "files.h"

static int
by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int
is_maildir(const FTSENT *e)
{
	char cur[PATH_MAX];
	struct stat sb;
	int n = snprintf(cur, sizeof cur, "%s/cur", e->fts_accpath);

	return n > 0 && (size_t)n < sizeof cur && stat(cur, &sb) == 0 && S_ISDIR(sb.st_mode);
}

/* A Maildir's mail is in cur and new; in tmp it is still being written. */
static int
wanted_folder(FTSENT *e)
{
	e->fts_number = is_maildir(e);
	if (e->fts_level == FTS_ROOTLEVEL || e->fts_number)
		return 1;
	if (e->fts_parent->fts_number && strcmp(e->fts_name, "tmp") == 0)
		return 0;
	return e->fts_name[0] != '.';
}

static int
wanted_file(const FTSENT *e)
{
	if (e->fts_level == FTS_ROOTLEVEL)
		return 1;
	return e->fts_name[0] != '.' && !e->fts_parent->fts_number && e->fts_info == FTS_F;
}

static int
bad(const FTSENT *e, files_each each, void *arg)
{
	errno = e->fts_info == FTS_SLNONE ? ENOENT : e->fts_info == FTS_DC ? ELOOP : e->fts_errno;
	failsys("cannot be read");
	return each(arg, e->fts_path, FILES_BAD);
}

static int
entry(FTS *fts, FTSENT *e, files_each each, void *arg)
{
	switch (e->fts_info) {
	case FTS_D:
		if (!wanted_folder(e))
			fts_set(fts, e, FTS_SKIP);
		return 0;
	case FTS_DP:
		return 0;
	case FTS_F:
	case FTS_DEFAULT:
		if (!wanted_file(e))
			return 0;
		return each(arg, e->fts_path,
		    e->fts_info == FTS_F ? e->fts_statp->st_size : FILES_UNKNOWN);
	default:
		return bad(e, each, arg);
	}
}

static int
walk(const char *path, files_each each, void *arg)
{
	char *const paths[] = { (char *)path, NULL };
	FTS *fts = fts_open(paths, FTS_LOGICAL | FTS_NOCHDIR, by_name);
	FTSENT *e;
	int rv = 0;

	if (fts == NULL)
		return failsys_at(path);
	while (rv == 0 && (errno = 0, e = fts_read(fts)) != NULL)
		rv = entry(fts, e, each, arg);
	if (rv == 0 && errno != 0)
		rv = failsys_at(path);
	fts_close(fts);
	return rv;
}

int
files_walk(char *const *paths, files_each each, void *arg)
{
	int rv = 0;

	for (; rv == 0 && *paths != NULL; paths++)
		rv = strcmp(*paths, "-") == 0 ? each(arg, "-", FILES_UNKNOWN) :
		    walk(*paths, each, arg);
	return rv;
}
