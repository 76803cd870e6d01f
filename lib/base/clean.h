#pragma once

#include <stddef.h>

#include "arena.h"

/*
 * Text from outside as one may show or log it: bytes that are no UTF-8,
 * control characters and those that turn the direction of writing are %XX, and
 * what is longer than max bytes ends in "...".
 */
char	*clean_text(const char *, size_t max, struct arena *);
