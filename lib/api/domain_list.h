#pragma once

#include "sender_list.h"

/* The domains that are chosen, those first that need somebody. */
struct listed_domain {
	const char	*name;		/* organizational */
	const char	*p, *sp;	/* of its policy; or NULL */
	int64_t		 pct;		/* -1: none */
	uint64_t	 own, failed, stopped;	/* messages of the user's own */
	uint64_t	 strangers, strangers_stopped;
	size_t		 senders, broken, undecided;	/* how many */
	uint64_t	 asked;		/* failed messages of the undecided */
	uint64_t	 score;		/* what of one's own fails, by how much it matters */
	uint64_t	 weeks[STORE_WEEKS][2];	/* of one's own: passed, failed */
	int64_t		 since;		/* first day of the failures that go on; -1: none do */
	const struct listed *worst;	/* the sender that needs somebody most; or NULL */
};

struct domain_list {
	struct sender_list senders;
	struct listed_domain *of;	/* in the arena */
	size_t		 count;
	size_t		 needs;		/* whose own mail fails */
	size_t		 asks;		/* others, with senders to decide on */
};

/* asked: of a filter.  The caller closes it, however it went. */
int	domain_list_open(struct domain_list *, struct store *, const struct arg *asked,
	    struct arena *);
void	domain_list_close(struct domain_list *);

/* Rows from..to as a fact, as domains.sql takes it. */
void	domain_list_tell(const struct domain_list *, size_t from, size_t to, struct fact *);
