#pragma once

#include <stdint.h>

#include "arena.h"
#include "limit.h"

/*
 * Settings: variables of the environment (README, Settings).  An empty one is
 * not set.  A wrong one is ERR_SETTING, whose text names it, its value and what
 * is expected.
 */
const char	*setting_text(const char *name, const char *otherwise);
int		 setting_number(int64_t *, const char *name, int64_t otherwise, int64_t min,
		    int64_t max);

/* In hundredths: "2.5" is 250; from 0 to 100. */
int		 setting_percent(int64_t *, const char *name, int64_t otherwise);

/*
 * The variable, or else the systemd credential of the same name in lower case,
 * without its line end; NULL if there is neither.
 */
int		 setting_secret(const char **, const char *name, struct arena *);

/* The limits; a test's DMARC_TEST_LIMITS changes some. */
int		 setting_limits(struct limits *);
