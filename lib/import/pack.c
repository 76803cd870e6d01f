#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "err.h"
#include "pack.h"

#define AHEAD	(64 * 1024)	/* is read at once */

static void *
reserve(struct pack *p, size_t n)
{
	if (n > p->room - p->size) {
		p->room = 2 * p->room > p->size + n ? 2 * p->room : p->size + n;
		p->bytes = xrealloc(p->bytes, p->room);
	}
	p->size += n;
	return p->bytes + p->size - n;
}

static void
put(struct pack *p, const void *bytes, size_t n)
{
	memcpy(reserve(p, n), bytes, n);
}

/* Before a text, or another of a list, a byte says that it is there. */
static const char there = 1, end = 0;

static void
put_text(struct pack *p, const char *s)
{
	put(p, s != NULL ? &there : &end, 1);
	if (s != NULL)
		put(p, s, strlen(s) + 1);
}

static void
put_auths(struct pack *p, const struct auth *a)
{
	for (; a != NULL; a = a->next) {
		put(p, &there, 1);
		put(p, a, sizeof *a);
		put_text(p, a->domain);
		put_text(p, a->selector);
		put_text(p, a->human_result);
	}
	put(p, &end, 1);
}

static void
put_reasons(struct pack *p, const struct reason *r)
{
	for (; r != NULL; r = r->next) {
		put(p, &there, 1);
		put(p, r, sizeof *r);
		put_text(p, r->comment);
	}
	put(p, &end, 1);
}

/* How long it is, the structure as it is, and what its pointers point to. */
void
pack_record(struct pack *p, const struct record *r)
{
	size_t at = p->size, size;

	reserve(p, sizeof size);
	put(p, r, sizeof *r);
	put_text(p, r->source_raw);
	put_text(p, r->header_from);
	put_text(p, r->envelope_from);
	put_text(p, r->envelope_to);
	put_reasons(p, r->reasons);
	put_auths(p, r->auth_dkim);
	put_auths(p, r->auth_spf);
	size = p->size - at - sizeof size;
	memcpy(p->bytes + at, &size, sizeof size);
}

void
pack_free(struct pack *p)
{
	free(p->bytes);
	*p = (struct pack){ NULL, 0, 0 };
}

struct unpacker {
	struct slice	 left;		/* not read yet */
	char		*bytes;
	size_t		 size, room, at;
	struct arena	*mem;		/* of lists */
	struct record	 record;
};

struct unpacker *
unpacker_open(const struct slice *packed)
{
	struct unpacker *u = xrealloc(NULL, sizeof *u);

	*u = (struct unpacker){ .left = *packed, .mem = arena_new() };
	return u;
}

void
unpacker_close(struct unpacker *u)
{
	if (u == NULL)
		return;
	arena_free(u->mem);
	free(u->bytes);
	free(u);
}

/* So many bytes lie at u->at, where what was lent before lay. */
static int
reach(struct unpacker *u, size_t n)
{
	size_t want = n > AHEAD ? n : AHEAD;
	ssize_t got;

	if (u->size - u->at >= n)
		return 0;
	if (u->size > u->at)
		memmove(u->bytes, u->bytes + u->at, u->size - u->at);
	u->size -= u->at;
	u->at = 0;
	if (want > u->room)
		u->bytes = xrealloc(u->bytes, u->room = want);
	while (u->size < n) {
		want = u->room - u->size < u->left.size ? u->room - u->size : u->left.size;
		if ((got = spool_pread(u->left.spool, u->bytes + u->size, want, u->left.at)) <= 0)
			return got == 0 ? fail(ERR_SYSTEM, "what was put aside is cut short") : -1;
		u->left.at += got;
		u->left.size -= got;
		u->size += got;
	}
	return 0;
}

static void
get(struct unpacker *u, void *to, size_t n)
{
	memcpy(to, u->bytes + u->at, n);
	u->at += n;
}

static const char *
get_text(struct unpacker *u)
{
	const char *s = u->bytes + u->at + 1;

	if (u->bytes[u->at++] == 0)
		return NULL;
	u->at += strlen(s) + 1;
	return s;
}

static struct auth *
get_auths(struct unpacker *u)
{
	struct auth *first = NULL, **next = &first, *a;

	while (u->bytes[u->at++] != 0) {
		a = arena_alloc(u->mem, sizeof *a);
		get(u, a, sizeof *a);
		a->domain = get_text(u);
		a->selector = get_text(u);
		a->human_result = get_text(u);
		a->next = NULL;
		*next = a;
		next = &a->next;
	}
	return first;
}

static struct reason *
get_reasons(struct unpacker *u)
{
	struct reason *first = NULL, **next = &first, *r;

	while (u->bytes[u->at++] != 0) {
		r = arena_alloc(u->mem, sizeof *r);
		get(u, r, sizeof *r);
		r->comment = get_text(u);
		r->next = NULL;
		*next = r;
		next = &r->next;
	}
	return first;
}

int
unpacker_next(struct unpacker *u, const struct record **out)
{
	struct record *r = &u->record;
	size_t size;

	if (u->size == u->at && u->left.size == 0)
		return 0;
	if (reach(u, sizeof size) == -1)
		return -1;
	get(u, &size, sizeof size);
	if (reach(u, size) == -1)
		return -1;
	arena_reset(u->mem, 0);
	get(u, r, sizeof *r);
	r->source_raw = get_text(u);
	r->header_from = get_text(u);
	r->envelope_from = get_text(u);
	r->envelope_to = get_text(u);
	r->reasons = get_reasons(u);
	r->auth_dkim = get_auths(u);
	r->auth_spf = get_auths(u);
	*out = r;
	return 1;
}
