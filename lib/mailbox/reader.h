#pragma once

#include "arena.h"
#include "limit.h"
#include "wire.h"

/*
 * Inside imap: the answers of a server as tokens (RFC 3501, 9), so that what a
 * string or a literal holds is never taken for anything else.
 */
enum token { TOKEN_WORD, TOKEN_STRING, TOKEN_LITERAL, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_END };

struct reader {
	struct wire	*wire;
	const struct limits *limits;
	char		 buf[16384];
	size_t		 at, len;
	char		*text;		/* of the token, ends in a NUL */
	size_t		 size, room;
	size_t		 taken;		/* of this answer, without literals */
	uint64_t	 literal;	/* bytes of it not read yet */
};

void	reader_init(struct reader *, struct wire *, const struct limits *);
void	reader_free(struct reader *);

/*
 * The next token of an answer; TOKEN_END is its end.  After TOKEN_LITERAL its
 * bytes are to be read by reader_literal(), or they are passed over.  -1: the
 * connection is over.
 */
int	reader_next(struct reader *);
int	reader_rest(struct reader *);		/* the rest of the line into text, as it is */
int	reader_skip(struct reader *);		/* to the answer's end */
int	reader_end(struct reader *);		/* its end, which must come now */
int	reader_range(struct reader *);		/* of a set "1:3,7", a word; 1: more follow */
ssize_t	reader_literal(struct reader *, const void **);	/* lent; 0 at its end */

/* The next token, and what it says if it is a word, a string or a literal of a line at most. */
int	reader_word(struct reader *, struct arena *, const char **);

int	reader_is(const struct reader *, const char *word);	/* the token, in any case */
int	reader_number(const struct reader *, uint64_t *);	/* the token; or -1, no error set */
