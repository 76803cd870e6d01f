#pragma once

#include "budget.h"
#include "limit.h"
#include "mail.h"
#include "report.h"
#include "report_type.h"
#include "source.h"

/*
 * Walks one input through every wrapping to the reports in it.  Each report
 * found, and each part that should have been one, becomes one call of done() or
 * refused(): a bad neighbour keeps nobody out.
 */
enum claim {				/* that something refused was to be a report */
	CLAIM_NONE,			/* people send such things */
	CLAIM_MAIL,			/* the subject of its mail says so */
	CLAIM_SENDER,			/* it came in no mail: whoever sent it says so */
	CLAIM_PART			/* its name, its media type, or what could be read of it */
};

struct leaf {				/* where it was found */
	const char		*part;	/* "a.zip/b.xml", NULL for the input itself */
	const struct mail_head	*mail;	/* the message it came in (the innermost), or NULL */
	enum claim		 claim;	/* of what was refused */
};

struct visitor {
	int	(*begin)(void *);	/* an aggregate report's records follow */
	int	(*record)(void *, const struct record *);
	int	(*done)(void *, const struct leaf *, const struct report *, struct spool *gz);
	void	(*undo)(void *);	/* since begin(); the report may begin() again */
	int	(*other)(void *, const struct leaf *, enum report_type,
		    const struct report_name *);
	int	(*refused)(void *, const struct leaf *);	/* err_text() says why */
	void	*arg;
};

/*
 * gz holds the report's XML as it came, compressed.  The name is NULL
 * where nobody reads it.  Returns 0 when the walk ended, -1 when a
 * callback said so or the system failed; what is wrong with the input itself is
 * always told by refused().  At least one call is made.  The budget may be of many
 * inputs.
 */
int	intake(struct source *, const struct limits *, struct budget *, const struct visitor *);
