#pragma once

#include "request.h"

/*
 * Routes whose answer is their statement's: the query string becomes its
 * parameters, the path's number is :id.
 */
int	get_json(struct req *);		/* one row, the reply; none: 404 */
int	get_judged(struct req *);	/* the same, told the settings of judge.h */
int	get_csv(struct req *);		/* one row a line, streamed */
int	get_original(struct req *);	/* the rows are one gzip file, streamed as text */
