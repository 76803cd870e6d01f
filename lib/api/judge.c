#include <arpa/inet.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "command.h"
#include "err.h"
#include "import_api.h"
#include "interned.h"
#include "naming.h"
#include "parse.h"
#include "sql.h"
#include "standing.h"
#include "store.h"
#include "text.h"

/*
 * dmarc-import judge: who sends, by the reports of a folder and what case.json beside
 * them says of addresses, domains and marks; for tests, without a database.
 */
#define DAY		86400
#define MAX_CASE	(1 << 20)	/* bytes of case.json */

struct fact_of {			/* a row of judge_case.sql */
	const char	*kind, *key, *value;
	struct fact_of	*next;
};

struct seen {				/* a record */
	struct sight	 sight;
	const char	*name;		/* "r01.xml#2" */
	int64_t		 day;
	struct seen	*next;
};

struct judging {
	const char	*folder;
	struct names	 names;		/* of the naming */
	struct naming	 naming;
	struct arena	*mem;
	struct store	*store;
	struct fact_of	*facts;
	struct seen	*seen, **last;
	size_t		 count;
	struct interned	 addresses, reporters;
	const struct report *report;	/* whose records come */
	const char	*file;
	int		 record;	/* the number of the last */
	int		 printed;
};

static const char *
fact_find(const struct judging *j, const char *kind, const char *key)
{
	const struct fact_of *f;

	for (f = j->facts; f != NULL; f = f->next)
		if (strcmp(f->kind, kind) == 0 && strcmp(f->key, key) == 0)
			return f->value;
	return NULL;
}

static int
add_fact(void *arg, const struct store_word *w, int n)
{
	struct judging *j = arg;
	struct fact_of *f = arena_alloc(j->mem, sizeof *f);

	(void)n;
	*f = (struct fact_of){ arena_strndup(j->mem, w[0].text, w[0].len),
	    arena_strndup(j->mem, w[1].text, w[1].len),
	    w[2].text != NULL ? arena_strndup(j->mem, w[2].text, w[2].len) : NULL, j->facts };
	j->facts = f;
	return 0;
}

/* Its bytes, or NULL. */
static char *
load(const char *path, struct arena *mem)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	off_t size = fd != -1 ? lseek(fd, 0, SEEK_END) : -1;
	char *text = NULL;
	ssize_t n = -1;

	if (size > MAX_CASE)
		size = MAX_CASE;
	if (size != -1) {
		text = arena_alloc(mem, size + 1);
		n = pread(fd, text, size, 0);
	}
	if (n == -1)
		failsys_at(path);
	if (fd != -1)
		close(fd);
	return n != -1 ? text : NULL;
}

static int
read_facts(struct judging *j)
{
	const char *text = load(arena_printf(j->mem, "%s/case.json", j->folder), j->mem);

	return text == NULL ? -1 : store_rows(j->store, &sql_judge_case,
	    ARGS(TEXT("text", text)), add_fact, j);
}

/* "192.0.2.0/24", or an address; -1: it is neither. */
static int
read_network(struct ip *ip, unsigned int *bits, const char *text, struct arena *mem)
{
	size_t n = strcspn(text, "/");
	int64_t length;

	if (text_ip(ip, arena_strndup(mem, text, n)) == -1)
		return -1;
	length = ip->len * 8;
	if (text[n] == '/' && (text_number(&length, text + n + 1) == -1 || length > ip->len * 8))
		return -1;
	*bits = (unsigned int)length;
	return 0;
}

static int
is_within(const struct ip *ip, const char *network, struct arena *mem)
{
	struct ip of;
	unsigned int bits, i;

	if (read_network(&of, &bits, network, mem) == -1 || of.len != ip->len)
		return 0;
	for (i = 0; i < bits; i++)
		if ((ip->bytes[i / 8] ^ of.bytes[i / 8]) >> (7 - i % 8) & 1)
			return 0;
	return 1;
}

static const char *
ip_text(const struct ip *ip, struct arena *mem)
{
	char *text = arena_alloc(mem, INET6_ADDRSTRLEN);

	return inet_ntop(ip->len == 4 ? AF_INET : AF_INET6, ip->bytes, text, INET6_ADDRSTRLEN);
}

static const struct network *
network_of(struct judging *j, const struct ip *ip)
{
	struct network *net = arena_alloc(j->mem, sizeof *net), holder = { .name = NULL };
	const struct fact_of *f;
	const char *host;

	if (ip->len == 0) {
		net->name = "?";
		return net;
	}
	for (f = j->facts; f != NULL; f = f->next)
		if (strcmp(f->kind, "holder") == 0 && is_within(ip, f->key, j->mem))
			holder.name = f->value;
	if ((host = fact_find(j, "host", ip_text(ip, j->mem))) != NULL)
		network_of_host(net, host, ip, holder.name != NULL ? &holder : NULL, &j->names,
		    j->mem);
	else
		net->name = holder.name != NULL ? holder.name : network_prefix(ip, j->mem);
	return net;
}

