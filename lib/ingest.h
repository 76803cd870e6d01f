#pragma once

#include "arena.h"
#include "err.h"
#include "intake.h"
#include "sheaf.h"
#include "store.h"

/* Bytes from outside to stored reports: the one place where reading meets keeping. */
enum status {
	STATUS_IMPORTED, STATUS_DUPLICATE, STATUS_CONFLICT, STATUS_OTHER, STATUS_FAILED,
	STATUS_MAX
};

struct result {				/* of one report found, or one part refused */
	struct result	*next;
	struct tally	*tally;		/* it belongs to */
	const char	*file;		/* the input's name, as the sender called it */
	const char	*part;		/* where in it, or NULL */
	const char	*sender;	/* From of the message it came in, or NULL */
	enum status	 status;
	enum report_type type;		/* unless STATUS_FAILED */
	struct stored	 stored;	/* unless STATUS_OTHER or STATUS_FAILED */
	const char	*org, *domain, *report_id;
	int64_t		 begin, end;	/* seconds since 1970 */
	uint64_t	 warnings;	/* TERM_WARNING bits */
	enum err	 kind;		/* STATUS_FAILED: why */
	const char	*error;
};

struct tally {
	struct arena	*mem;		/* owns the results */
	struct result	*first, **last;
	size_t		 count[STATUS_MAX];
	int		 kept;		/* some were stored and committed on the way */
};

void		 tally_init(struct tally *, struct arena *);

/*
 * Read one input.  What became of it is added to the tally; the reports in it
 * wait in the sheaf to be stored, and their results are not yet true.  0 also
 * when reports were refused; -1 when the system failed: the tally is void then.
 * The budget may be of many inputs.  When too many reports wait, those so far
 * are stored and committed on the way.
 */
int		 ingest(struct sheaf *, struct source *, const char *file, const struct origin *,
		    const struct limits *, struct budget *, struct tally *);

/*
 * Store what waits: the results are true now, but nothing is safe, or to be
 * acknowledged, before store_commit() has returned 0.  On -1 the batch is the
 * caller's to end.
 */
int		 ingest_keep(struct sheaf *);

/* The tally as API.md's answer to an import, one row.  HTTP status: ingest_status(). */
int		 ingest_json(struct store *, const struct tally *, store_row, void *);
int		 ingest_status(const struct tally *);
const char	*status_text(enum status);	/* "imported" */

/* What one input says, as JSON, one row: read into a store of its own. */
int		 ingest_parse(struct source *, const struct limits *, store_row, void *);
