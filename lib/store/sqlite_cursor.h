#pragma once

#include "engine.h"

/* A place in a list that an answer told: "key.count.id". */
struct cursor {
	int		 given;
	int64_t		 key, count, id;
};

/* The one that is asked for, if any: 0, or -1, ERR_PARAM. */
int	cursor_read(const struct question *, struct cursor *);
