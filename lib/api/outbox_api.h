#pragma once

#include "request.h"

/* Requests and commands of dmarc-cron that deliver what alarms have to tell (API.md). */
int	outbox_post(struct req *);
int	outbox_command(const char *db, int, char **);		/* push */
int	outbox_test_command(const char *db, int, char **);	/* test-ntfy */
