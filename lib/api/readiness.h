#pragma once

#include "value.h"

/*
 * What the pages judge by, from the settings, as arguments of a statement:
 * fail_rate_warn, the share of failing messages that is an alarm; ready_rate and
 * ready_weeks, for how many weeks what share must be aligned before a domain may
 * take the next step of its policy.  Shares are in hundredths of a percent.
 */
#define READINESS_ARGS	4

int	readiness_args(struct arg *);	/* READINESS_ARGS of them with the end; or ERR_SETTING */
