#pragma once

/*
 * A browser says where a request comes from, in Sec-Fetch-Site and Origin (RFC
 * 6454, 7): 0 if from the pages of this host, or from no browser; else
 * ERR_FORBIDDEN.  A header that is not there is "".
 */
int	same_origin_check(const char *site, const char *origin, const char *host);
