#include <libpsl.h>
#include <stdlib.h>

#include "arena.h"
#include "err.h"
#include "suffix.h"

struct suffixes {
	psl_ctx_t	*list;
};

struct suffixes *
suffixes_open(const char *file)
{
	psl_ctx_t *list = file != NULL ? psl_load_file(file) : psl_latest(NULL);
	struct suffixes *s;

	if (list == NULL) {
		if (file != NULL)
			fail_at(file, ERR_SETTING, "no list of public suffixes (PSL_FILE)");
		else
			fail(ERR_SYSTEM, "this machine has no list of public suffixes");
		return NULL;
	}
	s = xrealloc(NULL, sizeof *s);
	s->list = list;
	return s;
}

void
suffixes_close(struct suffixes *s)
{
	if (s == NULL)
		return;
	psl_free(s->list);
	free(s);
}

const char *
suffix_org(const struct suffixes *s, const char *domain)
{
	const char *org = psl_registrable_domain(s->list, domain);

	return org != NULL ? org : domain;
}
