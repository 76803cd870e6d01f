#include "original.h"
#include "sql.h"

static int
to_spool(void *sp, const char *p, size_t n)
{
	return spool_write(sp, p, n);
}

int
original_read(struct store *st, const char *id, struct spool *gz)
{
	return store_query(st, &sql_original, ARGS(TEXT("id", id)), to_spool, gz);
}
