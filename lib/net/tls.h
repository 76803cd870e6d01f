#pragma once

/*
 * What is wrong with the TLS to a server, as libcurl's code and words tell it.  It does not
 * pass by itself: a setting is to blame, or whose the server is, so that it is told by name.
 */
struct tls_blame {
	const char	*server;	/* "imap.example.org" */
	const char	*speaks;	/* settings that say where TLS is spoken: "IMAP_HOST" */
	const char	*trusts;	/* settings that say whom to trust; may be the same */
	const char	*ca;		/* the file that was read, NULL: the system's */
};

/* -1: ERR_SETTING; 0 and no error set: it is something else, as a handshake that broke off. */
int	tls_fault(int code, const char *why, const struct tls_blame *);
