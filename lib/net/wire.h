#pragma once

#include <stdint.h>
#include <sys/types.h>

/*
 * The connection to a mailbox's server, by libcurl: name, TCP, TLS with its
 * checks and STARTTLS are its work, and the login where sasl says so; what is
 * said afterwards is ours.
 */
struct wire_login {
	const char	*host;
	int64_t		 port;
	int		 tls;		/* from the start; else STARTTLS, see below */
	const char	*ca;		/* a file, or NULL: the system's */
	const char	*user;
	const char	*pass;		/* or */
	const char	*token;		/* of OAuth2: OAUTHBEARER or XOAUTH2 (RFC 7628) */
	const char	*auth;		/* the mechanism that is set, or NULL */
	const char	*sasl;		/* how it may log in, "AUTH=NTLM" (RFC 5092, 3.2), or */
					/* NULL: it does not, imap_login() will */
	const char	*by;		/* the setting that one of them is of */
	int		*refused;	/* comes out: the server let nobody in; or NULL */
};

struct wire_patience {		/* borrowed until wire_close(), and may change */
	int64_t		 deadline;	/* clock_ms() when all must be over */
	int64_t		 idle;		/* milliseconds of silence */
	int		(*stop)(void *);	/* asked about once a second; ERR_FORBIDDEN then */
	void		*arg;
};

struct wire;

/*
 * Connected, and logged in if sasl is set; or NULL: ERR_SETTING for what only the
 * user can mend (login, certificate), else ERR_AWAY.  Without tls the server must offer
 * STARTTLS; only to this machine itself may it be plain text.
 */
struct wire	*wire_open(const struct wire_login *, const struct wire_patience *);
ssize_t		 wire_read(struct wire *, void *, size_t);	/* at least a byte, or -1 */
int		 wire_write(struct wire *, const void *, size_t);
int		 wire_refused(const struct wire_login *, const char *said);	/* -1, and why */
int		 wire_preauth(const struct wire *);	/* in without a login (RFC 3501, 7.1.4) */
const char	*wire_security(const struct wire *);	/* "TLSv1.3 / ...", or "plain text" */
void		 wire_close(struct wire *);		/* NULL is fine */
