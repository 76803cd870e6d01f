#pragma once

#include "imap_session.h"

/* Inside imap: a mail in an answer, what follows "* 12 FETCH". */
int	imap_mail_read(struct imap *);
int	imap_envelope_read(struct imap *);	/* the value of its ENVELOPE */

/* For people, cleaned; NULL: it tells nothing. */
const char *imap_envelope_text(const struct envelope *);
