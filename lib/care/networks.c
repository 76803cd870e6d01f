#include <stdlib.h>

#include "address.h"
#include "err.h"
#include "holder.h"
#include "networks.h"
#include "setting.h"
#include "sql.h"

#define MOST		100000		/* networks that are known from before */

struct wanted {
	struct holder_file *file;
	struct arena	*mem;
	struct holder	*of;
	size_t		 n;
};

static int
add_holder(void *arg, const char *address, size_t len)
{
	struct wanted *w = arg;
	struct holder h;
	struct ip ip;
	int rv;

	(void)len;
	if (text_ip(&ip, address) == -1)
		return 0;
	if ((rv = holder_find(w->file, &ip, &h, w->mem)) != 1)
		return rv;
	if ((w->n & (w->n + 1)) == 0)
		w->of = xrealloc(w->of, (2 * w->n + 2) * sizeof *w->of);
	w->of[w->n++] = h;
	return 0;
}

static int
set_net(struct store *st, const struct holder *h, struct arena *mem)
{
	const char *net = arena_printf(mem, "%s/%u", address_of(&h->net).text, h->bits);
	struct ip last = h->net;
	unsigned int i;

	for (i = h->bits; i < last.len * 8; i++)
		last.bytes[i / 8] |= 0x80 >> i % 8;
	return store_exec(st, &sql_asn_set, ARGS(TEXT("net", net), INT("number", h->number),
	    TEXT("name", h->name), TEXT("last", address_of(&last).text)));
}

/* In the place of all, since one of another file may be in several of these. */
static int
keep(struct store *st, const struct wanted *w)
{
	size_t i;
	int rv;

	if (store_enter(st) == -1)
		return -1;
	rv = store_exec(st, &sql_asn_clear, NULL);
	for (i = 0; i < w->n && rv == 0; i++)
		rv = set_net(st, &w->of[i], w->mem);
	return store_leave(st, rv);
}

int
networks_run(struct store *st, const struct arg *busiest, int64_t *n, struct arena *mem)
{
	const char *path = setting_text(NULL, SETTING_ASN_MMDB);
	struct wanted w = { .mem = mem };
	int rv;

	*n = -1;
	if (path == NULL)
		return 0;
	if ((w.file = holder_open(path)) == NULL)
		return -1;
	rv = store_query(st, &sql_asn_wanted, args_join(mem, busiest,
	    ARGS(INT("most", MOST))), add_holder, &w);
	if (rv == 0)
		rv = keep(st, &w);
	if (rv == 0)
		rv = store_query(st, &sql_asn_count, NULL, store_get_int, n);
	holder_close(w.file);
	free(w.of);
	return rv;
}
