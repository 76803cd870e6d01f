#include <sys/types.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "limit.h"
#include "maildir_list.h"

static int
is_mail(const struct dirent *e)
{
	return e->d_name[0] != '.' && (e->d_type == DT_REG || e->d_type == DT_UNKNOWN);
}

static int
add(struct maildir_list *l, const char *name)
{
	const char *colon = strchrnul(name, ':');

	if (l->count == MAX_MAILDIR)
		return fail(ERR_LIMIT, "more than %d files in a Maildir's new", MAX_MAILDIR);
	if ((l->count & (l->count + 1)) == 0)
		l->files = xrealloc(l->files, (2 * l->count + 2) * sizeof *l->files);
	l->files[l->count++] = (struct maildir_file){
	    .name = arena_strndup(l->mem, name, (size_t)(colon - name)),
	    .info = *colon == '\0' ? "" : arena_strndup(l->mem, colon, strlen(colon)),
	    .state = LETTER_MAX };
	return 0;
}

static int
by_name(const void *a, const void *b)
{
	const struct maildir_file *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order != 0 ? order : strcmp(x->info, y->info);
}

/* Of two files of one name, which there should not be, one at a time. */
static void
unite(struct maildir_list *l)
{
	size_t i, n = 0;

	for (i = 0; i < l->count; i++)
		if (n == 0 || strcmp(l->files[n - 1].name, l->files[i].name) != 0)
			l->files[n++] = l->files[i];
	l->count = n;
}

int
maildir_list_read(struct maildir_list *l, int folder)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), rv = 0;
	DIR *d = fd != -1 ? fdopendir(fd) : NULL;
	struct dirent *e;

	*l = (struct maildir_list){ .mem = arena_new() };
	if (d == NULL) {
		rv = failsys("a Maildir's new");
		if (fd != -1)
			close(fd);
		return rv;
	}
	while (rv == 0 && (errno = 0, e = readdir(d)) != NULL)
		if (is_mail(e))
			rv = add(l, e->d_name);
	if (rv == 0 && errno != 0)
		rv = failsys("a Maildir's new");
	closedir(d);
	if (l->count > 0)
		qsort(l->files, l->count, sizeof *l->files, by_name);
	unite(l);
	return rv;
}

void
maildir_list_free(struct maildir_list *l)
{
	free(l->files);
	arena_free(l->mem);
}

const char *
maildir_list_name(const struct maildir_file *f, struct arena *mem)
{
	return arena_printf(mem, "%s%s", f->name, f->info);
}
