#include "answer.h"
#include "domain_api.h"
#include "domain_list.h"
#include "roster_keep.h"

#define ROWS	25		/* of a page */

static int
tell_list(struct req *r, struct store *st, const struct arg *asked, const struct arg **told)
{
	size_t from = (args_number(asked, "page", 1) - 1) * ROWS;
	struct fact rows = { .text = NULL };
	int pending = roster_pending(st), rv;
	struct domain_list l;

	rv = domain_list_open(&l, st, asked, r->mem);
	if (rv == 0 && pending != -1) {
		domain_list_tell(&l, from, from + ROWS, &rows);
		*told = args_join(r->mem, ARGS(INT("pending", pending), INT("rows", ROWS),
		    INT("total", l.count), INT("needs", l.needs), INT("asks", l.asks),
		    TEXT("domains", fact_keep(&rows, r->mem))), NULL);
	}
	domain_list_close(&l);
	return pending == -1 ? -1 : rv;
}

int
domain_get_list(struct req *r)
{
	return answer_told(r, tell_list);
}
