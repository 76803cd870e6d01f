#include <linux/limits.h>
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "own.h"

static int
shut(const char *path)
{
	if (errno != EACCES)
		return failsys_at(path);
	return fail_at(path, ERR_SYSTEM, "%s; it must belong to the user the programs run as",
	    strerror(errno));
}

/* "." of a bare name. */
static int
folder_of(char *folder, size_t size, const char *path)
{
	const char *slash = strrchr(path, '/');
	int n = slash == NULL ? 0 : slash == path ? 1 : (int)(slash - path);

	if ((size_t)snprintf(folder, size, "%.*s", n > 0 ? n : 1, n > 0 ? path : ".") >= size)
		return fail(ERR_SYSTEM, "the path of the database is too long");
	return 0;
}

/* Of what root has just made. */
static int
give(int fd, const char *path)
{
	struct stat file, its;
	char folder[PATH_MAX];

	if (geteuid() != 0)
		return 0;
	if (folder_of(folder, sizeof folder, path) == -1)
		return -1;
	if (fstat(fd, &file) == -1 || stat(folder, &its) == -1)
		return failsys_at(path);
	if (file.st_uid == its.st_uid && file.st_gid == its.st_gid)
		return 0;
	return fchown(fd, its.st_uid, its.st_gid) == -1 ? failsys_at(path) : 0;
}

int
own_open(const char *path, int flags, mode_t mode)
{
	int fd = -1;

	flags |= O_CLOEXEC | O_NOFOLLOW;
	errno = EEXIST;
	if (flags & O_CREAT)
		fd = open(path, flags | O_EXCL, mode);
	if (fd != -1 && give(fd, path) == -1) {
		unlink(path);
		close(fd);
		return -1;
	}
	if (fd == -1 && errno == EEXIST && !(flags & O_EXCL))
		fd = open(path, flags & ~O_CREAT);
	return fd != -1 ? fd : shut(path);
}

int
own_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rv;

	if (fd == -1)
		return failsys_at(path);
	if ((rv = fsync(fd)) == -1)
		failsys_at(path);
	close(fd);
	return rv;
}

int
own_sync_folder(const char *path)
{
	char folder[PATH_MAX];

	return folder_of(folder, sizeof folder, path) == -1 ? -1 : own_sync(folder);
}

static int
is_of(const char *name, const char *db)
{
	size_t len = strlen(db);

	return strncmp(name, db, len) == 0 && (name[len] == '\0' || name[len] == '-');
}

/* A file system that is read-only to us (systemd, a page program) is no shut file. */
static int
check(int dir, const char *folder, const char *name)
{
	char path[PATH_MAX];

	if (faccessat(dir, name, R_OK | W_OK, 0) == 0 || errno != EACCES)
		return 0;
	snprintf(path, sizeof path, "%s/%s", folder, name);
	errno = EACCES;
	return shut(path);
}

int
own_check(const char *db)
{
	const char *slash = strrchr(db, '/'), *name = slash != NULL ? slash + 1 : db;
	char folder[PATH_MAX];
	struct dirent *e;
	DIR *d;
	int rv;

	if (folder_of(folder, sizeof folder, db) == -1)
		return -1;
	if ((d = opendir(folder)) == NULL)
		return errno == ENOENT ? 0 : shut(folder);
	rv = check(dirfd(d), folder, ".");
	while (rv == 0 && (e = readdir(d)) != NULL)
		if (is_of(e->d_name, name))
			rv = check(dirfd(d), folder, e->d_name);
	closedir(d);
	return rv;
}
