#pragma once

#include <stddef.h>
#include <stdint.h>

#include "report.h"

/*
 * What text says, or -1 and no error set: the caller knows what it was for.
 * odd gathers the WARN_BITs of what was unusual but clear.
 */
int	text_number(int64_t *, const char *);	/* digits only, up to 2^53-1 */
int	text_day(int64_t *, const char *);	/* 2024-01-31, as days since 1970 */
int	text_date(int64_t *, const char *, uint64_t *odd); /* of a report, as seconds since 1970 */
int	text_count(int64_t *, const char *, uint64_t *odd); /* of messages; ends at 2^53-1 */
int	text_ip(struct ip *, const char *);	/* canonical or decorated; v4-mapped is v4 */

/* The other way round, for people: a limit of bytes as "128 MiB", "8 KiB" or "1000 bytes". */
struct text_size {
	char	 text[32];
};

struct text_size	text_size(size_t bytes);
