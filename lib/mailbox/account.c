#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "account.h"
#include "accounts.h"
#include "err.h"
#include "oauth.h"
#include "oauth_access.h"
#include "setting_file.h"
#include "text.h"
#include "utf7.h"

#define IMAPS	993
#define IMAP	143
#define MOVE	"move:"

struct account_token {			/* of a provider */
	const char	*db;
	const struct limits *limits;
	struct arena	*mem;
	const char	*text;
	int		 old;		/* it was kept */
};

static int
read_host(struct account *a)
{
	struct wire_login *l = &a->login;
	int64_t tls;

	if ((l->host = setting_text(a->from, SETTING_IMAP_HOST)) == NULL)
		return a->from != NULL ? fail(ERR_SETTING, "IMAP_HOST is not set") :
		    fail(ERR_FORBIDDEN, "there is no mailbox: IMAP_HOST is not set");
	if (strpbrk(l->host, "/@?#[]% \t\r\n") != NULL)
		return fail(ERR_SETTING, "IMAP_HOST is '%.100s'; it must be a name or an address",
		    l->host);
	if (setting_number(&tls, a->from, SETTING_IMAP_SSL) == -1)
		return -1;
	l->tls = (int)tls;
	l->port = tls ? IMAPS : IMAP;
	l->ca = setting_text(a->from, SETTING_IMAP_CAINFO);
	return setting_number(&l->port, a->from, SETTING_IMAP_PORT);
}

/* Mechanisms of SASL by name: how libcurl is told to use one; NULL: imap_login() is ours. */
static const struct {
	const char	*name, *sasl;
	int		 token;		/* it takes one, not a password */
} mechanisms[] = {
	{ "PLAIN", NULL, 0 }, { "LOGIN", NULL, 0 }, { "CRAM-MD5", "AUTH=CRAM-MD5", 0 },
	{ "DIGEST-MD5", "AUTH=DIGEST-MD5", 0 }, { "NTLM", "AUTH=NTLM", 0 },
	{ "GSSAPI", "AUTH=GSSAPI", 0 }, { "XOAUTH2", "AUTH=XOAUTH2", 1 },
	{ "OAUTHBEARER", "AUTH=OAUTHBEARER", 1 },
};

static int
no_auth(const char *auth, struct arena *mem)
{
	const char *names = mechanisms[0].name;
	size_t i;

	for (i = 1; i < sizeof mechanisms / sizeof *mechanisms; i++)
		names = arena_printf(mem, "%s, %s", names, mechanisms[i].name);
	return fail(ERR_SETTING, "IMAP_AUTH is '%.60s'; it must be one of %s", auth, names);
}

/* How to log in: with a token or a password, by that which is set or by one that is usual. */
static int
read_auth(struct account *a, int token, struct arena *mem)
{
	struct wire_login *l = &a->login;
	size_t i, n = sizeof mechanisms / sizeof *mechanisms;

	l->auth = setting_text(a->from, SETTING_IMAP_AUTH);
	l->sasl = token ? "AUTH=OAUTHBEARER;AUTH=XOAUTH2" : NULL;
	if (l->auth == NULL)
		return 0;
	for (i = 0; i < n && strcasecmp(mechanisms[i].name, l->auth) != 0; i++)
		;
	if (i == n)
		return no_auth(l->auth, mem);
	if (mechanisms[i].token != token)
		return fail(ERR_SETTING, "IMAP_AUTH is %s, which takes a %s", mechanisms[i].name,
		    token ? "password (IMAP_PASS)" : "token (IMAP_OAUTH)");
	l->sasl = mechanisms[i].sasl;
	return 0;
}

static int
read_oauth(struct account *a, struct arena *mem)
{
	struct wire_login *l = &a->login;
	struct oauth_client *c = arena_alloc(mem, sizeof *c);
	int on = oauth_client_read(c, a->from, l->user, l->ca, mem);

	if (on != 1)
		return on;
	if (a->token_cmd != NULL || l->pass != NULL)
		return fail(ERR_SETTING, "IMAP_OAUTH and %s are set; one alone must say how to "
		    "log in", l->by);
	a->oauth = c;
	l->by = "IMAP_OAUTH";
	return 0;
}

static int
read_login(struct account *a, struct arena *mem)
{
	struct wire_login *l = &a->login;

	if ((l->user = setting_text(a->from, SETTING_IMAP_USER)) == NULL)
		return fail(ERR_SETTING, "IMAP_USER is not set; it must be the mailbox's user");
	a->token_cmd = setting_text(a->from, SETTING_IMAP_OAUTH_TOKEN_CMD);
	l->by = a->token_cmd != NULL ? "IMAP_OAUTH_TOKEN_CMD" : "IMAP_PASS";
	if (setting_secret(&l->pass, a->from, SETTING_IMAP_PASS, mem) == -1 ||
	    read_oauth(a, mem) == -1 ||
	    read_auth(a, a->token_cmd != NULL || a->oauth != NULL, mem) == -1)
		return -1;
	if (l->pass == NULL && a->token_cmd == NULL && a->oauth == NULL)
		return fail(ERR_SETTING, "neither IMAP_PASS nor IMAP_OAUTH nor "
		    "IMAP_OAUTH_TOKEN_CMD is set; one must say how to log in");
	return 0;
}

