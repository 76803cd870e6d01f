#pragma once

#include <stddef.h>

#include "arena.h"
#include "sniff.h"
#include "source.h"

/* The kinds of reports there are: report_type.def. */
enum report_type {
#define TYPE(key, name, words, content, read, marks, media) REPORT_##key,
#include "report_type.def"
#undef TYPE
	REPORT_TYPES
};

/* What a report that is recognised and not kept calls itself, UTF-8. */
struct report_name {
	const char	*org;		/* or NULL; what is endless is cut */
	const char	*report_id;
};

/*
 * Is this a report of the kind, and sound?  Read as it comes, to its end; nothing is
 * held but its name, in the arena.  1, 0 when it is something else, or -1.
 */
typedef int	(*report_reader)(struct source *, size_t max_depth, struct arena *,
		    struct report_name *);

struct report_kind {
	const char	*name, *words;	/* in the API; for people */
	enum content	 content;
	report_reader	 read;		/* NULL: nobody */
	const char	*marks;		/* words, a blank between them */
	const char	*media;		/* media types, likewise */
};

extern const struct report_kind report_kinds[REPORT_TYPES];

/* What a text of that content is taken for, by its beginning; marked: it has a word of it. */
enum report_type	report_type_find(enum content, const char *head, int *marked);

/* Is a media type, in lower case, of nothing but reports? */
int			report_type_owns(const char *media);
