#pragma once

#include <stddef.h>

/*
 * The way to the web server, and back: one request after another by FastCGI when
 * descriptor 0 is a listening socket, else the one of a CGI program (RFC 3875).
 */
struct gateway;

enum gateway_kind { GATEWAY_NONE, GATEWAY_CGI, GATEWAY_FASTCGI };

enum gateway_kind gateway_kind(void);
int		 gateway_begin(void);		/* FastCGI's, before any is opened; -1: errno */
struct gateway	*gateway_open(enum gateway_kind);	/* a thread's own */
void		 gateway_close(struct gateway *);

/*
 * The next request of FastCGI, once descriptor 0 is readable: 1; 0 if another
 * thread has it, or its client went away; -1 when something is short, with errno.
 */
int		 gateway_accept(struct gateway *);
void		 gateway_finish(struct gateway *);

const char	*gateway_env(const struct gateway *, const char *name);	/* "" when absent */
size_t		 gateway_read(struct gateway *, char *, size_t);	/* less: it ended */
int		 gateway_write(struct gateway *, const void *, size_t);	/* or -1 */
void		 gateway_cut(struct gateway *);	/* half a reply must not look whole */
int		 gateway_stays(const struct gateway *);	/* is there a next request? */
