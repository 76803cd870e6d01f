#include <inttypes.h>
#include <string.h>

#include "err.h"
#include "oauth_ask.h"
#include "post.h"
#include "sql.h"

#define MAX_LIFE	86400		/* seconds that a token is believed to last */

struct reading {
	struct oauth_said	*said;
	struct arena		*mem;
};

static int
take(void *arg, const struct store_word *words, int n)
{
	struct reading *r = arg;
	struct oauth_said *s = r->said;
	const char **const texts[] = { &s->access, &s->refresh, NULL, &s->error, &s->why,
	    &s->device, &s->code, &s->where, NULL };
	int64_t *const numbers[] = { [2] = &s->expires, [8] = &s->interval };
	int i;

	for (i = 0; i < n; i++)
		if (words[i].text == NULL)
			continue;
		else if (texts[i] != NULL)
			*texts[i] = arena_strndup(r->mem, words[i].text, words[i].len);
		else if (store_get_int(numbers[i], words[i].text, words[i].len) == -1)
			return -1;
	return 0;
}

static int
is_token(const char *s)
{
	const char *p = s;

	while (*p > ' ' && *p <= '~')
		p++;
	return p > s && *p == '\0';
}

/* What is sent back, in a header or a command, is of visible letters. */
static void
check(struct oauth_said *s, const struct form_field *form)
{
	if (s->access != NULL && !is_token(s->access))
		s->access = NULL;
	if (s->refresh != NULL && !is_token(s->refresh))
		s->refresh = NULL;
	if (s->expires > MAX_LIFE)
		s->expires = MAX_LIFE;
	if (s->error != NULL && form_tells(form, s->error))
		s->error = "an error that repeats a secret";
	if (s->why != NULL && form_tells(form, s->why))
		s->why = NULL;
}

int
oauth_ask(const struct oauth_client *c, const char *url, const struct form_field *form,
    struct store *json, const struct limits *limits, struct arena *mem, struct oauth_said *s)
{
	const char *setting = url == c->part[OAUTH_LOGIN_URL] ? "IMAP_OAUTH_LOGIN_URL" :
	    "IMAP_OAUTH_TOKEN_URL";
	struct post_answer a;
	const struct arg *args;

	*s = (struct oauth_said){ .status = 0 };
	if (post_form(&(struct post_to){ .url = url, .ca = c->ca, .speaks = setting,
	    .trusts = arena_printf(mem, "%s, IMAP_CAINFO", setting) }, form, limits, mem, &a) == -1)
		return fail(err_kind(), "IMAP_OAUTH=%s, %s: %s", c->provider, c->host,
		    arena_printf(mem, "%s", err_text()));
	args = ARGS({ .name = "body", .type = ARG_TEXT, .ptr = a.body, .len = a.len });
	if (store_rows(json, &sql_oauth_said, args, take, &(struct reading){ s, mem }) == -1)
		return -1;
	s->status = a.status;
	s->wait = a.wait;
	check(s, form);
	return 0;
}

/* Whether it may go well another time, by itself. */
static int
is_away(const struct oauth_said *s)
{
	static const char *const passing[] = { "temporarily_unavailable", "server_error",
	    "slow_down" };
	size_t i;

	for (i = 0; i < sizeof passing / sizeof *passing; i++)
		if (s->error != NULL && strcmp(s->error, passing[i]) == 0)
			return 1;
	return s->status == 429 || s->status >= 500;
}

int
oauth_judge(const struct oauth_client *c, const struct oauth_said *s)
{
	const char *colon = s->error != NULL && s->why != NULL ? ": " : "";
	const char *error = s->error != NULL ? s->error : "";
	const char *why = s->error != NULL && s->why != NULL ? s->why : "";

	if (s->status / 100 == 2 && s->access != NULL)
		return 0;
	if (is_away(s) && s->wait > 0)
		return fail(ERR_AWAY, "%s gives no token for %" PRId64 " s (IMAP_OAUTH=%s): "
		    "status %ld", c->host, s->wait, c->provider, s->status);
	if (is_away(s))
		return fail(ERR_AWAY, "%s gives no token now (IMAP_OAUTH=%s): status %ld%s%s%s%s",
		    c->host, c->provider, s->status, s->error != NULL ? ", " : "", error, colon,
		    why);
	if (s->error != NULL)
		return fail(ERR_SETTING, "%s refuses a token (%s): %s%s%s", c->host, c->to_blame,
		    error, colon, why);
	return fail(ERR_REMOTE, "%s answers %ld, and no token; is IMAP_OAUTH_TOKEN_URL a token "
	    "endpoint?", c->host, s->status);
}
