#include <stddef.h>

#include "report_text.h"
#include "terms.h"
#include "text.h"

int
report_count(int64_t *n, const char *s, uint64_t *odd)
{
	int fraction;

	if (text_decimal(n, s, &fraction) == -1)
		return -1;
	if (fraction)
		*odd |= WARN_BIT(WARN_COUNT_FRACTION);
	if (*n > TEXT_MAX_NUMBER) {
		*n = TEXT_MAX_NUMBER;
		*odd |= WARN_BIT(WARN_COUNT_HUGE);
	}
	return 0;
}

int
report_date(int64_t *t, const char *s, uint64_t *odd)
{
	/* Nobody reports of the year 5138: larger numbers count smaller units. */
	static const struct { int64_t from, unit; } units[] = {
		{ INT64_C(100000000000000), 1000000 }, { INT64_C(100000000000), 1000 },
	};
	int fraction;
	size_t i;

	if (text_decimal(t, s, &fraction) == -1) {
		if (text_time(t, s) == -1)
			return -1;
		*odd |= WARN_BIT(WARN_DATE_TEXT);
		return 0;
	}
	if (*t == TEXT_HUGE)
		return -1;
	if (fraction)
		*odd |= WARN_BIT(WARN_DATE_FRACTION);
	for (i = 0; i < sizeof units / sizeof *units; i++)
		if (*t >= units[i].from) {
			*t /= units[i].unit;
			*odd |= WARN_BIT(WARN_DATE_SCALED);
			break;
		}
	return 0;
}
