#pragma once

#include <stddef.h>

#include "limit.h"
#include "report.h"

/*
 * Reads one report's XML as it comes.  Each record is handed on when it is
 * complete; the report itself, whose metadata may come last, at the end.  A
 * callback that returns -1 stops the parser with the error it set.
 */
struct sink {
	int	(*record)(void *, const struct record *);
	void	*arg;
};

struct parser;

struct parser	*parser_new(const struct sink *, const struct limits *);
int		 parser_feed(struct parser *, const void *, size_t);
void		 parser_warn(struct parser *, int warning);	/* a TERM_WARNING, for the report */

/* No more: is it whole?  The report, lent until parser_free, or NULL. */
const struct report *parser_end(struct parser *);
void		 parser_free(struct parser *);

const char	*parse_version(void);		/* of expat */
