#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <expat.h>
#include <zlib.h>

#include "arena.h"
#include "bench.h"
#include "err.h"
#include "gzip.h"
#include "ingest.h"
#include "parse.h"

/*
 * bench_parse DIR SCRATCH ROUNDS: how long the stages of an import take over
 * the .xml.gz files of DIR, turn by turn, so that a busy machine slows all of
 * them.  A line a stage: name, median seconds by the clock, and of the
 * processor; first the files, records and bytes of XML.
 */
#define ROUNDS_MAX	99

struct file {
	char		*data;
	size_t		 len;
};

struct work {
	struct file	*files;
	size_t		 n;
	const char	*scratch;
	int		 databases;		/* made so far */
	uint64_t	 records, bytes;
};

static const struct limits limits = LIMIT_DEFAULT;

static void
slurp(struct work *w, const char *dir, const char *name)
{
	char path[4096];
	struct stat sb;
	struct file f;
	FILE *in;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	if ((in = fopen(path, "rb")) == NULL || fstat(fileno(in), &sb) == -1)
		bench_die(path, strerror(errno));
	f.len = sb.st_size;
	f.data = xrealloc(NULL, f.len + 1);
	if (fread(f.data, 1, f.len, in) != f.len)
		bench_die(path, "cannot be read");
	fclose(in);
	w->files = xrealloc(w->files, (w->n + 1) * sizeof *w->files);
	w->files[w->n++] = f;
}

static void
slurp_all(struct work *w, const char *dir)
{
	struct dirent *e;
	DIR *d = opendir(dir);

	if (d == NULL)
		bench_die(dir, strerror(errno));
	while ((e = readdir(d)) != NULL)
		if (strstr(e->d_name, ".xml.gz") != NULL)
			slurp(w, dir, e->d_name);
	closedir(d);
}

static void
no_start(void *arg, const XML_Char *name, const XML_Char **atts)
{
	(void)arg, (void)name, (void)atts;
}

static void
no_end(void *arg, const XML_Char *name)
{
	(void)arg, (void)name;
}

static void
no_text(void *arg, const XML_Char *s, int n)
{
	(void)arg, (void)s, (void)n;
}

static void
floor_one(const struct file *f, XML_Parser x, char *out)
{
	z_stream z = { .next_in = (Bytef *)f->data, .avail_in = f->len };
	int rc = Z_OK;

	if (inflateInit2(&z, 15 + 16) != Z_OK)
		bench_die("inflate", "no memory");
	while (rc == Z_OK) {
		z.next_out = (Bytef *)out;
		z.avail_out = SOURCE_BUFFER;
		rc = inflate(&z, Z_NO_FLUSH);
		if (XML_Parse(x, out, SOURCE_BUFFER - z.avail_out, rc == Z_STREAM_END) !=
		    XML_STATUS_OK)
			bench_die("expat", XML_ErrorString(XML_GetErrorCode(x)));
	}
	inflateEnd(&z);
}

/* What cannot be avoided: zlib and expat, with nothing done. */
static void
run_floor(struct work *w)
{
	XML_Parser x = XML_ParserCreate(NULL);
	char *out = xrealloc(NULL, SOURCE_BUFFER);
	size_t i;

	for (i = 0; i < w->n; i++) {
		XML_ParserReset(x, NULL);
		XML_SetElementHandler(x, no_start, no_end);
		XML_SetCharacterDataHandler(x, no_text);
		floor_one(&w->files[i], x, out);
	}
	XML_ParserFree(x);
	free(out);
}

static int
count_record(void *arg, const struct record *r)
{
	struct work *w = arg;

	(void)r;
	w->records++;
	return 0;
}

static void
parse_one(struct work *w, const struct file *f)
{
	const struct sink sink = { count_record, w };
	struct source *in = source_memory(f->data, f->len);
	struct gunzip *g = gunzip_open(in, NULL);
	struct parser *p = parser_new(&sink, &limits);
	const void *block;
	ssize_t n;

	while ((n = source_read(gunzip_source(g), &block)) > 0) {
		w->bytes += n;
		if (parser_feed(p, block, n) == -1)
			bench_die("parse", err_text());
	}
	if (n == -1 || parser_end(p) == NULL)
		bench_die("parse", err_text());
	parser_free(p);
	gunzip_close(g);
	source_free(in);
}

