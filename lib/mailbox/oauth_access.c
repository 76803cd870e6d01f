#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "crypto.h"
#include "err.h"
#include "oauth_access.h"
#include "oauth_ask.h"
#include "oauth_state.h"
#include "sql.h"

#define MARGIN	300			/* seconds that a token must still last */
#define MAX_QUIET	3600		/* that a provider is left alone, at most */
#define MAX_KEY	65536			/* bytes of a key's file */
#define BEARER	"urn:ietf:params:oauth:grant-type:jwt-bearer"

struct asking {
	const struct oauth_client *client;
	struct oauth_state	*state;
	struct store		*json;
	const struct limits	*limits;
	struct arena		*mem;
	struct oauth_said	 said;
};

static int
ask(struct asking *a, const struct form_field *form)
{
	const struct oauth_client *c = a->client;

	return oauth_ask(c, c->part[OAUTH_TOKEN_URL], form, a->json, a->limits, a->mem, &a->said);
}

static int
ask_app(struct asking *a)
{
	const struct oauth_client *c = a->client;

	return ask(a, OAUTH_FORM(c, { "grant_type", "client_credentials", 0 },
	    { "scope", c->scope, 0 }));
}

static int
ask_refresh(struct asking *a)
{
	const struct oauth_client *c = a->client;
	const char *refresh = a->state->refresh;

	if (refresh == NULL)
		refresh = c->part[OAUTH_REFRESH];
	if (refresh == NULL)
		return fail(ERR_SETTING, "there is no refresh token for %s: run `dmarc-cron "
		    "oauth-login`, or set IMAP_OAUTH_REFRESH_TOKEN", c->user);
	return ask(a, OAUTH_FORM(c, { "grant_type", "refresh_token", 0 },
	    { "refresh_token", refresh, 1 }, { "scope", c->scope, 0 }));
}

/* All that is in the file, or NULL. */
static const char *
read_file(const char *path, struct arena *mem)
{
	char *text = arena_alloc(mem, MAX_KEY + 1);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd == -1 ? -1 : read(fd, text, MAX_KEY);

	if (n == -1)
		fail_at(path, ERR_SETTING, "IMAP_OAUTH_KEY cannot be read: %s", strerror(errno));
	if (fd != -1)
		close(fd);
	return n == -1 ? NULL : text;
}

struct key {
	const char	*pem, *account;
	struct arena	*mem;
};

static int
take_key(void *arg, const struct store_word *words, int n)
{
	struct key *k = arg;

	(void)n;
	if (words[0].text != NULL && words[1].text != NULL) {
		k->pem = arena_strndup(k->mem, words[0].text, words[0].len);
		k->account = arena_strndup(k->mem, words[1].text, words[1].len);
	}
	return 0;
}

/* The claims, signed; or NULL. */
static const char *
assertion(struct asking *a)
{
	const struct oauth_client *c = a->client;
	const char *path = c->part[OAUTH_KEY], *text = read_file(path, a->mem), *jwt;
	struct kept claims = { .mem = a->mem };
	struct key key = { .mem = a->mem };

	if (text == NULL || store_rows(a->json, &sql_oauth_key, ARGS(TEXT("text", text)),
	    take_key, &key) == -1)
		return NULL;
	if (key.pem == NULL) {
		fail_at(path, ERR_SETTING, "no key of a service account (IMAP_OAUTH_KEY)");
		return NULL;
	}
	if (store_query(a->json, &sql_oauth_claims, ARGS(TEXT("account", key.account),
	    TEXT("user", c->user), TEXT("scope", c->scope),
	    TEXT("url", c->part[OAUTH_TOKEN_URL])), store_keep, &claims) == -1)
		return NULL;
	if ((jwt = crypto_jwt(key.pem, claims.text, a->mem)) == NULL)
		fail_at(path, ERR_SETTING, "%s (IMAP_OAUTH_KEY)",
		    arena_printf(a->mem, "%s", err_text()));
	return jwt;
}

static int
ask_key(struct asking *a)
{
	const char *jwt = assertion(a);

	if (jwt == NULL)
		return -1;
	return ask(a, OAUTH_FORM(a->client, { "grant_type", BEARER, 0 },
	    { "assertion", jwt, 1 }));
}

static int
is_quiet(const struct asking *a)
{
	int64_t left = a->state->quiet - time(NULL);

	return left <= 0 || left > MAX_QUIET ? 0 : fail(ERR_AWAY, "%s gives no token for %d s: it "
	    "asked to be left alone", a->client->host, (int)left);
}

/* What it is asked too early counts against us: the next run waits. */
static int
put_off(struct asking *a, const char *db)
{
	int64_t wait = a->said.wait < MAX_QUIET ? a->said.wait : MAX_QUIET;
	struct err_kept why;

	if (err_kind() != ERR_AWAY || wait <= 0)
		return -1;
	err_keep(&why);
	a->state->quiet = time(NULL) + wait;
	if (oauth_state_write(a->state, a->client, db, a->json, a->mem) == 0)
		err_restore(&why);
	return -1;
}

/* From the provider; a new refresh token is on disk before the access token is used. */
static int
renew(struct asking *a, const char *db)
{
	static int (*const ways[])(struct asking *) = {
		[OAUTH_BY_APP] = ask_app, [OAUTH_BY_REFRESH] = ask_refresh,
		[OAUTH_BY_KEY] = ask_key,
	};
	struct oauth_state *s = a->state;

	if (is_quiet(a) == -1 || ways[a->client->by](a) == -1)
		return -1;
	if (oauth_judge(a->client, &a->said) == -1)
		return put_off(a, db);
	s->access = a->said.access;
	s->expires = time(NULL) + a->said.expires;
	if (a->client->by == OAUTH_BY_REFRESH && a->said.refresh != NULL)
		s->refresh = a->said.refresh;
	return oauth_state_write(s, a->client, db, a->json, a->mem);
}

static int
is_fresh(const struct oauth_state *s)
{
	int64_t left = s->expires - time(NULL);

	return s->access != NULL && left > MARGIN;
}

const char *
oauth_access(const struct oauth_client *c, const char *db, int anew, int *old,
    const struct limits *limits, struct arena *mem)
{
	struct oauth_state state;
	struct asking a = { .client = c, .state = &state, .limits = limits, .mem = mem };
	int lock = oauth_state_lock(c, db, mem), rv = -1;

	*old = 0;
	if (lock == -1)
		return NULL;
	a.json = store_open(":memory:", STORE_WRITE);
	if (a.json != NULL && oauth_state_read(&state, c, db, a.json, mem) == 0) {
		*old = !anew && is_fresh(&state);
		rv = *old ? 0 : renew(&a, db);
	}
	store_close(a.json);
	close(lock);
	return rv == 0 ? state.access : NULL;
}
