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

/*
 * -1, ERR_SYSTEM: some file of this database (the database, its locks), or their
 * folder, is shut to the user that we are.  One that is not there is no matter.
 */
int	 own_check(const char *db);
