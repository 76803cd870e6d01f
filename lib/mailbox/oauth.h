#pragma once

#include <stdint.h>

#include "arena.h"

/*
 * The access token (RFC 6750) that a command of the user's prints, run by the
 * shell; or NULL: ERR_SETTING when it fails, prints none or takes longer than ms
 * milliseconds.
 */
const char	*oauth_token(const char *command, int64_t ms, struct arena *);
