#pragma once

#include "mail.h"
#include "report_type.h"

/*
 * What among other things is taken for a report, and what is passed over in
 * silence: a signature, a picture, an advertisement, a read-me.  The source has
 * been sniffed.
 */
enum candidate { CANDIDATE_PASS, CANDIDATE_READ, CANDIDATE_FAILURE, CANDIDATE_REFUSE,
	CANDIDATE_NOTICE };		/* of what became of a mail: with that mail in it */

enum candidate	candidate_member(const char *name, enum content);
enum candidate	candidate_part(const struct mail_part *, enum content, struct arena *);

/* Which kind of report a text is to be read as, that has been sniffed. */
enum report_type candidate_type(struct source *, enum content, struct arena *);

/*
 * Does something say that this is a report, whatever is in it?  A file's name or its path, the
 * subject of a mail (RFC 7489, 7.2.1.1), or in the first bytes, which have been sniffed, such a
 * name or the element of a report.
 */
int		candidate_named(const char *path);
int		candidate_subject(const char *);
int		candidate_shows(struct source *, struct arena *);
