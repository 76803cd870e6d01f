#include <sys/stat.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "store_db.h"

#define MAX_PATH	4096

/* The folder of a path. */
static int
folder_is_there(const char *path)
{
	const char *slash = strrchr(path, '/');
	char folder[MAX_PATH];
	struct stat sb;

	snprintf(folder, sizeof folder, "%.*s", slash != NULL ? (int)(slash - path + 1) : 1,
	    slash != NULL ? path : ".");
	return stat(folder, &sb) == 0;
}

static int
has_wal(const char *path)
{
	char wal[MAX_PATH];
	struct stat sb;

	return (size_t)snprintf(wal, sizeof wal, "%s-wal", path) < sizeof wal &&
	    stat(wal, &sb) == 0;
}

static int
find_none(const char *path)
{
	if (errno != ENOENT && errno != ENOTDIR)
		return fail_at(path, ERR_LOST, "it cannot be reached: %s", strerror(errno));
	if (!folder_is_there(path))
		return fail_at(path, ERR_LOST,
		    "the folder of the database is not there: is its disk mounted?");
	if (has_wal(path))
		return fail_at(path, ERR_LOST, "the database is gone, and what lay beside it is "
		    "still there: put back a backup, or remove the -wal too to begin anew");
	return 0;
}

int
store_find(const char *path)
{
	struct stat sb;

	if (stat(path, &sb) == -1)
		return find_none(path);
	if (!S_ISREG(sb.st_mode))
		return fail_at(path, ERR_LOST, S_ISDIR(sb.st_mode) ?
		    "where the database should be is a folder" :
		    "where the database should be is no file");
	if (access(path, R_OK) == -1)
		return fail_at(path, ERR_LOST, "it may not be read: %s", strerror(errno));
	if (sb.st_size > 0)
		return 1;
	return !has_wal(path) ? 0 : fail_at(path, ERR_LOST,
	    "the database has lost all it had, its file is empty: put back a backup");
}

const char *
store_path(const struct store *st)
{
	return sqlite3_db_filename(st->db, "main");
}
