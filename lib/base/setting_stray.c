#include <string.h>
#include <unistd.h>

#include "setting.h"
#include "setting_stray.h"

#define COMMON	"BASE_"		/* begins others' variables, too */
#define LONGEST	32		/* of our names */
#define NEAR	2		/* letters */

#define SETTING(group, name, ...) \
	_Static_assert(sizeof #name <= LONGEST, #name " is longer than all others");
#include "setting.def"

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Letters to put in, take out or change (Levenshtein). */
static size_t
distance(const char *a, const char *b)
{
	size_t row[LONGEST], n = strlen(b), corner, above, i, j;

	for (j = 0; j <= n; j++)
		row[j] = j;
	for (i = 0; a[i] != '\0'; i++) {
		corner = row[0]++;
		for (j = 0; j < n; j++) {
			above = row[j + 1];
			row[j + 1] = least(corner + (a[i] != b[j]), 1 + least(above, row[j]));
			corner = above;
		}
	}
	return row[n];
}

const char *
setting_similar(const char *name)
{
	const char *best = NULL;
	size_t nearest = NEAR + 1, n;
	enum setting s;

	for (s = 0; s < SETTING_END; s++)
		if (setting_rows[s].group != SETTINGS_TEST &&
		    (n = distance(name, setting_rows[s].name)) < nearest) {
			nearest = n;
			best = setting_rows[s].name;
		}
	return best;
}

static int
is_setting(const char *name)
{
	enum setting s;

	for (s = 0; s < SETTING_END; s++)
		if (strcmp(name, setting_rows[s].name) == 0)
			return 1;
	return 0;
}

/* Up to the first '_' it is as one of ours. */
static int
begins_as_ours(const char *name)
{
	size_t n = strcspn(name, "_") + 1;
	enum setting s;

	if (strncmp(name, COMMON, n) == 0)
		return 0;
	for (s = 0; s < SETTING_END; s++)
		if (strncmp(name, setting_rows[s].name, n) == 0)
			return 1;
	return 0;
}

/* Of "NAME=value": nothing of a value, which may be a secret, and no odd letters. */
static const char *
name_of(const char *entry, struct arena *mem)
{
	size_t n = strspn(entry, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	return n > 0 && entry[n] == '=' && entry[n + 1] != '\0' ?
	    arena_strndup(mem, entry, n) : NULL;
}

const char *
setting_stray(size_t *at, struct arena *mem)
{
	const char *name, *like;

	while (environ[*at] != NULL) {
		name = name_of(environ[(*at)++], mem);
		if (name == NULL || is_setting(name))
			continue;
		if ((like = setting_similar(name)) != NULL)
			return arena_printf(mem, "unknown setting %s: did you mean %s?", name,
			    like);
		if (begins_as_ours(name))
			return arena_printf(mem, "unknown setting %s", name);
	}
	return NULL;
}
