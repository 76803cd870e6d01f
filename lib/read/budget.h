#pragma once

#include <stdint.h>

#include "limit.h"
#include "source.h"

/*
 * What is spent on one request, one mail or one file given in a shell: its
 * limits are of all that it holds together, and of each limits.body bytes that
 * come for it.  When one is reached the budget is spent: nothing more is read,
 * and each function that returns an int returns -1 with the same ERR_LIMIT.
 */
struct budget {
	const struct limits	*limits;
	struct source		*in;		/* the input at hand */
	uint64_t		 come;		/* bytes of those before it */
	uint64_t		 unpacked;	/* bytes decompressed */
	uint64_t		 part;		/* of them, for the part at hand */
	uint64_t		 mended;	/* bytes read a second time, to mend them */
	size_t			 files;		/* in archives */
	size_t			 empty;		/* of them */
	size_t			 refused;	/* parts told of */
	int64_t			 vain;		/* CPU time, ns, before since */
	int64_t			 since;
	char			 why[128];	/* it is spent, or "" */
};

void	budget_begin(struct budget *, const struct limits *);	/* lent */

/* One input of those it is for: only meanwhile is time counted. */
void	budget_open(struct budget *, struct source *);		/* borrowed */
void	budget_close(struct budget *);

/* The next part of it begins. */
int	budget_part(struct budget *);
/* It was worth its time, which is all that was spent since. */
void	budget_worth(struct budget *);

/* How many bytes may still be decompressed for the part; to take more is ERR_LIMIT. */
size_t	budget_left(const struct budget *);
int	budget_take(struct budget *, size_t);

int	budget_mend(struct budget *, size_t);		/* so many bytes more need it */
int	budget_time(struct budget *);			/* is there some left? */
int	budget_files(struct budget *, size_t);		/* so many more are in an archive */
int	budget_empty(struct budget *);			/* one of them is */
int	budget_check(const struct budget *);		/* -1: it is spent */
