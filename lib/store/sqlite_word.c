#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "arena.h"
#include "sqlite.h"
#include "sqlite_word.h"

#define FEW	1000		/* words are looked up one by one; of more all are gone through */

static const struct {
	const struct sql *find, *all;
} statements[BOUND_AUTH] = {
	[BOUND_DOMAIN]	= { &sqlite_word_domain, &sqlite_words_domain },
	[BOUND_ORG]	= { &sqlite_word_org, &sqlite_words_org },
	[BOUND_IP]	= { &sqlite_word_ip, &sqlite_words_ip },
	[BOUND_NAME]	= { &sqlite_word_name, &sqlite_words_name },
};

struct word {
	uint32_t	 id;
	const char	*text;		/* not ended by a NUL */
	size_t		 len;
};

/* 1: lent until the statement is reset; 0: there is none; -1. */
static int
find(const struct dictionary *d, uint32_t id, sqlite3_stmt **q, struct word *w)
{
	int rc;

	*w = (struct word){ id, NULL, 0 };
	*q = store_prepare(d->store, statements[d->word].find, ARGS(INT("id", id)));
	if (*q == NULL)
		return -1;
	if ((rc = sqlite3_step(*q)) == SQLITE_ROW) {
		w->text = sqlite3_column_blob(*q, 0);
		w->len = sqlite3_column_bytes(*q, 0);
		if (w->text == NULL && w->len > 0)
			rc = SQLITE_NOMEM;
	}
	if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
		store_fail(d->store, "word");
		sqlite3_reset(*q);
		return -1;
	}
	return w->len > 0;
}

static int
tell_address(struct fact *f, const struct dictionary *d, const struct word *w)
{
	struct address text;

	if (w->len != ADDRESS_BYTES)
		return store_damage(d->store, "an address has an impossible length");
	text = address_text((const unsigned char *)w->text);
	fact_string(f, text.text);
	return 0;
}

int
word_tell(struct fact *f, const struct dictionary *d, uint32_t id)
{
	sqlite3_stmt *q;
	struct word w;
	int rv;

	if (id == 0) {
		fact_null(f);
		return 0;
	}
	if ((rv = find(d, id, &q, &w)) == -1)
		return -1;
	if (rv == 1 && d->word == BOUND_IP)
		rv = tell_address(f, d, &w);
	else
		fact_text(f, w.text, w.len);
	sqlite3_reset(q);
	return rv == -1 ? -1 : 0;
}

static int
compare(const void *a, const void *b)
{
	const struct word *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int rv = n > 0 ? memcmp(x->text, y->text, n) : 0;

	return rv != 0 ? rv : x->len < y->len ? -1 : x->len > y->len;
}

static int
sort_few(const struct dictionary *d, uint32_t *ids, size_t n, int desc)
{
	struct arena *mem = arena_new();
	struct word *words = arena_alloc(mem, n * sizeof *words);
	sqlite3_stmt *q;
	int rv = 0;
	size_t i;

	for (i = 0; i < n && rv != -1; i++) {
		if ((rv = find(d, ids[i], &q, &words[i])) == -1)
			break;
		if (rv == 1)
			words[i].text = arena_strndup(mem, words[i].text, words[i].len);
		sqlite3_reset(q);
	}
	if (rv != -1) {
		qsort(words, n, sizeof *words, compare);
		for (i = 0; i < n; i++)
			ids[i] = words[desc ? n - 1 - i : i].id;
	}
	arena_free(mem);
	return rv == -1 ? -1 : 0;
}

typedef void (*each_id)(void *, uint32_t);

/* Each id in the order of words, for as long as more is not 0. */
static int
each(const struct dictionary *d, int desc, each_id fn, void *arg, const size_t *more)
{
	sqlite3_stmt *q;
	int rc = SQLITE_DONE;

	if ((q = store_prepare(d->store, statements[d->word].all,
	    ARGS(INT_IF("desc", 1, desc)))) == NULL)
		return -1;
	while (*more > 0 && (rc = sqlite3_step(q)) == SQLITE_ROW)
		fn(arg, sqlite3_column_int64(q, 0));
	sqlite3_reset(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : store_fail(d->store, "words");
}

struct walk {
	unsigned char	*wanted;	/* bit i: id i is */
	size_t		 size;
	uint32_t	*ids;
	size_t		 n, more;
};

static void
take(void *arg, uint32_t id)
{
	struct walk *w = arg;

	if (id >> 3 >= w->size || (w->wanted[id >> 3] >> (id & 7) & 1) == 0)
		return;
	w->ids[w->n++] = id;
	w->more--;
}

/* What is not among the first keep is in no order, and may be there twice. */
static int
sort_many(const struct dictionary *d, uint32_t *ids, size_t n, size_t keep, int desc)
{
	struct walk w = { .ids = ids, .more = keep < n ? keep : n };
	uint32_t max = 0;
	int none = 0, rv;
	size_t i;

	for (i = 0; i < n; i++)
		max = ids[i] > max ? ids[i] : max;
	w.size = (max >> 3) + 1;
	w.wanted = xrealloc(NULL, w.size);
	memset(w.wanted, 0, w.size);
	for (i = 0; i < n; i++)
		if (ids[i] == 0)
			none = 1;
		else
			w.wanted[ids[i] >> 3] |= 1 << (ids[i] & 7);
	if (none && !desc) {
		w.ids[w.n++] = 0;
		w.more--;
	}
	rv = each(d, desc, take, &w, &w.more);
	if (none && desc && w.more > 0)
		w.ids[w.n++] = 0;
	free(w.wanted);
	return rv;
}

int
word_sort(void *dictionary, uint32_t *ids, size_t n, size_t keep, int desc)
{
	return n <= FEW ? sort_few(dictionary, ids, n, desc) :
	    sort_many(dictionary, ids, n, keep, desc);
}

struct ranks {
	uint32_t	*rank, max, next;
};

static void
rank(void *arg, uint32_t id)
{
	struct ranks *r = arg;

	if (id <= r->max)
		r->rank[id] = ++r->next;
}

uint32_t *
word_ranks(const struct dictionary *d, uint32_t max)
{
	struct ranks r = { xrealloc(NULL, ((size_t)max + 1) * sizeof *r.rank), max, 0 };

	memset(r.rank, 0, ((size_t)max + 1) * sizeof *r.rank);
	if (each(d, 0, rank, &r, &(size_t){ 1 }) == 0)
		return r.rank;
	free(r.rank);
	return NULL;
}
