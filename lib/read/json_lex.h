#pragma once

#include <stdint.h>

#include "source.h"

/* The bytes of JSON, which are UTF-8, and what is made of a few of them: json.c's. */
struct json_lex {
	struct source	*in;		/* borrowed */
	const char	*p, *end;	/* bytes that lie ready */
	int		 ended;		/* no more come */
	int		 failed;	/* the source, which has said why */
	size_t		 line;
	int		 inside;	/* a string, whose rest comes next */
	uint32_t	 high;		/* a surrogate whose other half is to come, or 0 */
	char		*to;		/* where it goes */
	size_t		 len, room;
};

int	json_lex_look(struct json_lex *);	/* the next byte, or -1: there is none */
int	json_lex_next(struct json_lex *);	/* the same, and take it */
int	json_lex_at(struct json_lex *, int c);	/* is it that one? */
int	json_lex_at_one_of(struct json_lex *, const char *set);
void	json_lex_space(struct json_lex *);	/* pass over blanks */
int	json_lex_malformed(struct json_lex *, const char *what);	/* always -1 */

/* A string begins: -1, none does.  More of it: how many bytes, 0 at its end, or -1. */
int	json_lex_begin(struct json_lex *);
ssize_t	json_lex_string(struct json_lex *, char *, size_t);

/* A number, whose end is dropped where there is no room; 0 or -1. */
int	json_lex_number(struct json_lex *, char *, size_t);
