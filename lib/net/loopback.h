#pragma once

/* Is this host, a name or an address, the machine itself: may what is said go in the clear? */
int	loopback_is(const char *host);
