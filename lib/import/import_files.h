#pragma once

#include "limit.h"
#include "store.h"

/*
 * Import what the paths name (files.h), in batches.  What became of a report
 * is said when it is safe: with verbose each on a line of standard output,
 * refused ones always, on standard error; a summary ends it.  Returns 0 when
 * all was stored or known, 1 when something was refused, -1 when the system
 * failed.
 */
int	import_files(struct store *, char *const *paths, const struct limits *, int verbose);
