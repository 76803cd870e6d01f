#include <string.h>

#include "base64.h"
#include "test.h"

/* RFC 4648, 10; what is no base64 is none. */
static void
test_both_ways(void)
{
	static const struct { const char *plain, *text; } rows[] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
		{ "\xff\xfe\xfd?>", "//79Pz4=" },
	};
	struct arena *mem = arena_new();
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		CHECK_STR(base64_encode(rows[i].plain, strlen(rows[i].plain), mem), rows[i].text);
		CHECK_STR(base64_decode(rows[i].text, strlen(rows[i].text), mem), rows[i].plain);
	}
	CHECK_STR(base64_decode("Zm9vYg", 6, mem), "foob");
	CHECK_STR(base64_encode("\0u\0p", 4, mem), "AHUAcA==");
	CHECK(base64_decode("Zm9v!", 5, mem) == NULL);
	CHECK(base64_decode("Zm=v", 4, mem) == NULL);
	CHECK(base64_decode("Zm\0v", 4, mem) == NULL);
	arena_free(mem);
}

TEST_MAIN(test_both_ways)
