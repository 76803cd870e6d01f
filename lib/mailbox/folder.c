#include <string.h>
#include <strings.h>

#include "folder.h"

#define INBOX	"INBOX"

enum { EXACT, SEPARATED, PREFIXED, NAMES };

struct search {
	const char	*names[NAMES];	/* what it may be called, the likeliest first */
	int		 there[NAMES];
	const char	*prefix;
	char		 separator;
	int		 told;		/* by the server: the prefix is no guess */
	int		 count, below;	/* folders beside INBOX; of them, below it */
};

/* Whether a name begins with the prefix, whose INBOX may be written in any case (5.1). */
static int
begins(const char *name, const char *prefix)
{
	size_t n = strlen(INBOX);

	if (strncasecmp(name, INBOX, n) != 0 || strncasecmp(prefix, INBOX, n) != 0)
		n = 0;
	return strncmp(name + n, prefix + n, strlen(prefix + n)) == 0;
}

static int
same(const char *a, const char *b)
{
	return begins(a, b) && strlen(a) == strlen(b);
}

static int
note_separator(void *arg, const struct imap_folder *f)
{
	struct search *s = arg;

	s->separator = f->separator;
	return 0;
}

/* The separator and the prefix, of a server that tells. */
static int
ask_space(struct imap *im, struct search *s, struct arena *mem)
{
	int rv = 0;

	s->prefix = "";
	if (imap_can(im) & IMAP_NAMESPACE) {
		rv = imap_namespace(im, &s->prefix, &s->separator, mem);
		s->told = rv == 0;
	}
	if ((rv == 0 || imap_refused(im)) && s->separator == '\0')
		rv = imap_list(im, "", note_separator, s);
	return rv == 0 || imap_refused(im) ? 0 : -1;
}

static void
name_it(struct search *s, const char *name, struct arena *mem)
{
	char *text = arena_printf(mem, "%s", name), *p = text + strlen(INBOX);

	if (begins(name, INBOX) && (*p == '\0' || *p == '/' || *p == s->separator))
		memcpy(text, INBOX, strlen(INBOX));
	for (p = text; s->separator != '\0' && (p = strchr(p, '/')) != NULL;)
		*p++ = s->separator;
	if (!s->told && s->separator != '\0')	/* a guess, which note_name() proves */
		s->prefix = arena_printf(mem, INBOX "%c", s->separator);
	s->names[EXACT] = name;
	s->names[SEPARATED] = text;
	s->names[PREFIXED] = same(text, INBOX) || begins(text, s->prefix) ? text :
	    arena_printf(mem, "%s%s", s->prefix, text);
}

static int
note_name(void *arg, const struct imap_folder *f)
{
	struct search *s = arg;
	int i;

	for (i = 0; i < NAMES; i++)
		s->there[i] |= f->selectable && same(f->name, s->names[i]);
	if (!same(f->name, INBOX)) {
		s->count++;
		s->below += begins(f->name, s->prefix);
	}
	return 0;
}

int
folder_find(struct imap *im, const char *name, struct folder *found, struct arena *mem)
{
	struct search s = { .count = 0 };
	int i;

	*found = (struct folder){ name, 1 };
	if (ask_space(im, &s, mem) == -1)
		return -1;
	name_it(&s, name, mem);
	if (imap_list(im, "*", note_name, &s) == -1)
		return imap_refused(im) ? 0 : -1;
	for (i = 0; i < NAMES && !s.there[i]; i++)
		;
	if (i == NAMES) {
		found->there = 0;
		i = s.told || (s.count > 0 && s.below == s.count) ? PREFIXED : SEPARATED;
	}
	found->name = s.names[i];
	return 0;
}
