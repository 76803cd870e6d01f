#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "err.h"
#include "loopback.h"
#include "oauth_client.h"
#include "setting.h"

#define HTTP	"http://"
#define HTTPS	"https://"
#define BIT(part)	(1U << OAUTH_##part)
#define URLS	(BIT(TOKEN_URL) | BIT(LOGIN_URL))
#define GOOGLE	"https://oauth2.googleapis.com/"
/* Its flow for devices (RFC 8628) is not for the scope of mail. */
#define GOOGLE_LOGIN "https://accounts.google.com/o/oauth2/v2/auth"
#define GMAIL	"https://mail.google.com/"
#define MS	"https://login.microsoftonline.com/%s/oauth2/v2.0/"

static const enum setting settings[OAUTH_PARTS] = {
	[OAUTH_TENANT] = SETTING_IMAP_OAUTH_TENANT,
	[OAUTH_ID] = SETTING_IMAP_OAUTH_CLIENT_ID,
	[OAUTH_SECRET] = SETTING_IMAP_OAUTH_CLIENT_SECRET,
	[OAUTH_REFRESH] = SETTING_IMAP_OAUTH_REFRESH_TOKEN,
	[OAUTH_KEY] = SETTING_IMAP_OAUTH_KEY,
	[OAUTH_TOKEN_URL] = SETTING_IMAP_OAUTH_TOKEN_URL,
	[OAUTH_LOGIN_URL] = SETTING_IMAP_OAUTH_LOGIN_URL,
};

/* The ways to a token: the first whose parts are there, or are not, is meant. */
static const struct way {
	const char	*provider;
	int		 by, device;
	unsigned	 there, not_there;	/* which parts tell that it is meant */
	unsigned	 needs, may;
	const char	*token_url, *login_url;	/* %s: the tenant */
	const char	*scope;
	const char	*to_blame;
} ways[] = {
	{ "microsoft", OAUTH_BY_APP, 1, BIT(SECRET), BIT(REFRESH),
	    BIT(TENANT) | BIT(ID) | BIT(SECRET), URLS, MS "token", MS "devicecode",
	    "https://outlook.office365.com/.default",
	    "IMAP_OAUTH_TENANT, IMAP_OAUTH_CLIENT_ID, IMAP_OAUTH_CLIENT_SECRET" },
	{ "microsoft", OAUTH_BY_REFRESH, 1, 0, 0,
	    BIT(TENANT) | BIT(ID), BIT(SECRET) | BIT(REFRESH) | URLS, MS "token", MS "devicecode",
	    "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
	    "IMAP_OAUTH_CLIENT_ID, IMAP_OAUTH_REFRESH_TOKEN; `dmarc-cron oauth-login` gets another "
	    "refresh token" },
	{ "google", OAUTH_BY_KEY, 0, BIT(KEY), 0, BIT(KEY), URLS,
	    GOOGLE "token", GOOGLE_LOGIN, GMAIL, "IMAP_OAUTH_KEY, IMAP_USER" },
	{ "google", OAUTH_BY_REFRESH, 0, 0, 0,
	    BIT(ID) | BIT(SECRET), BIT(REFRESH) | URLS,
	    GOOGLE "token", GOOGLE_LOGIN, GMAIL,
	    "IMAP_OAUTH_CLIENT_ID, IMAP_OAUTH_CLIENT_SECRET, IMAP_OAUTH_REFRESH_TOKEN; "
	    "`dmarc-cron oauth-login` gets another refresh token" },
	{ .provider = NULL }
};

static const char *
name_of(enum oauth_part part)
{
	return setting_rows[settings[part]].name;
}

static int
read_parts(struct oauth_client *c, const struct settings *from, struct arena *mem)
{
	enum oauth_part i;

	for (i = 0; i < OAUTH_PARTS; i++)
		if (setting_rows[settings[i]].kind == KIND_TEXT)
			c->part[i] = setting_text(from, settings[i]);
		else if (setting_rows[settings[i]].kind == KIND_FILE ?
		    setting_path(&c->part[i], from, settings[i], mem) == -1 :
		    setting_secret(&c->part[i], from, settings[i], mem) == -1)
			return -1;
	return 0;
}

/* As a mask of those that are there. */
static unsigned
parts_of(const struct oauth_client *c)
{
	unsigned there = 0;
	enum oauth_part i;

	for (i = 0; i < OAUTH_PARTS; i++)
		there |= (unsigned)(c->part[i] != NULL) << i;
	return there;
}

static enum oauth_part
first_of(unsigned parts)
{
	return ffs((int)parts) - 1;
}

