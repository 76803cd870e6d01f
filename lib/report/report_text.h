#pragma once

#include <stdint.h>

/*
 * Numbers and dates as reports write them: what is unusual but clear is read too,
 * and odd gathers the WARN_BITs of it.  -1 and no error set: it says nothing.
 */
int	report_count(int64_t *, const char *, uint64_t *odd);	/* messages; ends at 2^53-1 */
int	report_date(int64_t *, const char *, uint64_t *odd);	/* seconds since 1970 */
