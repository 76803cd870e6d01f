#include "imap_login.h"
#include "scripted.h"

/* What the server can, what is said to it then, and what comes of it; why: the error. */
static const struct {
	const char	*can, *auth, *answer;
	int		 rv;
	const char	*said, *why;
} logins[] = {
	{ "AUTH=CRAM-MD5 AUTH=PLAIN AUTH=LOGIN", NULL, "+ \r\nd2 OK in\r\n", 0,
	    "d2 AUTHENTICATE PLAIN\r\nAHVzZXIAcCJhc3M=\r\n", NULL },
	{ "SASL-IR AUTH=PLAIN", NULL, "d2 OK in\r\n", 0,
	    "d2 AUTHENTICATE PLAIN AHVzZXIAcCJhc3M=\r\n", NULL },
	{ "AUTH=LOGIN", NULL, "+ VXNlcg==\r\n* OK wait\r\n+ UGFzcw==\r\nd2 OK in\r\n", 0,
	    "d2 AUTHENTICATE LOGIN\r\ndXNlcg==\r\ncCJhc3M=\r\n", NULL },
	{ "AUTH=CRAM-MD5", NULL, "d2 OK in\r\n", 0, "d2 LOGIN \"user\" \"p\\\"ass\"\r\n", NULL },
	{ "AUTH=PLAIN", "login", "d2 OK in\r\n", 0, "d2 LOGIN \"user\" \"p\\\"ass\"\r\n", NULL },
	{ "AUTH=CRAM-MD5 LOGINDISABLED", NULL, "", 1, "d1 CAPABILITY\r\n", NULL },
	{ "AUTH=LOGIN", "PLAIN", "", 1, "d1 CAPABILITY\r\n", NULL },
	/* It refuses at once, or repeats what it was told. */
	{ "AUTH=PLAIN", NULL, "d2 NO [PRIVACYREQUIRED] not here\r\n", -1,
	    "d2 AUTHENTICATE PLAIN\r\n", "the server says NO [PRIVACYREQUIRED] not here" },
	{ "AUTH=PLAIN", NULL, "+\r\nd2 BAD what is AHVzZXIAcCJhc3M=?\r\n", -1,
	    "AHVzZXIAcCJhc3M=\r\n", "the server says BAD " },
	{ "", NULL, "d2 NO not p\"ass\r\n", -1, "d2 LOGIN", "the server says NO " },
	{ "", NULL, "d2 BAD \"p\\\"ass\"\r\n", -1, "d2 LOGIN", "the server says BAD " },
	{ "", NULL, "* BYE p\"ass\r\n", -1, "d2 LOGIN", "the server says goodbye: " },
	{ "AUTH=LOGIN", NULL, "+ \r\nd2 NO who?\r\n", -1, "dXNlcg==\r\n",
	    "the server says NO who?" },
};

static void
test_login(void)
{
	const struct limits limits = LIMIT_DEFAULT;
	size_t i, k;

	for (i = 0; i < sizeof logins / sizeof *logins; i++)
		for (k = 0; k < sizeof steps / sizeof *steps; k++) {
			char script[1024];
			struct wire w;
			struct imap *im;
			int rv;

			snprintf(script, sizeof script, "* CAPABILITY IMAP4rev1 %s\r\nd1 OK x\r\n%s"
			    "* CAPABILITY IMAP4rev1 MOVE\r\nd3 OK done\r\n", logins[i].can,
			    logins[i].answer);
			im = begin(&w, script, strlen(script), steps[k], &limits);
			rv = imap_login(im, logins[i].auth, "user", "p\"ass");
			CHECK(rv == logins[i].rv);
			CHECK(strstr(w.said, logins[i].said) != NULL);
			if (rv == -1)
				CHECK_STR(err_text(), logins[i].why);
			CHECK((imap_can(im) == IMAP_MOVE) == (rv == 0));
			end(&w, im);
		}
}

TEST_MAIN(test_login)
