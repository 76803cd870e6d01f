#pragma once

#include "gzip.h"
#include "sniff.h"
#include "source.h"

/*
 * The files of a zip or tar, the contents of a bzip2 or xz; by libarchive.
 * Nothing is ever written under a member's name.
 */
struct unpack;

struct unpack	*unpack_open(struct source *, enum content, struct budget *);

/*
 * The next file: 1, 0 at the end, or -1 when the archive itself cannot be read
 * on.  Directories and what is evidently a system's own litter (__MACOSX/, ._x,
 * .DS_Store) are passed over.  The source and the name are lent until the next
 * call; reading the source fails if the member is corrupt or encrypted, and the
 * next member can still be asked for.
 */
int		 unpack_next(struct unpack *, struct source **, const char **name);
void		 unpack_close(struct unpack *);

const char	*unpack_version(void);		/* of libarchive */
