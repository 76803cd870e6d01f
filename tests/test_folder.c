#include "folder.h"
#include "scripted.h"

#define LISTS	"* CAPABILITY IMAP4rev1 NAMESPACE\r\nd1 OK x\r\n"
#define ALONE	"* CAPABILITY IMAP4rev1\r\nd1 OK x\r\n"
#define CYRUS	LISTS "* NAMESPACE ((\"INBOX.\" \".\")) ((\"user.\" \".\")) NIL\r\nd2 OK x\r\n"

/* Which folder "A/B" is, and whether it is there. */
static void
test_folder(void)
{
	static const struct { const char *script, *name; int there; } rows[] = {
		{ CYRUS "* LIST () \".\" INBOX\r\nd3 OK x\r\n", "INBOX.A.B", 0 },
		{ CYRUS "* LIST () \".\" \"INBOX.A.B\"\r\nd3 OK x\r\n", "INBOX.A.B", 1 },
		{ CYRUS "* LIST () \".\" inbox.A.B\r\nd3 OK x\r\n", "INBOX.A.B", 1 },
		{ CYRUS "* LIST () \".\" {3}\r\nA.B\r\nd3 OK x\r\n", "A.B", 1 },
		{ CYRUS "* LIST () \".\" A/B\r\n* LIST () \".\" A.B\r\nd3 OK x\r\n", "A/B", 1 },
		{ CYRUS "* LIST (\\HasChildren \\NOSELECT) \".\" INBOX.A.B\r\nd3 OK x\r\n",
		    "INBOX.A.B", 0 },
		{ LISTS "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\nd2 OK x\r\n"
		    "* LIST () \"/\" INBOX/x\r\nd3 OK x\r\n", "A/B", 0 },
		{ LISTS "* NAMESPACE NIL NIL NIL\r\nd2 OK x\r\n"
		    "* LIST () NIL \"\"\r\nd3 OK x\r\nd4 OK x\r\n", "A/B", 0 },
		{ LISTS "d2 BAD no\r\n* LIST () \".\" \"\"\r\nd3 OK x\r\nd4 OK x\r\n", "A.B", 0 },
		{ ALONE "* LIST (\\Noselect) \".\" \"\"\r\nd2 OK x\r\n* LIST () \".\" INBOX.x\r\n"
		    "* LIST () \".\" INBOX.y\r\nd3 OK x\r\n", "INBOX.A.B", 0 },
		{ ALONE "* LIST (\\Noselect) \".\" \"\"\r\nd2 OK x\r\n* LIST () \".\" INBOX.x\r\n"
		    "* LIST () \".\" y\r\nd3 OK x\r\n", "A.B", 0 },
		{ ALONE "d2 BAD no\r\nd3 BAD no\r\n", "A/B", 1 },
		/* Half an answer is none, and the next is still read. */
		{ ALONE "* LIST\r\n* LIST ()\r\n* LIST () \".\"\r\nd2 OK x\r\n* LIST x\r\n"
		    "d3 OK x\r\n", "A/B", 0 },
		{ LISTS "* NAMESPACE\r\n* NAMESPACE (\r\n* NAMESPACE ((\r\n* NAMESPACE ((\"x\"\r\n"
		    "d2 OK x\r\n* LIST () \"/\" \"\"\r\nd3 OK x\r\nd4 OK x\r\n", "xA/B", 0 },
		{ LISTS "d2 NO [UNAVAILABLE] later\r\n", NULL, 0 },
	};
	const struct limits limits = LIMIT_DEFAULT;
	struct arena *mem = arena_new();
	struct wire w;
	size_t i, k;

	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		for (k = 0; k < sizeof steps / sizeof *steps; k++) {
			struct imap *im = begin(&w, rows[i].script, strlen(rows[i].script), steps[k],
			    &limits);
			struct folder_query q = { .text = "A/B" };
			int rv = folder_find(im, &q, 1, mem);

			CHECK((rv == 0) == (rows[i].name != NULL));
			if (rv == 0) {
				CHECK_STR(q.found.name, rows[i].name);
				CHECK(q.found.there == rows[i].there);
			}
			end(&w, im);
		}
	arena_free(mem);
}

static void
test_rights(void)
{
	static const struct { const char *answer, *rights; } rows[] = {
		{ "* MYRIGHTS INBOX lrswi\r\nd2 OK x\r\n", "lrswi" },
		{ "* MYRIGHTS \"INBOX\" \"\"\r\nd2 OK x\r\n", "" },
		{ "* MYRIGHTS {5}\r\nINBOX {2}\r\nlr\r\nd2 OK x\r\n", "lr" },
		{ "* MYRIGHTS\r\n* MYRIGHTS INBOX\r\nd2 OK x\r\n", NULL },
		{ "d2 NO you may not ask\r\n", NULL },
	};
	const struct limits limits = LIMIT_DEFAULT;
	struct arena *mem = arena_new();
	const char *rights;
	char script[200];
	struct wire w;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct imap *im;

		snprintf(script, sizeof script, "%s%s", CAPA, rows[i].answer);
		im = begin(&w, script, strlen(script), 3, &limits);
		CHECK((imap_rights(im, "INBOX", &rights, mem) == -1) == (rows[i].answer[0] == 'd'));
		CHECK_STR(rights != NULL ? rights : "(none)",
		    rows[i].rights != NULL ? rows[i].rights : "(none)");
		end(&w, im);
	}
	arena_free(mem);
}

TEST_MAIN(test_folder, test_rights)
