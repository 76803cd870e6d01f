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
