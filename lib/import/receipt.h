#pragma once

#include "arena.h"
#include "err.h"
#include "intake.h"
#include "store.h"

/* What became of all that came at once: a result for each report and each part refused. */
enum status {
	STATUS_IMPORTED, STATUS_DUPLICATE, STATUS_CONFLICT, STATUS_OTHER, STATUS_FAILED,
	STATUS_MAX
};

struct result {				/* of one report found, or one part refused */
	struct result	*next;
	struct receipt	*receipt;	/* it belongs to */
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
	enum claim	 claim;		/* STATUS_FAILED: was it to be a report? */
	const char	*error;
};

struct receipt {
	struct arena	*mem;		/* owns the results */
	struct result	*first, **last;
	size_t		 count[STATUS_MAX];
	int		 kept;		/* some were stored and committed on the way */
};

void		 receipt_init(struct receipt *, struct arena *);

/* The newest day of what was stored, as alarm_after() wants it; or day, if that is later. */
int64_t		 receipt_newest(const struct receipt *, int64_t day);

/*
 * Was a report lost with what was refused?  People send each other much that nobody can
 * read, so something has to say that it was one: it itself; the subject of its mail, when
 * no report came; or one that did, unless what was refused was sound and something else.
 */
int		 receipt_lost(const struct receipt *, const struct result *);

/*
 * Keep what was refused, in the open batch: by mail (job), by webhook (0).  Of a message
 * only what was lost: whoever sends something else has said himself that it is a report.
 */
int		 receipt_keeps(const struct receipt *, const struct result *);
int		 receipt_keep_refused(struct store *, const struct receipt *, const char *via,
		    int64_t job);

/* As somebody tells it who reads the table result; API.md's answer to an import. */
typedef int	(*receipt_teller)(struct store *, store_row, void *);

int		 receipt_answer(struct store *, const struct receipt *, receipt_teller, store_row,
		    void *);
int		 receipt_json(struct store *, const struct receipt *, store_row, void *);
int		 receipt_http_status(const struct receipt *);
const char	*status_text(enum status);	/* "imported" */
