#pragma once

#include "imap_session.h"

/* Inside imap: what a server answers. */
int	imap_answer(struct imap *);		/* read one; -1: the connection is of no more use */
