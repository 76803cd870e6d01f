#pragma once

#include "store.h"

/* Those who sent what a filter chooses: what is kept of each, and sums of what it sent. */
#define STORE_WEEKS	12

struct sender {
	const char	*domain, *kind, *name;	/* what it is known by: sender_id() */
	const char	*service;		/* its key; or NULL */
	const char	*class, *rule;
	int		 sure;
	int64_t		 first, last;		/* days it was seen on, ever */
	int64_t		 since;			/* of the failures that go on; -1: none do */

	struct {				/* what NULL: none is set */
		const char	*what, *who, *note;
		int64_t		 time;
	} mark;

	/* Messages; failed ones are told by what became of them. */
	uint64_t	 messages, failed, both, dkim, spf;
	uint64_t	 refused, spam, delivered;
	uint64_t	 addresses, reporters;
	uint64_t	 weeks[STORE_WEEKS][2];	/* passed, failed, whatever the period */
};

struct senders_told {
	struct sender	*of;		/* in the arena, in no order */
	size_t		 count;
	int64_t		 until;		/* the day on which the weeks end */
};

/* args: of a filter. */
int	store_senders(struct store *, const struct arg *, struct senders_told *, struct arena *);
