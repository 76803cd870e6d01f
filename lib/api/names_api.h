#pragma once

#include "request.h"

/* Requests and commands of dmarc-cron that name addresses (API.md). */
int	names_post(struct req *);
int	names_command(const char *db, int, char **);		/* names */
