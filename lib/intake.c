#include <string.h>
#include <strings.h>

#include "arena.h"
#include "err.h"
#include "gzip.h"
#include "intake.h"
#include "leaf.h"
#include "unpack.h"

#define NESTING_MAX	16	/* of limits->nesting */

struct frame {			/* a container we are in */
	enum content	 content;
	struct gunzip	*gunzip;
	struct unpack	*unpack;
	struct mail	*mail;
	int		 entered;	/* gunzip: its one stream */
	int		 inner;		/* mail: part of another */
	size_t		 calls;		/* of the visitor, when we came here */
	size_t		 mark;		/* of mem */
	const char	*part;		/* its path */
};

struct walk {
	const struct limits	*limits;
	const struct visitor	*visitor;
	struct budget		 budget;
	struct arena		*mem;
	size_t			 calls;
	size_t			 depth;
	struct frame		 frames[NESTING_MAX];
};
