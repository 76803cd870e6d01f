#pragma once

#include "arena.h"
#include "limit.h"
#include "uidset.h"
#include "wire.h"

/*
 * What is said to a mailbox's server: IMAP4rev1 (RFC 3501)
 * with UIDPLUS (4315), MOVE (6851) and ESEARCH (4731) where it has them.
 * Tolerant of what it adds, bounded in what it may send, and never led astray by
 * what stands inside a mail.  Functions return 0, or -1: ERR_AWAY when the
 * connection is of no more use, or the server refuses for a trouble of its own that
 * passes; ERR_REMOTE when it says NO or BAD to what was asked (then it is), or talks
 * nonsense (then it is not).
 */
struct imap;

struct imap_box {			/* the folder selected */
	uint32_t	 validity;	/* UIDVALIDITY, never 0 */
	uint32_t	 next;		/* UIDNEXT, 0 unknown */
	uint32_t	 count;		/* mails in it */
	int		 keywords;	/* one may make new ones: PERMANENTFLAGS has \* */
	int		 seen, deleted;	/* does it say, or leave open, that it keeps these flags? */
	int		 read_only;
};

#define IMAP_SAID	200		/* bytes of what imap_said() tells, at most */

enum imap_can {
	IMAP_UIDPLUS = 1, IMAP_MOVE = 2, IMAP_ESEARCH = 4, IMAP_ACL = 8, IMAP_NAMESPACE = 16,
	IMAP_SASL_IR = 32, IMAP_AUTH_PLAIN = 64, IMAP_AUTH_LOGIN = 128, IMAP_LOGINDISABLED = 256
};

struct imap	*imap_open(struct wire *, const struct limits *);	/* borrowed; or NULL */
void		 imap_close(struct imap *);	/* says goodbye, if it can; NULL is fine */
int		 imap_broken(const struct imap *);	/* is the connection of no more use? */
int		 imap_refused(const struct imap *);	/* or was it NO or BAD to what was asked? */
unsigned int	 imap_can(const struct imap *);		/* of enum imap_can */
const char	*imap_said(const struct imap *);	/* the last status: "NO [X] why" */
int		 imap_away(const struct imap *);	/* a NO for now, to anything (RFC 5530) */
int		 imap_try_create(const struct imap *);	/* did it hold [TRYCREATE]? */

int		 imap_select(struct imap *, const char *folder, struct imap_box *);
int		 imap_examine(struct imap *, const char *folder, struct imap_box *);
int		 imap_search(struct imap *, const char *key, struct uidset *);	/* sorted */
int		 imap_create(struct imap *, const char *folder);

struct imap_folder {			/* as LIST has it */
	const char	*name;
	char		 separator;	/* between it and what is in it; 0: there is none */
	int		 selectable;
};

/* Of a pattern (RFC 3501, 6.3.8): "" tells the separator alone. */
int		 imap_list(struct imap *, const char *pattern,
		    int (*each)(void *, const struct imap_folder *), void *);

/*
 * How the names of one's own folders begin (RFC 2342), "" unless the server tells; and
 * what the user may do in one, letters of RFC 4314.  Both in the arena.
 */
int		 imap_namespace(struct imap *, const char **prefix, char *separator,
		    struct arena *);
int		 imap_rights(struct imap *, const char *folder, const char **, struct arena *);

/* On all mails of a set, in as many commands as that takes; one that is gone is no error. */
int		 imap_store(struct imap *, const struct uidset *, const char *flags);	/* adds */
int		 imap_expunge(struct imap *, const struct uidset *);	/* UIDPLUS */
int		 imap_move(struct imap *, const struct uidset *, const char *folder);	/* MOVE */
int		 imap_copy(struct imap *, const struct uidset *, const char *folder);

/* The size in bytes of each mail that is there. */
int		 imap_sizes(struct imap *, const struct uidset *,
		    int (*each)(void *, uint32_t uid, uint64_t size), void *);

/*
 * What a mail is called, for people: "from A, of DATE: SUBJECT", cleaned, in the arena;
 * NULL when the server does not tell.
 */
const char	*imap_envelope(struct imap *, uint32_t uid, struct arena *);

/*
 * Mails, without a trace on them.  begin() asks and does not wait, so that the
 * next are under way while one reads; end() waits for those asked for first.  A
 * server may send the mails of both in any order, and others.  Of each, data() gets
 * the pieces, then whole() its number, or 0 if it has none: what came of one that
 * was never whole is to be forgotten.
 */
#define IMAP_FETCH_MOST	100		/* mails that begin() takes */

struct imap_sink {
	int	(*data)(void *, const void *, size_t);
	int	(*whole)(void *, uint32_t uid);
	void	*arg;
};

int		 imap_fetch_begin(struct imap *, const struct uidset *);
int		 imap_fetch_end(struct imap *, const struct imap_sink *);
