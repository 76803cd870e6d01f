#pragma once

/*
 * One of a kind at a time, across processes and threads: a lock on
 * DATABASE-NAME.lock, beside the database itself whatever link leads to it.  The
 * kernel lets it go with the last descriptor.
 */
int	 lock_take(const char *db, const char *name);	/* a descriptor; -1: ERR_BUSY, if held */
int	 lock_take_of(const char *db, const char *name, const char *whom);	/* one for each */
int	 lock_open(const char *db, const char *name);	/* its file, which is not locked */
int	 lock_held(const char *db, const char *name);	/* by anybody: 1, 0 or -1 */
