#pragma once

#include <stddef.h>
#include <stdint.h>

/* Of what is text that only its giver reads: ids and cursors, in an address as they are. */
#define TEXT_OPAQUE	"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-"
#define TEXT_MAX_ID	64			/* bytes of an id */

#define TEXT_MAX_NUMBER	((INT64_C(1) << 53) - 1)	/* exact in JSON everywhere */
#define TEXT_HUGE	INT64_C(100000000000000000)	/* ten times it fits; more is this */

struct ip {
	unsigned char	 bytes[16];	/* IPv4 as the first 4 */
	unsigned int	 len;		/* 4, 16, or 0 for none */
};

/* What text says, or -1 and no error set: the caller knows what it was for. */
int	text_number(int64_t *, const char *);	/* digits only, to TEXT_MAX_NUMBER */
int	text_decimal(int64_t *, const char *, int *fraction);	/* "+12.50" is 12; to TEXT_HUGE */
int	text_day(int64_t *, const char *);	/* 2024-01-31, as days since 1970 */
int	text_time(int64_t *, const char *);	/* 2024-01-31T12:00Z, as seconds since 1970 */
int	text_ip(struct ip *, const char *);	/* canonical or decorated; v4-mapped is v4 */
int	text_hex(int c);		/* the value of a hexadecimal digit, or -1 */

/* The other way round, for people: a limit of bytes as "128 MiB", "8 KiB" or "1000 bytes". */
struct text_size {
	char	 text[32];
};

struct text_size	text_size(size_t bytes);
