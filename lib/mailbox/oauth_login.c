#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "crypto.h"
#include "err.h"
#include "oauth_ask.h"
#include "oauth_login.h"
#include "oauth_state.h"

#define DEVICE	"urn:ietf:params:oauth:grant-type:device_code"
#define REDIRECT "http://127.0.0.1:54321/"	/* any port will do; nobody listens there */
#define INTERVAL	5		/* seconds, when none is told (RFC 8628, 3.2) */
#define MORE		5		/* after slow_down (3.5) */
#define MAX_INTERVAL	60
#define MAX_WAIT	1800

/* The state that is kept holds what the provider has just given. */
static int
keep(const struct oauth_client *c, const char *db, const struct oauth_said *said,
    struct store *json, struct arena *mem)
{
	const struct oauth_state s = { .access = said->access, .refresh = said->refresh,
	    .expires = time(NULL) + said->expires };
	int lock, rv;

	if (said->refresh == NULL)
		return fail(ERR_REMOTE, "%s gives no refresh token", c->host);
	if ((lock = oauth_state_lock(c, db, mem)) == -1)
		return -1;
	rv = oauth_state_write(&s, c, db, json, mem);
	close(lock);
	return rv;
}

enum polled { POLLED_DONE, POLLED_LATER, POLLED_SLOWER, POLLED_OVER };

/* What became of it (RFC 8628, 3.5; and Microsoft's word); slow_down is one of those that pass. */
static enum polled
judge(const struct oauth_client *c, const struct oauth_said *said)
{
	static const struct { const char *error, *why; } ends[] = {
		{ "access_denied", "somebody refused it there" },
		{ "authorization_declined", "somebody refused it there" },
		{ "expired_token", "nobody entered the code in time" },
	};
	const char *error = said->error != NULL ? said->error : "";
	size_t i;

	if (strcmp(error, "authorization_pending") == 0)
		return POLLED_LATER;
	for (i = 0; i < sizeof ends / sizeof *ends; i++)
		if (strcmp(error, ends[i].error) == 0) {
			fail(ERR_FORBIDDEN, "%s; nothing was changed", ends[i].why);
			return POLLED_OVER;
		}
	if (oauth_judge(c, said) == 0)
		return POLLED_DONE;
	return err_kind() == ERR_AWAY ? POLLED_SLOWER : POLLED_OVER;
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Until somebody has entered the code, or said no; one that is away for once is asked again. */
static int
poll_tokens(const struct oauth_client *c, const struct oauth_said *device, struct store *json,
    const struct limits *limits, struct arena *mem, struct oauth_said *said)
{
	const struct form_field *form = OAUTH_FORM(c, { "grant_type", DEVICE, 0 },
	    { "device_code", device->device, 1 });
	int64_t pause = device->interval > 0 ? device->interval : INTERVAL;
	int64_t wait = device->expires > 0 ? device->expires : MAX_WAIT;
	int64_t end = clock_ms() + least(wait, MAX_WAIT) * 1000;
	size_t mark = arena_mark(mem);
	enum polled then;

	do {
		arena_reset(mem, mark);
		pause = least(pause, MAX_INTERVAL);
		if (clock_ms() + pause * 1000 > end)
			return fail(ERR_FORBIDDEN, "nobody entered the code in time; nothing was "
			    "changed");
		sleep((unsigned int)pause);
		if (oauth_ask(c, c->part[OAUTH_TOKEN_URL], form, json, limits, mem, said) == 0)
			then = judge(c, said);
		else
			then = err_kind() == ERR_AWAY ? POLLED_SLOWER : POLLED_OVER;
		pause += then == POLLED_SLOWER ? MORE : 0;
	} while (then == POLLED_LATER || then == POLLED_SLOWER);
	return then == POLLED_DONE ? 0 : -1;
}

static int
begin(const struct oauth_client *c, struct store *json, FILE *say, const struct limits *limits,
    struct arena *mem, struct oauth_said *device)
{
	const struct form_field *form = OAUTH_FORM(c, { "scope", c->scope, 0 });

	if (oauth_ask(c, c->part[OAUTH_LOGIN_URL], form, json, limits, mem, device) == -1)
		return -1;
	if (device->device == NULL || device->code == NULL || device->where == NULL)
		return oauth_judge(c, device) == -1 ? -1 :
		    fail(ERR_REMOTE, "IMAP_OAUTH_LOGIN_URL gives no code");
	fprintf(say, "Open %s in a browser, enter the code %s, and log in as %s.\n",
	    device->where, device->code, c->user);
	return fflush(say) == EOF ? failsys("standard output") : 0;
}

int
oauth_login_device(const struct oauth_client *c, const char *db, FILE *say,
    const struct limits *limits, struct arena *mem)
{
	struct store *json = store_open(":memory:", STORE_WRITE);
	struct oauth_said device, said;
	int rv = -1;

	if (json != NULL && begin(c, json, say, limits, mem, &device) == 0 &&
	    poll_tokens(c, &device, json, limits, mem, &said) == 0)
		rv = keep(c, db, &said, json, mem);
	store_close(json);
	return rv;
}

int
oauth_login_page(struct oauth_page *page, const struct oauth_client *c, struct arena *mem)
{
	if ((page->state = crypto_secret(mem)) == NULL ||
	    (page->verifier = crypto_secret(mem)) == NULL)
		return -1;
	page->url = arena_printf(mem, "%s?%s", c->part[OAUTH_LOGIN_URL],
	    form_text((const struct form_field[]){
		{ "client_id", c->part[OAUTH_ID], 0 },
		{ "redirect_uri", REDIRECT, 0 },
		{ "response_type", "code", 0 },
		{ "scope", c->scope, 0 },
		{ "access_type", "offline", 0 },	/* a refresh token, please */
		{ "prompt", "consent", 0 },		/* and each time */
		{ "login_hint", c->user, 0 },
		{ "code_challenge", crypto_challenge(page->verifier, mem), 0 },
		{ "code_challenge_method", "S256", 0 },
		{ "state", page->state, 0 },
		{ .name = NULL } }, mem));
	return 0;
}

int
oauth_login_code(const struct oauth_client *c, const char *db, const struct oauth_page *page,
    const char *code, const struct limits *limits, struct arena *mem)
{
	const struct form_field *form = OAUTH_FORM(c, { "grant_type", "authorization_code", 0 },
	    { "code", code, 1 }, { "redirect_uri", REDIRECT, 0 },
	    { "code_verifier", page->verifier, 1 });
	struct store *json = store_open(":memory:", STORE_WRITE);
	struct oauth_said said;
	int rv = -1;

	if (json != NULL &&
	    oauth_ask(c, c->part[OAUTH_TOKEN_URL], form, json, limits, mem, &said) == 0 &&
	    oauth_judge(c, &said) == 0)
		rv = keep(c, db, &said, json, mem);
	store_close(json);
	return rv;
}
