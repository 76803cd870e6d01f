#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "clock.h"
#include "pack.h"
#include "sheaf.h"

#define REPORTS		100		/* then they are due, */
#define BYTES		(2 << 20)	/* or with as many bytes of them, */
#define WAIT_MS		200		/* or when the first has waited so long */
#define PIECE		(64 * 1024)	/* is copied, or written, at once */
#define MAX_COUNT	((INT64_C(1) << 53) - 1)

struct waiting {
	struct waiting	*next;
	struct report	 report;
	struct mail_head mail;
	struct origin	 origin;
	struct slice	 records, original;
	int64_t		 count, messages;
	void		*tag;
};

struct sheaf {
	struct store	*store;
	struct spool	*spool;		/* of each report the records, then the original */
	struct pack	 pack;		/* records that are not in it yet */
	struct arena	*mem;		/* of those that wait */
	struct waiting	*first, **last;
	size_t		 n;
	int64_t		 since;		/* milliseconds: when the first came */
	size_t		 begun;		/* where the report that is read begins in the spool */
	int64_t		 count, messages;	/* its records, and of how many messages */
};

struct sheaf *
sheaf_new(struct store *st)
{
	struct sheaf *s = xrealloc(NULL, sizeof *s);

	*s = (struct sheaf){ .store = st, .spool = spool_new(2 * BYTES), .mem = arena_new() };
	s->last = &s->first;
	return s;
}

void
sheaf_free(struct sheaf *s)
{
	if (s == NULL)
		return;
	spool_free(s->spool);
	pack_free(&s->pack);
	arena_free(s->mem);
	free(s);
}

struct store *
sheaf_store(const struct sheaf *s)
{
	return s->store;
}

void
sheaf_begin(struct sheaf *s)
{
	s->begun = spool_size(s->spool);
	s->pack.size = 0;
	s->count = s->messages = 0;
}

void
sheaf_drop(struct sheaf *s)
{
	spool_cut(s->spool, s->begun);
	s->pack.size = 0;
}

static int
put_aside(struct sheaf *s)
{
	int rv = spool_write(s->spool, s->pack.bytes, s->pack.size);

	s->pack.size = 0;
	return rv;
}

int
sheaf_add(struct sheaf *s, const struct record *r)
{
	pack_record(&s->pack, r);
	s->count++;
	s->messages = r->count < MAX_COUNT - s->messages ? s->messages + r->count : MAX_COUNT;
	return s->pack.size < PIECE ? 0 : put_aside(s);
}

static const char *
keep(struct sheaf *s, const char *text)
{
	return text != NULL ? arena_strndup(s->mem, text, strlen(text)) : NULL;
}

static struct text *
keep_texts(struct sheaf *s, const struct text *from)
{
	struct text *first = NULL, **next = &first;

	for (; from != NULL; from = from->next, next = &(*next)->next) {
		*next = arena_alloc(s->mem, sizeof **next);
		(*next)->text = keep(s, from->text);
	}
	return first;
}

static void
keep_report(struct sheaf *s, struct report *to, const struct report *r)
{
	*to = *r;
	to->xmlns = keep(s, r->xmlns);
	to->version = keep(s, r->version);
	to->org = keep(s, r->org);
	to->email = keep(s, r->email);
	to->contact = keep(s, r->contact);
	to->report_id = keep(s, r->report_id);
	to->generator = keep(s, r->generator);
	to->errors = keep_texts(s, r->errors);
	to->policy.domain = keep(s, r->policy.domain);
	to->policy.fo = keep(s, r->policy.fo);
}

static void
keep_origin(struct sheaf *s, struct waiting *w, const struct origin *o)
{
	w->origin = *o;
	if (o->mail == NULL)
		return;
	w->mail = (struct mail_head){
		.from = keep(s, o->mail->from), .message_id = keep(s, o->mail->message_id),
		.auth_results = keep_texts(s, o->mail->auth_results),
	};
	w->origin.mail = &w->mail;
}

static int
copy(struct spool *to, struct spool *from)
{
	char piece[PIECE];
	size_t at;
	ssize_t n;

	for (at = 0; (n = spool_pread(from, piece, sizeof piece, at)) > 0; at += n)
		if (spool_write(to, piece, n) == -1)
			return -1;
	return n;
}

int
sheaf_end(struct sheaf *s, const struct report *r, const struct origin *o, struct spool *gz,
    void *tag)
{
	struct waiting *w = arena_alloc(s->mem, sizeof *w);

	if (put_aside(s) == -1)
		return -1;
	w->records = (struct slice){ s->spool, s->begun, spool_size(s->spool) - s->begun };
	w->original = (struct slice){ s->spool, spool_size(s->spool), spool_size(gz) };
	if (copy(s->spool, gz) == -1)
		return -1;
	keep_report(s, &w->report, r);
	keep_origin(s, w, o);
	w->count = s->count;
	w->messages = s->messages;
	w->tag = tag;
	if (s->n == 0)
		s->since = clock_ms();
	*s->last = w;
	s->last = &w->next;
	s->n++;
	return 0;
}

int
sheaf_due(const struct sheaf *s)
{
	return s->store != NULL && (s->n >= REPORTS || spool_size(s->spool) >= BYTES ||
	    (s->n > 0 && clock_ms() - s->since >= WAIT_MS));
}

static void
empty(struct sheaf *s)
{
	s->first = NULL;
	s->last = &s->first;
	s->n = 0;
	arena_reset(s->mem, 0);
	if (spool_size(s->spool) > 2 * BYTES) {		/* a file by now */
		spool_free(s->spool);
		s->spool = spool_new(2 * BYTES);
	}
	spool_cut(s->spool, 0);
}

static int
next_record(void *u, const struct record **r)
{
	return unpacker_next(u, r);
}

/* id 0: as a new one. */
static int
store(struct store *st, const struct waiting *w, int64_t id, struct stored *out)
{
	struct unpacker *u = unpacker_open(&w->records);
	const struct entry e = { &w->report, &w->origin, w->original, w->count, w->messages,
	    next_record, u };
	int rv = id != 0 ? store_replace(st, id, &e, out) : store_put(st, &e, out);

	unpacker_close(u);
	return rv;
}

int
sheaf_keep(struct sheaf *s, sheaf_kept kept)
{
	const struct waiting *w;
	struct stored out;
	int rv = 0;

	for (w = s->first; w != NULL && rv == 0; w = w->next) {
		if (store_due(s->store) && store_commit(s->store) == -1)
			rv = -1;
		else if ((rv = store(s->store, w, 0, &out)) == 0)
			kept(w->tag, &out);
	}
	empty(s);
	return rv;
}

int
sheaf_replace(struct sheaf *s, struct store *st, int64_t id, struct stored *out)
{
	int rv = store(st, s->first, id, out);

	empty(s);
	return rv;
}

int
sheaf_each(const struct sheaf *s, int (*fn)(void *, const struct report *), void *arg)
{
	const struct waiting *w;

	for (w = s->first; w != NULL; w = w->next)
		if (fn(arg, &w->report) == -1)
			return -1;
	return 0;
}