/* No line end can make a second command of it; the server judges the rest. */
static int
read_search(struct account *a)
{
	const char *p;

	a->search = setting_text(a->from, SETTING_IMAP_SEARCH);
	for (p = a->search; *p != '\0'; p++)
		if (*p < ' ' || *p > '~' || *p == '{')
			return fail(ERR_SETTING, "IMAP_SEARCH is '%.60s'; it must be a search key "
			    "of IMAP in ASCII, such as UNSEEN or ALL", a->search);
	return 0;
}

static int
check_folder(const struct account *a, enum setting s, const char *name, struct arena *mem)
{
	if (utf7_quote(name, mem) != NULL)
		return 0;
	return err_kind() != ERR_PARAM ? -1 : fail(ERR_SETTING, "%s is '%.60s'; a folder's name "
	    "must be UTF-8 without control characters", setting_rows[s].name,
	    setting_text(a->from, s));
}

static int
read_action(struct account *a, struct arena *mem)
{
	a->action_text = setting_text(a->from, SETTING_IMAP_POST_ACTION);
	if (strcasecmp(a->action_text, "seen") == 0)
		a->action = ACTION_SEEN;
	else if (strcasecmp(a->action_text, "delete") == 0)
		a->action = ACTION_DELETE;
	else if (strncasecmp(a->action_text, MOVE, strlen(MOVE)) == 0)
		a->action = ACTION_MOVE;
	else
		return fail(ERR_SETTING, "IMAP_POST_ACTION is '%.60s'; it must be seen, delete or "
		    "move:FOLDER", a->action_text);
	if (a->action != ACTION_MOVE)
		return 0;
	a->target = a->action_text + strlen(MOVE);
	if (strcmp(a->target, a->folder) == 0 || (strcasecmp(a->target, "INBOX") == 0 &&
	    strcasecmp(a->folder, "INBOX") == 0))		/* RFC 3501, 5.1 */
		return fail(ERR_SETTING, "IMAP_POST_ACTION moves mail to %s, where it is",
		    a->folder);
	return check_folder(a, SETTING_IMAP_POST_ACTION, a->target, mem);
}

static int
read_all(struct account *a, struct arena *mem)
{
	if (read_host(a) == -1 || read_login(a, mem) == -1)
		return -1;
	a->name = arena_printf(mem, "%s@%s", a->login.user, a->login.host);
	a->folder = setting_text(a->from, SETTING_IMAP_FOLDER);
	if (check_folder(a, SETTING_IMAP_FOLDER, a->folder, mem) == -1 || read_search(a) == -1 ||
	    read_action(a, mem) == -1)
		return -1;
	return setting_number(&a->max, a->from, SETTING_IMAP_MAX_PER_RUN);
}

static int
read_file(struct account *a, const char *path, struct arena *mem)
{
	struct settings *set = arena_alloc(mem, sizeof *set);

	if (access(path, F_OK) == -1 && errno == ENOENT)
		return fail(ERR_NOT_FOUND, "there is no mailbox '%s'", a->mailbox);
	if (setting_file_read(set, path, SETTINGS_MAILBOX, mem) == -1)
		return -1;
	a->from = set;
	if (read_all(a, mem) == 0)
		return 0;
	return fail_at(path, err_kind(), "%s", arena_printf(mem, "%s", err_text()));
}

int
account_read(struct account *a, const char *mailbox, struct arena *mem)
{
	*a = (struct account){ .mailbox = mailbox, .action = ACTION_SEEN };
	if (strcmp(mailbox, ACCOUNT_MAIN) == 0)
		return read_all(a, mem);
	if (!accounts_may_be(mailbox, strlen(mailbox)))
		return fail(ERR_NOT_FOUND, "there is no mailbox '%.*s'", TEXT_MAX_ID, mailbox);
	return read_file(a, accounts_file(mailbox, mem), mem);
}

int
account_token(struct account *a, const char *db, int anew, const struct limits *limits,
    struct arena *mem)
{
	struct account_token *t;

	if (a->token_cmd != NULL)
		a->login.token = oauth_token(a->token_cmd, limits->idle * 1000, mem);
	else if (a->oauth != NULL) {
		t = a->token = arena_alloc(mem, sizeof *t);
		*t = (struct account_token){ .db = db, .limits = limits, .mem = mem };
		t->text = oauth_access(a->oauth, db, anew, &t->old, limits, mem);
		a->login.token = t->text;
	} else
		return 0;
	return a->login.token != NULL ? 0 : -1;
}

struct wire *
account_connect(const struct account *a, const struct wire_login *login,
    const struct wire_patience *patience)
{
	struct wire_login l = *login;
	struct account_token *t = a->token;
	int refused = 0, old;
	struct wire *w;

	l.refused = &refused;
	if (t != NULL)
		l.token = t->text;
	if ((w = wire_open(&l, patience)) != NULL || !refused || t == NULL || !t->old)
		return w;
	l.token = oauth_access(a->oauth, t->db, 1, &old, t->limits, t->mem);
	if (l.token == NULL)
		return NULL;
	t->text = l.token;
	t->old = 0;
	return wire_open(&l, patience);
}
