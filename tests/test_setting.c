#include <sys/stat.h>

#include <stdlib.h>
#include <unistd.h>

#include "account.h"
#include "accounts.h"
#include "arena.h"
#include "err.h"
#include "readiness.h"
#include "setting.h"
#include "test.h"

static void
test_number(void)
{
	static const char *const bad[] = { "0", "13", "x", "-1", "5 ", "99999999999999999999" };
	int64_t n;
	size_t i;

	unsetenv("READY_WEEKS");
	CHECK(setting_number(&n, NULL, SETTING_READY_WEEKS) == 0 && n == 4);
	setenv("READY_WEEKS", "", 1);
	CHECK(setting_number(&n, NULL, SETTING_READY_WEEKS) == 0 && n == 4);
	setenv("READY_WEEKS", "12", 1);
	CHECK(setting_number(&n, NULL, SETTING_READY_WEEKS) == 0 && n == 12);
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		setenv("READY_WEEKS", bad[i], 1);
		CHECK(setting_number(&n, NULL, SETTING_READY_WEEKS) == -1 && err_kind() == ERR_SETTING);
	}
	setenv("READY_WEEKS", "x", 1);
	setting_number(&n, NULL, SETTING_READY_WEEKS);
	CHECK_STR(err_text(), "READY_WEEKS is 'x'; it must be a number from 1 to 12");
	unsetenv("READY_WEEKS");
}

static void
test_percent(void)
{
	static const struct { const char *text; int64_t n; } good[] = {
		{ "5", 500 }, { "2.5", 250 }, { "0.01", 1 }, { "100", 10000 }, { "0", 0 },
		{ "100.00", 10000 }, { "7.", 700 },
	};
	static const char *const bad[] = { "100.01", "101", "-1", ".5", "5%", "1.234", "1.2.3", "x",
		"99999999999999999999999" };
	int64_t n;
	size_t i;

	for (i = 0; i < sizeof good / sizeof *good; i++) {
		setenv("READY_RATE", good[i].text, 1);
		CHECK(setting_percent(&n, SETTING_READY_RATE) == 0 && n == good[i].n);
	}
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		setenv("READY_RATE", bad[i], 1);
		CHECK(setting_percent(&n, SETTING_READY_RATE) == -1 && err_kind() == ERR_SETTING);
	}
	unsetenv("READY_RATE");
}

static void
test_secret(void)
{
	char dir[] = "/tmp/dmarc-setting-XXXXXX", file[64];
	struct arena *mem = arena_new();
	const char *s;
	FILE *f;

	CHECK(mkdtemp(dir) != NULL);
	snprintf(file, sizeof file, "%s/imap_pass", dir);
	unsetenv("IMAP_PASS");
	unsetenv("CREDENTIALS_DIRECTORY");
	CHECK(setting_secret(&s, NULL, SETTING_IMAP_PASS, mem) == 0 && s == NULL);
	setenv("CREDENTIALS_DIRECTORY", dir, 1);
	CHECK(setting_secret(&s, NULL, SETTING_IMAP_PASS, mem) == 0 && s == NULL);
	CHECK((f = fopen(file, "w")) != NULL);
	fputs("a secret \n", f);
	fclose(f);
	CHECK(setting_secret(&s, NULL, SETTING_IMAP_PASS, mem) == 0);
	CHECK_STR(s, "a secret ");
	setenv("IMAP_PASS", "another", 1);
	CHECK(setting_secret(&s, NULL, SETTING_IMAP_PASS, mem) == 0);
	CHECK_STR(s, "another");
	unlink(file);
	rmdir(dir);
	arena_free(mem);
}

