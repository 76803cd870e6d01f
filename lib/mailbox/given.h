#pragma once

#include "arena.h"
#include "err.h"
#include "fetch_job.h"
#include "journal.h"
#include "limit.h"
#include "progress.h"
#include "source.h"

/*
 * Mails that a mailbox gave, read into the store: the reports of each, its row of the
 * journal and the numbers of the job are stored together.
 */
struct given {				/* one mail, whole, or more of it than is read */
	uint32_t	 uid;
	struct slice	 mail;
	enum letter	 state;		/* comes out, once it is read */
};

struct given_way {			/* in which they came; all of it is lent */
	const struct journal *journal;
	const struct limits *limits;
	int64_t		 job;
	struct fetch_job_counts *counts;
	struct progress	*bar;
	const char	*via;		/* as struct origin has it */
	const char	*(*name)(const void *, uint32_t uid, struct arena *);	/* cleaned */
	const void	*arg;
};

/* Each is counted as begun before it is read; what the system failed at was not tried. */
int	given_read(const struct given_way *, struct given *, size_t n);

/* One that is not read, and why (of that kind), told by name; more of its name, or NULL. */
int	given_set_aside(const struct given_way *, uint32_t uid, const char *name, enum err,
	    const char *why);

#define GIVEN_ATTEMPTS	3		/* begun so often, and it ended the program each time: */
#define GIVEN_ENDED	"reading it ended the program three times; it is tried again once a week"
