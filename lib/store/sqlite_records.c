#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "err.h"
#include "page.h"
#include "sqlite.h"
#include "sqlite_facts.h"
#include "sqlite_opaque.h"

/* The words that a page may be sorted by. */
static const struct {
	const char	*sort;
	enum bound	 word;
} ranked[] = {
	{ "from", BOUND_NAME }, { "ip", BOUND_IP }, { "org", BOUND_ORG },
};

static int
find_ranks(struct store *st, const struct bounds *bounds, const char *sort, uint32_t **ranks,
    struct page *p)
{
	struct dictionary words = { .store = st };
	size_t i;

	*ranks = NULL;
	for (i = 0; i < sizeof ranked / sizeof *ranked; i++)
		if (strcmp(ranked[i].sort, sort) == 0) {
			words.word = ranked[i].word;
			p->nranks = (size_t)bounds->max[words.word] + 1;
			p->ranks = *ranks = word_ranks(&words, bounds->max[words.word]);
			return *ranks != NULL ? 0 : -1;
		}
	return 0;
}

static int
put_page(struct store *st, struct fact *f, const struct page *p)
{
	struct fact ids = { NULL, 0, 0 };
	const struct place *x;
	size_t i;
	int rv;

	fact_row(f, "total");
	fact_int(f, p->records);
	fact_int(f, p->messages);
	opaque_tell_place(f, page_next(p));
	opaque_tell_place(f, page_prev(p));
	for (i = 0; (x = page_place(p, i)) != NULL; i++) {
		fact_row(&ids, "record");
		fact_int(&ids, x->id);
	}
	fact_end(&ids);
	rv = tell_rows(st, &sqlite_record_row, ARGS(TEXT("records", ids.text)), f);
	free(ids.text);
	return rv;
}

int
tell_records(struct store *st, struct question *asked, struct fact *f)
{
	const char *sort = question_text(asked, "sort");
	struct chosen *c = chosen_find(st, asked);
	uint32_t *ranks = NULL;
	struct place here;
	struct page *p;
	int rv = -1, given;

	if (c == NULL || (given = opaque_place(asked, &here)) == -1)
		return -1;
	p = xrealloc(NULL, sizeof *p);
	*p = (struct page){ .desc = question_int(asked, "desc", 1),
	    .back = question_int(asked, "back", 0),
	    .from_here = given, .here = here,
	    .limit = question_int(asked, "limit", PAGE_MAX) };
	if (sort == NULL || page_sort(p, sort) == -1 || p->limit > PAGE_MAX) {
		fail(ERR_SYSTEM, "page: cannot sort so");
		goto out;
	}
	if (find_ranks(st, &c->bounds, sort, &ranks, p) == 0 &&
	    chosen_count(st, asked, page_block, p) == 0)
		rv = put_page(st, f, p);
out:
	free(ranks);
	free(p);
	return rv;
}
