#pragma once

#include "account.h"
#include "err.h"
#include "folder.h"

/*
 * The folders that an account's settings name: where its mail is fetched from, and where
 * it is moved to.  IMAP_FOLDER is the name of one, or several with commas between them; a
 * name that ends in "*" stands for all that begin with the rest of it, and can be opened,
 * but for the one that mail is moved to.
 */
struct folders {
	struct source_folder {
		const char	*name;		/* may be another, once it is open */
		int		 alone;		/* as it is set, and not looked for yet */
		int		 listed;	/* by a "*" */
		int		 gone;		/* it was, and is not there any more */
	}		*all;			/* each but once */
	size_t		 count;			/* 0: there is none but the target */
	struct folder	 target;		/* of ACTION_MOVE */
	const struct account *account;		/* lent */
	struct arena	*mem;			/* lent; all names are its */
};

/* Asks the server only for what it must: nothing, for one folder and no target. */
int	folders_find(struct folders *, struct imap *, const struct account *, struct arena *);

/*
 * One that is set alone and cannot be opened may have another name there, by separator and
 * prefix: 1, it has; 0, no; -1.
 */
int	folders_rename(struct folders *, struct source_folder *, struct imap *);

/*
 * Those that could not be fetched from, and why.  miss() notes the error; end() is -1 with
 * it, if there was one: with that of a setting, which no time mends, before others.
 */
struct folders_missed {
	const char	*name;		/* the one whose error is told; NULL: none */
	struct err_kept	 why;
	const char	*others;	/* or NULL */
};

void	folders_miss(struct folders_missed *, const char *name, struct arena *);
int	folders_end(const struct folders_missed *, const struct folders *);
