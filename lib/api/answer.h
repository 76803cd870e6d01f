#pragma once

#include "request.h"

/*
 * Routes whose answer is their statement's: the query string becomes its
 * parameters, the path's number is :id.
 */
int	answer_json(struct req *);		/* one row, the reply; none: 404 */
int	answer_judged(struct req *);	/* the same, told the settings of readiness.h */
int	answer_csv(struct req *);		/* one row a line, streamed */
int	answer_original(struct req *);	/* the rows are one gzip file, streamed as text */

/* What a statement is told besides what was asked: made only when nobody has kept the answer. */
typedef int	(*answer_more)(struct req *, struct store *, const struct arg *asked,
		    const struct arg **told);

int	answer_told(struct req *, answer_more);
