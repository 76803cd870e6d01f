#pragma once

#include "resolve.h"

/*
 * Whose an identity is: by the first rule of a table that fits it.  Proof comes before
 * rates; what the data cannot tell is undecided.
 */
enum class { CLASS_MINE_OK, CLASS_MINE_BROKEN, CLASS_FORWARDER, CLASS_UNDECIDED, CLASS_STRANGER };

const char	*class_text(enum class);	/* "mine-ok", "mine-broken" and so on */
enum class	 class_find(const char *);	/* what is none of them: undecided */
int		 class_is_mine(enum class);	/* works or not */

struct verdict {
	const char	*rule;		/* its id, "M1" */
	enum class	 class;
	int		 sure;		/* else: probably */
};

/* What the user says: of an identity by its kind and name, or of all in a network. */
struct mark {
	enum { MARK_MINE = 1, MARK_NOT_MINE, MARK_EXPECTED } what;
	const char	*domain;	/* organizational */
	const char	*identity;	/* "kind:name"; NULL: by the network */
	struct ip	 ip;
	unsigned int	 bits;		/* of it, that make the network */
};

struct owner {				/* what is known of the user */
	const char	*const *domains;	/* organizational, of his */
	size_t		 ndomains;
	const struct mark *marks;
	size_t		 nmarks;
};


struct standing;

/* A verdict for each of n identities, in the arena. */
struct verdict	*judge(const struct standing *, size_t n, struct arena *);
