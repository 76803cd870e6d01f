#include <string.h>
#include <strings.h>

#include "app.h"
#include "err.h"
#include "query.h"
#include "request.h"
#include "setting.h"
#include "upload.h"

/* Takes as long wherever they differ. */
static int
same(const char *given, const char *token)
{
	size_t i, n = strlen(given), len = strlen(token);
	volatile unsigned char differ = n != len;

	for (i = 0; i < n; i++)
		differ |= given[i] ^ token[i % len];
	return !differ;
}

static const char *
given_token(struct req *r)
{
	static const char bearer[] = "Bearer ";
	const char *auth = request_env(r, "HTTP_AUTHORIZATION"), *token;

	if (strncasecmp(auth, bearer, sizeof bearer - 1) == 0)
		return auth + sizeof bearer - 1;
	return (token = query_find(r->query, "token", r->mem)) != NULL ? token : "";
}

static int
post_reports(struct req *r)
{
	const char *token, *name = request_env(r, "HTTP_X_FILENAME");
	struct limits lim;

	if (setting_secret(&token, NULL, SETTING_WEBHOOK_TOKEN, r->mem) == -1 ||
	    setting_limits(&lim) == -1)
		return -1;
	if (token == NULL)
		return fail(ERR_FORBIDDEN, "the webhook is off: WEBHOOK_TOKEN is not set");
	if (!same(given_token(r), token))
		return fail(ERR_UNAUTHORIZED, "the token is missing or wrong");
	return upload_take(r, *name != '\0' ? name : "webhook", "webhook", &lim);
}

static const struct route routes[] = {
	{ "POST", "/webhook/dmarc", ROUTE_BODY | ROUTE_OPEN | ROUTE_TOKEN, post_reports, NULL, 0 },
	{ .method = NULL }
};

static const struct command commands[] = { { NULL, NULL, NULL } };

static const char about[] = "Takes reports from who has the token.\n";

int
main(int argc, char **argv)
{
	return app_main(argc, argv,
	    &(struct app){ "dmarc-webhook", about, STORE_WRITE, routes, commands,
	    SETTINGS_STORE | SETTINGS_SENDERS | SETTINGS_WEBHOOK | SETTINGS_ALARM |
	    SETTINGS_PUSH });
}
