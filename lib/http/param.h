#pragma once

#include "arena.h"

/* The value of the first name=value in a query string, decoded; or NULL. */
const char	*param_find(const char *query, const char *name, struct arena *);
