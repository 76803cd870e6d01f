#pragma once

/*
 * Does a server refuse for a trouble of its own, which passes by itself?  Told by the
 * code of its status ("NO [UNAVAILABLE] why": RFC 5530, 3), or by the words of those
 * that have none: what was asked and the settings are not to blame then.
 */
int	passing_is(const char *said);
