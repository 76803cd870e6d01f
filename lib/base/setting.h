#pragma once

#include <stdint.h>

#include "arena.h"
#include "limit.h"

/*
 * Settings: variables of the environment, each a row of setting.def.  An empty one
 * is not set, and is its default.  One that is not of its kind or within its bounds
 * is ERR_SETTING, whose text names it, its value and what is expected.
 */
#define SETTING_MANY	(INT64_C(1) << 53)	/* a bound that need not be told */

enum setting {
#define SETTING(group, name, ...)	SETTING_##name,
#include "setting.def"
	SETTING_END
};

/* Those that are used together; a program says which it uses. */
enum {
	SETTINGS_STORE = 1, SETTINGS_WEBHOOK = 2, SETTINGS_MAILBOX = 4, SETTINGS_ALARM = 8,
	SETTINGS_READY = 16, SETTINGS_PUSH = 32, SETTINGS_CARE = 64, SETTINGS_TEST = 128
};

struct setting_row {
	const char	*name;
	enum { KIND_TEXT, KIND_SECRET, KIND_FILE, KIND_NUMBER, KIND_FLAG, KIND_PERCENT } kind;
	unsigned	 group;
	const char	*otherwise;	/* its default, "" if it has none */
	int64_t		 min, max;
	const char	*what;		/* a sentence, in README's markup */
};

extern const struct setting_row setting_rows[SETTING_END];

const char	*setting_text(enum setting);	/* or NULL */

/* Without a value and a default the number stays what it is. */
int		 setting_number(int64_t *, enum setting);
int		 setting_percent(int64_t *, enum setting);	/* in hundredths: "2.5" is 250 */

/*
 * The variable, or else the systemd credential of the same name in lower case,
 * without its line end; NULL if there is neither.
 */
int		 setting_secret(const char **, enum setting, struct arena *);

/* The file that the variable names, or else that credential, if there is something in it; NULL. */
int		 setting_file(const char **path, enum setting, struct arena *);

/* The limits; a test's DMARC_TEST_LIMITS changes some. */
int		 setting_limits(struct limits *);
