#pragma once

#include "request.h"

/* Requests (API.md). */
int	fetch_post(struct req *);
int	fetch_post_timer(struct req *);
int	fetch_post_maildir(struct req *);
int	fetch_get_job(struct req *);
int	fetch_stop_job(struct req *);
int	fetch_get_mailbox(struct req *);
