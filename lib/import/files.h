#pragma once

#include <stdint.h>

/*
 * The files a user means by some names: a file itself, a folder all that is in
 * and below it in the order of names, "-" standard input.  Hidden ones, and
 * what a Maildir holds beside its mail, are passed over.
 */
#define FILES_UNKNOWN	(-1)		/* no size: a pipe */
#define FILES_BAD	(-2)		/* cannot be read: err_text() says why */

typedef int	(*files_each)(void *arg, const char *path, int64_t size);

int	files_walk(char *const *paths, files_each, void *arg);
