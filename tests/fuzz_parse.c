#include <stdint.h>

#include "drip.h"
#include "err.h"
#include "parse.h"
#include "repair.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static int
on_record(void *arg, const struct record *r)
{
	const struct auth *a;
	size_t *sum = arg;

	for (a = r->auth_dkim; a != NULL; a = a->next)
		*sum += a->domain != NULL ? strlen(a->domain) : 0;
	return 0;
}

/* The whole of a source through a parser. */
static int
read_all(struct source *in, const struct sink *sink)
{
	static const struct limits lim = LIMIT_DEFAULT;
	struct parser *p = parser_new(sink, &lim);
	const void *s;
	ssize_t n;
	int rv = -1;

	while ((n = source_read(in, &s)) > 0)
		if (parser_feed(p, s, (size_t)n) == -1)
			break;
	if (n == 0 && parser_end(p) != NULL)
		rv = 0;
	parser_free(p);
	return rv;
}

/* The first byte says how the bytes after it arrive; strict first, then mended. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct drip d = { (const char *)p + 1, n - 1, n > 0 ? 1 + p[0] * 16 : 1 }, again = d;
	struct repair *r;
	struct source *in;
	size_t sum = 0;
	const struct sink sink = { on_record, &sum };

	if (n == 0)
		return 0;
	in = source_new(drip_fill, &d);
	if (read_all(in, &sink) == -1 && !ERR_REFUSED(err_kind()))
		__builtin_trap();
	source_free(in);
	in = source_new(drip_fill, &again);
	r = repair_open(in);
	if (read_all(repair_source(r), &sink) == -1 && !ERR_REFUSED(err_kind()))
		__builtin_trap();
	repair_close(r);
	source_free(in);
	return 0;
}
