#pragma once

#include "request.h"

/* The request and the command of dmarc-cron that keep the database in order (API.md). */
int	maintain_post(struct req *);
int	maintain_command(const char *db, int, char **);
