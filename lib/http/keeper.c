#include <sys/stat.h>

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "cache.h"
#include "err.h"
#include "keeper.h"

struct keeper {
	const char	*db;
	enum store_mode	 mode;
	atomic_bool	*seen;		/* by anybody: the database */
	struct store	*store;		/* NULL: not open */
	struct store	*blank;
	struct cache	*cache;
	struct stat	 file;		/* the store's, when it was opened */
};

struct keeper *
keeper_new(const char *db, enum store_mode mode, atomic_bool *seen)
{
	struct store *blank = store_open(":memory:", STORE_WRITE);
	struct keeper *k;

	if (blank == NULL)
		return NULL;
	k = xrealloc(NULL, sizeof *k);
	*k = (struct keeper){ .db = db, .mode = mode, .seen = seen, .blank = blank,
	    .cache = cache_new() };
	return k;
}

void
keeper_free(struct keeper *k)
{
	if (k == NULL)
		return;
	store_close(k->store);
	store_close(k->blank);
	cache_free(k->cache);
	free(k);
}

/* Is the file still the one that was opened? */
static int
is_open(const struct keeper *k)
{
	struct stat sb;

	return k->store != NULL && stat(k->db, &sb) == 0 && sb.st_dev == k->file.st_dev &&
	    sb.st_ino == k->file.st_ino && sb.st_size > 0;
}

struct store *
keeper_store(struct keeper *k)
{
	if (is_open(k))
		return k->store;
	store_close(k->store);
	k->store = NULL;
	cache_clear(k->cache);
	if (*k->seen && store_find(k->db) == 0) {
		fail_at(k->db, ERR_LOST, "the database was there and is gone: mount its disk "
		    "or put back a backup; to begin anew, start the programs again");
		return NULL;
	}
	k->store = store_open(k->db, k->mode);
	if (k->store != NULL && stat(k->db, &k->file) == -1)
		memset(&k->file, 0, sizeof k->file);
	if (k->store != NULL)
		*k->seen = 1;
	return k->store;
}

struct store *
keeper_blank(struct keeper *k)
{
	return k->blank;
}

struct cache *
keeper_cache(struct keeper *k)
{
	return k->cache;
}
