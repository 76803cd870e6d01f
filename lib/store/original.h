#pragma once

#include "source.h"
#include "store.h"

/* A report's XML as it came, as gzip, into a spool; it stays empty when none was kept. */
int	original_read(struct store *, const char *id, struct spool *);
