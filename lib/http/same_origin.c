#include <string.h>
#include <strings.h>

#include "err.h"
#include "same_origin.h"

int
same_origin_check(const char *site, const char *origin, const char *host)
{
	const char *at;

	if (*site != '\0' && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
		return fail(ERR_FORBIDDEN, "the request comes from another site");
	if (*origin == '\0')
		return 0;
	at = strstr(origin, "://");
	if (at == NULL || strcasecmp(at + 3, host) != 0)
		return fail(ERR_FORBIDDEN, "the request comes from another site: %.100s", origin);
	return 0;
}
