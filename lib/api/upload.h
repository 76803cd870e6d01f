#pragma once

#include "limit.h"
#include "request.h"

/*
 * A request's body, one file or a form of many, into the store.  The reply is
 * API.md's answer to an import; it is sent when everything is safe.
 */
int	upload_take(struct req *, const char *name, const char *via, const struct limits *);
