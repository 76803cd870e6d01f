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
	SETTINGS_READY = 16, SETTINGS_PUSH = 32, SETTINGS_CARE = 64, SETTINGS_TEST = 128,
	SETTINGS_MAILBOXES = 256, SETTINGS_NAMES = 512, SETTINGS_SENDERS = 1024
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

/* Those of a file (setting_file.h), in place of the environment's, which NULL is. */
struct settings {
	const char	*value[SETTING_END];	/* NULL: not set */
};

const char	*setting_text(const struct settings *, enum setting);	/* or NULL */

/* Without a value and a default the number stays what it is. */
int		 setting_number(int64_t *, const struct settings *, enum setting);
int		 setting_percent(int64_t *, enum setting);	/* in hundredths: "2.5" is 250 */

/*
 * What is set, or else, of the environment's, the systemd credential of the same name
 * in lower case, without its line end; NULL if there is neither.
 */
int		 setting_secret(const char **, const struct settings *, enum setting,
		    struct arena *);

/* The file that is set, or else that credential, if there is something in it; NULL. */
int		 setting_path(const char **, const struct settings *, enum setting,
		    struct arena *);

/* How many of the environment's are set, its credentials among them; of tests none. */
size_t		 setting_count(struct arena *);

/* The limits; a test's DMARC_TEST_LIMITS changes some. */
int		 setting_limits(struct limits *);
