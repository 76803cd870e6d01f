#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "err.h"
#include "source.h"

struct source {
	source_fill		 fill;
	void			*arg;
	unsigned char		*buf;	/* NULL when the bytes are lent */
	const unsigned char	*next;	/* not taken yet */
	size_t			 len;
	uint64_t		 come;
	int			 ended;
	int			 failed;
	int			 fd;
	struct slice		 slice;	/* of a spool: what is left */
};

struct spool {
	unsigned char	*mem;
	size_t		 max, cap;	/* of mem */
	size_t		 size;
	FILE		*file;		/* instead of mem */
};

struct source *
source_new(source_fill fill, void *arg)
{
	struct source *s = xrealloc(NULL, sizeof *s);

	*s = (struct source){ .fill = fill, .arg = arg };
	s->buf = xrealloc(NULL, SOURCE_BUFFER + SOURCE_ROOM);
	s->next = s->buf;
	return s;
}

struct source *
source_memory(const void *p, size_t n)
{
	struct source *s = xrealloc(NULL, sizeof *s);

	*s = (struct source){ .next = p, .len = n, .come = n, .ended = 1 };
	return s;
}

static ssize_t
fill_fd(void *arg, void *p, size_t n)
{
	const struct source *s = arg;
	ssize_t r;

	do
		r = read(s->fd, p, n);
	while (r == -1 && errno == EINTR);
	return r == -1 ? failsys("cannot read") : r;
}

struct source *
source_fd(int fd)
{
	struct source *s = source_new(fill_fd, NULL);

	s->arg = s;
	s->fd = fd;
	return s;
}

static ssize_t
fill_spool(void *arg, void *p, size_t n)
{
	struct source *s = arg;
	struct slice *left = &s->slice;
	ssize_t r = spool_pread(left->spool, p, n < left->size ? n : left->size, left->at);

	if (r > 0) {
		left->at += r;
		left->size -= r;
	}
	return r;
}

struct source *
source_slice(const struct slice *slice)
{
	struct source *s = source_new(fill_spool, NULL);

	s->arg = s;
	s->slice = *slice;
	return s;
}

struct source *
source_spool(struct spool *spool)
{
	return source_slice(&(struct slice){ spool, 0, SIZE_MAX });
}

void
source_free(struct source *s)
{
	if (s == NULL)
		return;
	free(s->buf);
	free(s);
}

ssize_t
source_peek(struct source *s, const void **p, size_t n)
{
	ssize_t r;

	while (s->len < n && !s->ended) {
		if (s->failed)
			return -1;
		if (s->next != s->buf) {
			memmove(s->buf, s->next, s->len);
			s->next = s->buf;
		}
		r = s->fill(s->arg, s->buf + s->len,
		    SOURCE_BUFFER + SOURCE_ROOM - s->len);
		if (r == -1) {
			s->failed = 1;
			return -1;
		}
		s->len += r;
		s->come += r;
		s->ended = r == 0;
	}
	*p = s->next;
	return s->len;
}

ssize_t
source_read(struct source *s, const void **p)
{
	ssize_t n = source_peek(s, p, 1);

	if (n > 0)
		source_skip(s, n);
	return n;
}

void
source_skip(struct source *s, size_t n)
{
	s->next += n;
	s->len -= n;
}

uint64_t
source_come(const struct source *s)
{
	return s->come;
}

struct spool *
spool_new(size_t memory)
{
	struct spool *s = xrealloc(NULL, sizeof *s);

	*s = (struct spool){ .max = memory };
	return s;
}

static int
write_all(FILE *file, const unsigned char *p, size_t n, size_t at)
{
	while (n > 0) {
		ssize_t r = pwrite(fileno(file), p, n, at);

		if (r == -1 && errno == EINTR)
			continue;
		if (r == -1)
			return failsys("cannot write a temporary file");
		p += r;
		n -= r;
		at += r;
	}
	return 0;
}

static int
move_to_file(struct spool *s)
{
	if ((s->file = tmpfile()) == NULL)
		return failsys("cannot make a temporary file");
	if (write_all(s->file, s->mem, s->size, 0) == -1)
		return -1;
	free(s->mem);
	s->mem = NULL;
	return 0;
}

int
spool_write(struct spool *s, const void *p, size_t n)
{
	if (n == 0)
		return 0;
	if (s->file == NULL && n > s->max - s->size &&
	    move_to_file(s) == -1)
		return -1;
	if (s->file != NULL) {
		if (write_all(s->file, p, n, s->size) == -1)
			return -1;
	} else {
		if (n > s->cap - s->size) {
			s->cap = 2 * s->cap > s->size + n ? 2 * s->cap :
			    s->size + n;
			s->mem = xrealloc(s->mem, s->cap);
		}
		memcpy(s->mem + s->size, p, n);
	}
	s->size += n;
	return 0;
}

void
spool_cut(struct spool *s, size_t size)
{
	if (size < s->size)
		s->size = size;
}

size_t
spool_size(const struct spool *s)
{
	return s->size;
}

ssize_t
spool_pread(struct spool *s, void *p, size_t n, size_t at)
{
	ssize_t r;

	if (at >= s->size)
		return 0;
	if (n > s->size - at)
		n = s->size - at;
	if (s->file == NULL) {
		memcpy(p, s->mem + at, n);
		return n;
	}
	do
		r = pread(fileno(s->file), p, n, at);
	while (r == -1 && errno == EINTR);
	return r == -1 ? failsys("cannot read a temporary file") : r;
}

void
spool_free(struct spool *s)
{
	if (s == NULL)
		return;
	if (s->file != NULL)
		fclose(s->file);
	free(s->mem);
	free(s);
}
