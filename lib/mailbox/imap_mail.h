#pragma once

#include "imap_session.h"

/* Inside imap: a mail in an answer, what follows "* 12 FETCH". */
int	imap_mail_read(struct imap *);
