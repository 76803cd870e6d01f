#pragma once

#include "fact.h"
#include "question.h"
#include "senders.h"
#include "sightings.h"
#include "store_db.h"

/*
 * Where reports are kept and asked about: one of engine_find()'s.  Words cross
 * here, never the numbers an engine may give them; a report's id is text that only
 * its engine reads.  State (jobs, alarms, pushes, mails that were read) is not an
 * engine's: it is always in the SQLite file of the store.
 */
struct engine {
	const char	*scheme;	/* of its address, before "://"; NULL: it is a path */

	/* When the store's own file is open and in order; and before it is closed. */
	int		(*open)(struct store *, const char *address);
	void		(*close)(struct store *);

	/* The fact of that name: 0; 1 when there is none; or -1. */
	int		(*ask)(struct store *, struct question *, const char *name, struct fact *);

	/* store_stream() */
	int		(*stream)(struct store *, struct question *, const char *name, store_words,
			    void *);

	/* store_senders() */
	int		(*senders)(struct store *, struct question *, struct senders_told *,
			    struct arena *);

	/* sightings_open() and what follows on it; sightings_fresh() */
	struct sightings *(*look)(struct store *, struct sightings_of *);
	int		(*look_each)(struct sightings *, each_sighting, void *);
	int		(*look_keep)(struct sightings *, int64_t from, const uint32_t *identities);
	void		(*look_close)(struct sightings *);
	int		(*look_fresh)(struct store *, int64_t *told,
			    int (*each)(void *, const char *domain), void *);

	/*
	 * One report, all of it or nothing: begin() tells whether its records are
	 * wanted (1) or it is known (0), add() takes each of them, end() says what
	 * became of it, 1 when it is new.  abort() takes back the report that has
	 * begun and not ended; or else all that is not committed.  The entry is lent
	 * from begin() to end().
	 */
	int		(*begin)(struct store *, const struct entry *);
	int		(*add)(struct store *, const struct record *);
	int		(*end)(struct store *, struct stored *);
	void		(*abort)(struct store *);

	/* What ended is kept for good once the state's own transaction is, which follows. */
	int		(*commit)(struct store *);

	/* store_delete() in the open batch; store_expire(), in batches of its own. */
	int		(*forget)(struct store *, const char *id, struct stored *);
	int		(*expire)(struct store *, int64_t day, struct forgotten *);

	int		(*version)(struct store *, int64_t *);		/* store_version() */
	int		(*check)(struct store *, int *stale);		/* store_check() */
};

extern const struct engine engine_sqlite;

/* The engine of an address; or NULL, ERR_SETTING. */
const struct engine *engine_find(const char *address);
