#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "cache.h"
#include "clean.h"
#include "err.h"
#include "gateway.h"
#include "limit.h"
#include "worker.h"

int
worker_begin(struct worker *w, struct gateway *gateway)
{
	w->gateway = gateway;
	w->cache = cache_new();
	w->blank = store_open(":memory:", STORE_WRITE);
	return w->blank != NULL ? 0 : -1;
}

void
worker_end(struct worker *w)
{
	store_close(w->store);
	store_close(w->blank);
	cache_free(w->cache);
	gateway_close(w->gateway);
}

/* Is the file still the one that was opened? */
static int
is_open(const struct worker *w)
{
	struct stat sb;

	return w->store != NULL && stat(w->db, &sb) == 0 && sb.st_dev == w->file.st_dev &&
	    sb.st_ino == w->file.st_ino && sb.st_size > 0;
}

struct store *
worker_store(struct worker *w)
{
	if (is_open(w))
		return w->store;
	store_close(w->store);
	w->store = NULL;
	cache_clear(w->cache);
	if (*w->seen && store_find(w->db) == 0) {
		fail_at(w->db, ERR_LOST, "the database was there and is gone: mount its disk "
		    "or put back a backup; to begin anew, start the programs again");
		return NULL;
	}
	w->store = store_open(w->db, w->app->mode);
	if (w->store != NULL && stat(w->db, &w->file) == -1)
		memset(&w->file, 0, sizeof w->file);
	if (w->store != NULL)
		*w->seen = 1;
	return w->store;
}

void
worker_complain(const struct worker *w, const char *what, int status)
{
	struct arena *mem = arena_new();

	fprintf(stderr, "%s: %s: %d %s: %s\n", w->app->name, what, status, err_code(err_kind()),
	    clean_text(err_log(), MAX_LINE, mem));
	arena_free(mem);
}
