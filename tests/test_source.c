#include <stdlib.h>
#include <unistd.h>

#include "arena.h"
#include "drip.h"
#include "err.h"
#include "source.h"
#include "test.h"

#define LEN	(3 * SOURCE_BUFFER + 77)

/* Bytes that tell where they are. */
static char *
make_bytes(size_t n)
{
	char *p = xrealloc(NULL, n);
	size_t i;

	for (i = 0; i < n; i++)
		p[i] = i ^ i >> 8 ^ i >> 16;
	return p;
}

/* Does it bring these bytes, whether they are peeked at or read? */
static int
brings(struct source *s, const char *want, size_t len, size_t peek)
{
	const void *p;
	size_t at = 0;
	ssize_t n;

	for (;;) {
		if ((n = source_peek(s, &p, peek)) == -1 ||
		    ((size_t)n < peek && (size_t)n != len - at) ||
		    memcmp(p, want + at, n) != 0)
			return 0;
		if (n > 3) {
			source_skip(s, 3);
			at += 3;
		}
		if ((n = source_read(s, &p)) <= 0)
			return n == 0 && at == len;
		if (memcmp(p, want + at, n) != 0)
			return 0;
		at += n;
	}
}

static void
test_memory(void)
{
	char *want = make_bytes(LEN);
	struct source *s = source_memory(want, LEN);

	CHECK(brings(s, want, LEN, 10));
	source_free(s);
	s = source_memory(want, 0);
	CHECK(brings(s, want, 0, 1));
	source_free(s);
	source_free(NULL);
	free(want);
}

static void
test_steps(void)
{
	static const size_t steps[] = { 1, 7, 1000, SOURCE_BUFFER, LEN };
	static const size_t peeks[] = { 1, 5, SOURCE_BUFFER };
	char *want = make_bytes(LEN);
	size_t i, j;

	for (i = 0; i < sizeof steps / sizeof *steps; i++)
		for (j = 0; j < sizeof peeks / sizeof *peeks; j++) {
			struct drip d = { want, LEN, steps[i] };
			struct source *s = source_new(drip_fill, &d);

			CHECK(brings(s, want, LEN, peeks[j]));
			source_free(s);
		}
	free(want);
}

static void
test_fd(void)
{
	char *want = make_bytes(LEN);
	FILE *f = tmpfile();
	struct source *s;
	const void *p;

	CHECK(fwrite(want, 1, LEN, f) == LEN);
	rewind(f);
	s = source_fd(fileno(f));
	CHECK(brings(s, want, LEN, 100));
	source_free(s);
	fclose(f);
	s = source_fd(-1);
	CHECK(source_peek(s, &p, 1) == -1 && err_kind() == ERR_SYSTEM);
	source_free(s);
	free(want);
}

struct breaking {
	int	 calls;
};

static ssize_t
fill_breaking(void *arg, void *p, size_t n)
{
	struct breaking *b = arg;

	(void)n;
	if (b->calls++ > 0)
		return fail(ERR_LIMIT, "broken");
	memcpy(p, "abc", 3);
	return 3;
}

/* What came before the failure can be had; it is not tried again. */
static void
test_failure(void)
{
	struct breaking b = { 0 };
	struct source *s = source_new(fill_breaking, &b);
	const void *p;

	CHECK(source_peek(s, &p, 4) == -1);
	CHECK(source_peek(s, &p, 3) == 3 && memcmp(p, "abc", 3) == 0);
	CHECK(source_read(s, &p) == 3);
	CHECK(source_read(s, &p) == -1);
	CHECK(source_read(s, &p) == -1);
	CHECK(b.calls == 2);
	source_free(s);
}

/* In memory, in a file, and across the step from one to the other. */
static void
test_spool(void)
{
	static const size_t sizes[] = { 0, 1, 262143, 262144, 262145, 1000000 };
	static const size_t steps[] = { 13, 4096, 300000 };
	char *want = make_bytes(1000000), got[1000];
	size_t i, j, at, n;
	int rv = 0;

	for (i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (j = 0; j < sizeof steps / sizeof *steps; j++) {
			struct spool *spool = spool_new(SPOOL_MEMORY);
			struct source *s;

			for (at = 0; at < sizes[i]; at += n) {
				n = sizes[i] - at;
				n = n < steps[j] ? n : steps[j];
				rv |= spool_write(spool, want + at, n);
			}
			CHECK(rv == 0);
			CHECK(spool_size(spool) == sizes[i]);
			s = source_spool(spool);
			CHECK(brings(s, want, sizes[i], 50));
			source_free(s);
			s = source_spool(spool);	/* again */
			CHECK(brings(s, want, sizes[i], 1));
			source_free(s);
			at = sizes[i] / 2;
			n = sizes[i] - at < sizeof got ? sizes[i] - at : sizeof got;
			CHECK(spool_pread(spool, got, sizeof got, at) == (ssize_t)n);
			CHECK(memcmp(got, want + at, n) == 0);
			CHECK(spool_pread(spool, got, 1, sizes[i]) == 0);
			spool_free(spool);
		}
	spool_free(NULL);
	free(want);
}

TEST_MAIN(test_memory, test_steps, test_fd, test_failure, test_spool)
