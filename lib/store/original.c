#include "original.h"
#include "sql.h"

static int
to_spool(void *sp, const char *p, size_t n)
{
	return spool_write(sp, p, n);
}

int
original_read(struct store *st, int64_t id, struct spool *gz)
{
	return store_query(st, &sql_original, ARGS(INT("id", id)), to_spool, gz);
}
