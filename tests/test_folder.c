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

/* Several names by one list; what a "*" stands for, the likeliest way to write it first. */
static void
test_begun(void)
{
	static const char list[] = CYRUS "* LIST () \".\" INBOX\r\n* LIST () \".\" INBOX.A\r\n"
	    "* LIST (\\Noselect) \".\" INBOX.A.0\r\n* LIST () \".\" INBOX.A.1\r\n"
	    "* LIST () \".\" \"INBOX.A.x*\"\r\n* LIST () \".\" user.A.2\r\nd3 OK x\r\n";
	static const struct { const char *text, *found, *begun; } rows[] = {
		{ "A", "INBOX.A", "" }, { "A/*", NULL, "INBOX.A.1 INBOX.A.x* " },
		{ "A*", NULL, "INBOX.A INBOX.A.1 INBOX.A.x* " }, { "A/x*", "INBOX.A.x*", "" },
		{ "inbox/A/1*", NULL, "INBOX.A.1 " }, { "user/*", NULL, "user.A.2 " },
		{ "B*", NULL, "" }, { "A/1/*", NULL, "" },
		{ "*", NULL, "INBOX INBOX.A INBOX.A.1 INBOX.A.x* user.A.2 " },
	};
	enum { ROWS = sizeof rows / sizeof *rows };
	const struct limits limits = LIMIT_DEFAULT;
	struct folder_query q[ROWS] = { { .text = NULL } };
	struct arena *mem = arena_new();
	struct imap *im;
	struct wire w;
	size_t i, k;

	for (i = 0; i < ROWS; i++)
		q[i].text = rows[i].text;
	im = begin(&w, list, sizeof list - 1, 3, &limits);
	CHECK(folder_find(im, q, ROWS, mem) == 0);
	for (i = 0; i < ROWS; i++) {
		const char *text = "";

		for (k = 0; k < q[i].nbegun; k++)
			text = arena_printf(mem, "%s%s ", text, q[i].begun[k]);
		CHECK_STR(text, rows[i].begun);
		CHECK(q[i].found.there == (rows[i].found != NULL));
		if (q[i].found.there)
			CHECK_STR(q[i].found.name, rows[i].found);
		CHECK(!q[i].too_many);
	}
	end(&w, im);
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

TEST_MAIN(test_folder, test_begun, test_rights)
