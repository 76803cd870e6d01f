#include <sys/stat.h>

#include <libpsl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "arena.h"
#include "err.h"
#include "suffix.h"

#define WHICH_MAX	128

struct suffixes {
	psl_ctx_t	*list;
	char		 which[WHICH_MAX];
};

/* Every list has it; any text can be read as one. */
static int
is_list(const psl_ctx_t *list)
{
	return list != NULL &&
	    psl_is_public_suffix2(list, "com", PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
}

/* By its files, since the library does not tell which it took. */
static void
note_which(char *to, const char *file)
{
	struct stat st = { .st_size = 0 };

	if (file == NULL)
		file = psl_dist_filename();
	if (stat(file, &st) == -1)
		st.st_size = 0;
	snprintf(to, WHICH_MAX, "%s %jd %jd", psl_builtin_sha1sum(), (intmax_t)st.st_size,
	    (intmax_t)st.st_mtime);
}

struct suffixes *
suffixes_open(const char *file)
{
	psl_ctx_t *list = file != NULL ? psl_load_file(file) : psl_latest(NULL);
	struct suffixes *s;

	if (!is_list(list)) {
		psl_free(list);
		if (file != NULL)
			fail_at(file, ERR_SETTING, "no list of public suffixes (PSL_FILE)");
		else
			fail(ERR_SYSTEM, "this machine has no list of public suffixes");
		return NULL;
	}
	s = xrealloc(NULL, sizeof *s);
	s->list = list;
	note_which(s->which, file);
	return s;
}

const char *
suffixes_which(const struct suffixes *s)
{
	return s->which;
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
