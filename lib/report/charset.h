#pragma once

#include "source.h"

/*
 * The code point of each byte in a single-byte encoding, -1 for none.  Returns
 * -1 and sets no error for an encoding that is unknown or of another kind.
 */
int		 charset_map(const char *name, int map[256]);

/*
 * An XML document as UTF-8, without a byte order mark, whatever it is in: told
 * by its mark, its first bytes, or what it declares.  Bytes that are no text
 * are taken for windows-1252.
 */
struct charset;

struct charset	*charset_open(struct source *);		/* borrowed; NULL: it cannot be read */
struct source	*charset_source(struct charset *);	/* lent */
int		 charset_mended(const struct charset *);	/* were there such bytes? */
void		 charset_close(struct charset *);	/* NULL is fine */
