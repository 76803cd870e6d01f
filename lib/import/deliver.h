#pragma once

#include "arena.h"
#include "limit.h"
#include "store.h"

/*
 * A mail that its server hands over: its reports into the store, and by name what should
 * have been one.  Returns in a line, in the arena, what became of it; or NULL, when that
 * is not safe and the mail must come again.
 */
const char	*deliver_mail(struct store *, struct source *, const struct limits *,
		    struct arena *);
