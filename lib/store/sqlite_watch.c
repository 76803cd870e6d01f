#include "sqlite_facts.h"
#include "watch.h"

static int
put_seens(struct fact *f, const char *kind, struct dictionary *words, const struct seens *s,
    uint64_t least)
{
	size_t id;

	for (id = 0; id < s->n; id++) {
		const struct seen *e = &s->seen[id];

		if (e->sum[WATCH_FAIL] + e->sum[WATCH_QUARANTINE] + e->sum[WATCH_REJECT] == 0 ||
		    e->sum[WATCH_FAIL] < least)
			continue;
		fact_row(f, kind);
		if (word_tell(f, words, id) == -1)
			return -1;
		fact_int(f, e->sum[WATCH_ALL]);
		fact_int(f, e->sum[WATCH_FAIL]);
		fact_int(f, e->failed);
		fact_int(f, e->sum[WATCH_QUARANTINE]);
		fact_int(f, e->sum[WATCH_REJECT]);
		fact_int(f, e->blocked);
	}
	return 0;
}

/* Of each domain what failed or was turned away; of addresses those that failed often enough. */
int
tell_watch(struct store *st, struct question *asked, struct fact *f)
{
	struct dictionary domains = { st, BOUND_DOMAIN }, addresses = { st, BOUND_IP };
	int64_t least = question_int(asked, "ALARM_SOURCE_FAIL_MIN", 1);
	struct chosen *c = chosen_find(st, asked);
	struct watch w;
	int rv;

	if (c == NULL)
		return -1;
	watch_open(&w, &c->bounds);
	if ((rv = chosen_count(st, asked, watch_block, &w)) == 0)
		rv = put_seens(f, "domain", &domains, &w.domains, 0);
	if (rv == 0)
		rv = put_seens(f, "ip", &addresses, &w.ips, least > 0 ? least : 1);
	watch_close(&w);
	return rv;
}
