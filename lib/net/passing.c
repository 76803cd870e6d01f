#include <string.h>

#include "passing.h"

int
passing_is(const char *said)
{
	static const char *const words[] = {
		"[UNAVAILABLE]", "[LIMIT]", "[INUSE]", "[SERVERBUG]", "[OVERQUOTA]",
		"throttled",				/* Microsoft 365 */
		"authenticated but not connected",	/* Exchange, whose mailbox is elsewhere */
		"too many simultaneous", "too many connections", "temporar", "again later",
		"server busy", "server unavailable",
	};
	size_t i;

	for (i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasestr(said, words[i]) != NULL)
			return 1;
	return 0;
}
