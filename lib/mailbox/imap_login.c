#include <string.h>
#include <strings.h>

#include "arena.h"
#include "base64.h"
#include "imap_answer.h"
#include "imap_login.h"

struct login {
	struct imap	*im;
	const char	*user, *pass;
	struct arena	*mem;
};

/* What the server is told when it asks for more; it may refuse before that. */
static int
answer(struct login *l, const char *text)
{
	struct imap *im = l->im;
	const char *line = arena_printf(l->mem, "%s\r\n", text);
	int asked = imap_prompted(im);

	if (asked != 1)
		return asked;
	if (wire_write(im->wire, line, strlen(line)) == 0)
		return 1;
	im->broken = 1;
	return -1;
}

static int
by_plain(struct login *l)
{
	struct imap *im = l->im;
	size_t user = strlen(l->user), n = user + strlen(l->pass) + 2;
	char *text = arena_alloc(l->mem, n + 1);
	int rv;

	memcpy(text + 1, l->user, user);	/* "\0user\0password" */
	memcpy(text + user + 2, l->pass, n - user - 2);
	im->secret[1] = base64_encode(text, n, l->mem);
	if (im->can & IMAP_SASL_IR)
		rv = imap_say(im, "AUTHENTICATE PLAIN %s", im->secret[1]);
	else if ((rv = imap_say(im, "AUTHENTICATE PLAIN")) == 0)
		rv = answer(l, im->secret[1]);
	return rv == -1 ? -1 : imap_await(im);
}

static int
by_steps(struct login *l)
{
	struct imap *im = l->im;
	int rv = imap_say(im, "AUTHENTICATE LOGIN");

	im->secret[1] = base64_encode(l->pass, strlen(l->pass), l->mem);
	if (rv == 0 && (rv = answer(l, base64_encode(l->user, strlen(l->user), l->mem))) == 1)
		rv = answer(l, im->secret[1]);
	return rv == -1 ? -1 : imap_await(im);
}

/* A quoted string (RFC 3501, 9); what is no ASCII goes as it is. */
static const char *
quote(const char *s, struct arena *mem)
{
	char *text = arena_alloc(mem, 2 * strlen(s) + 3), *p = text;

	for (*p++ = '"'; *s != '\0'; *p++ = *s++)
		if (*s == '"' || *s == '\\')
			*p++ = '\\';
	*p = '"';
	return text;
}

static int
by_command(struct login *l)
{
	struct imap *im = l->im;

	im->secret[1] = quote(l->pass, l->mem);
	return imap_say(im, "LOGIN %s %s", quote(l->user, l->mem), im->secret[1]) == -1 ? -1 :
	    imap_await(im);
}

/* The first that the server has: in the order of how widely they work. */
static const struct way {
	const char	*auth;
	unsigned int	 needs, bars;	/* of enum imap_can */
	int		(*log_in)(struct login *);
} ways[] = {
	{ "PLAIN", IMAP_AUTH_PLAIN, 0, by_plain },
	{ "LOGIN", IMAP_AUTH_LOGIN, 0, by_steps },
	{ "LOGIN", 0, IMAP_LOGINDISABLED, by_command },
};

static const struct way *
find_way(const struct imap *im, const char *auth, const char *user, const char *pass)
{
	const struct way *w, *end = ways + sizeof ways / sizeof *ways;
	int lines = strpbrk(user, "\r\n") != NULL || strpbrk(pass, "\r\n") != NULL;

	for (w = ways; w < end; w++)
		if ((auth == NULL || strcasecmp(auth, w->auth) == 0) &&
		    (im->can & w->needs) == w->needs && (im->can & w->bars) == 0 &&
		    (w->log_in != by_command || !lines))
			return w;
	return NULL;
}

int
imap_login(struct imap *im, const char *auth, const char *user, const char *pass)
{
	struct login l = { .im = im, .user = user, .pass = pass };
	const struct way *way = find_way(im, auth, user, pass);
	int rv;

	if (way == NULL)
		return 1;
	l.mem = arena_new();
	im->secret[0] = pass;
	rv = way->log_in(&l);
	im->secret[0] = im->secret[1] = NULL;
	arena_free(l.mem);
	return rv == -1 ? -1 : imap_capability(im);
}
