#pragma once

#include "senders.h"
#include "service.h"

/* What people are told of a sender, in plain English; in the arena. */
struct sentence {
	const char	*title;		/* "Mailchimp", "Own server" */
	const char	*by;		/* what proves or names it: "key mail, SPF" */
	const char	*text;		/* who, how much, with what result, whose, and why */
	const char	*todo;		/* or NULL: nothing */
};

struct sentence_of {
	const struct sender *sender;
	const struct service *service;	/* that of its key; or NULL */
	int64_t		 days;		/* that its sums are of; 0: all there are */
	int64_t		 today;		/* since 1970: a day of long ago has its year */
};

struct sentence	sentence_of(const struct sentence_of *, struct arena *);

/* A number for people, "12,300"; a day, "24 Nov" or "24 Nov 2025". */
const char	*sentence_number(uint64_t, struct arena *);
const char	*sentence_day(int64_t day, int64_t today, struct arena *);
