#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "places.h"
#include "service.h"
#include "sql.h"

struct place_host {
	struct ip	 ip;
	struct network	 network;
};

struct place_net {
	struct ip	 first;
	unsigned int	 bits;
	struct network	 network;
};

struct reading {
	struct places	*places;
	const struct names *names;
	struct arena	*mem;
};

static int
by_address(const void *a, const void *b)
{
	const struct place_host *x = a, *y = b;

	return address_compare(&x->ip, &y->ip);
}

static int
by_first(const void *a, const void *b)
{
	return address_compare(&((const struct place_net *)a)->first,
	    &((const struct place_net *)b)->first);
}

/* The same of any order. */
static void
add_hash(struct places *p, const struct store_word *w, struct arena *mem)
{
	const char *both = arena_printf(mem, "%s %s", w[0].text, w[1].text);

	hash_add(&p->hash, hash_bytes(both, strlen(both)));
}

/* Room for another of an array that doubles in the arena. */
static void *
grown(void *of, size_t n, size_t size, struct arena *mem)
{
	void *more;

	if (n != 0 && (n < 64 || (n & (n - 1)) != 0))
		return of;
	more = arena_alloc(mem, (n == 0 ? 64 : 2 * n) * size);
	return n == 0 ? more : memcpy(more, of, n * size);
}

static int
add_net(void *arg, const struct store_word *w, int n)
{
	struct reading *r = arg;
	struct places *p = r->places;
	const char *slash = strchr(w[0].text, '/');
	struct place_net net = { .network.name = arena_strndup(r->mem, w[1].text, w[1].len) };
	int64_t bits;

	(void)n;
	if (slash == NULL || text_number(&bits, slash + 1) == -1 || bits > 128 ||
	    text_ip(&net.first, arena_strndup(r->mem, w[0].text, slash - w[0].text)) == -1)
		return 0;
	net.bits = bits;
	p->nets = grown(p->nets, p->nnets, sizeof *p->nets, r->mem);
	p->nets[p->nnets++] = net;
	add_hash(p, w, r->mem);
	return 0;
}

/* Networks are not in one another, so it is the last that does not begin behind it. */
static const struct network *
find_net(const struct places *p, const struct ip *ip)
{
	size_t low = 0, high = p->nnets, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (address_compare(&p->nets[mid].first, ip) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low > 0 && address_within(ip, &p->nets[low - 1].first, p->nets[low - 1].bits) ?
	    &p->nets[low - 1].network : NULL;
}

static int
add_host(void *arg, const struct store_word *w, int n)
{
	struct reading *r = arg;
	struct places *p = r->places;
	struct place_host host;

	(void)n;
	if (text_ip(&host.ip, w[0].text) == -1)
		return 0;
	network_of_host(&host.network, arena_strndup(r->mem, w[1].text, w[1].len), &host.ip,
	    find_net(p, &host.ip), r->names, r->mem);
	p->hosts = grown(p->hosts, p->nhosts, sizeof *p->hosts, r->mem);
	p->hosts[p->nhosts++] = host;
	add_hash(p, w, r->mem);
	return 0;
}

int
places_read(struct places *p, struct store *st, const struct names *names, struct arena *mem)
{
	struct reading r = { p, names, mem };

	*p = (struct places){ .nhosts = 0 };
	if (store_rows(st, &sql_asn_names, NULL, add_net, &r) == -1)
		return -1;
	if (p->nnets > 0)
		qsort(p->nets, p->nnets, sizeof *p->nets, by_first);
	if (store_rows(st, &sql_ptr_names, NULL, add_host, &r) == -1)
		return -1;
	if (p->nhosts > 0)
		qsort(p->hosts, p->nhosts, sizeof *p->hosts, by_address);
	return 0;
}

const struct network *
places_find(const struct places *p, const struct ip *ip)
{
	const struct place_host key = { .ip = *ip }, *host = p->nhosts == 0 ? NULL :
	    bsearch(&key, p->hosts, p->nhosts, sizeof *p->hosts, by_address);

	return host != NULL ? &host->network : find_net(p, ip);
}
