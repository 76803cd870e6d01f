#include "domain.h"
#include "test.h"

static void
test_ascii(void)
{
	static const struct { const char *in, *out; } cases[] = {
		{ "Example.ORG", "example.org" },
		{ "example.org.", "example.org" },
		{ "m\xc3\xbcnchen.example", "xn--mnchen-3ya.example" },
		{ "M\xc3\x9cNCHEN.example", "xn--mnchen-3ya.example" },
		{ "xn--mnchen-3ya.example", "xn--mnchen-3ya.example" },
		{ "_dmarc.example.org", "_dmarc.example.org" },
		{ "a_b.example.org", "a_b.example.org" },
	};
	struct arena *mem = arena_new();
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *got = domain_ascii(cases[i].in, mem);

		CHECK_STR(got != NULL ? got : "(none)", cases[i].out);
	}
	arena_free(mem);
}

static void
test_unicode(void)
{
	static const struct { const char *in, *out; } cases[] = {
		{ "example.org", "(none)" },
		{ "xn--mnchen-3ya.example", "m\xc3\xbcnchen.example" },
		{ "mail.xn--80ak6aa92e.example", "mail.\xd0\xb0\xd1\x80\xd1\x80\xd3\x8f\xd0\xb5.example" },
		{ "xn--pple-43d.example", "(none)" },		/* Latin with a Cyrillic a */
		{ "xn--a.example", "(none)" },			/* decodes to nothing */
		{ "xn--999999999999.example", "(none)" },
	};
	struct arena *mem = arena_new();
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *got = domain_unicode(cases[i].in, mem);

		CHECK_STR(got != NULL ? got : "(none)", cases[i].out);
	}
	arena_free(mem);
}

TEST_MAIN(test_ascii, test_unicode)
