#pragma once

#include <stddef.h>

#include "arena.h"

/*
 * Variables that are set and look like a setting, but are none: most likely a name
 * that is mistyped.  From *at, 0 at first: the next of them, in a sentence, or NULL.
 */
const char	*setting_stray(size_t *at, struct arena *);

/* The setting whose name is most like it, or NULL: none is. */
const char	*setting_similar(const char *name);
