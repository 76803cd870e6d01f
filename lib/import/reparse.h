#pragma once

#include "store.h"

/*
 * Read originals again and tell on standard output what is read otherwise now, a
 * line each: report, where, what was, what is.  With apply that is stored, in
 * short transactions.  ids: numbers of reports, NULL at their end; none: all.
 * Returns 0, 1 when some could not be read (standard error names them), -1 when
 * the system failed.
 */
int	reparse_run(struct store *, char *const *ids, int apply);
