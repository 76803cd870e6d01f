#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "bare.h"
#include "decode.h"
#include "sniff.h"

#define LEAST	16		/* bytes: a shorter one holds no report */

struct bare {
	struct source	*in;
	struct source	*out;
	struct decoder	 decoder;
	int		 ended;
};

/* Not a blank in it, as a text would have. */
static int
is_base64(const char *p, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789+/=\r\n";
	size_t i;

	for (i = 0; i < n; i++)
		if (p[i] == '\0' || strchr(digits, p[i]) == NULL)
			return 0;
	return n >= LEAST;
}

/* Something that is, or could hold, a report; zlib begins like too many words. */
static int
is_worth(const char *p, size_t n)
{
	struct decoder d = { .kind = DECODE_BASE64 };
	char *bytes = xrealloc(NULL, n + DECODE_MORE);
	struct source *s = source_memory(bytes, decode_bytes(&d, bytes, p, n));
	int content = sniff(s);

	source_free(s);
	free(bytes);
	return content != CONTENT_EMPTY && content != CONTENT_OTHER && content != CONTENT_ZLIB;
}

static ssize_t
fill(void *arg, void *to, size_t room)
{
	struct bare *b = arg;
	size_t got = 0;
	const void *p;
	ssize_t n;

	while (got == 0 && !b->ended) {
		if ((n = source_peek(b->in, &p, 1)) == -1)
			return -1;
		if ((size_t)n > room - DECODE_MORE)
			n = room - DECODE_MORE;
		b->ended = n == 0;
		got = decode_bytes(&b->decoder, to, n == 0 ? NULL : p, n);
		source_skip(b->in, n);
	}
	return got;
}

struct bare *
bare_open(struct source *in)
{
	struct bare *b;
	const void *p;
	ssize_t n = source_peek(in, &p, SOURCE_BUFFER);

	if (n <= 0 || !is_base64(p, n) || !is_worth(p, n))
		return NULL;
	b = xrealloc(NULL, sizeof *b);
	*b = (struct bare){ .in = in, .decoder = { .kind = DECODE_BASE64 } };
	b->out = source_new(fill, b);
	return b;
}

struct source *
bare_source(struct bare *b)
{
	return b->out;
}

void
bare_close(struct bare *b)
{
	if (b == NULL)
		return;
	source_free(b->out);
	free(b);
}
