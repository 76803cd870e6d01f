#include <string.h>

#include "engine.h"
#include "err.h"

static const struct engine *const engines[] = { &engine_sqlite };

const struct engine *
engine_find(const char *address)
{
	const char *end = address + strcspn(address, ":/");	/* of a scheme */
	int path = strncmp(end, "://", 3) != 0;
	size_t n = end - address, i;

	for (i = 0; i < sizeof engines / sizeof *engines; i++) {
		const char *scheme = engines[i]->scheme;

		if (scheme == NULL ? path : !path && n == strlen(scheme) &&
		    memcmp(scheme, address, n) == 0)
			return engines[i];
	}
	fail(ERR_SETTING, "DMARC_DB: there is no engine %.*s://; it must be the path of a file",
	    n < 40 ? (int)n : 40, address);
	return NULL;
}
