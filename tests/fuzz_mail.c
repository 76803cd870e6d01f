#include <stdint.h>
#include <stdlib.h>

#include "drip.h"
#include "mail.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* All parts, of bytes that come in steps the first byte chooses. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct limits limits = LIMIT_DEFAULT;
	struct drip d = { (const char *)data + 1, n - 1, 0 };
	struct mail_part part;
	struct source *in;
	struct mail *m;
	const void *p;

	if (n == 0)
		return 0;
	d.step = data[0] + 1;
	in = source_new(drip_fill, &d);
	m = mail_open(in, &limits);
	while (mail_next(m, &part) == 1) {
		if (part.type == NULL || part.type[0] == '\0')
			abort();
		if (data[0] & 1)
			mail_leave(m);
		while (data[0] & 2 && source_read(part.source, &p) > 0)
			;
	}
	mail_close(m);
	source_free(in);
	return 0;
}
