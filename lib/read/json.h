#pragma once

#include "arena.h"
#include "source.h"

/*
 * JSON (RFC 8259) of any UTF as it comes: each value from first to last, by its path,
 * and nothing is held.  What is no JSON is ERR_JSON_MALFORMED, and names the line; what
 * is nested too deeply is ERR_LIMIT.
 */
struct json;

enum json_event {
	JSON_END,		/* of the text */
	JSON_OBJECT, JSON_LIST,	/* begins */
	JSON_LEAVE,		/* the one we are in ends */
	JSON_STRING, JSON_NUMBER,
	JSON_WORD		/* true, false, null */
};

struct json	*json_open(struct source *, size_t max_depth);	/* borrowed; NULL: it fails */
int		 json_next(struct json *);		/* an enum json_event, or -1 */
void		 json_close(struct json *);		/* NULL is fine */

/*
 * Where the value is, or what is in a list: "a.b[].c", lent until the next; "" at the
 * top, and when it is long.
 */
const char	*json_path(const struct json *);

/* Of a JSON_STRING: a source_fill of its bytes in UTF-8.  What is not read is passed over. */
ssize_t		 json_read(void *json, void *, size_t);

/* A JSON_STRING or JSON_NUMBER as text, cut at MAX_LINE; NULL: it fails. */
const char	*json_text(struct json *, struct arena *);
