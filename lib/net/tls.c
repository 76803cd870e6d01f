#include <string.h>

#include <curl/curl.h>

#include "err.h"
#include "tls.h"

enum fault {
	FAULT_NONE,
	FAULT_TRUST,			/* who the server says it is */
	FAULT_FILE,			/* of those who vouch for it */
	FAULT_SPEECH			/* it speaks no TLS, or none that we do */
};

static enum fault
find_fault(CURLcode code)
{
	static const struct { CURLcode code; enum fault fault; } faults[] = {
		{ CURLE_PEER_FAILED_VERIFICATION, FAULT_TRUST },
		{ CURLE_SSL_ISSUER_ERROR, FAULT_TRUST },
		{ CURLE_SSL_INVALIDCERTSTATUS, FAULT_TRUST },
		{ CURLE_SSL_CACERT_BADFILE, FAULT_FILE },
		{ CURLE_SSL_CRL_BADFILE, FAULT_FILE },
		{ CURLE_SSL_CONNECT_ERROR, FAULT_SPEECH },
		{ CURLE_SSL_CIPHER, FAULT_SPEECH },
	};
	size_t i;

	for (i = 0; i < sizeof faults / sizeof *faults; i++)
		if (faults[i].code == code)
			return faults[i].fault;
	return FAULT_NONE;
}

/* A connection may end in a handshake for any reason; OpenSSL names what was wrong in one. */
static int
broke_off(CURLcode code, const char *why)
{
	return code == CURLE_SSL_CONNECT_ERROR && (strstr(why, "SSL routines") == NULL ||
	    strstr(why, "unexpected eof") != NULL);
}

int
tls_fault(int code, const char *why, const struct tls_blame *b)
{
	switch (broke_off(code, why) ? FAULT_NONE : find_fault(code)) {
	case FAULT_TRUST:
		return fail(ERR_SETTING, "the certificate of %s is not to be trusted (%s): %s",
		    b->server, b->trusts, why);
	case FAULT_FILE:
		return fail_at(b->ca != NULL ? b->ca : "the system's", ERR_SETTING,
		    "no file of certificates (%s)", b->trusts);
	case FAULT_SPEECH:
		return fail(ERR_SETTING, "no TLS with %s (%s): %s", b->server, b->speaks, why);
	case FAULT_NONE:
		break;
	}
	return 0;
}
