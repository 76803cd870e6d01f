#pragma once

#include "imap.h"
#include "imap_read.h"

/* Inside imap: a session, and where what is answered goes. */
#define IMAP_TAG	"d"		/* before the number of a command */

struct imap {
	struct wire	*wire;
	struct reader	 in;
	unsigned int	 can;
	int		 broken;
	unsigned int	 asked;		/* the number of the last command */
	unsigned int	 answered;	/* of the one whose answer is awaited, or came last */
	enum { STATUS_NONE, STATUS_OK, STATUS_NO } status;	/* of that one */
	char		 said[200];	/* what the server said when it was no OK */
	int		 try_create;

	/* Who wants what is answered; NULL: nobody. */
	struct imap_box	*box;
	struct uidset	*found;
	const struct imap_sink *sink;
	int		(*each_size)(void *, uint32_t, uint64_t);
	int		(*each_folder)(void *, const char *);
	void		*arg;
};

int	imap_answer(struct imap *);		/* read one; -1: the connection is of no more use */
