#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "domain.h"
#include "interned.h"
#include "knowledge.h"
#include "sightings.h"
#include "sql.h"
#include "text.h"

struct marks {
	struct arena	*mem;
	struct mark	*of;
	size_t		 n;
};

static const char *const marks_said[] = {
	[MARK_MINE] = "mine", [MARK_NOT_MINE] = "not-mine", [MARK_EXPECTED] = "expected",
};

/* A nameless network is marked by its prefix: whatever it is called one day. */
static int
read_prefix(struct mark *m, const char *name, struct arena *mem)
{
	const char *slash = strchr(name, '/');
	int64_t bits;

	if (slash == NULL || text_number(&bits, slash + 1) == -1 ||
	    text_ip(&m->ip, arena_strndup(mem, name, slash - name)) == -1 || m->ip.len == 0 ||
	    bits > m->ip.len * 8)
		return 0;
	m->bits = bits;
	return 1;
}

static int
add_mark(void *arg, const struct store_word *w, int n)
{
	enum { DOMAIN_, KIND, NAME, WHAT };
	struct marks *marks = arg;
	struct mark m = { .domain = arena_strndup(marks->mem, w[DOMAIN_].text, w[DOMAIN_].len) };
	size_t i;

	(void)n;
	for (i = MARK_MINE; i <= MARK_EXPECTED; i++)
		if (strcmp(w[WHAT].text, marks_said[i]) == 0)
			m.what = i;
	if (strcmp(w[KIND].text, "net") != 0 || !read_prefix(&m, w[NAME].text, marks->mem))
		m.identity = arena_printf(marks->mem, "%s:%s", w[KIND].text, w[NAME].text);
	if ((marks->n & (marks->n + 1)) == 0)
		marks->of = xrealloc(marks->of, (2 * marks->n + 2) * sizeof *marks->of);
	marks->of[marks->n++] = m;
	return 0;
}

struct owned {
	const struct names *names;
	struct arena	*mem;
	struct interned	 domains;
};

static int
add_owned(void *arg, const char *domain)
{
	struct owned *o = arg;
	const char *org = suffix_org(o->names->suffixes, domain);

	if (interned_find(&o->domains, org) == -1)
		interned_add(&o->domains, arena_strndup(o->mem, org, strlen(org)));
	return 0;
}

/* Those of DOMAINS, or all policy domains that any report is of. */
static int
read_owner(struct knowledge *k, struct store *st, struct arena *mem)
{
	struct owned owned = { .names = &k->naming.names, .mem = mem };
	int64_t told = 0;

	if (k->naming.ndomains > 0) {
		k->owner.domains = k->naming.domains;
		k->owner.ndomains = k->naming.ndomains;
		return 0;
	}
	if (sightings_fresh(st, &told, add_owned, &owned) == -1) {
		interned_free(&owned.domains);
		return -1;
	}
	free(owned.domains.slot);
	k->owner.domains = k->found = owned.domains.text;
	k->owner.ndomains = owned.domains.count;
	return 0;
}

int
knowledge_open(struct knowledge *k, struct store *st, struct arena *mem)
{
	struct marks marks = { .mem = mem };

	*k = (struct knowledge){ .found = NULL };
	if (naming_open(&k->naming, mem) == -1 ||
	    places_read(&k->places, st, &k->naming.names, mem) == -1 ||
	    read_owner(k, st, mem) == -1 ||
	    store_rows(st, &sql_marks, NULL, add_mark, &marks) == -1) {
		free(marks.of);
		return -1;
	}
	k->names = k->naming.names;
	k->fingerprint = arena_printf(mem, "%s %" PRIx64 "%" PRIx64, k->naming.fingerprint,
	    k->places.hash.low, k->places.hash.high);
	k->owner.marks = marks.of;
	k->owner.nmarks = marks.n;
	return 0;
}

void
knowledge_close(struct knowledge *k)
{
	naming_close(&k->naming);
	free(k->found);
	free((void *)k->owner.marks);
}
