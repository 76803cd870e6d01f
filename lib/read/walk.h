#pragma once

#include "arena.h"
#include "err.h"
#include "gzip.h"
#include "intake.h"
#include "mbox.h"
#include "unpack.h"

/* Where intake() is in the containers of an input, and what it tells of it. */
struct frame {			/* a container we are in */
	struct gunzip	*gunzip;	/* one of the four */
	struct unpack	*unpack;
	struct mail	*mail;
	struct mbox	*mbox;
	const char	*part;		/* its path */
	size_t		 mark;		/* of mem: the path lies before */
	size_t		 children;	/* seen so far */
	size_t		 told;		/* to the visitor when we came here */
	int		 quiet;		/* a message that may well hold no report */
	int		 claims;	/* says that it holds one, and that all in it is */
	int		 shows;		/* a report's name, in a zip or tar */
};

struct walk {
	const struct limits	*limits;
	const struct visitor	*visitor;
	struct budget		*budget;
	struct arena		*mem;
	size_t			 told;
	size_t			 unnamed;	/* refused, beyond those named */
	enum err		 gravest;	/* of them */
	enum claim		 claim;		/* the strongest of theirs */
	int			 claims;	/* the part at hand says that it is a report */
	struct frame		*frames;
	size_t			 depth;
	size_t			 nested;	/* of them, without the mboxes */
};

struct frame	*walk_top(const struct walk *);
struct leaf	 walk_leaf(const struct walk *, const char *part);
int		 walk_cut(const struct walk *);	/* did a gzip around us end before its end? */

/*
 * Tell the visitor: of a part refused, which err_kind() says unless the system is to
 * blame, then -1; of a report of another kind; of those refused beyond the limit.
 */
int		 walk_refused(struct walk *, const char *part);
int		 walk_refuse(struct walk *, const char *part, enum err, const char *why);
int		 walk_other(struct walk *, const char *part, enum report_type,
		    const struct report_name *);
int		 walk_unnamed(struct walk *);
