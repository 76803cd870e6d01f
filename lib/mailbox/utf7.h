#pragma once

#include "arena.h"

/*
 * The name of a folder as a quoted string of IMAP: modified UTF-7, and what
 * quotes need (RFC 3501, 5.1.3 and 9).  NULL: ERR_PARAM if it is empty, no UTF-8 or
 * holds a control character; ERR_SYSTEM if the C library lacks the encoding.
 */
const char	*utf7_quote(const char *utf8, struct arena *);

/* The way back: what is no such name stays as it is.  NULL: ERR_SYSTEM. */
const char	*utf7_text(const char *utf7, struct arena *);
