#pragma once

/*
 * This program once more, as a process of its own: for what takes longer than a request
 * may, or may end who does it.
 */
#define SELF_FD		3		/* where it has what it was given */

/*
 * With the arguments command, arg unless it is NULL, and a last one, for self_tie(); fd -1:
 * it is given nothing.  When tied it may write to our log and ends with us: so it is for a
 * server, while a CGI program is gone at once.
 */
int	self_start(const char *command, const char *arg, int fd, int tied);

/* With the arguments command and arg: what it says goes to that descriptor, until it ends. */
int	self_ask(const char *command, const char *arg, int said);

/* By the last argument of what it began; -1, ERR_PARAM, ERR_SYSTEM: it did not, or is gone. */
int	self_tie(const char *last);
