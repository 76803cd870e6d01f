#pragma once

#include "sender_list.h"

/*
 * Why a sender is taken for what it is, a line each, "why": text, and a number in it with
 * the query string of the records that it counts, or nulls.  query: what was asked besides.
 */
void	sender_tell_why(const struct listed *, const char *query, struct fact *, struct arena *);

/* What to publish in DNS, so that its mail passes: "dns": name, type, value. */
void	sender_tell_dns(const struct listed *, struct fact *, struct arena *);
