#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "own.h"
#include "sqlite_segment.h"
#include "store_db.h"

#define MAX_PATH	4096
#define MAX_MARK	1024		/* bytes of the file that remembers */

/* Another file, or the same once it was written to, has another. */
static int
identify(const char *path, char *id, size_t size)
{
	struct stat sb;

	if (stat(path, &sb) == -1)
		return -1;
	snprintf(id, size, "%llu %llu %lld %lld.%09ld", (unsigned long long)sb.st_dev,
	    (unsigned long long)sb.st_ino, (long long)sb.st_size, (long long)sb.st_mtim.tv_sec,
	    sb.st_mtim.tv_nsec);
	return 0;
}

/* -1 where there can be none: in memory. */
static int
name_mark(const struct store *st, char *path)
{
	snprintf(path, MAX_PATH, "%s-damaged", store_path(st));
	return *store_path(st) == '\0' ? -1 : 0;
}

/* A reader may not write there: it remembers for itself. */
static void
mark(struct store *st, const char *id, const char *said)
{
	char text[MAX_MARK], path[MAX_PATH];
	int fd = -1, n = snprintf(text, sizeof text, "%s\n%s\n", id, said);

	if (name_mark(st, path) == 0)
		fd = own_open(path, O_WRONLY | O_CREAT | O_TRUNC, 0660);
	if (fd == -1 || write(fd, text, n) != n)
		snprintf(st->damage, sizeof st->damage, "%s", text);
	if (fd != -1)
		close(fd);
}

/* What is remembered, "" for nothing: the file's name for itself, and the sentence. */
static void
recall(const struct store *st, char *text, size_t size)
{
	char path[MAX_PATH];
	ssize_t n = 0;
	int fd = -1;

	if (name_mark(st, path) == 0)
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd != -1)
		n = read(fd, text, size - 1);
	text[n > 0 ? n : 0] = '\0';
	if (fd != -1)
		close(fd);
	if (*text == '\0')
		snprintf(text, size, "%s", st->damage);
}

int
store_trust(const struct store *st)
{
	char text[MAX_MARK], id[MAX_MARK];
	size_t n;

	recall(st, text, sizeof text);
	if (*text == '\0' || identify(store_path(st), id, sizeof id) == -1)
		return 0;
	n = strlen(id);
	if (strncmp(text, id, n) != 0 || text[n] != '\n')
		return 0;
	return fail(ERR_DAMAGED, "%.*s", (int)strcspn(text + n + 1, "\n"), text + n + 1);
}

int
store_damage(struct store *st, const char *said)
{
	int derived = strcmp(said, SEGMENT_DAMAGED) == 0;
	struct err_kept kept;
	char id[MAX_MARK];

	if (derived && store_trust(st) == -1)	/* which may be worse */
		return -1;
	if (derived)
		fail(ERR_DAMAGED, "%s", said);
	else
		fail(ERR_DAMAGED, "the database is damaged (%s): put back a backup", said);
	err_keep(&kept);
	if (identify(store_path(st), id, sizeof id) == 0)
		mark(st, id, err_text());
	err_restore(&kept);
	return -1;
}

int
store_mended(struct store *st)
{
	char path[MAX_PATH];

	st->damage[0] = '\0';
	if (name_mark(st, path) == -1)
		return 0;
	return unlink(path) == -1 && errno != ENOENT ? failsys_at(path) : 0;
}