static int
add_record(void *arg, const struct record *record)
{
	struct judging *j = arg;
	struct seen *seen = arena_alloc(j->mem, sizeof *seen);
	struct sight *s = &seen->sight;
	struct trace *t = arena_alloc(j->mem, sizeof *t);

	j->record++;
	if (j->report == NULL)		/* the policy comes with the end */
		return 0;
	trace_read(t, &j->report->policy, record, trace_excuses(record->reasons), &j->names,
	    j->mem);
	s->trace = t;
	s->ip = record->source;
	s->address = interned_add(&j->addresses, record->source.len != 0 ?
	    ip_text(&record->source, j->mem) : "?");
	s->network = network_of(j, &record->source);
	s->messages = record->count;
	s->believed = 1;
	s->prover[0] = interned_add(&j->reporters, arena_printf(j->mem, "%s", j->report->org)) + 1;
	seen->day = (j->report->begin + j->report->end) / 2 / DAY;
	seen->name = arena_printf(j->mem, "%s#%d", j->file, j->record);
	*j->last = seen;
	j->last = &seen->next;
	j->count++;
	return 0;
}

/* Once for its policy, and again for its records. */
static const struct report *
parse(struct judging *j, const char *text, struct parser **parser)
{
	static const struct limits limits = LIMIT_DEFAULT;

	j->record = 0;
	*parser = parser_new(&(struct sink){ add_record, j }, &limits);
	return parser_feed(*parser, text, strlen(text)) == -1 ? NULL : parser_end(*parser);
}

static int
read_report(struct judging *j, const char *file)
{
	const char *path = arena_printf(j->mem, "%s/%s", j->folder, file);
	struct parser *first, *second = NULL;
	const char *text = load(path, j->mem);
	const struct report *report;
	int rv;

	if (text == NULL)
		return -1;
	j->report = NULL;
	j->file = file;
	if ((report = j->report = parse(j, text, &first)) != NULL)
		report = parse(j, text, &second);
	rv = report != NULL ? 0 : fail_at(path, err_kind(), "%s",
	    arena_printf(j->mem, "%s", err_text()));
	parser_free(second);
	parser_free(first);
	return rv;
}

static int
is_xml(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return n > 4 && strcmp(e->d_name + n - 4, ".xml") == 0;
}

static int
read_reports(struct judging *j)
{
	struct dirent **files;
	int n = scandir(j->folder, &files, is_xml, alphasort), i, rv = 0;

	if (n == -1)
		return failsys_at(j->folder);
	for (i = 0; i < n; i++) {
		if (rv == 0)
			rv = read_report(j, arena_printf(j->mem, "%s", files[i]->d_name));
		free(files[i]);
	}
	free(files);
	return rv;
}

/* The user's domains: those of the case, or else of DOMAINS, or all that reports are of. */
static void
read_owner(struct judging *j, struct owner *owner)
{
	const struct fact_of *f;
	const struct seen *s;
	const char **domains;
	struct interned known = { .count = 0 };
	size_t i;

	for (f = j->facts; f != NULL; f = f->next)
		if (strcmp(f->kind, "domain") == 0)
			interned_add(&known, suffix_org(j->names.suffixes, f->key));
	if (known.count == 0)
		for (i = 0; i < j->naming.ndomains; i++)
			interned_add(&known, j->naming.domains[i]);
	for (s = known.count == 0 ? j->seen : NULL; s != NULL; s = s->next)
		interned_add(&known, s->sight.trace->domain);
	domains = arena_alloc(j->mem, (known.count + 1) * sizeof *domains);
	owner->ndomains = known.count;
	if (known.count > 0)
		memcpy(domains, known.text, known.count * sizeof *domains);
	owner->domains = domains;
	interned_free(&known);
}

static int
read_marks(struct judging *j, struct owner *owner)
{
	static const struct { const char *text; int what; } words[] = {
		{ "mine", MARK_MINE }, { "not mine", MARK_NOT_MINE }, { "expected", MARK_EXPECTED },
	};
	const struct fact_of *f;
	struct mark *marks, *m;
	size_t n = 0, i;

	for (f = j->facts; f != NULL; f = f->next)
		n += strcmp(f->kind, "mark") == 0;
	m = marks = arena_alloc(j->mem, (n + 1) * sizeof *marks);
	for (f = j->facts; f != NULL; f = f->next) {
		if (strcmp(f->kind, "mark") != 0)
			continue;
		for (i = 0; i < 3; i++)
			if (strcmp(words[i].text, f->value) == 0)
				m->what = words[i].what;
		if (read_network(&m->ip, &m->bits, f->key, j->mem) == -1)
			m->identity = f->key;
		m++;
	}
	owner->marks = marks;
	owner->nmarks = n;
	return 0;
}

