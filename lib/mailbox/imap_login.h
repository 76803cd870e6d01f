#pragma once

#include "imap.h"

/*
 * Logs in by PLAIN or LOGIN (RFC 4616; RFC 3501, 6.2.3), whatever else the server
 * offers: they work with a password that it keeps as a hash, too.  auth is the one to
 * use, or NULL.  1: the server has no such way, and was told nothing.
 */
int	imap_login(struct imap *, const char *auth, const char *user, const char *pass);
