#pragma once

#include "arena.h"
#include "text.h"

/*
 * What hosts are called, by DNS: the name that the reverse zone has of an address (PTR,
 * RFC 1035, 3.5, and RFC 3596, 2.5) is anybody's word, so it counts only when the name
 * leads back to the address.
 */
#define HOST_MAX_NAME	253

struct host {
	struct ip	 ip;
	enum { HOST_UNASKED, HOST_AWAY, HOST_NAMELESS, HOST_CONFIRMED } state;
	char		 name[HOST_MAX_NAME + 1];	/* HOST_CONFIRMED's, in lower case */
};

/*
 * Ask for all that are HOST_UNASKED, some at a time; what was not answered in so many seconds stays
 * HOST_UNASKED.  HOST_AWAY: DNS had no answer.  server: ADDRESS or ADDRESS:PORT of a
 * resolver, or several with commas between; NULL: the system's.  -1: ERR_AWAY when none
 * answers at all, ERR_SETTING.
 */
int	host_ask(struct host *, size_t n, const char *server, int seconds, struct arena *);

/*
 * A name of a host (RFC 1123, 2.1) of two labels at least, which is no number, as lower
 * case without a final dot: 1; or 0.
 */
int	host_name(char to[HOST_MAX_NAME + 1], const char *);
