#include <string.h>
#include <strings.h>

#include "folder.h"

#define INBOX	"INBOX"

enum { EXACT, SEPARATED, PREFIXED, NAMES };

struct space {				/* of names on this server */
	const char	*prefix;
	char		 separator;
	int		 told;		/* by the server: the prefix is no guess */
	int		 count, below;	/* folders beside INBOX; of them, below it */
};

struct search {				/* for one query */
	struct folder_query *query;
	const char	*names[NAMES];	/* what it may be called, the likeliest first */
	int		 there[NAMES];
	const char	*begin[NAMES];	/* with a "*": how those may begin; else NULL */
	const char	**begun[NAMES];
	size_t		 nbegun[NAMES];
};

struct listing {
	struct space	 space;
	struct search	*search;
	size_t		 n;
	struct arena	*mem;
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

int
folder_same(const char *name, const char *other)
{
	return begins(name, other) && strlen(name) == strlen(other);
}

static int
note_separator(void *arg, const struct imap_folder *f)
{
	struct space *s = arg;

	s->separator = f->separator;
	return 0;
}

/* The separator and the prefix: of a server that tells, or a guess, which the list proves. */
static int
ask_space(struct imap *im, struct space *s, struct arena *mem)
{
	int rv = 0;

	s->prefix = "";
	if (imap_can(im) & IMAP_NAMESPACE) {
		rv = imap_namespace(im, &s->prefix, &s->separator, mem);
		s->told = rv == 0;
	}
	if ((rv == 0 || imap_refused(im)) && s->separator == '\0')
		rv = imap_list(im, "", note_separator, s);
	if (!s->told && s->separator != '\0')
		s->prefix = arena_printf(mem, INBOX "%c", s->separator);
	return rv == 0 || imap_refused(im) ? 0 : -1;
}

/* A name, or how names begin, in each way in which the server may have it. */
static void
name_it(const struct space *s, const char *name, const char **names, struct arena *mem)
{
	char *text = arena_printf(mem, "%s", name), *p;
	size_t n = strlen(INBOX);

	if (begins(name, INBOX) && (name[n] == '\0' || name[n] == '/' || name[n] == s->separator))
		memcpy(text, INBOX, n);
	for (p = text; s->separator != '\0' && (p = strchr(p, '/')) != NULL;)
		*p++ = s->separator;
	names[EXACT] = name;
	names[SEPARATED] = text;
	names[PREFIXED] = folder_same(text, INBOX) || begins(text, s->prefix) ? text :
	    arena_printf(mem, "%s%s", s->prefix, text);
}

static void
begin_search(const struct space *s, struct search *x, struct folder_query *q, struct arena *mem)
{
	size_t n = strlen(q->text);

	x->query = q;
	q->found = (struct folder){ q->text, 1 };
	name_it(s, q->text, x->names, mem);
	if (n > 0 && q->text[n - 1] == '*')
		name_it(s, arena_strndup(mem, q->text, n - 1), x->begin, mem);
}

static void
add_begun(struct search *x, int way, const char *name, struct arena *mem)
{
	if (x->nbegun[way] == MAX_FOLDERS || strlen(name) > MAX_LINE) {
		x->query->too_many = 1;
		return;
	}
	if (x->begun[way] == NULL)
		x->begun[way] = arena_alloc(mem, MAX_FOLDERS * sizeof *x->begun[way]);
	x->begun[way][x->nbegun[way]++] = arena_printf(mem, "%s", name);
}

static int
note_name(void *arg, const struct imap_folder *f)
{
	struct listing *l = arg;
	struct search *x, *end = l->search + l->n;
	int i;

	for (x = l->search; x < end; x++)
		for (i = 0; f->selectable && i < NAMES; i++) {
			x->there[i] |= folder_same(f->name, x->names[i]);
			if (x->begin[i] != NULL && begins(f->name, x->begin[i]))
				add_begun(x, i, f->name, l->mem);
		}
	if (!folder_same(f->name, INBOX)) {
		l->space.count++;
		l->space.below += begins(f->name, l->space.prefix);
	}
	return 0;
}

/* What the list had of it; that which is not there has the name that it would be made with. */
static void
end_search(const struct space *s, struct search *x)
{
	struct folder_query *q = x->query;
	int i, k;

	for (i = 0; i < NAMES && !x->there[i]; i++)
		;
	q->found.there = i < NAMES;
	if (i == NAMES)
		i = s->told || (s->count > 0 && s->below == s->count) ? PREFIXED : SEPARATED;
	q->found.name = x->names[i];
	for (k = 0; k < NAMES && x->nbegun[k] == 0; k++)
		;
	if (!q->found.there && k < NAMES) {
		q->begun = x->begun[k];
		q->nbegun = x->nbegun[k];
	}
}

int
folder_find(struct imap *im, struct folder_query *q, size_t n, struct arena *mem)
{
	struct listing l = { .search = arena_alloc(mem, n * sizeof *l.search), .n = n, .mem = mem };
	size_t i;

	if (ask_space(im, &l.space, mem) == -1)
		return -1;
	for (i = 0; i < n; i++)
		begin_search(&l.space, &l.search[i], &q[i], mem);
	if (imap_list(im, "*", note_name, &l) == -1)
		return imap_refused(im) ? 0 : -1;
	for (i = 0; i < n; i++)
		end_search(&l.space, &l.search[i]);
	return 0;
}
