#pragma once

#include <stdio.h>

#include "arena.h"

/*
 * What is amiss with settings without stopping anything: variables that look like one and
 * are none (setting_stray.h), and what naming.h could not use.  A line each, as anybody
 * may be told; or NULL.
 */
const char	*amiss_lines(struct arena *);

/* Each behind a text. */
void		 amiss_print(FILE *, const char *before, struct arena *);
