#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "accounts.h"
#include "clean.h"
#include "err.h"
#include "limit.h"
#include "setting.h"
#include "text.h"

#define SUFFIX	".env"

static const char *
folder(void)
{
	return setting_text(NULL, SETTING_DMARC_MAILBOXES);
}

const char *
accounts_file(const char *name, struct arena *mem)
{
	return arena_printf(mem, "%s/%s" SUFFIX, folder(), name);
}

int
accounts_may_be(const char *name, size_t len)
{
	return len > 0 && len <= TEXT_MAX_ID && isalnum((unsigned char)*name) &&
	    strspn(name, TEXT_OPAQUE) >= len;
}

void
accounts_add(struct accounts *a, const char *name, struct arena *mem)
{
	const char **more;

	if ((a->count & (a->count + 1)) == 0) {		/* all that was made is taken */
		more = arena_alloc(mem, (2 * a->count + 2) * sizeof *more);
		if (a->count > 0)
			memcpy(more, a->name, a->count * sizeof *more);
		a->name = more;
	}
	a->name[a->count++] = name;
}

/* Those of the environment. */
static const struct {
	const char	*name;
	enum setting	 by;
} own[] = {
	{ ACCOUNT_MAIN, SETTING_IMAP_HOST }, { ACCOUNT_MAILDIR, SETTING_DMARC_MAILDIR },
};

#define OWN	(sizeof own / sizeof *own)

static int
is_own(const char *file, size_t len)
{
	size_t i;

	for (i = 0; i < OWN; i++)
		if (strlen(own[i].name) == len && strncmp(file, own[i].name, len) == 0)
			return 1;
	return 0;
}

/* Hidden files, and others than settings, are somebody's notes. */
static void
add_file(struct accounts *a, const char *file, struct arena *mem)
{
	size_t n = strlen(file), suffix = strlen(SUFFIX);

	if (*file == '.' || n <= suffix || strcmp(file + n - suffix, SUFFIX) != 0)
		return;
	n -= suffix;
	if (accounts_may_be(file, n) && !is_own(file, n))
		accounts_add(a, arena_strndup(mem, file, n), mem);
	else
		fprintf(stderr, "%s/%s is not read: a mailbox's name must be of at most %d "
		    "letters, digits, '.', '_' and '-', and not " ACCOUNT_MAIN " or "
		    ACCOUNT_MAILDIR "\n", folder(),
		    clean_text(file, MAX_NAME, mem), TEXT_MAX_ID);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int
accounts_list(struct accounts *a, struct arena *mem)
{
	struct dirent *e;
	size_t first, i;
	DIR *d;

	*a = (struct accounts){ .count = 0 };
	for (i = 0; i < OWN; i++)
		if (setting_text(NULL, own[i].by) != NULL)
			accounts_add(a, own[i].name, mem);
	first = a->count;
	if ((d = opendir(folder())) == NULL)
		return errno == ENOENT ? 0 : failsys_at(folder());
	while (a->count <= MAX_MAILBOXES && (e = readdir(d)) != NULL)
		add_file(a, e->d_name, mem);
	closedir(d);
	if (a->count > MAX_MAILBOXES)
		return fail(ERR_SETTING, "DMARC_MAILBOXES has more than %d mailboxes",
		    MAX_MAILBOXES);
	if (a->count > first)
		qsort(a->name + first, a->count - first, sizeof *a->name, by_name);
	return 0;
}
