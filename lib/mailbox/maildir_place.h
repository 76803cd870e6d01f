#pragma once

#include "arena.h"

/* The Maildir that the settings DMARC_MAILDIR... name. */
struct maildir_place {
	const char	*dir;
	const char	*shown;		/* dir, cleaned */
	enum { MAILDIR_SEEN, MAILDIR_DELETE } action;
	const char	*action_text;	/* as it was set */
	int		 new, cur;	/* folders, once it is open */
};

/* -1: ERR_FORBIDDEN when there is none (no DMARC_MAILDIR), ERR_SETTING. */
int	maildir_place_read(struct maildir_place *, struct arena *);

/* Its folders, which one may read and write; both are the caller's to close, unless -1. */
int	maildir_place_open(struct maildir_place *, struct arena *);
void	maildir_place_close(const struct maildir_place *);

/* What is wrong with something in it, by errno, and what to do: -1, ERR_SETTING, ERR_SYSTEM. */
int	maildir_place_fail(const struct maildir_place *, const char *what);
