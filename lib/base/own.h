#pragma once

#include <sys/types.h>

/*
 * The files the programs keep: the database, its locks, its backups.  Whoever makes
 * one, it is of the user and group that its folder is of: a command of root's does not
 * shut the service out.  No link is followed.
 *
 * own_open() is open(2), with O_CLOEXEC: a descriptor, or -1 and ERR_SYSTEM.
 */
int	 own_open(const char *path, int flags, mode_t mode);

/* On disk now, or -1, ERR_SYSTEM: what is in a file; the names that are in its folder. */
int	 own_sync(const char *path);
int	 own_sync_folder(const char *path);

/*
 * -1, ERR_SYSTEM: some file of this database (the database, its locks), or their
 * folder, is shut to the user that we are.  One that is not there is no matter.
 */
int	 own_check(const char *db);