static void
run_parse(struct work *w)
{
	size_t i;

	w->records = w->bytes = 0;
	for (i = 0; i < w->n; i++)
		parse_one(w, &w->files[i]);
}

/* One transaction for every one of each reports; 0: as the store thinks best. */
static void
import(struct work *w, size_t each, size_t n)
{
	static const struct origin origin = { .via = "cli" };
	struct arena *mem = arena_new();
	struct budget budget;
	struct sheaf *sheaf;
	struct receipt receipt;
	struct store *st;
	struct source *in;
	char path[4096];
	size_t i;

	snprintf(path, sizeof path, "%s/%d.db", w->scratch, w->databases++);
	if ((st = store_open(path, STORE_WRITE)) == NULL)
		bench_die(path, err_text());
	sheaf = sheaf_new(st);
	receipt_init(&receipt, mem);
	for (i = 0; i < n; i++) {
		budget_begin(&budget, &limits);
		in = source_memory(w->files[i].data, w->files[i].len);
		if (ingest(sheaf, in, "bench", &origin, &limits, &budget, &receipt) == -1 ||
		    ((each != 0 ? i % each == 0 : sheaf_due(sheaf)) &&
		    (ingest_keep(sheaf) == -1 || store_commit(st) == -1)))
			bench_die("import", err_text());
		source_free(in);
	}
	if (ingest_keep(sheaf) == -1 || store_commit(st) == -1 ||
	    receipt.count[STATUS_IMPORTED] != n)
		bench_die("import", err_text());
	sheaf_free(sheaf);
	store_close(st);
	arena_free(mem);
}

static void
run_import(struct work *w)
{
	import(w, 0, w->n);
}

static void
run_import_100(struct work *w)
{
	import(w, 100, w->n);
}

static void
run_import_1(struct work *w)
{
	import(w, 1, w->n);
}

static const struct {
	const char	*name;
	void		(*run)(struct work *);
} stages[] = {
	{ "inflate + expat, empty handlers", run_floor },
	{ "inflate + parse", run_parse },
	{ "import", run_import },
	{ "import, 100 reports a transaction", run_import_100 },
	{ "import, 1 report a transaction", run_import_1 },
};

#define STAGES	(sizeof stages / sizeof *stages)

int
main(int argc, char **argv)
{
	double wall[STAGES][ROUNDS_MAX], cpu[STAGES][ROUNDS_MAX];
	struct work w = { NULL, 0, NULL, 0, 0, 0 };
	int rounds, r;
	size_t s;

	if (argc != 4 || (rounds = strtol(argv[3], NULL, 10)) < 1 || rounds > ROUNDS_MAX)
		bench_die("usage", "bench_parse DIR SCRATCH ROUNDS");
	w.scratch = argv[2];
	slurp_all(&w, argv[1]);
	for (r = 0; r < rounds; r++)
		for (s = 0; s < STAGES; s++) {
			wall[s][r] = bench_now(CLOCK_MONOTONIC);
			cpu[s][r] = bench_now(CLOCK_PROCESS_CPUTIME_ID);
			stages[s].run(&w);
			wall[s][r] = bench_now(CLOCK_MONOTONIC) - wall[s][r];
			cpu[s][r] = bench_now(CLOCK_PROCESS_CPUTIME_ID) - cpu[s][r];
		}
	printf("%zu\t%" PRIu64 "\t%" PRIu64 "\n", w.n, w.records, w.bytes);
	for (s = 0; s < STAGES; s++)
		printf("%s\t%f\t%f\n", stages[s].name, bench_median(wall[s], rounds),
		    bench_median(cpu[s], rounds));
	while (w.n-- > 0)
		free(w.files[w.n].data);
	free(w.files);
	return 0;
}
