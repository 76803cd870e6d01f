#include <ctype.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clean.h"
#include "err.h"
#include "hash.h"
#include "service.h"
#include "service_table.h"
#include "text.h"

#define SEEN		"CR"		/* sources that are more than knowledge */
#define LONG_SELECTOR	20
#define FILE_MOST	(1 << 20)	/* bytes */

enum { KEY, NAME, KIND, SIGNS, RETURNS, HOSTS, SELECTORS, SET_UP, SOURCE, COLUMNS };

struct name {
	const char	*text;
	const struct service *service;
};

struct name_list {
	struct name	*name;		/* in order, once all are read */
	size_t		 count;
};

struct row {
	const char	*column[COLUMNS];
	const char	*path;		/* of its file; NULL: it is built in */
	int		 line;
	struct service	 service;
};

struct services {
	struct row	**row;
	size_t		 count;
	struct name_list	 names[SERVICE_NAMES], families;
	char		 which[33];
};

static const char *const kinds[] = {
	[SERVICE_ESP] = "esp", [SERVICE_APP] = "app", [SERVICE_MAILBOX] = "mailbox",
	[SERVICE_GATEWAY] = "gateway", [SERVICE_LIST] = "list", [SERVICE_FORWARD] = "forward",
	[SERVICE_HOST] = "host",
};

int
service_sends(const struct service *s)
{
	return s != NULL && (s->kind == SERVICE_ESP || s->kind == SERVICE_APP);
}

const char *
service_family(const char *selector, struct arena *mem)
{
	char *s, *to;
	const char *from;
	int plain = 1, digits = 0;
	size_t run;

	if (selector == NULL || *selector == '\0')
		return "-";
	s = arena_strndup(mem, selector, strlen(selector));
	for (to = s, from = s; *from != '\0'; from++) {
		*to = tolower((unsigned char)*from);
		plain &= isalnum((unsigned char)*from) != 0;
		digits |= isdigit((unsigned char)*from) != 0;
		to++;
	}
	if (plain && digits && to - s >= LONG_SELECTOR)
		return "*";
	for (to = s, from = s; *from != '\0'; from += run) {
		run = strspn(from, "0123456789");
		*to++ = run > 0 ? '#' : *from;
		run += run == 0;
	}
	*to = '\0';
	return s;
}

/* The next piece of a text that is cut at each of a letter, NULL after the last; cuts it. */
static char *
piece(char **text, char at)
{
	char *p = *text, *end;

	if (p == NULL)
		return NULL;
	if ((end = strchr(p, at)) != NULL)
		*end++ = '\0';
	*text = end;
	return p;
}

static int
read_kind(struct row *r)
{
	const char *kind = r->column[KIND];
	size_t n = strcspn(kind, "!"), i;

	for (i = 0; i < SERVICE_KINDS; i++)
		if (strlen(kinds[i]) == n && strncmp(kinds[i], kind, n) == 0)
			break;
	r->service.kind = i;
	r->service.verifies = strcmp(kind + n, "!v") == 0;
	return i < SERVICE_KINDS && (kind[n] == '\0' || r->service.verifies) ? 0 : -1;
}

static int
bad(const char *path, int line, const char *why)
{
	return path != NULL ? fail_at(path, ERR_SETTING, "line %d: %s", line, why) :
	    fail(ERR_SYSTEM, "the table of services, line %d: %s", line, why);
}

static int
read_row(struct row *r, char *line, const char *path, int number, struct arena *mem)
{
	char *p;
	int n;

	for (n = 0; n < COLUMNS && (p = piece(&line, '\t')) != NULL; n++)
		r->column[n] = path != NULL ? clean_text(p, 3 * strlen(p), mem) :
		    p;
	if (n < COLUMNS || line != NULL)
		return bad(path, number, "it must have nine columns, with tabs between them");
	if (*r->column[KEY] == '\0' || *r->column[NAME] == '\0')
		return bad(path, number, "a service must have a key and a name");
	if (read_kind(r) == -1)
		return bad(path, number, "no kind of service, such as esp or mailbox!v");
	if (r->service.verifies && strcspn(r->column[SOURCE], SEEN) != 0)
		return bad(path, number, "!v must have been seen: its source must be C or R");
	r->path = path;
	r->line = number;
	r->service.key = r->column[KEY];
	r->service.name = r->column[NAME];
	r->service.selectors = r->column[SELECTORS];
	r->service.set_up = r->column[SET_UP];
	return 0;
}

/* In the place of one with its key. */
static void
put_row(struct services *s, struct row *r)
{
	size_t i;

	for (i = 0; i < s->count && strcmp(s->row[i]->service.key, r->service.key) != 0; i++)
		;
	if (i == s->count) {
		if ((i & (i + 1)) == 0)
			s->row = xrealloc(s->row, (2 * i + 2) * sizeof *s->row);
		s->count++;
	}
	s->row[i] = r;
}

static int
read_table(struct services *s, char *text, const char *path, struct arena *mem)
{
	struct row *r;
	char *line;
	int n;

	for (n = 1; (line = piece(&text, '\n')) != NULL; n++) {
		line[strcspn(line, "\r")] = '\0';
		if (*line == '\0' || *line == '#')
			continue;
		r = arena_alloc(mem, sizeof *r);
		if (read_row(r, line, path, n, mem) == -1)
			return -1;
		put_row(s, r);
	}
	return 0;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(((const struct name *)a)->text, ((const struct name *)b)->text);
}

static void
add_name(struct name_list *to, const char *text, const struct service *service)
{
	if ((to->count & (to->count + 1)) == 0)
		to->name = xrealloc(to->name, (2 * to->count + 2) * sizeof *to->name);
	to->name[to->count++] = (struct name){ text, service };
}

