#pragma once

#include "fact.h"
#include "page.h"
#include "question.h"

/*
 * Ids and cursors are opaque: text that this engine tells, and alone reads.  The id
 * of a report or record is its number; a place in a list is "key.count.id".
 */
int64_t	opaque_id(const struct question *, const char *name);	/* 0: it is none */

/* The place that a page is to go on from: 1; 0 none is asked for; or -1, ERR_PARAM. */
int	opaque_place(const struct question *, struct place *);

void	opaque_tell_place(struct fact *, const struct place *);	/* NULL: there is none */
