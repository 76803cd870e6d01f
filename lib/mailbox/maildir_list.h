#pragma once

#include <stddef.h>

#include "arena.h"
#include "journal.h"

/* The mails in a Maildir's new, in the order of strcmp() of their names. */
struct maildir_file {
	const char	*name;		/* as far as a ":": its own, wherever it is moved */
	const char	*info;		/* from the ":" on, or "" */
	uint32_t	 uid;		/* the journal's; 0: none */
	enum letter	 state;		/* LETTER_MAX: it is not begun */
	int		 attempts;
	int64_t		 tried;		/* the last time, since 1970 */
};

struct maildir_list {
	struct maildir_file *files;
	size_t		 count;
	struct arena	*mem;		/* of the names */
};

/* What the folder has, but for what is no file or hidden.  Both are to be freed, on -1 too. */
int	maildir_list_read(struct maildir_list *, int folder);
void	maildir_list_free(struct maildir_list *);

/* In full. */
const char	*maildir_list_name(const struct maildir_file *, struct arena *);
