#pragma once

#include "err.h"
#include "given.h"
#include "maildir.h"
#include "maildir_list.h"

/* Inside maildir: what a fetch shares. */
struct maildir_run {
	struct maildir	*m;
	struct maildir_place place;	/* open */
	struct journal	 journal;
	struct progress	*bar;
	int64_t		 deadline;	/* milliseconds; of a drain none */
	struct maildir_list list;	/* of a round */
	size_t		 troubles;	/* files that could not be read or moved in it */
	struct err_kept	 trouble;	/* the first */
};

int	maildir_run_wants(const struct maildir_file *);	/* is it to be read? */
int	maildir_run_over(struct maildir_run *);	/* no more is read in this run */
void	maildir_run_note(struct maildir_run *);	/* the error is a trouble with one file */

/* maildir_read.c: what is new, or was begun, into the store; acts on it. */
int	maildir_read(struct maildir_run *);

/* maildir_act.c: what is due for these. */
int	maildir_act(struct maildir_run *, struct maildir_file *, size_t n);
