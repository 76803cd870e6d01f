#pragma once

#include "store.h"
#include "verdict.h"

/* Those who sent what a filter chooses: what is kept of each, and sums of what it sent. */
#define STORE_WEEKS	12

struct sender {
	const char	*domain, *kind, *name;	/* what it is known by: sender_id() */
	const char	*service;		/* its key; or NULL */
	enum class	 class;
	const char	*rule;
	int		 sure;
	int64_t		 first, last;		/* days it was seen on, ever */
	int64_t		 since;			/* of the failures that go on; -1: none do */
	int64_t		 passed;		/* the last day that anything did; -1: nothing */
	const char	*keys;			/* that proved it, by family, "mail, k#"; or NULL */
	int		 spf;			/* SPF of the domain did */
	const char	*policy;		/* that its domain published last; or NULL */
	const char	*signer, *envelope;	/* foreign, that passed; or NULL */

	struct {				/* what NULL: none is set */
		const char	*what, *who, *note;
		int64_t		 time;
	} mark;

	/* Messages; refused (reject) and spam (quarantine), passed or not; failed and delivered. */
	uint64_t	 messages, failed;
	uint64_t	 both, key_alone, spf_alone;	/* what held those that passed */
	uint64_t	 refused, spam, delivered;
	uint64_t	 addresses, reporters;
	uint64_t	 weeks[STORE_WEEKS][2];	/* passed, failed, whatever the period */
	uint64_t	 slipped[STORE_WEEKS];	/* failed and delivered, likewise */
};

struct senders_told {
	struct sender	*of;		/* in the arena, in no order */
	size_t		 count;
	int64_t		 until;		/* the day on which the weeks end */
};

/* args: of a filter. */
int	store_senders(struct store *, const struct arg *, struct senders_told *, struct arena *);
