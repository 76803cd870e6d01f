#pragma once

#include "fact.h"
#include "naming.h"
#include "senders.h"
#include "sentence.h"

/* Senders as a page shows them: in order, with what people are told of each. */
struct listed {
	const struct sender *sender;
	const struct service *service;	/* or NULL */
	const char	*id;		/* sender_id_text() */
	struct sentence	 said;
};

enum sender_group { GROUP_NEEDS, GROUP_WORKS, GROUP_STRANGERS, GROUPS };

struct sender_list {
	struct naming	 naming;
	struct listed	*of;		/* in the arena */
	size_t		 count;
	size_t		 groups[GROUPS];	/* how many of each */
	int64_t		 until;
};

/* asked: of a filter.  The caller closes it, however it went. */
int	sender_list_open(struct sender_list *, struct store *, const struct arg *asked,
	    struct arena *);
void	sender_list_close(struct sender_list *);

/* Most messages first; the groups are none any more. */
void	sender_list_by_size(struct sender_list *);

/* Rows from..to as a fact: "row", and what sender_row.inc makes of it. */
void	sender_list_tell(const struct sender_list *, size_t from, size_t to, struct fact *);
