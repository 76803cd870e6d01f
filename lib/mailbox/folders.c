#include <string.h>

#include "folders.h"
#include "limit.h"

static int
is_target(const struct folders *f, const char *name)
{
	return f->account->target != NULL && folder_same(f->target.name, name);
}

static int
no_target(const struct folders *f)
{
	return fail(ERR_SETTING, "IMAP_POST_ACTION moves mail to %s, which is %s, where it is",
	    f->account->target, f->target.name);
}

static void
add(struct folders *f, const char *name, int listed)
{
	size_t i, n = f->count;
	struct source_folder *all;

	for (i = 0; i < n; i++)
		if (folder_same(f->all[i].name, name)) {
			f->all[i].listed &= listed;
			return;
		}
	if ((n & (n + 1)) == 0) {
		all = arena_alloc(f->mem, (2 * n + 2) * sizeof *all);
		if (n > 0)
			memcpy(all, f->all, n * sizeof *all);
		f->all = all;
	}
	f->all[f->count++] = (struct source_folder){ .name = name, .listed = listed };
}

static int
add_named(struct folders *f, const char *name)
{
	if (is_target(f, name))
		return no_target(f);
	add(f, name, 0);
	return 0;
}

/* Those that a "*" stands for; if there are none, what was set is the name of none. */
static int
add_found(struct folders *f, const struct folder_query *q)
{
	size_t i;

	if (q->nbegun == 0)
		return add_named(f, q->found.name);
	if (q->too_many)
		return fail(ERR_SETTING, "IMAP_FOLDER is '%.60s'; '%.60s' stands for more than %d "
		    "folders, or for one with a name of more than %d bytes", f->account->folder,
		    q->text, MAX_FOLDERS, MAX_LINE);
	for (i = 0; i < q->nbegun; i++)
		if (!is_target(f, q->begun[i]))
			add(f, q->begun[i], 1);
	return 0;
}

/* Between commas, without the blanks around it; NULL: that was all. */
static const char *
next_name(const char **text, struct arena *mem)
{
	const char *p = *text + strspn(*text, ", "), *end = p + strcspn(p, ",");

	*text = end;
	if (p == end)
		return NULL;
	while (end[-1] == ' ')
		end--;
	return arena_strndup(mem, p, end - p);
}

/* All that is looked for: the setting as the name of one folder, its parts, the target. */
static struct folder_query *
ask(const struct account *a, size_t *nparts, struct arena *mem)
{
	const char *text = a->folder, *part;
	struct folder_query *q;
	size_t n = 0;

	q = arena_alloc(mem, (strlen(text) + 2) * sizeof *q);
	q[n++].text = text;
	while ((part = next_name(&text, mem)) != NULL)
		q[n++].text = part;
	*nparts = n - 1;
	q[n].text = a->target;
	return q;
}

static int
find_several(struct folders *f, struct imap *im)
{
	int moves = f->account->target != NULL;
	size_t n, i;
	struct folder_query *q = ask(f->account, &n, f->mem);

	if (folder_find(im, q, 1 + n + moves, f->mem) == -1)
		return -1;
	if (moves)
		f->target = q[1 + n].found;
	if (q[0].found.there || n == 0)
		return add_named(f, q[0].found.name);
	for (i = 1; i <= n; i++)
		if (add_found(f, &q[i]) == -1)
			return -1;
	return 0;
}

static int
find_one(struct folders *f, struct imap *im)
{
	struct folder_query q = { .text = f->account->target };

	if (q.text != NULL && folder_find(im, &q, 1, f->mem) == -1)
		return -1;
	f->target = q.found;
	if (add_named(f, f->account->folder) == -1)
		return -1;
	f->all->alone = 1;
	return 0;
}

int
folders_find(struct folders *f, struct imap *im, const struct account *a, struct arena *mem)
{
	int several = strchr(a->folder, ',') != NULL || a->folder[strlen(a->folder) - 1] == '*';

	*f = (struct folders){ .account = a, .mem = mem };
	return several ? find_several(f, im) : find_one(f, im);
}

int
folders_rename(struct folders *f, struct source_folder *one, struct imap *im)
{
	struct folder_query q = { .text = one->name };

	if (!one->alone)
		return 0;
	one->alone = 0;
	if (folder_find(im, &q, 1, f->mem) == -1)
		return -1;
	if (!q.found.there || strcmp(q.found.name, one->name) == 0)
		return 0;
	one->name = q.found.name;
	return is_target(f, one->name) ? no_target(f) : 1;
}

static int
passes(enum err kind)
{
	return kind == ERR_AWAY || kind == ERR_REMOTE;
}

void
folders_miss(struct folders_missed *m, const char *name, struct arena *mem)
{
	const char *other = name;

	if (m->name == NULL || (passes(m->why.kind) && !passes(err_kind()))) {
		other = m->name;
		m->name = name;
		err_keep(&m->why);
	}
	if (other != NULL && (m->others == NULL || strlen(m->others) < MAX_LINE / 4))
		m->others = m->others == NULL ? other :
		    arena_printf(mem, "%s, %s", m->others, other);
}

/* A setting's error names the folder. */
int
folders_end(const struct folders_missed *m, const struct folders *f)
{
	int named = f->count == 1 || !passes(m->why.kind);

	if (m->name == NULL)
		return 0;
	return fail(m->why.kind, "%s%s%s%s%s", named ? "" : m->name, named ? "" : ": ",
	    m->why.log + m->why.folder, m->others != NULL ? "; nor is all fetched from " : "",
	    m->others != NULL ? m->others : "");
}
