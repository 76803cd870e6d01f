#pragma once

#include "source.h"

/*
 * A mbox as its messages, split where a "From " line with a time in it follows
 * an empty line.  The first line of each message is that one, behind what head_lead()
 * passes over.
 */
struct mbox;

int		 mbox_sniff(struct source *);		/* 1 if it begins like one, 0, -1 */
struct mbox	*mbox_open(struct source *);		/* borrowed, and sniffed */
int		 mbox_next(struct mbox *, struct source **);	/* lent; 1, 0 at the end, -1 */
void		 mbox_close(struct mbox *);
