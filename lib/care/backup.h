#pragma once

#include "arena.h"
#include "store.h"

/*
 * A copy of the database in a folder: dmarc-20261124-033000.db, whole or not
 * there at all.  Of those of that name the newest seven are kept, and those
 * of later days, which a clock made that was wrong, are let be.
 */
struct backup {
	const char	*name;		/* in the folder */
	int64_t		 size;
	int		 kept, removed;
};

int	backup_make(struct store *, const char *folder, struct arena *, struct backup *);
