#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "csv.h"
#include "err.h"
#include "filter.h"
#include "readiness.h"
#include "sender_list.h"
#include "sheet.h"
#include "sql.h"

#define DAY	86400
#define ROWS	4096		/* that are in memory at once */

/* The file is called as the route: /api/records.csv. */
static int
begin(struct req *r)
{
	request_header(r, "Content-Disposition", arena_printf(r->mem, "attachment; filename=\"%s\"",
	    strrchr(r->route->path, '/') + 1));
	return request_begin(r, "text/csv; charset=utf-8");
}

static int
write_line(struct req *r, const char *const *cells, int n)
{
	size_t mark = arena_mark(r->mem), len;
	const char *line = csv_line(cells, n, r->mem, &len);
	int rv = request_write(r, line, len);

	arena_reset(r->mem, mark);
	return rv;
}

/* What a client asks; NULL: ERR_PARAM, or it wants the head of the reply alone. */
static const struct arg *
asked_of(struct req *r, struct store **st, int *rv)
{
	const struct arg *asked;

	*rv = -1;
	if ((*st = request_store(r)) == NULL ||
	    (asked = filter_parse(r->query, r->route->takes, time(NULL) / DAY, r->mem)) == NULL)
		return NULL;
	if (!r->head)
		return asked;
	*rv = begin(r);
	return NULL;
}

static const char *const record_head[STORE_DETAILS] = {
	"day", "from", "ip", "messages", "dmarc", "disposition", "reason", "dkim aligned",
	"dkim result", "dkim domain", "selector", "spf aligned", "spf result", "spf domain",
	"reporter", "policy domain", "report id", "host",
};

/* The head goes with the first row: until then, what fails is still an error. */
static int
begin_records(struct req *r)
{
	return begin(r) == -1 ? -1 : write_line(r, record_head, STORE_DETAILS);
}

static int
write_record(void *arg, const struct store_word *words, int n)
{
	const char *cells[STORE_DETAILS];
	struct req *r = arg;
	int i;

	for (i = 0; i < STORE_DETAILS; i++)
		cells[i] = i < n ? words[i].text : NULL;
	return !r->replied && begin_records(r) == -1 ? -1 : write_line(r, cells, STORE_DETAILS);
}

int
sheet_get_records(struct req *r)
{
	struct store *st;
	int rv;
	const struct arg *asked = asked_of(r, &st, &rv);

	if (asked == NULL)
		return rv;
	if (store_stream(st, "details", asked, write_record, r) == -1)
		return -1;
	return r->replied ? 0 : begin_records(r);
}

struct lines {
	struct req	*r;
	size_t		 count;
};

static int
write_words(void *arg, const struct store_word *words, int n)
{
	const char *cells[STORE_COLUMNS];
	struct lines *l = arg;
	int i;

	for (i = 0; i < n; i++)
		cells[i] = words[i].text;
	l->count++;
	return !l->r->replied && begin(l->r) == -1 ? -1 : write_line(l->r, cells, n);
}

/* How a part of the list is told, from its place on; its memory is the caller's. */
typedef int	(*sheet_part)(void *, size_t from, const struct arg **told, struct arena *);

/* Part after part, the first of them with the head, until one is not full. */
static int
write_parts(struct req *r, struct store *st, sheet_part part, void *arg)
{
	const struct arg *told;
	struct lines l = { .r = r };
	size_t from, mark;
	int rv;

	for (from = 0; l.count >= from; from += ROWS) {
		mark = arena_mark(r->mem);
		rv = part(arg, from, &told, r->mem);
		if (rv == 0)
			rv = store_rows(st, r->route->sql, told, write_words, &l);
		arena_reset(r->mem, mark);
		if (rv == -1)
			return -1;
	}
	return 0;
}

struct group {
	const struct arg *asked;
	struct arg	 ready[READINESS_ARGS];
};

static int
part_group(void *arg, size_t from, const struct arg **told, struct arena *mem)
{
	const struct group *g = arg;
	const char *by = args_text(g->asked, "by");
	const int ip = strcmp(by, "ip") == 0, domain = strcmp(by, "domain") == 0;

	*told = args_join(mem, args_join(mem, ARGS(INT("limit", ROWS), INT("page", from / ROWS + 1),
	    INT("head", from == 0), INT_IF("addresses", 1, ip),
	    INT_IF("others", 1, !ip), INT_IF("domains", 1, domain)), g->ready), g->asked);
	return 0;
}

int
sheet_get_group(struct req *r)
{
	struct store *st;
	struct group g;
	int rv, began;

	if ((g.asked = asked_of(r, &st, &rv)) == NULL)
		return rv;
	if (readiness_args(g.ready) == -1 || (began = store_begin_reading(st)) == -1)
		return -1;
	rv = write_parts(r, st, part_group, &g);
	store_end_reading(st, began);
	return rv;
}

static int
part_senders(void *arg, size_t from, const struct arg **told, struct arena *mem)
{
	struct fact f = { .text = NULL };

	sender_list_tell(arg, from, from + ROWS, &f);
	*told = args_join(mem, ARGS(TEXT("senders", fact_keep(&f, mem)), INT("head", from == 0)),
	    NULL);
	return 0;
}

int
sheet_get_senders(struct req *r)
{
	struct sender_list l;
	struct store *st;
	int rv;
	const struct arg *asked = asked_of(r, &st, &rv);

	if (asked == NULL)
		return rv;
	rv = sender_list_open(&l, st, asked, r->mem);
	if (rv == 0)
		rv = write_parts(r, st, part_senders, &l);
	sender_list_close(&l);
	return rv;
}

int
sheet_get_alarms(struct req *r)
{
	struct store *st;
	int rv;
	const struct arg *asked = asked_of(r, &st, &rv);

	return asked == NULL ? rv :
	    store_rows(st, r->route->sql, asked, write_words, &(struct lines){ r, 0 });
}
