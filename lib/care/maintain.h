#pragma once

#include "arena.h"
#include "store.h"

/*
 * What the night is for: see that the database is sound; forget what is older
 * than RETENTION_DAYS; prune what was noted of fetches and alarms; write the WAL
 * back; make a backup in DMARC_BACKUP_DIR.  After a step that fails there is no
 * other: a damaged database is neither written to nor copied over a good one.
 * When the clock is not to be believed (clock_check.h) nothing is forgotten or
 * pruned, and all of it has failed in the end.  sure: somebody says it is right.
 */
typedef int	(*maintain_say)(void *, const char *step, const char *said, int64_t ms);

int	maintain_run(struct store *, struct arena *, int sure, maintain_say, void *);
