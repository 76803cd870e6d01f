#include <stdio.h>
#include <string.h>

#include "account.h"
#include "accounts.h"
#include "clean.h"
#include "err.h"
#include "oauth_api.h"
#include "oauth_login.h"
#include "query.h"
#include "setting.h"

#define MAX_PASTED	8192		/* bytes */

/* The code in the address that somebody pastes, or NULL. */
static const char *
pasted_code(const struct oauth_page *page, struct arena *mem)
{
	char line[MAX_PASTED], *query;
	const char *error, *state, *code;

	if (fgets(line, sizeof line, stdin) == NULL || (query = strchr(line, '?')) == NULL) {
		fail(ERR_PARAM, "that is no address with a code in it; nothing was changed");
		return NULL;
	}
	query++;
	query[strcspn(query, " \t\r\n#")] = '\0';
	if ((error = query_find(query, "error", mem)) != NULL) {
		fail(ERR_FORBIDDEN, "the provider says %s; nothing was changed",
		    clean_text(error, MAX_NAME, mem));
		return NULL;
	}
	state = query_find(query, "state", mem);
	if (state == NULL || strcmp(state, page->state) != 0) {
		fail(ERR_PARAM, "that is not the address that this login led to; nothing was "
		    "changed");
		return NULL;
	}
	if ((code = query_find(query, "code", mem)) == NULL)
		fail(ERR_PARAM, "there is no code in that address; nothing was changed");
	return code;
}

static int
login_page(const struct oauth_client *c, const char *db, const struct limits *limits,
    struct arena *mem)
{
	struct oauth_page page;
	const char *code;

	if (oauth_login_page(&page, c, mem) == -1)
		return -1;
	printf("Open this in a browser, log in as %s, and allow it:\n\n%s\n\n"
	    "The browser then fails to open a page of 127.0.0.1: paste its address here.\n",
	    clean_text(c->user, MAX_NAME, mem), page.url);
	fflush(stdout);
	if ((code = pasted_code(&page, mem)) == NULL)
		return -1;
	return oauth_login_code(c, db, &page, code, limits, mem);
}

static int
login(const struct account *a, const char *db, struct arena *mem)
{
	const struct oauth_client *c = a->oauth;
	struct limits limits;

	if (c == NULL)
		return fail(ERR_SETTING, "IMAP_OAUTH is not set; it must be microsoft or google");
	if (c->by != OAUTH_BY_REFRESH)
		return fail(ERR_SETTING, "nobody need log in: %s log in by themselves",
		    c->to_blame);
	if (setting_limits(&limits) == -1)
		return -1;
	if (c->device)
		return oauth_login_device(c, db, stdout, &limits, mem);
	return login_page(c, db, &limits, mem);
}

int
oauth_login_command(const char *db, int argc, char **argv)
{
	struct arena *mem = arena_new();
	struct account account;
	int rv = -1;

	if (argc > 2)
		fail(ERR_PARAM, "usage: dmarc-cron oauth-login [NAME]");
	else if (account_read(&account, argc == 2 ? argv[1] : ACCOUNT_MAIN, mem) == 0)
		rv = login(&account, db, mem);
	if (rv == 0)
		printf("Done: %s can be read now. `dmarc-cron test-imap%s%s` tries it.\n",
		    clean_text(account.name, MAX_NAME, mem), argc == 2 ? " " : "",
		    argc == 2 ? argv[1] : "");
	arena_free(mem);
	return rv;
}
