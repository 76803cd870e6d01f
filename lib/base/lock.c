#include <linux/limits.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "lock.h"
#include "own.h"

static int
lock_file(const char *db, const char *name, int flags)
{
	const char *slash = strrchr(db, '/');
	int n = slash != NULL ? (int)(slash - db + 1) : 0;
	char path[PATH_MAX];

	if ((size_t)snprintf(path, sizeof path, "%.*s%s.lock", n, db, name) >= sizeof path)
		return fail(ERR_SYSTEM, "the path of the database is too long");
	return own_open(path, flags, 0660);
}

int
lock_open(const char *db, const char *name)
{
	return lock_file(db, name, O_RDWR | O_CREAT);
}

int
lock_take(const char *db, const char *name)
{
	struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd, busy;

	if ((fd = lock_open(db, name)) == -1)
		return -1;
	if (fcntl(fd, F_OFD_SETLK, &all) == 0)
		return fd;
	busy = errno == EAGAIN || errno == EACCES;
	if (!busy)
		failsys("%s.lock", name);
	close(fd);
	return busy ? fail(ERR_BUSY, "another %s is running", name) : -1;
}

int
lock_held(const char *db, const char *name)
{
	struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd, rv;

	if ((fd = lock_file(db, name, O_RDONLY)) == -1)
		return errno == ENOENT ? 0 : -1;
	if ((rv = fcntl(fd, F_OFD_GETLK, &all)) == -1)
		failsys("%s.lock", name);
	close(fd);
	return rv == -1 ? -1 : all.l_type != F_UNLCK;
}
