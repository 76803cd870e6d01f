#include <stdlib.h>

#include "err.h"
#include "ntfy.h"
#include "test.h"

static int
set(struct ntfy *to, const char *url, const char *token, const char *base, struct arena *mem)
{
	setenv("NTFY_URL", url, 1);
	setenv("NTFY_TOKEN", token, 1);
	setenv("BASE_URL", base, 1);
	return ntfy_setting(to, mem);
}

static void
test_right(void)
{
	static const struct { const char *url, *server, *topic; int tls; } cases[] = {
		{ "https://ntfy.sh/my-topic_1", "https://ntfy.sh/", "my-topic_1", 1 },
		{ "HTTPS://NTFY.example:8443/t", "HTTPS://NTFY.example:8443/", "t", 1 },
		{ "https://example.org/sub/ntfy/t", "https://example.org/sub/ntfy/", "t", 1 },
		{ "https://[2001:db8::1]:444/t", "https://[2001:db8::1]:444/", "t", 1 },
		{ "http://localhost/t", "http://localhost/", "t", 0 },
		{ "http://LocalHost:1/t", "http://LocalHost:1/", "t", 0 },
		{ "http://127.9.9.9:80/t", "http://127.9.9.9:80/", "t", 0 },
		{ "http://[::1]:65535/t", "http://[::1]:65535/", "t", 0 },
	};
	struct arena *mem = arena_new();
	struct ntfy to;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		CHECK(set(&to, cases[i].url, "", "", mem) == 1);
		CHECK_STR(to.server, cases[i].server);
		CHECK_STR(to.topic, cases[i].topic);
		CHECK(ntfy_tls(&to) == cases[i].tls);
		CHECK(to.token == NULL && to.base == NULL);
		CHECK_STR(to.prefix, "dmarc: ");
	}
	CHECK(set(&to, "", "x", "x", mem) == 0 && !ntfy_on());
	CHECK(set(&to, "https://a/t", "tk_1", "http://d.example//", mem) == 1 && ntfy_on());
	CHECK_STR(to.base, "http://d.example");
	CHECK(set(&to, "https://a/t", "tk_1", "https://d.example/dmarc/", mem) == 1);
	CHECK_STR(to.base, "https://d.example/dmarc");
	CHECK_STR(to.token, "tk_1");
	arena_free(mem);
}

static void
test_wrong(void)
{
	static const struct { const char *url, *token, *base, *why; } cases[] = {
		{ "ntfy.sh/topic", "", "", "does not begin" },
		{ "ftp://ntfy.sh/topic", "", "", "does not begin" },
		{ "https://u:secret@ntfy.sh/topic", "", "", "names a user" },
		{ "http://localhost@evil.example/topic", "", "", "names a user" },
		{ "http://127.0.0.1@evil/topic", "", "", "names a user" },
		{ "http://[::1]@evil/topic", "", "", "names a user" },
		{ "http://127.0.0.1\\@evil/topic", "", "", "names a user" },
		{ "http://127.0.0.1:80:80/topic", "", "", "a port that is none" },
		{ "http://127.0.0.1\\evil/topic", "", "", "no server" },
		{ "http://localhost./topic", "", "", "in the clear" },
		{ "http://127.1/topic", "", "", "in the clear" },
		{ "http://2130706433/topic", "", "", "in the clear" },
		{ "http://0177.0.0.1/topic", "", "", "in the clear" },
		{ "http://0.0.0.0/topic", "", "", "in the clear" },
		{ "http://[::]/topic", "", "", "in the clear" },
		{ "http://[::ffff:127.0.0.1]/topic", "", "", "in the clear" },
		{ "http://[::1%25eth0]/topic", "", "", "no server" },
		{ "https://ntfy.sh", "", "", "no topic" },
		{ "https://ntfy.sh/", "", "", "no topic" },
		{ "https://ntfy.sh/topic/", "", "", "no topic" },
		{ "https://ntfy.sh/to pic", "", "", "no topic" },
		{ "https://ntfy.sh/t%00", "", "", "no topic" },
		{ "https://ntfy.sh/a/../t", "", "", "odd path" },
		{ "https://ntfy.sh//t", "", "", "odd path" },
		{ "https://ntfy.sh/a\r\nb/t", "", "", "odd path" },
		{ "https://ntfy.sh/t?x", "", "", "'?' or '#'" },
		{ "https://ntfy.sh/t#x", "", "", "'?' or '#'" },
		{ "https:///t", "", "", "no server" },
		{ "https://:80/t", "", "", "no server" },
		{ "https://[::1/t", "", "", "no server" },
		{ "https://[1.2.3.4]/t", "", "", "no server" },
		{ "https://nt\nfy.sh/t", "", "", "no server" },
		{ "https://evil\\.example/t", "", "", "no server" },
		{ "https://ntfy.sh:/t", "", "", "a port" },
		{ "https://ntfy.sh:0/t", "", "", "a port" },
		{ "https://ntfy.sh:65536/t", "", "", "a port" },
		{ "https://ntfy.sh:8x/t", "", "", "a port" },
		{ "https://[::1]x/t", "", "", "a port" },
		{ "http://ntfy.sh/t", "", "", "in the clear" },
		{ "http://127.1/t", "", "", "in the clear" },
		{ "http://128.0.0.1/t", "", "", "in the clear" },
		{ "http://localhost.example/t", "", "", "in the clear" },
		{ "http://[::2]/t", "", "", "in the clear" },
		{ "https://ntfy.sh/t", "secret\r\nX-Evil: 1", "", "NTFY_TOKEN must" },
		{ "https://ntfy.sh/t", "secret \x7f", "", "NTFY_TOKEN must" },
		{ "https://ntfy.sh/t", "", "dmarc.example.org", "BASE_URL does" },
		{ "https://ntfy.sh/t", "", "javascript:alert(1)", "BASE_URL does" },
		{ "https://ntfy.sh/t", "", "https://d.example/\"x", "BASE_URL has" },
		{ "https://ntfy.sh/t", "", "https://u@d.example/", "BASE_URL names" },
		{ "https://ntfy.sh/t", "", "https://d.example/?x", "BASE_URL has" },
	};
	struct arena *mem = arena_new();
	struct ntfy to;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		CHECK(set(&to, cases[i].url, cases[i].token, cases[i].base, mem) == -1);
		CHECK(err_kind() == ERR_SETTING);
		CHECK(strstr(err_text(), cases[i].why) != NULL);
		if (strstr(err_text(), cases[i].why) == NULL)
			printf("\t%s: %s\n", cases[i].url, err_text());
		CHECK(strstr(err_text(), "secret") == NULL);
	}
	arena_free(mem);
}

TEST_MAIN(test_right, test_wrong)
