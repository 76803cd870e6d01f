#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "err.h"
#include "folder.h"
#include "imap_login.h"

/* A whole session with a server that says anything: lib/net/wire.c's place is taken here. */
struct wire {
	const uint8_t	*p;
	size_t		 n, step;
};

ssize_t
wire_read(struct wire *w, void *p, size_t n)
{
	n = n < w->step ? n : w->step;
	n = n < w->n ? n : w->n;
	if (n == 0)
		return fail(ERR_AWAY, "it ends");
	memcpy(p, w->p, n);
	w->p += n;
	w->n -= n;
	return n;
}

int
wire_write(struct wire *w, const void *p, size_t n)
{
	(void)w, (void)p, (void)n;
	return 0;
}

static int
data(void *arg, const void *p, size_t n)
{
	(void)arg;
	return memchr(p, 0xfe, n) != NULL ? fail(ERR_SYSTEM, "full") : 0;
}

static int
whole(void *arg, uint32_t uid)
{
	(void)arg, (void)uid;
	return 0;
}

static int
size(void *arg, uint32_t uid, uint64_t n)
{
	(void)arg, (void)uid, (void)n;
	return 0;
}

static int
folder(void *arg, const struct imap_folder *f)
{
	(void)arg;
	return strlen(f->name) > 100000 ? abort(), -1 : 0;
}

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	const struct limits limits = { .answer = 4000 };
	const struct imap_sink sink = { data, whole, NULL };
	struct wire w = { p + 1, n > 0 ? n - 1 : 0, n > 0 ? *p + 1 : 1 };
	struct imap *im = imap_open(&w, &limits);
	struct uidset set = { NULL, 0, 0 }, found = { NULL, 0, 0 };
	struct arena *mem = arena_new();
	struct folder_query folders[] = { { .text = "a/b" }, { .text = "a/*" } };
	struct imap_box box;
	const char *rights;

	uidset_add(&set, 1, 9);
	if (im != NULL && imap_login(im, NULL, "user", "password") != -1) {
		imap_select(im, "INBOX", &box);
		imap_search(im, "ALL", &found);
		imap_sizes(im, &set, size, NULL);
		if (imap_fetch_begin(im, &set) == 0 && imap_fetch_begin(im, &set) == 0) {
			imap_fetch_end(im, &sink);
			imap_fetch_end(im, &sink);
		}
		imap_list(im, "*", folder, NULL);
		imap_rights(im, "INBOX", &rights, mem);
		if (folder_find(im, folders, 2, mem) == 0)
			imap_move(im, &found, folders[0].found.name);
	}
	imap_close(im);
	arena_free(mem);
	uidset_free(&set);
	uidset_free(&found);
	return 0;
}
