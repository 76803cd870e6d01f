#pragma once

#include "sqlite_segment.h"

/*
 * Are the segments those that a rebuild would make?  1, 0, or -1 when that
 * cannot be told or the records name words that there are not (ERR_DAMAGED).
 */
int	segment_verify(struct store *);
