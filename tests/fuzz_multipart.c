#include <stdint.h>

#include "drip.h"
#include "mbox.h"
#include "multipart.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
drain(struct source *in)
{
	const void *p;

	while (source_read(in, &p) > 0)
		;
}

/* The first byte says how the bytes after it arrive; they are a form, then a mbox. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const struct limits limits = LIMIT_DEFAULT;
	struct drip d = { (const char *)p + 1, n - 1, n > 0 ? 1 + p[0] : 1 }, again = d;
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
	return 0;
}