static int
by_domain(const void *a, const void *b)
{
	const struct seen *x = *(struct seen *const *)a, *y = *(struct seen *const *)b;
	int c = strcmp(x->sight.trace->domain, y->sight.trace->domain);

	return c != 0 ? c : strcmp(x->name, y->name);
}

/* Strangers without a name are one crowd. */
static const char *
shown(const struct identity *i, const struct verdict *v, struct arena *mem)
{
	if (i->kind == IDENTITY_NETWORK && strcmp(v->rule, "S1") == 0 &&
	    network_nameless(i->name))
		return "crowd:unidentified networks";
	return arena_printf(mem, "%s:%s", identity_kind_text(i->kind), i->name);
}

static int
print_json(void *arg, const char *p, size_t n)
{
	struct judging *j = arg;

	printf("%s", j->printed++ ? ",\n" : "[");
	return fwrite(p, 1, n, stdout) == n ? 0 : failsys("standard output");
}

static int
print_identity(struct judging *j, struct seen **of, const struct sight *sights, size_t n,
    const struct identity *i, const struct verdict *v)
{
	int64_t messages = 0, passed = 0;
	const char *records = "";
	size_t k;

	for (k = 0; k < n; k++)
		if (sights[k].identity == i) {
			messages += sights[k].messages;
			if (sights[k].trace->flags & TRACE_PASSES)
				passed += sights[k].messages;
			records = arena_printf(j->mem, "%s%s%s", records,
			    *records != '\0' ? "\n" : "", of[k]->name);
		}
	return store_query(j->store, &sql_judged, ARGS(TEXT("id", shown(i, v, j->mem)),
	    TEXT("domain", sights[0].trace->domain), TEXT("class", class_text(v->class)),
	    TEXT("rule", v->rule), INT("sure", v->sure), INT("messages", messages),
	    INT("passed", passed), TEXT("records", records)), print_json, j);
}

/* Records of one domain. */
static int
judge_domain(struct judging *j, struct seen **of, size_t n, const struct owner *owner)
{
	struct sight *sights = arena_alloc(j->mem, n * sizeof *sights);
	int64_t first = of[0]->day, day;
	struct identities found;
	struct verdict *v;
	size_t i;
	int rv = 0;

	for (i = 0; i < n; i++)
		first = of[i]->day < first ? of[i]->day : first;
	for (i = 0; i < n; i++) {
		sights[i] = of[i]->sight;
		if ((day = of[i]->day - first) < SIGHT_DAYS)
			sights[i].days[day / 64] |= UINT64_C(1) << day % 64;
	}
	resolve(sights, n, j->addresses.count, &j->names, &found, j->mem);
	v = judge(standing_of(sights, n, &found, &j->names, owner, j->mem), found.count, j->mem);
	for (i = 0; i < found.count && rv == 0; i++)
		rv = print_identity(j, of, sights, n, found.of[i], &v[i]);
	free(found.of);
	return rv;
}

static int
judge_all(struct judging *j)
{
	struct seen **of = arena_alloc(j->mem, (j->count + 1) * sizeof *of), *s;
	struct owner owner;
	size_t n = 0, end;
	int rv = 0;

	read_owner(j, &owner);
	read_marks(j, &owner);
	for (s = j->seen; s != NULL; s = s->next)
		of[n++] = s;
	qsort(of, n, sizeof *of, by_domain);
	for (n = 0; n < j->count && rv == 0; n = end) {
		for (end = n; end < j->count && strcmp(of[end]->sight.trace->domain,
		    of[n]->sight.trace->domain) == 0; end++)
			;
		rv = judge_domain(j, of + n, end - n, &owner);
	}
	printf("%s]\n", j->printed ? "" : "[");
	return rv;
}

static int
judge_folder(struct judging *j)
{
	int rv = -1;

	j->last = &j->seen;
	if (naming_open(&j->naming, j->mem) == -1)
		return -1;
	j->names = j->naming.names;
	if ((j->store = store_open(":memory:", STORE_WRITE)) != NULL &&
	    read_facts(j) == 0 && read_reports(j) == 0)
		rv = judge_all(j);
	store_close(j->store);
	naming_close(&j->naming);
	interned_free(&j->addresses);
	interned_free(&j->reporters);
	return rv;
}

int
import_judge(const char *db, int argc, char **argv)
{
	struct judging j = { .count = 0 };
	int rv;

	(void)db;
	if (argc != 4 || strcmp(argv[1], "--json") != 0 || strcmp(argv[2], "--case") != 0)
		return fail(ERR_PARAM, "usage: dmarc-import judge --json --case DIR");
	j.folder = argv[3];
	j.mem = arena_new();
	rv = judge_folder(&j);
	arena_free(j.mem);
	return rv;
}
