#pragma once

#include "request.h"

/*
 * What somebody who sets this up wants to know (API.md): whether the settings are read,
 * and, by trying, whether the mailbox answers and a push arrives.  No value of a setting
 * is told.
 */
int	steps_get_settings(struct req *);
int	steps_post_mailbox(struct req *);
int	steps_post_push(struct req *);
