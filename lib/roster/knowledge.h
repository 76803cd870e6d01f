#pragma once

#include "naming.h"
#include "places.h"
#include "store.h"
#include "verdict.h"

/* What is known of names and of the user, whatever reports say. */
struct knowledge {
	struct names	 names;
	struct owner	 owner;		/* with his marks, as the store has them */
	const char	*fingerprint;	/* another one: senders are told anew */
	struct places	 places;
	struct naming	 naming;	/* where names are from */
	const char	**found;	/* domains that are malloc'd; or NULL */
};

int	knowledge_open(struct knowledge *, struct store *, struct arena *);
void	knowledge_close(struct knowledge *);
