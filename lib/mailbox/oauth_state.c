#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "hash.h"
#include "limit.h"
#include "lock.h"
#include "oauth_state.h"
#include "own.h"
#include "sql.h"
#include "text.h"

#define MAX_STATE	(8 * MAX_SECRET)	/* two tokens, each letter escaped */

static const char *
digest(const char *text, struct arena *mem)
{
	struct hash h = hash_bytes(text, strlen(text));

	return arena_printf(mem, "%016" PRIx64 "%016" PRIx64, h.high, h.low);
}

static const char *
known(const char *part)
{
	return part != NULL ? part : "";
}

/* A name for the client of this mailbox, whatever letters are in its parts. */
static const char *
name_of(const struct oauth_client *c, struct arena *mem)
{
	return arena_printf(mem, "oauth-%s", digest(arena_printf(mem, "%s\n%s\n%s\n%s", c->provider,
	    known(c->part[OAUTH_TENANT]), known(c->part[OAUTH_ID]), c->user), mem));
}

static const char *
path_of(const struct oauth_client *c, const char *db, struct arena *mem)
{
	return arena_printf(mem, "%s-%s", db, name_of(c, mem));
}

int
oauth_state_lock(const struct oauth_client *c, const char *db, struct arena *mem)
{
	struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	const char *name = name_of(c, mem);
	int fd = lock_open(db, name);

	while (fd != -1 && fcntl(fd, F_OFD_SETLKW, &all) == -1)
		if (errno != EINTR) {
			close(fd);
			return failsys("%s.lock", name);
		}
	return fd;
}

/* Its bytes; an empty text when there is no such file; or NULL. */
static const char *
load(const char *path, struct arena *mem)
{
	char *text = arena_alloc(mem, MAX_STATE + 1);
	int fd = own_open(path, O_RDONLY, 0);
	ssize_t n;

	if (fd == -1)
		return errno == ENOENT ? text : NULL;
	n = read(fd, text, MAX_STATE);
	if (n == -1)
		failsys_at(path);
	close(fd);
	return n == -1 ? NULL : text;
}

struct reading {
	struct oauth_state	*state;
	struct arena		*mem;
};

static const char *
keep(const struct store_word *w, struct arena *mem)
{
	return w->text == NULL ? NULL : arena_strndup(mem, w->text, w->len);
}

static int
number(int64_t *n, const struct store_word *w)
{
	return w->text == NULL ? 0 : store_get_int(n, w->text, w->len);
}

static int
take(void *arg, const struct store_word *words, int n)
{
	struct reading *r = arg;

	(void)n;
	r->state->access = keep(&words[0], r->mem);
	r->state->refresh = keep(&words[2], r->mem);
	return number(&r->state->expires, &words[1]) == -1 ||
	    number(&r->state->quiet, &words[3]) == -1 ? -1 : 0;
}

int
oauth_state_read(struct oauth_state *s, const struct oauth_client *c, const char *db,
    struct store *json, struct arena *mem)
{
	const char *text = load(path_of(c, db, mem), mem);

	*s = (struct oauth_state){ .expires = 0 };
	if (text == NULL)
		return -1;
	return store_rows(json, &sql_oauth_kept, ARGS(TEXT("text", text),
	    TEXT("given", digest(known(c->part[OAUTH_REFRESH]), mem))), take,
	    &(struct reading){ s, mem });
}

static int
put(int fd, const char *path, const char *text)
{
	size_t n = strlen(text);
	ssize_t put;

	for (; n > 0; text += put, n -= put)
		if ((put = write(fd, text, n)) == -1)
			return failsys_at(path);
	return fsync(fd) == -1 ? failsys_at(path) : 0;
}

int
oauth_state_write(const struct oauth_state *s, const struct oauth_client *c, const char *db,
    struct store *json, struct arena *mem)
{
	const char *path = path_of(c, db, mem), *part = arena_printf(mem, "%s.part", path);
	struct kept text = { .mem = mem };
	int fd, rv;

	if (store_query(json, &sql_oauth_keep, ARGS(TEXT("access", s->access),
	    INT("expires", s->expires), TEXT("refresh", s->refresh), INT("quiet", s->quiet),
	    TEXT("given", digest(known(c->part[OAUTH_REFRESH]), mem))), store_keep, &text) == -1)
		return -1;
	unlink(part);				/* of one that was killed */
	if ((fd = own_open(part, O_WRONLY | O_CREAT | O_EXCL, 0600)) == -1)
		return -1;
	rv = put(fd, part, text.text);
	close(fd);
	if (rv == 0 && rename(part, path) == -1)
		rv = failsys_at(path);
	if (rv == -1) {
		unlink(part);
		return -1;
	}
	return own_sync_folder(path);	/* that a name is another file's now */
}
