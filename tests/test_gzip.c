#include <stdlib.h>

#include "arena.h"
#include "drip.h"
#include "err.h"
#include "gzip.h"
#include "test.h"

#define MANY	((size_t)1 << 30)

static const char text[] = "a report, a report, a report of what was sent";

/* zlib.compress(b"hello") in Python */
static const char zlib_hello[] = "x\x9c\xcbH\xcd\xc9\xc9\x07\x00\x06,\x02\x15";

static char *
compress_bytes(const void *p, size_t n, size_t *len)
{
	struct spool *spool = spool_new(SPOOL_MEMORY);
	struct gzip *g = gzip_open(spool);
	char *to;

	CHECK(gzip_write(g, p, n / 2) == 0);
	CHECK(gzip_write(g, (const char *)p + n / 2, n - n / 2) == 0);
	CHECK(gzip_close(g) == 0);
	*len = spool_size(spool);
	to = xrealloc(NULL, *len);
	CHECK(spool_pread(spool, to, *len, 0) == (ssize_t)*len);
	spool_free(spool);
	return to;
}

struct answer {
	size_t	 len;
	int	 rv;		/* 0 at the end, -1 */
	int	 cut;
	int	 same;		/* as what was wanted */
	size_t	 left;		/* of the budget */
};

static struct answer
unzip(const void *gz, size_t len, size_t step, size_t budget, const void *want,
    size_t want_len)
{
	const struct limits limits = { .unpacked = budget };
	struct budget b;
	struct drip d = { gz, len, step };
	struct source *in = source_new(drip_fill, &d);
	struct gunzip *g = gunzip_open(in, &b);
	struct answer a = { .same = 1 };
	const void *p;
	ssize_t n;

	budget_begin(&b, &limits);
	while ((n = source_read(gunzip_source(g), &p)) > 0) {
		a.same &= a.len + n <= want_len &&
		    memcmp(p, (const char *)want + a.len, n) == 0;
		a.len += n;
	}
	a.same &= a.len == want_len;
	a.rv = n;
	a.cut = gunzip_cut(g);
	a.left = budget_left(&b);
	gunzip_close(g);
	source_free(in);
	return a;
}

static void
test_round(void)
{
	static const size_t sizes[] = { 0, 1, 65536, 300000, 3000000 };
	char *p = xrealloc(NULL, 3000000), *gz;
	struct answer a;
	size_t i, len;

	for (i = 0; i < 3000000; i++)
		p[i] = i * i >> 7;
	for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		gz = compress_bytes(p, sizes[i], &len);
		a = unzip(gz, len, i % 2 ? 1000 : 100000, MANY, p, sizes[i]);
		CHECK(a.rv == 0 && a.same && !a.cut);
		CHECK(a.left == MANY - sizes[i]);
		free(gz);
	}
	free(p);
}

/* A member cut anywhere is never taken for a whole one. */
static void
test_cut(void)
{
	struct answer a;
	size_t i, len;
	char *gz = compress_bytes(text, sizeof text, &len);

	for (i = 0; i < len; i++) {
		a = unzip(gz, i, 3, MANY, text, sizeof text);
		CHECK(a.rv == 0 && a.cut);
	}
	free(gz);
}

/* A bit turned anywhere behind the header is noticed, if it has a meaning. */
static void
test_damage(void)
{
	struct answer a;
	size_t i, len;
	char *gz = compress_bytes(text, sizeof text, &len);

	for (i = 10; i < len; i++) {
		gz[i] ^= 4;
		a = unzip(gz, len, len, MANY, text, sizeof text);
		CHECK(a.cut || a.same ||
		    (a.rv == -1 && err_kind() == ERR_ARCHIVE_CORRUPT));
		gz[i] ^= 4;
	}
	free(gz);
}

/* What follows the first member: another, or something to ignore. */
static void
test_joined(void)
{
	size_t len, i;
	char *gz = compress_bytes(text, sizeof text, &len), *two;
	char both[2 * sizeof text];
	struct answer a;

	memcpy(both, text, sizeof text);
	memcpy(both + sizeof text, text, sizeof text);
	two = xrealloc(NULL, 2 * len);
	memcpy(two, gz, len);
	memcpy(two + len, gz, len);
	a = unzip(two, 2 * len, 5, MANY, both, sizeof both);
	CHECK(a.rv == 0 && a.same && !a.cut);
	for (i = 0; i < len; i++)
		two[len + i] = i;
	a = unzip(two, 2 * len, 5, MANY, text, sizeof text);
	CHECK(a.rv == 0 && a.same && !a.cut);
	memcpy(two + len, gz, len);
	two[len + 2] = 99;		/* no such method */
	a = unzip(two, 2 * len, 5, MANY, text, sizeof text);
	CHECK(a.rv == 0 && a.same && !a.cut);
	free(two);
	free(gz);
}

static void
test_zlib(void)
{
	struct answer a = unzip(zlib_hello, sizeof zlib_hello - 1, 2, MANY,
	    "hello", 5);

	CHECK(a.rv == 0 && a.same && !a.cut);
}

/* The budget is of all bytes, and is not overdrawn by more than one. */
static void
test_budget(void)
{
	const size_t size = 1000000;
	char *p = xrealloc(NULL, size), *gz;
	struct answer a;
	size_t len;

	memset(p, ' ', size);
	gz = compress_bytes(p, size, &len);
	a = unzip(gz, len, len, size, p, size);
	CHECK(a.rv == 0 && a.same && a.left == 0);
	a = unzip(gz, len, len, size - 1, p, size);
	CHECK(a.rv == -1 && a.len <= size - 1 && err_kind() == ERR_LIMIT);
	CHECK_STR(err_text(), "more than 999999 bytes when unpacked");
	a = unzip(gz, len, len, 0, p, size);
	CHECK(a.rv == -1 && a.len == 0);
	free(gz);
	free(p);
}

TEST_MAIN(test_round, test_cut, test_damage, test_joined, test_zlib, test_budget)
