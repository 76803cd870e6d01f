#pragma once

#include "imap.h"
#include "reader.h"

/* Inside imap, of its three files: a session, and where what is answered goes. */
#define IMAP_TAG	"d"		/* before the number of a command */

#define IMAP_PENDING	4		/* commands at once; a server may end them in any order */

struct imap_status {
	enum { STATUS_NONE, STATUS_OK, STATUS_NO } is;
	char		 said[IMAP_SAID];	/* by the server when it was no OK */
	int		 try_create;	/* with [TRYCREATE] in it */
};

struct imap {
	struct wire	*wire;
	struct reader	 in;
	unsigned int	 can;
	int		 broken;
	unsigned int	 asked;		/* the number of the last command */
	unsigned int	 awaited;	/* of the last whose answer was waited for */
	struct imap_status status[IMAP_PENDING];	/* of command n: n % IMAP_PENDING */
	struct imap_status last;	/* of the one waited for */

	/* Who wants what is answered; NULL: nobody. */
	struct imap_box	*box;
	struct uidset	*found;
	const struct imap_sink *sink;
	int		(*each_size)(void *, uint32_t, uint64_t);
	int		(*each_folder)(void *, const char *);
	void		*arg;
};
