#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "model.h"
#include "story.h"
#include "wrap.h"

/* Makes reports up, for tests and for a first look at the dashboard. */

#define RECORDS_MAX	10000		/* of one report, but for -g */
#define DAY		86400
#define CROWD		-1

static const char usage[] =
    "usage: dmarc-generate [-D | -N domains] [-d days] [-e day] [-n reports] [-r records]\n"
    "                      [-s seed] [-t file] [-z] directory\n"
    "       dmarc-generate -g bytes [-s seed] [-t file] > report.xml\n"
    "  -D  stories of 90 days, for people to look at, instead of a crowd\n"
    "  -d  how many days (400)\n"
    "  -e  the last day, as 2026-01-31 (yesterday)\n"
    "  -g  one report of at least so many bytes, to standard output\n"
    "  -n  how many reports (1000)\n"
    "  -N  the same of a provider's domains, up to 1000, of which three need work\n"
    "  -r  as many reports as hold so many records\n"
    "  -s  another seed, other reports (1)\n"
    "  -t  write what is in each: file org domain id begin end records messages pass\n"
    "  -z  gzip only\n";

struct maker {
	int64_t		 seed, reports, records, days, last, bytes;
	int		 domains;		/* of stories, or CROWD */
	int		 gzip;
	FILE		*truth;			/* or NULL */
	int		 dir;
	struct made_record *made;		/* RECORDS_MAX of them */
};

struct sums {
	uint64_t	 records, messages, pass;
};

