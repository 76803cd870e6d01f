#include <stdint.h>

#include "base64_source.h"
#include "drip.h"
#include "json.h"
#include "mbox.h"
#include "multipart.h"
#include "urlencoded.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
drain(struct source *in)
{
	const void *p;

	while (source_read(in, &p) > 0)
		;
}

static void
read_urlencoded(struct source *in, const struct limits *limits)
{
	struct urlencoded *u = urlencoded_open(in, limits);
	struct urlencoded_field field;

	while (urlencoded_next(u, &field) == 1)
		drain(field.source);
	urlencoded_close(u);
	source_free(in);
}

static void
read_json(struct source *in, const struct limits *limits)
{
	struct json *j = json_open(in, limits->depth);
	struct base64_source *b;
	struct source *text;
	int rv;

	while (j != NULL && (rv = json_next(j)) > JSON_END)
		if (rv == JSON_STRING) {
			b = base64_source_open(text = source_new(json_read, j));
			drain(base64_source_bytes(b));
			base64_source_close(b);
			source_free(text);
		}
	json_close(j);
	source_free(in);
}

/* The first byte says how the bytes after it arrive; they are a form of each kind, a mbox, JSON. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const struct limits limits = LIMIT_DEFAULT;
	struct drip d = { (const char *)p + 1, n - 1, n > 0 ? 1 + p[0] : 1 }, again = d,
	    encoded = d, json = d;
	struct multipart_part part;
	struct source *in, *message;
	struct multipart *m;
	struct mbox *box;

	if (n == 0)
		return 0;
	in = source_new(drip_fill, &d);
	m = multipart_open(in, "multipart/form-data; boundary=XX", &limits);
	while (multipart_next(m, &part) == 1)
		if (part.file != NULL)
			drain(part.source);
	multipart_close(m);
	source_free(in);
	in = source_new(drip_fill, &again);
	box = mbox_open(in);
	while (mbox_next(box, &message) == 1)
		drain(message);
	mbox_close(box);
	source_free(in);
	read_urlencoded(source_new(drip_fill, &encoded), &limits);
	read_json(source_new(drip_fill, &json), &limits);
	return 0;
}
