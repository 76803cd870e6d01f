#pragma once

#include "arena.h"
#include "field.h"

/* What the text of an element means: into the structures of report.h. */
struct field_taker {
	struct arena	*mem;		/* where strings are kept */
	uint64_t	*odd;		/* gathers WARN_BITs */
};

#define FIELD_BLANK	" \t\r\n"

/* The text is trimmed, not empty, ends in a NUL and may be written on. */
void	 field_take(const struct field *, struct fields *, char *, size_t, struct field_taker *);

/* Without the characters of a set at both ends; changes the length with it. */
char	*field_trim(char *, size_t *, const char *set);
