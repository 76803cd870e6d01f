#pragma once

#include "limit.h"
#include "source.h"

/* Is this what a server sends instead of a mail that it cannot hand out?  Or -1. */
int	substitute_is(const struct slice *, const struct limits *);