static const struct way *
find(const char *provider, unsigned there)
{
	const struct way *w;

	for (w = ways; w->provider != NULL; w++)
		if (strcasecmp(w->provider, provider) == 0 && (there & w->there) == w->there &&
		    (there & w->not_there) == 0)
			return w;
	fail(ERR_SETTING, "IMAP_OAUTH is '%.40s'; it must be microsoft or google", provider);
	return NULL;
}

static int
check_parts(const struct way *w, unsigned there)
{
	unsigned lacks = w->needs & ~there, extra = there & ~(w->needs | w->may);

	if (extra != 0 && (w->there & BIT(KEY)) != 0)
		return fail(ERR_SETTING, "%s and IMAP_OAUTH_KEY are set; they exclude each other",
		    name_of(first_of(extra)));
	if (extra != 0)
		return fail(ERR_SETTING, "%s is set; it is not for IMAP_OAUTH=%s",
		    name_of(first_of(extra)), w->provider);
	if (lacks != 0)
		return fail(ERR_SETTING, "%s is not set; IMAP_OAUTH=%s needs it",
		    name_of(first_of(lacks)), w->provider);
	return 0;
}

/* It becomes part of an address. */
static int
check_tenant(const char *tenant)
{
	const char *p;

	for (p = tenant; isalnum((unsigned char)*p) || *p == '.' || *p == '-'; p++)
		;
	return *p == '\0' ? 0 : fail(ERR_SETTING, "IMAP_OAUTH_TENANT is '%.60s'; it must be a "
	    "tenant's id or a domain of it", tenant);
}

/* Its host comes out; -1 when a secret may not go there. */
static int
check_url(const char **host, enum oauth_part part, const char *url, struct arena *mem)
{
	int tls = strncasecmp(url, HTTPS, strlen(HTTPS)) == 0;
	const char *p = url, *name;
	size_t n;

	while (isgraph((unsigned char)*p) && strchr("\"<>\\^`{|}@#", *p) == NULL)
		p++;
	if (*p == '\0' && (tls || strncasecmp(url, HTTP, strlen(HTTP)) == 0)) {
		name = url + (tls ? strlen(HTTPS) : strlen(HTTP));
		n = *name == '[' ? strcspn(++name, "]") : strcspn(name, ":/?");
		*host = arena_strndup(mem, name, n);
		if (n > 0 && (tls || loopback_is(*host)))
			return 0;
	}
	return fail(ERR_SETTING, "%s is '%.100s'; it must be an address of https:// (http:// only "
	    "to this machine)", name_of(part), url);
}

static int
read_urls(struct oauth_client *c, const struct way *w, struct arena *mem)
{
	const char *const urls[] = { w->token_url, w->login_url };
	const char *text, *sign, *host;
	int i;

	for (i = OAUTH_TOKEN_URL; i <= OAUTH_LOGIN_URL; i++) {
		text = urls[i - OAUTH_TOKEN_URL];
		sign = strstr(text, "%s");
		if (c->part[i] == NULL && sign != NULL)
			c->part[i] = arena_printf(mem, "%.*s%s%s", (int)(sign - text), text,
			    c->part[OAUTH_TENANT], sign + 2);
		else if (c->part[i] == NULL)
			c->part[i] = text;
		if (check_url(i == OAUTH_TOKEN_URL ? &c->host : &host, i, c->part[i], mem) == -1)
			return -1;
	}
	return 0;
}

int
oauth_client_read(struct oauth_client *c, const struct settings *from, const char *user,
    const char *ca, struct arena *mem)
{
	const char *provider = setting_text(from, SETTING_IMAP_OAUTH);
	const struct way *w;
	unsigned there;

	*c = (struct oauth_client){ .user = user, .ca = ca };
	if (read_parts(c, from, mem) == -1)
		return -1;
	there = parts_of(c);
	if (provider == NULL)
		return there == 0 ? 0 : fail(ERR_SETTING, "%s is set, and IMAP_OAUTH is not; it "
		    "must be microsoft or google", name_of(first_of(there)));
	if ((w = find(provider, there)) == NULL || check_parts(w, there) == -1 ||
	    (c->part[OAUTH_TENANT] != NULL && check_tenant(c->part[OAUTH_TENANT]) == -1))
		return -1;
	c->provider = w->provider;
	c->by = w->by;
	c->device = w->device;
	c->scope = w->scope;
	c->to_blame = w->to_blame;
	return read_urls(c, w, mem) == -1 ? -1 : 1;
}
