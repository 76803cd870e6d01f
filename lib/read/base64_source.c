#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "base64_source.h"
#include "decode.h"
#include "err.h"
#include "sniff.h"

#define MARGIN		"=\r\n\t "		/* beside what stands for bytes */
#define ALPHABET	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

struct base64_source {
	struct source	*in, *out;
	struct decoder	 decoder;
	int		 ended;
};

/* How many bytes from here on are of base64. */
static size_t
span(const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n && p[i] != '\0' && strchr(ALPHABET MARGIN, p[i]) != NULL; i++)
		;
	return i;
}

int
base64_source_sniff(struct source *in)
{
	const void *p;
	ssize_t n = source_peek(in, &p, SOURCE_BUFFER);

	return n == -1 ? -1 : n > 0 && span(p, n) == (size_t)n;
}

/* zlib begins like too many words. */
int
base64_source_hides(struct source *in)
{
	struct decoder d = { .kind = DECODE_BASE64 };
	int rv = base64_source_sniff(in), content;
	struct source *bytes;
	const void *p;
	ssize_t n;
	char *buf;

	if (rv != 1)
		return rv;
	n = source_peek(in, &p, 1);
	buf = xrealloc(NULL, n + DECODE_MORE);
	bytes = source_memory(buf, decode_bytes(&d, buf, p, n));
	content = sniff(bytes);
	source_free(bytes);
	free(buf);
	return content != CONTENT_EMPTY && content != CONTENT_OTHER && content != CONTENT_ZLIB;
}

static ssize_t
end(struct base64_source *b, void *to)
{
	b->ended = 1;
	if (b->decoder.held == 1)
		return fail(ERR_ARCHIVE_CORRUPT, "its base64 ends within a byte");
	return decode_bytes(&b->decoder, to, NULL, 0);
}

static ssize_t
fill(void *arg, void *to, size_t max)
{
	struct base64_source *b = arg;
	const void *p;
	ssize_t n, out = 0;

	while (out == 0 && !b->ended) {
		if ((n = source_peek(b->in, &p, 1)) == -1)
			return -1;
		if (n == 0)
			return end(b, to);
		n = (size_t)n < max - DECODE_MORE ? (size_t)n : max - DECODE_MORE;
		if (span(p, n) < (size_t)n)
			return fail(ERR_ARCHIVE_CORRUPT, "it should be base64, and is not");
		out = decode_bytes(&b->decoder, to, p, n);
		source_skip(b->in, n);
	}
	return out;
}

struct base64_source *
base64_source_open(struct source *in)
{
	struct base64_source *b = xrealloc(NULL, sizeof *b);

	*b = (struct base64_source){ .in = in, .decoder = { .kind = DECODE_BASE64 } };
	b->out = source_new(fill, b);
	return b;
}

struct source *
base64_source_bytes(struct base64_source *b)
{
	return b->out;
}

void
base64_source_close(struct base64_source *b)
{
	if (b == NULL)
		return;
	source_free(b->out);
	free(b);
}
