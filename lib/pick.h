#pragma once

#include "mail.h"
#include "unpack.h"

/*
 * What among other things is taken for a report, and what is passed over in
 * silence: a signature, a picture, an advertisement, a read-me.  The source has
 * been sniffed.
 */
enum pick { PICK_PASS, PICK_READ, PICK_FAILURE, PICK_REFUSE };

enum pick	pick_member(const char *name, enum content);
enum pick	pick_part(const struct mail_part *, enum content, struct arena *);

/* Does a name say that this is a report (RFC 7489, 7.2.1.1), whatever is in it? */
int		pick_claims(const char *name);
