#include <string.h>

#include "address.h"
#include "arena.h"
#include "cells.h"
#include "interned.h"
#include "parts.h"
#include "resolve.h"
#include "sqlite.h"
#include "sqlite_facts.h"

#define MOST	50		/* of each that is told */
#define RESULTS	500		/* of which keys are summed */
#define LOOKED_UP 4096		/* addresses, the largest, that networks are summed of */

static int
put_words(struct store *st, struct fact *f, const char *kind, enum bound word,
    struct part_table *t)
{
	struct dictionary words = { st, word };
	const struct part *p;
	size_t i, n;

	p = parts_sorted(t, &n);
	for (i = 0; i < n && i < MOST; i++) {
		fact_row(f, kind);
		if (word_tell(f, &words, p[i].id) == -1)
			return -1;
		fact_int(f, p[i].messages);
		fact_int(f, p[i].failed);
		fact_int(f, p[i].stopped);
		fact_int(f, p[i].first);
		fact_int(f, p[i].last);
	}
	return 0;
}

struct networks {
	struct arena	*mem;
	struct interned	 prefixes;
	uint64_t	 (*sums)[2];	/* by prefix: messages, failed */
};

static int
add_network(struct store *st, struct networks *nets, const struct part *p)
{
	sqlite3_stmt *q = store_prepare(st, &sqlite_word_ip, ARGS(INT("id", p->id)));
	struct ip ip = { .len = 0 };
	uint32_t at;
	int rc;

	if (q == NULL)
		return -1;
	if ((rc = sqlite3_step(q)) == SQLITE_ROW && sqlite3_column_bytes(q, 0) == ADDRESS_BYTES)
		ip = address_ip(sqlite3_column_blob(q, 0));
	sqlite3_reset(q);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return store_fail(st, "word_ip");
	if (ip.len != 0) {
		at = interned_add(&nets->prefixes, network_prefix(&ip, nets->mem));
		cells_sum(&nets->sums[at][0], p->messages);
		cells_sum(&nets->sums[at][1], p->failed);
	}
	return 0;
}

/* The prefixes that addresses are in; they have been sorted. */
static int
put_networks(struct store *st, struct fact *f, const struct part_table *t)
{
	struct networks nets = { .mem = arena_new() };
	size_t n = t->used < LOOKED_UP ? t->used : LOOKED_UP, i;
	int rv = 0;

	nets.sums = arena_alloc(nets.mem, (n + 1) * sizeof *nets.sums);
	for (i = 0; i < n && rv == 0; i++)
		rv = add_network(st, &nets, &t->of[i]);
	for (i = 0; i < nets.prefixes.count && rv == 0; i++) {
		fact_row(f, "net");
		fact_string(f, nets.prefixes.text[i]);
		fact_null(f);
		fact_int(f, nets.sums[i][0]);
		fact_int(f, nets.sums[i][1]);
	}
	interned_free(&nets.prefixes);
	arena_free(nets.mem);
	return rv;
}

static int
put_auths(struct store *st, struct fact *f, struct part_table *t)
{
	const struct part *p;
	sqlite3_stmt *q;
	size_t i, n;
	int rc;

	p = parts_sorted(t, &n);
	for (i = 0; i < n && i < RESULTS; i++) {
		if ((q = store_prepare(st, &sqlite_auth_words, ARGS(INT("id", p[i].id)))) == NULL)
			return -1;
		if ((rc = sqlite3_step(q)) == SQLITE_ROW) {
			fact_row(f, "auth");
			if (tell_columns(f, q, 0) == -1)
				rc = SQLITE_NOMEM;
			fact_int(f, p[i].messages);
			fact_int(f, p[i].failed);
			fact_int(f, p[i].first);
			fact_int(f, p[i].last);
		}
		sqlite3_reset(q);
		if (rc != SQLITE_ROW && rc != SQLITE_DONE)
			return store_fail(st, "auth_words");
	}
	return 0;
}

static void
put_days(struct fact *f, const struct parts *p)
{
	const uint64_t *held;
	int day, i;

	for (day = p->first; day <= p->last; day++) {
		held = p->days[day];
		if (held[0] == 0 && held[1] == 0 && held[2] == 0)
			continue;
		fact_row(f, "day");
		fact_int(f, day);
		for (i = 0; i < 3; i++)
			fact_int(f, held[i]);
	}
}

/*
 * What is chosen, by what held it day by day, and by result, reporter and address: the
 * largest of each.
 */
int
tell_parts(struct store *st, struct question *asked, struct fact *f)
{
	struct chosen *c = chosen_find(st, asked);
	struct parts p;
	int rv;

	if (c == NULL)
		return -1;
	c->rows2 = 1;
	parts_open(&p, &c->bounds);
	rv = chosen_count(st, asked, parts_block, &p);
	if (rv == 0) {
		put_days(f, &p);
		rv = put_words(st, f, "ip", BOUND_IP, &p.ips) == -1 ||
		    put_networks(st, f, &p.ips) == -1 ||
		    put_words(st, f, "org", BOUND_ORG, &p.orgs) == -1 ||
		    put_auths(st, f, &p.auths) == -1 ? -1 : 0;
	}
	parts_close(&p);
	return rv;
}
