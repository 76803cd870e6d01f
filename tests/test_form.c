#include <string.h>

#include "arena.h"
#include "crypto.h"
#include "err.h"
#include "form.h"
#include "test.h"

static void
test_text(void)
{
	struct arena *mem = arena_new();

	CHECK_STR(form_text((const struct form_field[]){ { .name = NULL } }, mem), "");
	CHECK_STR(form_text((const struct form_field[]){ { "a", NULL, 0 }, { "b", "", 0 },
	    { "c", "x y&z=1+2%/\xc3\xa4\r\n~-._", 1 }, { "d", NULL, 1 }, { .name = NULL } }, mem),
	    "b=&c=x%20y%26z%3D1%2B2%25%2F%C3%A4%0D%0A~-._");
	arena_free(mem);
}

static void
test_tells(void)
{
	const struct form_field form[] = { { "client_id", "app", 0 }, { "secret", "s3cret", 1 },
	    { "other", NULL, 1 }, { .name = NULL } };

	CHECK(form_tells(form, "the app has s3cret"));
	CHECK(!form_tells(form, "the app has a secret"));
}

/* RFC 7636, B. */
static void
test_challenge(void)
{
	struct arena *mem = arena_new();
	const char *one = crypto_secret(mem), *other = crypto_secret(mem);

	CHECK_STR(crypto_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", mem),
	    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
	CHECK(strlen(one) == 43 && strcmp(one, other) != 0);
	arena_free(mem);
}

static void
test_jwt(void)
{
	struct arena *mem = arena_new();

	CHECK(crypto_jwt("", "{}", mem) == NULL && err_kind() == ERR_SETTING);
	CHECK(crypto_jwt("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "{}",
	    mem) == NULL);
	arena_free(mem);
}

TEST_MAIN(test_text, test_tells, test_challenge, test_jwt)
