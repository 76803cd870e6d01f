#include <sys/stat.h>

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "setting.h"
#include "text.h"

#define HUNDRED	10000		/* percent, in hundredths */

const struct setting_row setting_rows[SETTING_END] = {
#define SETTING(group, name, kind, otherwise, min, max, what)	\
	{ #name, KIND_##kind, SETTINGS_##group, otherwise, min, max, what },
#include "setting.def"
};

static const char *
variable(const char *name, const char *otherwise)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : otherwise;
}

const char *
setting_text(const struct settings *from, enum setting s)
{
	const struct setting_row *row = &setting_rows[s];
	const char *value = from == NULL ? variable(row->name, row->otherwise) :
	    from->value[s] != NULL ? from->value[s] : row->otherwise;

	return *value != '\0' ? value : NULL;
}

int
setting_number(int64_t *n, const struct settings *from, enum setting s)
{
	const struct setting_row *row = &setting_rows[s];
	const char *value = setting_text(from, s);

	if (value == NULL || (text_number(n, value) == 0 && *n >= row->min && *n <= row->max))
		return 0;
	return fail(ERR_SETTING, "%s is '%.40s'; it must be a number from %" PRId64 " to %" PRId64,
	    row->name, value, row->min, row->max);
}

/* "2.5" as 250; -1 if it is no such number. */
static int64_t
hundredths(const char *s)
{
	int64_t n = 0;
	int places = -1;

	if (!isdigit((unsigned char)*s))
		return -1;
	for (; *s != '\0'; s++) {
		if (*s == '.' && places == -1) {
			places = 0;
			continue;
		}
		if (!isdigit((unsigned char)*s) || n > HUNDRED || places == 2)
			return -1;
		n = 10 * n + *s - '0';
		places += places >= 0;
	}
	for (places = places == -1 ? 0 : places; places < 2; places++)
		n *= 10;
	return n <= HUNDRED ? n : -1;
}

int
setting_percent(int64_t *n, enum setting s)
{
	const char *value = setting_text(NULL, s);

	if (value == NULL || (*n = hundredths(value)) != -1)
		return 0;
	return fail(ERR_SETTING, "%s is '%.40s'; it must be a percentage, such as 2.5",
	    setting_rows[s].name, value);
}

static int
read_secret(const char **value, const char *path, struct arena *mem)
{
	char *text = arena_alloc(mem, MAX_SECRET + 2);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd == -1 && errno == ENOENT)
		return 0;
	if (fd == -1)
		return failsys_at(path);
	n = read(fd, text, MAX_SECRET + 1);
	close(fd);
	if (n == -1)
		return failsys_at(path);
	if (n > MAX_SECRET)
		return fail_at(path, ERR_SETTING, "more than %s",
		    text_size(MAX_SECRET).text);
	text[strcspn(text, "\r\n")] = '\0';
	*value = *text != '\0' ? text : NULL;
	return 0;
}

/* Where the credential would be, or NULL. */
static const char *
credential(const struct settings *from, enum setting s, struct arena *mem)
{
	const char *folder = from == NULL ? variable("CREDENTIALS_DIRECTORY", NULL) : NULL;
	const char *name = setting_rows[s].name;
	char *file = arena_strndup(mem, name, strlen(name)), *p;

	for (p = file; *p != '\0'; p++)
		*p = tolower((unsigned char)*p);
	return folder != NULL ? arena_printf(mem, "%s/%s", folder, file) : NULL;
}

int
setting_secret(const char **value, const struct settings *from, enum setting s, struct arena *mem)
{
	const char *path;

	if ((*value = setting_text(from, s)) != NULL ||
	    (path = credential(from, s, mem)) == NULL)
		return 0;
	return read_secret(value, path, mem);
}

int
setting_path(const char **file, const struct settings *from, enum setting s, struct arena *mem)
{
	const char *path;
	struct stat sb;

	if ((*file = setting_text(from, s)) != NULL || (path = credential(from, s, mem)) == NULL)
		return 0;
	if (stat(path, &sb) == -1)
		return errno == ENOENT ? 0 : failsys_at(path);
	*file = sb.st_size > 1 ? path : NULL;	/* a line end is what one that is not there has */
	return 0;
}

/* A credential that cannot be looked at is none, and whoever needs it says so. */
size_t
setting_count(struct arena *mem)
{
	size_t count = 0;
	const char *set;
	enum setting s;

	for (s = 0; s < SETTING_END; s++) {
		const struct setting_row *row = &setting_rows[s];
		const int apart = row->kind == KIND_SECRET || row->kind == KIND_FILE;

		set = variable(row->name, NULL);
		if (row->group == SETTINGS_TEST ||
		    (set == NULL && (!apart || setting_path(&set, NULL, s, mem) == -1)))
			continue;
		count += set != NULL;
	}
	return count;
}

int
setting_limits(struct limits *lim)
{
	const char *changed = setting_text(NULL, SETTING_DMARC_TEST_LIMITS);

	*lim = (struct limits)LIMIT_DEFAULT;
	return changed != NULL ? limit_parse(lim, changed) : 0;
}
