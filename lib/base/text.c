#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "text.h"

#define DAY		86400

/* Digits, at least one; TEXT_HUGE also for more.  Returns what follows. */
static const char *
digits(int64_t *n, const char *s)
{
	if (!isdigit((unsigned char)*s))
		return NULL;
	for (*n = 0; isdigit((unsigned char)*s); s++)
		if (*n < TEXT_HUGE)
			*n = *n * 10 + (*s - '0');
	if (*n > TEXT_HUGE)
		*n = TEXT_HUGE;
	return s;
}

int
text_number(int64_t *n, const char *s)
{
	if ((s = digits(n, s)) == NULL || *s != '\0' || *n > TEXT_MAX_NUMBER)
		return -1;
	return 0;
}

int
text_decimal(int64_t *n, const char *s, int *fraction)
{
	*fraction = 0;
	if ((s = digits(n, s + (*s == '+'))) == NULL)
		return -1;
	if (*s == '.') {
		for (s++; isdigit((unsigned char)*s); s++)
			;
		*fraction = 1;
	}
	return *s == '\0' ? 0 : -1;
}

/* Exactly len digits. */
static const char *
fixed(int64_t *n, const char *s, int len)
{
	for (*n = 0; len > 0; len--, s++) {
		if (!isdigit((unsigned char)*s))
			return NULL;
		*n = *n * 10 + (*s - '0');
	}
	return s;
}

static int
month_length(int64_t y, int64_t m)
{
	static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

	return length[m - 1] + (m == 2 && leap);
}

/* Days since 1970; a year begins in March, so that its leap day comes last. */
static int64_t
day_number(int64_t y, int64_t m, int64_t d)
{
	if (m <= 2)
		y--, m += 12;
	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * (m - 3) + 2) / 5 + d - 719469;
}

static const char *
date_part(int64_t *day, const char *s)
{
	int64_t y, m, d;

	if ((s = fixed(&y, s, 4)) == NULL || *s != '-' ||
	    (s = fixed(&m, s + 1, 2)) == NULL || *s != '-' ||
	    (s = fixed(&d, s + 1, 2)) == NULL)
		return NULL;
	if (y < 1 || m < 1 || m > 12 || d < 1 || d > month_length(y, m))
		return NULL;
	*day = day_number(y, m, d);
	return s;
}

int
text_day(int64_t *day, const char *s)
{
	return (s = date_part(day, s)) != NULL && *s == '\0' ? 0 : -1;
}

/* hh:mm, then perhaps :ss and a fraction. */
static const char *
time_part(int64_t *seconds, const char *s)
{
	int64_t h, m, sec = 0;

	if ((s = fixed(&h, s, 2)) == NULL || *s != ':' ||
	    (s = fixed(&m, s + 1, 2)) == NULL)
		return NULL;
	if (*s == ':' && (s = fixed(&sec, s + 1, 2)) == NULL)
		return NULL;
	if (*s == '.')
		for (s++; isdigit((unsigned char)*s); s++)
			;
	if (h > 23 || m > 59 || sec > 59)
		return NULL;
	*seconds = (h * 60 + m) * 60 + sec;
	return s;
}

/* Z, UTC, GMT, +hh:mm, -hhmm or nothing: seconds east. */
static int
zone_part(int64_t *east, const char *s)
{
	int64_t h, m;
	int sign;

	*east = 0;
	while (isspace((unsigned char)*s))
		s++;
	if (*s == '\0' || strcasecmp(s, "z") == 0 || strcasecmp(s, "utc") == 0 ||
	    strcasecmp(s, "gmt") == 0)
		return 0;
	sign = *s == '-' ? -1 : 1;
	if ((*s != '+' && *s != '-') || (s = fixed(&h, s + 1, 2)) == NULL ||
	    (s = fixed(&m, s + (*s == ':'), 2)) == NULL || *s != '\0')
		return -1;
	*east = sign * (h * 60 + m) * 60;
	return 0;
}

int
text_time(int64_t *t, const char *s)
{
	int64_t day, seconds = 0, east = 0;

	if ((s = date_part(&day, s)) == NULL)
		return -1;
	if (*s == 'T' || *s == 't' || *s == ' ') {
		if ((s = time_part(&seconds, s + 1)) == NULL || zone_part(&east, s) == -1)
			return -1;
	} else if (*s != '\0')
		return -1;
	*t = day * DAY + seconds - east;
	return 0;
}

int
text_ip(struct ip *ip, const char *s)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	char bare[INET6_ADDRSTRLEN];
	size_t n = strlen(s);

	if (n >= 2 && s[0] == '[' && s[n - 1] == ']')
		s++, n -= 2;
	if (n >= 5 && strncasecmp(s, "ipv6:", 5) == 0)
		s += 5, n -= 5;
	if (n >= sizeof bare)
		return -1;
	memcpy(bare, s, n);
	bare[n] = '\0';
	*ip = (struct ip){ .len = 0 };
	if (inet_pton(AF_INET, bare, ip->bytes) == 1)
		ip->len = 4;
	else if (inet_pton(AF_INET6, bare, ip->bytes) == 1)
		ip->len = 16;
	else
		return -1;
	if (ip->len == 16 && memcmp(ip->bytes, mapped, sizeof mapped) == 0) {
		struct ip v4 = { .len = 4 };

		memcpy(v4.bytes, ip->bytes + 12, 4);
		*ip = v4;
	}
	return 0;
}

int
text_hex(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct text_size
text_size(size_t bytes)
{
	static const struct { size_t bytes; const char *name; } units[] = {
		{ 1 << 20, "MiB" }, { 1 << 10, "KiB" }, { 1, "bytes" },
	};
	struct text_size s;
	int i = bytes == 0 ? 2 : 0;

	while (bytes % units[i].bytes != 0)
		i++;
	snprintf(s.text, sizeof s.text, "%zu %s", bytes / units[i].bytes, units[i].name);
	return s;
}
