#pragma once

#include "field.h"
#include "limit.h"
#include "parse.h"

/* A report while it is read, element by element: what their text means. */
struct draft;

struct draft	*draft_new(const struct sink *, const struct limits *);
void		 draft_free(struct draft *);
void		 draft_warn(struct draft *, int warning);
void		 draft_xmlns(struct draft *, const char *, size_t);

/*
 * An element begins.  Returns it, or FIELD_TOP when it has no meaning here or
 * repeats what may stand but once: then all in it is passed over.
 */
enum element	 draft_open(struct draft *, enum element in, const char *name);

/* It ends, and this is its text, which may be written on.  0, or -1. */
int		 draft_close(struct draft *, enum element, char *, size_t);

/* The report, with the hash of what it says; lent.  NULL: it lacks something. */
const struct report *draft_end(struct draft *, struct hash);
