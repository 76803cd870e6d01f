#pragma once

#include "arena.h"

/*
 * The name of a folder as a quoted string of IMAP: modified UTF-7, and what
 * quotes need (RFC 3501, 5.1.3 and 9).  NULL and no error set if it is empty, no
 * UTF-8 or holds a control character.
 */
const char	*utf7_quote(const char *utf8, struct arena *);

/* The way back, for a list that a person reads: what is no such name stays as it is. */
const char	*utf7_text(const char *utf7, struct arena *);