static void
add_names(struct name_list *to, const struct row *r, int column, struct arena *mem)
{
	char *list = arena_strndup(mem, r->column[column], strlen(r->column[column])), *p, *c;

	for (c = list; *c != '\0'; c++)
		*c = tolower((unsigned char)*c);
	while ((p = piece(&list, ',')) != NULL) {
		p += strspn(p, " ");
		p[strcspn(p, " ")] = '\0';
		if (*p != '\0')
			add_name(to, column == SELECTORS ? service_family(p, mem) : p, &r->service);
	}
}

static const struct row *
row_of(const struct services *s, const struct service *of)
{
	size_t i;

	for (i = 0; &s->row[i]->service != of; i++)
		;
	return s->row[i];
}

/* Told of the later row, a file's if one is. */
static int
refuse_name(const struct row *a, const struct row *b, const char *name, struct arena *mem)
{
	const struct row *later = a->path != b->path ? (a->path != NULL ? a : b) :
	    a->line > b->line ? a : b, *other = later == a ? b : a;

	return bad(later->path, later->line, arena_printf(mem, "%.100s is of %.60s and of %.60s",
	    name, other->service.key, later->service.key));
}

/* Whoever has a name has it alone: the last one must not win. */
static int
check_names(const struct services *s, const struct name_list *names, struct arena *mem)
{
	const struct name *p;
	size_t i;

	for (i = 1; i < names->count; i++) {
		p = &names->name[i - 1];
		if (strcmp(p->text, p[1].text) == 0 && p->service != p[1].service)
			return refuse_name(row_of(s, p->service), row_of(s, p[1].service),
			    p->text, mem);
	}
	return 0;
}

static int
index_names(struct services *s, struct arena *mem)
{
	static const int columns[] = {
		[SERVICE_SIGNS] = SIGNS, [SERVICE_RETURNS] = RETURNS, [SERVICE_HOSTS] = HOSTS,
	};
	size_t i, k;

	for (i = 0; i < s->count; i++) {
		for (k = 0; k < SERVICE_NAMES; k++)
			add_names(&s->names[k], s->row[i], columns[k], mem);
		add_names(&s->families, s->row[i], SELECTORS, mem);
	}
	qsort(s->families.name, s->families.count, sizeof *s->families.name, by_text);
	for (k = 0; k < SERVICE_NAMES; k++) {
		qsort(s->names[k].name, s->names[k].count, sizeof *s->names[k].name, by_text);
		if (check_names(s, &s->names[k], mem) == -1)
			return -1;
	}
	return 0;
}

static char *
load(const char *path, struct arena *mem)
{
	char *text = arena_alloc(mem, FILE_MOST + 2);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = fd != -1 ? read(fd, text, FILE_MOST + 1) : -1;

	if (n == -1)
		failsys_at(path);
	if (fd != -1)
		close(fd);
	if (n > FILE_MOST)
		fail_at(path, ERR_SETTING, "more than %s", text_size(FILE_MOST).text);
	return n == -1 || n > FILE_MOST ? NULL : text;
}

/* Of the built-in table and of a file, or of an empty text. */
static void
note_which(struct services *s, const char *file)
{
	struct hash h = hash_bytes(service_table, strlen(service_table));
	struct hash of = hash_bytes(file, strlen(file));

	snprintf(s->which, sizeof s->which, "%016" PRIx64 "%016" PRIx64, h.low, of.low);
}

static int
read_file(struct services *s, const char *file, struct arena *mem)
{
	char *text = load(file, mem);

	if (text == NULL)
		return -1;
	note_which(s, text);
	return read_table(s, text, file, mem);
}

struct services *
services_open(const char *file, struct arena *mem)
{
	struct services *s = xrealloc(NULL, sizeof *s);
	char *text = arena_strndup(mem, service_table, strlen(service_table));

	*s = (struct services){ .count = 0 };
	note_which(s, "");
	if (read_table(s, text, NULL, mem) == 0 && (file == NULL ||
	    read_file(s, file, mem) == 0) && index_names(s, mem) == 0)
		return s;
	services_close(s);
	return NULL;
}

const char *
services_which(const struct services *s)
{
	return s->which;
}

void
services_close(struct services *s)
{
	size_t k;

	if (s == NULL)
		return;
	for (k = 0; k < SERVICE_NAMES; k++)
		free(s->names[k].name);
	free(s->families.name);
	free(s->row);
	free(s);
}

static const struct name *
find(const struct name_list *names, const char *text)
{
	struct name key = { .text = text };

	return bsearch(&key, names->name, names->count, sizeof *names->name, by_text);
}

const struct service *
service_of(const struct services *s, enum service_name which, const char *domain)
{
	const struct name *found = NULL;

	while (domain != NULL && *domain != '\0' &&
	    (found = find(&s->names[which], domain)) == NULL)
		if ((domain = strchr(domain, '.')) != NULL)
			domain++;
	return found != NULL ? found->service : NULL;
}

const struct service *
service_of_key(const struct services *s, const char *key)
{
	size_t i;

	for (i = 0; key != NULL && i < s->count; i++)
		if (strcmp(s->row[i]->service.key, key) == 0)
			return &s->row[i]->service;
	return NULL;
}

const struct service *
service_of_family(const struct services *s, const char *family)
{
	const struct name *first = find(&s->families, family), *p, *end;

	if (first == NULL)
		return NULL;
	end = s->families.name + s->families.count;
	while (first > s->families.name && strcmp(first[-1].text, family) == 0)
		first--;
	for (p = first; p < end && strcmp(p->text, family) == 0; p++)
		if (p->service != first->service)
			return NULL;
	return first->service;
}
