#pragma once

#include <stdatomic.h>

#include "store.h"

/*
 * The store one thread works with, for as long as it runs: the database may
 * appear, be put back from a backup, or be lost, meanwhile.
 */
struct cache;
struct keeper;

/* seen: false at first, and shared by all of a process; it outlives them.  Or NULL. */
struct keeper	*keeper_new(const char *db, enum store_mode, atomic_bool *seen);
void		 keeper_free(struct keeper *);		/* NULL is fine */

/* The store, or NULL.  One that was there and is gone is not made once more. */
struct store	*keeper_store(struct keeper *);
struct store	*keeper_blank(struct keeper *);		/* an empty one, always there */
struct cache	*keeper_cache(struct keeper *);		/* of answers from the store */
