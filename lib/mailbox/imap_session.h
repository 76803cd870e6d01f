#pragma once

#include "imap.h"
#include "reader.h"

/* Inside imap, of its files: a session, and where what is answered goes. */
#define IMAP_TAG	"d"		/* before the number of a command */

#define IMAP_PENDING	4		/* commands at once; a server may end them in any order */

/* What a mail tells of itself (RFC 3501, 7.4.2); NULL: nothing. */
struct envelope {
	struct arena	*mem;
	const char	*date, *subject, *mailbox, *host;	/* the first From's */
};

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
	unsigned int	 prompts;	/* "+ ...", so many */
	unsigned int	 prompted;	/* of them were answered */
	const char	*secret[2];	/* what no answer may repeat to anybody, or NULL */

	/* Who wants what is answered; NULL: nobody. */
	struct imap_box	*box;
	struct uidset	*found;
	const struct imap_sink *sink;
	int		(*each_size)(void *, uint32_t, uint64_t);
	struct envelope	*envelope;
	int		(*each_folder)(void *, const struct imap_folder *);
	void		*arg;
	struct arena	*mem;		/* of these two */
	const char	**rights;
	struct imap_folder *space;
};

/* imap.c: a command, then the answers until it has its own. */
int	imap_say(struct imap *, const char *, ...) __attribute__((format(printf, 2, 3)));
int	imap_await(struct imap *);
int	imap_prompted(struct imap *);	/* 1: the server waits for more; 0: it has answered */
int	imap_capability(struct imap *);
