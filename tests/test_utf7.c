#include "arena.h"
#include "err.h"
#include "refusing_iconv.h"
#include "test.h"
#include "utf7.h"

static void
test_quote(void)
{
	static const struct { const char *name, *coded; } good[] = {
		{ "INBOX", "\"INBOX\"" },
		{ "DMARC done", "\"DMARC done\"" },
		{ "a\"b\\c", "\"a\\\"b\\\\c\"" },
		{ "R&D", "\"R&-D\"" },
		{ "Gepr\303\274ft", "\"Gepr&APw-ft\"" },
		{ "\345\217\260\345\214\227/\346\227\245", "\"&U,BTFw-/&ZeU-\"" },
		{ "\360\237\230\200", "\"&2D3eAA-\"" },
		{ "~peter/mail/\345\217\260", "\"~peter/mail/&U,A-\"" },
	};
	static const char *const bad[] = { "", "a\r\nb", "\t", "a\x7f", "\377", "a\303" };
	struct arena *mem = arena_new();
	size_t i;

	for (i = 0; i < sizeof good / sizeof *good; i++)
		CHECK_STR(utf7_quote(good[i].name, mem), good[i].coded);
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(utf7_quote(bad[i], mem) == NULL && err_kind() == ERR_PARAM);
	CHECK_STR(utf7_text("Gepr&APw-ft &- &2D3eAA-", mem), "Gepr\303\274ft & \360\237\230\200");
	CHECK_STR(utf7_text("&!", mem), "&!");
	arena_free(mem);
}

/* As where its converters are not installed, or no file can be opened. */
static void
test_library(void)
{
	struct arena *mem = arena_new();

	iconv_errno = EMFILE;
	CHECK_STR(utf7_quote("DMARC \"done\"", mem), "\"DMARC \\\"done\\\"\"");
	CHECK_STR(utf7_text("INBOX.Done", mem), "INBOX.Done");
	CHECK(utf7_quote("R&D", mem) == NULL && err_kind() == ERR_SYSTEM);
	CHECK_STR(err_text(), "a folder's name cannot be told: the C library converts no UTF-8 to "
	    "UTF-7-IMAP: Too many open files");
	CHECK(utf7_quote("Gepr\303\274ft", mem) == NULL && err_kind() == ERR_SYSTEM);
	CHECK(utf7_text("Gepr&APw-ft", mem) == NULL && err_kind() == ERR_SYSTEM);
	CHECK(utf7_quote("a\r\nb", mem) == NULL && err_kind() == ERR_PARAM);
	iconv_errno = 0;
	CHECK_STR(utf7_quote("R&D", mem), "\"R&-D\"");
	arena_free(mem);
}

TEST_MAIN(test_quote, test_library)