static void __attribute__((format(printf, 1, 2), noreturn))
die(const char *fmt, ...)
{
	va_list ap;

	fputs("dmarc-generate: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(2);
}

static void
count(struct sums *s, const struct made_record *c)
{
	s->records++;
	s->messages += c->count;
	if (strcmp(c->dkim, "pass") == 0 || strcmp(c->spf, "pass") == 0)
		s->pass += c->count;
}

static void
tell(const struct maker *k, const char *file, const struct made_report *m, const struct sums *s)
{
	if (k->truth == NULL)
		return;
	if (fprintf(k->truth, "%s\t%s\t%s\t%s\t%" PRId64 "\t%" PRId64 "\t%" PRIu64 "\t%" PRIu64
	    "\t%" PRIu64 "\n", file, m->org, m->domain, m->id, m->begin, m->end,
	    s->records, s->messages, s->pass) < 0)
		die("truth: %s", strerror(errno));
}

static void
keep(const struct maker *k, const char *file, const struct bytes *b)
{
	int fd = openat(k->dir, file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	size_t at;
	ssize_t n;

	if (fd == -1)
		die("%s: %s", file, strerror(errno));
	for (at = 0; at < b->len; at += n)
		if ((n = write(fd, b->data + at, b->len - at)) == -1)
			die("%s: %s", file, strerror(errno));
	if (close(fd) == -1)
		die("%s: %s", file, strerror(errno));
}

static void
write_report(const struct maker *k, const struct made_report *m, size_t number, size_t n)
{
	enum wrapping w = k->gzip ? WRAP_GZIP : m->by->wrapping;
	struct bytes xml = { NULL, 0, 0 }, out = { NULL, 0, 0 };
	struct sums sums = { 0, 0, 0 };
	char stem[256], file[300];
	size_t i;

	xml_begin(&xml, m);
	for (i = 0; i < n; i++) {
		xml_record(&xml, m, &k->made[i]);
		count(&sums, &k->made[i]);
	}
	xml_end(&xml, m);
	snprintf(stem, sizeof stem, "%s!%s!%" PRId64 "!%" PRId64, m->host, m->domain, m->begin,
	    m->end);
	/* By name they are in the order they would have come. */
	snprintf(file, sizeof file, "%" PRId64 "-%06zu-%s%s", m->end / DAY, number, stem,
	    wrap_ending(w));
	if (wrap(&out, w, &xml, stem, m) == -1)
		die("%s: cannot compress", file);
	keep(k, file, &out);
	tell(k, file, m, &sums);
	bytes_free(&xml);
	bytes_free(&out);
}

static void
make_story(const struct maker *k)
{
	struct made_report m;
	struct rng r;
	size_t number, n;

	for (number = 0; number < story_reports(k->domains); number++) {
		rng_seed(&r, k->seed, number);
		if (story_report(&m, &r, k->last, k->domains, number) && (n =
		    story_records(k->made, RECORDS_MAX, &m, &r, k->domains, number)) > 0)
			write_report(k, &m, number, n);
	}
}

/* As many as asked for; with -r the last report is cut to the record. */
static void
make_crowd(const struct maker *k)
{
	struct made_report m;
	struct rng r;
	int64_t number, left = k->records;
	size_t i, n;

	for (number = 0; k->records > 0 ? left > 0 : number < k->reports; number++) {
		rng_seed(&r, k->seed, number);
		model_report(&m, &r, k->last, k->days);
		n = 1 + rng_lognormal(&r, 2.5, 1.8);
		if (n > RECORDS_MAX)
			n = RECORDS_MAX;
		if (k->records > 0 && (int64_t)n > left)
			n = left;
		for (i = 0; i < n; i++)
			model_record(&k->made[i], &m, &r);
		write_report(k, &m, number, n);
		left -= n;
	}
}

static void
flush(struct bytes *b, int64_t *left)
{
	if (fwrite(b->data, 1, b->len, stdout) != b->len)
		die("standard output: %s", strerror(errno));
	*left -= b->len;
	b->len = 0;
}

static void
make_giant(const struct maker *k)
{
	struct sums sums = { 0, 0, 0 };
	struct bytes xml = { NULL, 0, 0 };
	struct made_report m;
	struct rng r;
	int64_t left = k->bytes;

	rng_seed(&r, k->seed, 0);
	model_report(&m, &r, k->last, k->days);
	xml_begin(&xml, &m);
	while (left > 0) {
		model_record(k->made, &m, &r);
		xml_record(&xml, &m, k->made);
		count(&sums, k->made);
		flush(&xml, &left);
	}
	xml_end(&xml, &m);
	flush(&xml, &left);
	tell(k, "-", &m, &sums);
	bytes_free(&xml);
}

static int64_t
number(const char *s)
{
	char *end;
	int64_t n = strtoll(s, &end, 10);

	if (*end != '\0' || n <= 0)
		die("not a number above 0: %s", s);
	return n;
}

static int
domains(const char *s)
{
	int64_t n = number(s);

	if (n > STORY_DOMAINS)
		die("more than %d domains: %s", STORY_DOMAINS, s);
	return n;
}

static int64_t
day(const char *s)
{
	struct tm tm = { 0 };
	const char *end = strptime(s, "%Y-%m-%d", &tm);

	if (end == NULL || *end != '\0')
		die("not a day such as 2026-01-31: %s", s);
	return timegm(&tm) / DAY;
}

static FILE *
truth(const char *path)
{
	FILE *f = fopen(path, "w");

	if (f == NULL)
		die("%s: %s", path, strerror(errno));
	return f;
}

static void
options(struct maker *k, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "DN:d:e:g:n:r:s:t:z")) != -1)
		switch (c) {
		case 'D':
			k->domains = STORY_DEMO;
			break;
		case 'd':
			k->days = number(optarg);
			break;
		case 'e':
			k->last = day(optarg);
			break;
		case 'g':
			k->bytes = number(optarg);
			break;
		case 'n':
			k->reports = number(optarg);
			break;
		case 'N':
			k->domains = domains(optarg);
			break;
		case 'r':
			k->records = number(optarg);
			break;
		case 's':
			k->seed = number(optarg);
			break;
		case 't':
			k->truth = truth(optarg);
			break;
		case 'z':
			k->gzip = 1;
			break;
		default:
			fputs(usage, stderr);
			exit(2);
		}
}

int
main(int argc, char **argv)
{
	struct maker k = { .domains = CROWD, .seed = 1, .reports = 1000, .days = 400,
	    .last = time(NULL) / DAY - 1 };

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(usage, stdout);
		return 0;
	}
	options(&k, argc, argv);
	if (argc - optind != (k.bytes == 0)) {
		fputs(usage, stderr);
		return 2;
	}
	k.made = xrealloc(NULL, sizeof *k.made * RECORDS_MAX);
	if (k.bytes > 0) {
		make_giant(&k);
	} else {
		if (mkdir(argv[optind], 0777) == -1 && errno != EEXIST)
			die("%s: %s", argv[optind], strerror(errno));
		if ((k.dir = open(argv[optind], O_DIRECTORY | O_CLOEXEC)) == -1)
			die("%s: %s", argv[optind], strerror(errno));
		if (k.domains != CROWD)
			make_story(&k);
		else
			make_crowd(&k);
		close(k.dir);
	}
	free(k.made);
	if ((k.truth != NULL && fclose(k.truth) != 0) || fflush(stdout) != 0)
		die("writing: %s", strerror(errno));
	return 0;
}
