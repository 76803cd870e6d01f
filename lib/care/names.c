#include <string.h>
#include <time.h>
#include <unistd.h>

#include "address.h"
#include "err.h"
#include "host.h"
#include "lock.h"
#include "names.h"
#include "networks.h"
#include "roster_keep.h"
#include "setting.h"
#include "sql.h"

#define DAY		86400
#define WINDOW		90		/* days whose addresses are looked at */
#define BUSIEST		20000		/* of them, that may have a name */
#define MOST		2000		/* that a run asks for */
#define SECONDS		120		/* that it takes */

static const struct {
	int		 days;		/* until it is asked for again */
	int		 known;		/* it takes the place of what was known */
	const char	*said;
} fates[] = {
	[HOST_AWAY] = { 1, 0, "no answer" },
	[HOST_NAMELESS] = { 30, 1, "no name that leads back" },
	[HOST_CONFIRMED] = { 60, 1, NULL },
};

struct due {				/* the addresses that are asked for */
	struct host	*hosts;
	size_t		 n;
};

static int
add_due(void *arg, const char *address, size_t len)
{
	struct due *d = arg;

	struct host *h = &d->hosts[d->n];

	(void)len;
	if (text_ip(&h->ip, address) == -1)
		return 0;
	h->state = address_is_public(&h->ip) ? HOST_UNASKED : HOST_NAMELESS;
	d->n++;
	return 0;
}

/* As the fact "group" is asked for them. */
static const struct arg *
busiest(int64_t now, struct arena *mem)
{
	return args_join(mem, ARGS(TEXT("by", "ip"), TEXT("sort", "messages"), INT("desc", 1),
	    INT("page", 1), INT("limit", BUSIEST), INT("today", now / DAY),
	    INT("from", now / DAY - WINDOW), INT("to", now / DAY)), NULL);
}

static int
find_due(struct store *st, struct due *d, int64_t now, struct arena *mem)
{
	d->hosts = arena_alloc(mem, MOST * sizeof *d->hosts);
	d->n = 0;
	return store_query(st, &sql_ptr_due, args_join(mem, busiest(now, mem),
	    ARGS(INT("now", now), INT("most", MOST))), add_due, d);
}

static int
keep(struct store *st, const struct host *h, int64_t now, FILE *say)
{
	const struct address a = address_of(&h->ip);
	const char *name = h->state == HOST_CONFIRMED ? h->name : NULL;

	if (say != NULL)
		fprintf(say, "%s: %s\n", a.text, name != NULL ? name : fates[h->state].said);
	return store_exec(st, &sql_ptr_set, ARGS(TEXT("address", a.text), TEXT("host", name),
	    INT("known", fates[h->state].known),
	    INT("due", now + (int64_t)fates[h->state].days * DAY)));
}

static int
keep_all(struct store *st, const struct due *d, int64_t now, FILE *say, struct names_sum *sum)
{
	int64_t *const sums[] = { [HOST_UNASKED] = &sum->left, [HOST_AWAY] = &sum->away,
	    [HOST_NAMELESS] = &sum->nameless, [HOST_CONFIRMED] = &sum->named };
	int rv = 0;
	size_t i;

	if (store_enter(st) == -1)
		return -1;
	for (i = 0; i < d->n && rv == 0; i++) {
		++*sums[d->hosts[i].state];
		if (d->hosts[i].state != HOST_UNASKED)
			rv = keep(st, &d->hosts[i], now, say);
	}
	return store_leave(st, rv);
}

static int
ask(struct store *st, FILE *say, struct arena *mem, struct names_sum *sum)
{
	const char *server = setting_text(NULL, SETTING_PTR_RESOLVER);
	int64_t now = time(NULL);
	struct due d;

	if (find_due(st, &d, now, mem) == -1)
		return -1;
	return d.n == 0 ? 0 : host_ask(d.hosts, d.n, server, SECONDS, mem) == -1 ? -1 :
	    keep_all(st, &d, now, say, sum);
}

/* Each whatever becomes of the other; the first error stands. */
static int
run(struct store *st, FILE *say, struct arena *mem, struct names_sum *sum)
{
	struct err_kept first;
	int rv = 0;

	if (sum->on && ask(st, say, mem, sum) == -1) {
		rv = -1;
		err_keep(&first);
	}
	if (networks_run(st, busiest(time(NULL), mem), &sum->networks, mem) == -1 && rv == 0) {
		rv = -1;
		err_keep(&first);
	}
	if (rv == -1)
		err_restore(&first);
	else
		roster_after(st, ROSTER_NOW);
	return rv;
}

int
names_run(struct store *st, FILE *say, struct arena *mem, struct names_sum *sum)
{
	int64_t on = 0;
	int fd, rv;

	*sum = (struct names_sum){ .networks = -1 };
	if (setting_number(&on, NULL, SETTING_PTR_LOOKUP) == -1)
		return -1;
	sum->on = on;
	if ((fd = lock_take(store_path(st), "names")) == -1) {
		sum->busy = err_kind() == ERR_BUSY;
		return sum->busy ? 0 : -1;
	}
	rv = run(st, say, mem, sum);
	close(fd);
	return rv;
}
