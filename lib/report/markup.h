#pragma once

#include <stddef.h>

/* What XML is made of, told one piece at a time from bytes that may be none. */
#define MARKUP_BLANK	" \t\r\n"

struct tag {
	const char	*name;		/* with its prefix */
	size_t		 len;
	size_t		 prefix;	/* bytes of it up to its ':' */
	int		 end;		/* </name> */
	int		 empty;		/* <name/> */
};

int	markup_blank(char);
int	markup_starts(const char *, size_t, const char *with);

/* The length of what is at s, 0 if it is none: */
size_t	markup_tag(struct tag *, const char *s, size_t);	/* of any name */
size_t	markup_plain(const char *s, size_t);	/* text without anything to look at */
size_t	markup_control(const char *s, size_t);	/* a character XML has no place for */
size_t	markup_reference(const char *s, size_t, int *bad);	/* bad: to such a character */
