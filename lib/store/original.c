#include "original.h"

static int
to_spool(void *sp, const struct store_word *w, int n)
{
	(void)n;
	return spool_write(sp, w->text, w->len);
}

int
original_read(struct store *st, const char *id, struct spool *gz)
{
	return store_stream(st, "original", ARGS(TEXT("id", id)), to_spool, gz);
}
