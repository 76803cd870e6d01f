#pragma once

#include "arena.h"
#include "limit.h"
#include "post.h"

/*
 * Where pushes go, as the settings say: NTFY_URL is a server of ntfy and a
 * topic of it, by https unless it is this machine.  A server's whole address,
 * and what is joined to BASE_URL, are ASCII without blanks.
 */
struct ntfy {
	const char	*server;	/* ends in '/': there it takes JSON */
	const char	*topic;
	const char	*token;		/* or NULL; it is for no log and no error */
	const char	*prefix;	/* of titles */
	const char	*base;		/* of links, without a '/' at its end; or NULL */
};

int	 ntfy_setting(struct ntfy *, struct arena *);	/* 1; 0: off; -1 */
int	 ntfy_on(void);					/* NTFY_URL is set */
int	 ntfy_tls(const struct ntfy *);

/*
 * One message.  0 when the server took it (2xx); -1: ERR_REMOTE when it answered
 * anything else, ERR_AWAY when it did not.
 */
int	 ntfy_post(const struct ntfy *, const char *json, const struct limits *, struct arena *,
	    struct post_answer *);
