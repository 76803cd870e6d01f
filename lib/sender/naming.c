#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clean.h"
#include "domain.h"
#include "err.h"
#include "hash.h"
#include "naming.h"
#include "setting.h"

#define MAX_SHOWN	100		/* bytes of what is no name */

static void
add_fault(struct naming *n, const char *fault, struct arena *mem)
{
	n->faults = n->faults == NULL ? arena_printf(mem, "%s", fault) :
	    arena_printf(mem, "%s\n%s", n->faults, fault);
}

static int
open_suffixes(struct naming *n, struct arena *mem)
{
	const char *file = setting_text(NULL, SETTING_PSL_FILE);
	struct suffixes *s = suffixes_open(file);

	if (s == NULL && file != NULL) {
		add_fault(n, err_text(), mem);
		s = suffixes_open(NULL);
	}
	n->names.suffixes = s;
	return s != NULL ? 0 : -1;
}

static int
open_services(struct naming *n, struct arena *mem)
{
	const char *file = setting_text(NULL, SETTING_SERVICES_FILE);
	struct services *s;

	if (access(file, F_OK) == -1 && errno == ENOENT)
		file = NULL;
	if ((s = services_open(file, mem)) == NULL && file != NULL) {
		add_fault(n, err_text(), mem);
		s = services_open(NULL, mem);
	}
	n->names.services = s;
	return s != NULL ? 0 : -1;
}

static void
add_domain(struct naming *n, const char *said, struct arena *mem)
{
	const char *name = domain_ascii(said, mem);
	size_t i;

	if (name == NULL || *name == '\0') {
		add_fault(n, arena_printf(mem, "DOMAINS: %s is no domain name",
		    clean_text(said, MAX_SHOWN, mem)), mem);
		return;
	}
	name = suffix_org(n->names.suffixes, name);
	for (i = 0; i < n->ndomains; i++)
		if (strcmp(n->domains[i], name) == 0)
			return;
	n->domains[n->ndomains++] = name;
}

static void
read_domains(struct naming *n, struct arena *mem)
{
	static const char between[] = ", \t";
	const char *at = setting_text(NULL, SETTING_DOMAINS);
	size_t len;

	if (at == NULL)
		return;
	n->domains = arena_alloc(mem, (strlen(at) / 2 + 1) * sizeof *n->domains);
	for (; *(at += strspn(at, between)) != '\0'; at += len) {
		len = strcspn(at, between);
		add_domain(n, arena_strndup(mem, at, len), mem);
	}
}

static const char *
fingerprint(const struct naming *n, struct arena *mem)
{
	const char *all = arena_printf(mem, "%s %s", suffixes_which(n->names.suffixes),
	    services_which(n->names.services));
	struct hash h;
	size_t i;

	for (i = 0; i < n->ndomains; i++)
		all = arena_printf(mem, "%s %s", all, n->domains[i]);
	h = hash_bytes(all, strlen(all));
	return arena_printf(mem, "%016" PRIx64 "%016" PRIx64, h.high, h.low);
}

int
naming_open(struct naming *n, struct arena *mem)
{
	*n = (struct naming){ .ndomains = 0 };
	if (open_suffixes(n, mem) == -1 || open_services(n, mem) == -1) {
		naming_close(n);
		return -1;
	}
	read_domains(n, mem);
	n->fingerprint = fingerprint(n, mem);
	return 0;
}

void
naming_close(struct naming *n)
{
	services_close((struct services *)n->names.services);
	suffixes_close((struct suffixes *)n->names.suffixes);
	*n = (struct naming){ .ndomains = 0 };
}
