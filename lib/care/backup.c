#include <sys/stat.h>

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "backup.h"
#include "err.h"

#define KEEP	7
#define NAME	"dmarc-00000000-000000.db"	/* a 0 is any digit */
#define PART	".part"

/* What follows the pattern in a name of it; NULL if it is none. */
static const char *
after_name(const char *s)
{
	const char *p;

	for (p = NAME; *p != '\0'; p++, s++)
		if (*p == '0' ? !isdigit((unsigned char)*s) : *p != *s)
			return NULL;
	return s;
}

static int
is_backup(const struct dirent *d)
{
	const char *rest = after_name(d->d_name);

	return rest != NULL && *rest == '\0';
}

static int
is_part(const struct dirent *d)
{
	const char *rest = after_name(d->d_name);

	return rest != NULL && strncmp(rest, PART, strlen(PART)) == 0;
}

/* Remove those that are chosen, in the order of their names, but for the few up to last. */
static int
clear(int dir, int (*chosen)(const struct dirent *), int keep, const char *last, struct backup *b)
{
	struct dirent **names;
	int i, all, n, rv = 0;

	if ((all = scandirat(dir, ".", &names, chosen, alphasort)) == -1)
		return failsys("DMARC_BACKUP_DIR");
	for (n = all; n > 0 && last != NULL && strcmp(names[n - 1]->d_name, last) > 0; n--)
		;
	for (i = 0; i < all; i++) {
		if (i < n - keep && rv == 0 && unlinkat(dir, names[i]->d_name, 0) == -1)
			rv = failsys("%s", names[i]->d_name);
		free(names[i]);
	}
	free(names);
	b->kept = n < keep ? n : keep;
	b->removed = n - b->kept;
	return rv;
}

static int
make(struct store *st, int dir, const char *part, const char *path, struct backup *b)
{
	struct stat sb;

	if (store_backup(st, part) == -1)
		return -1;
	if (rename(part, path) == -1 || fsync(dir) == -1 || stat(path, &sb) == -1)
		return failsys_at(path);
	b->name = strrchr(path, '/') + 1;
	b->size = sb.st_size;
	return 0;
}

int
backup_make(struct store *st, const char *folder, struct arena *mem, struct backup *b)
{
	time_t now = time(NULL);
	const char *path, *part;
	char name[sizeof NAME];
	struct tm tm;
	int dir, rv = -1;

	if ((dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) == -1)
		return fail_at(folder, ERR_SETTING, "DMARC_BACKUP_DIR must be a folder: %s",
		    strerror(errno));
	strftime(name, sizeof name, "dmarc-%Y%m%d-%H%M%S.db", gmtime_r(&now, &tm));
	path = arena_printf(mem, "%s/%s", folder, name);
	part = arena_printf(mem, "%s%s", path, PART);
	if (clear(dir, is_part, 0, NULL, b) == 0 && make(st, dir, part, path, b) == 0)
		rv = clear(dir, is_backup, KEEP, name, b);
	else
		unlink(part);
	close(dir);
	return rv;
}