/* Each setting of the mailbox that is wrong is named. */
static void
test_account(void)
{
	static const struct { const char *name, *value, *why; } bad[] = {
		{ "IMAP_HOST", "imaps://mail.example.org", "IMAP_HOST is" },
		{ "IMAP_HOST", "a b", "IMAP_HOST is" },
		{ "IMAP_PORT", "0", "IMAP_PORT is '0'; it must be a number from 1 to 65535" },
		{ "IMAP_SSL", "yes", "IMAP_SSL is 'yes'" },
		{ "IMAP_USER", "", "IMAP_USER is not set" },
		{ "IMAP_PASS", "", "neither IMAP_PASS nor IMAP_OAUTH nor IMAP_OAUTH_TOKEN_CMD is set" },
		{ "IMAP_FOLDER", "a\nb", "IMAP_FOLDER is 'a\nb'; a folder's name must be UTF-8" },
		{ "IMAP_SEARCH", "ALL\r\nx LOGOUT", "IMAP_SEARCH is" },
		{ "IMAP_SEARCH", "SUBJECT {3}", "IMAP_SEARCH is" },
		{ "IMAP_POST_ACTION", "shred", "IMAP_POST_ACTION is 'shred'; it must be seen, delete or "
		    "move:FOLDER" },
		{ "IMAP_POST_ACTION", "move:", "IMAP_POST_ACTION is 'move:'; a folder's name must be UTF-8" },
		{ "IMAP_POST_ACTION", "move:INBOX", "IMAP_POST_ACTION moves mail to INBOX" },
		{ "IMAP_POST_ACTION", "move:Inbox", "IMAP_POST_ACTION moves mail to INBOX" },
		{ "IMAP_MAX_PER_RUN", "many", "IMAP_MAX_PER_RUN is 'many'" },
	};
	struct arena *mem = arena_new();
	struct account a;
	size_t i;

	unsetenv("IMAP_HOST");
	CHECK(account_read(&a, ACCOUNT_MAIN, mem) == -1 && err_kind() == ERR_FORBIDDEN);
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		setenv("IMAP_HOST", "mail.example.org", 1);
		setenv("IMAP_USER", "dmarc", 1);
		setenv("IMAP_PASS", "secret", 1);
		CHECK(account_read(&a, ACCOUNT_MAIN, mem) == 0);
		CHECK(a.login.port == 993 && a.login.tls && a.max == 500 && a.action == ACTION_SEEN);
		CHECK_STR(a.name, "dmarc@mail.example.org");
		setenv(bad[i].name, bad[i].value, 1);
		CHECK(account_read(&a, ACCOUNT_MAIN, mem) == -1 && err_kind() == ERR_SETTING);
		CHECK(strstr(err_text(), bad[i].why) == err_text());
		unsetenv(bad[i].name);
	}
	setenv("IMAP_SSL", "0", 1);
	setenv("IMAP_POST_ACTION", "move:DMARC done", 1);
	CHECK(account_read(&a, ACCOUNT_MAIN, mem) == 0 && a.login.port == 143 && !a.login.tls);
	CHECK(a.action == ACTION_MOVE);
	CHECK_STR(a.target, "DMARC done");
	arena_free(mem);
}

/* A wrong setting of those that pages judge by is named, and what is right is in the list. */
static void
test_judge(void)
{
	static const struct { const char *name, *value, *why; } bad[] = {
		{ "READY_RATE", "100.01", "READY_RATE is '100.01'; it must be a percentage" },
		{ "READY_RATE", "most", "READY_RATE is 'most'; it must be a percentage" },
		{ "READY_WEEKS", "0", "READY_WEEKS is '0'; it must be a number from 1 to 12" },
		{ "READY_WEEKS", "13", "READY_WEEKS is '13'; it must be a number from 1 to 12" },
		{ "ALARM_FAIL_RATE_WARN", "x", "ALARM_FAIL_RATE_WARN is 'x'" },
	};
	struct arg args[READINESS_ARGS];
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK(readiness_args(args) == 0);
		CHECK(args[0].num == 500 && args[1].num == 9950 && args[2].num == 4);
		CHECK(args[3].name == NULL);
		setenv(bad[i].name, bad[i].value, 1);
		CHECK(readiness_args(args) == -1 && err_kind() == ERR_SETTING);
		CHECK(strstr(err_text(), bad[i].why) == err_text());
		unsetenv(bad[i].name);
	}
	setenv("READY_RATE", "98", 1);
	setenv("READY_WEEKS", "12", 1);
	CHECK(readiness_args(args) == 0 && args[1].num == 9800 && args[2].num == 12);
	unsetenv("READY_RATE");
	unsetenv("READY_WEEKS");
}

static void
test_token(void)
{
	static const struct { const char *command, *token, *why; } rows[] = {
		{ "echo abc", "abc", NULL }, { "printf 'abc\\r\\nmore'", "abc", NULL },
		{ "exit 3", NULL, "IMAP_OAUTH_TOKEN_CMD failed (status 3)" },
		{ "kill -9 $$", NULL, "IMAP_OAUTH_TOKEN_CMD failed (signal 9)" },
		{ "true", NULL, "IMAP_OAUTH_TOKEN_CMD prints no token" },
		{ "echo 'a b'", NULL, "IMAP_OAUTH_TOKEN_CMD prints no token" },
		{ "sleep 1000", NULL, "IMAP_OAUTH_TOKEN_CMD does not end" },
		{ "echo abc; exec >&-; sleep 60", NULL, "IMAP_OAUTH_TOKEN_CMD does not end" },
		{ "yes", NULL, "IMAP_OAUTH_TOKEN_CMD prints 16 KiB or more" },
	};
	const struct limits limits = { .idle = 1 };
	struct arena *mem = arena_new();
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct account a = { .token_cmd = rows[i].command };
		int rv = account_token(&a, NULL, 0, &limits, mem);

		CHECK((rv == 0) == (rows[i].token != NULL));
		if (rv == 0)
			CHECK_STR(a.login.token, rows[i].token);
		else
			CHECK_STR(err_text(), rows[i].why);
	}
	arena_free(mem);
}

TEST_MAIN(test_number, test_percent, test_secret, test_account, test_judge, test_token)
