#include <linux/limits.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "hash.h"
#include "lock.h"
#include "own.h"

static int
lock_file(const char *db, const char *name, int flags)
{
	char path[PATH_MAX], real[PATH_MAX];

	if (realpath(db, real) != NULL)		/* else it is still to be made */
		db = real;
	if ((size_t)snprintf(path, sizeof path, "%s-%s.lock", db, name) >= sizeof path)
		return fail(ERR_SYSTEM, "the path of the database is too long");
	return own_open(path, flags, 0660);
}

int
lock_open(const char *db, const char *name)
{
	return lock_file(db, name, O_RDWR | O_CREAT);
}

static int
take(const char *db, const char *name, struct flock *what)
{
	int fd, busy;

	what->l_type = F_WRLCK;
	what->l_whence = SEEK_SET;
	if ((fd = lock_open(db, name)) == -1)
		return -1;
	if (fcntl(fd, F_OFD_SETLK, what) == 0)
		return fd;
	busy = errno == EAGAIN || errno == EACCES;
	if (!busy)
		failsys("%s.lock", name);
	close(fd);
	return busy ? fail(ERR_BUSY, "another %s is running", name) : -1;
}

int
lock_take(const char *db, const char *name)
{
	return take(db, name, &(struct flock){ .l_len = 0 });
}

int
lock_take_of(const char *db, const char *name, const char *whom)
{
	struct hash h = hash_bytes(whom, strlen(whom));

	return take(db, name, &(struct flock){ .l_start = (off_t)(h.high >> 2), .l_len = 1 });
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
