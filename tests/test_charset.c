#include "charset.h"
#include "drip.h"
#include "err.h"
#include "refusing_iconv.h"
#include "test.h"

/* Is this, in an encoding of its own, that text? */
static int
is_text(const char *s, size_t n, const char *want)
{
	struct drip d = { s, n, 7 };
	struct source *in = source_new(drip_fill, &d);
	struct charset *c = charset_open(in);
	const void *p;
	ssize_t got;
	int rv = 0;

	if (c != NULL) {
		got = source_peek(charset_source(c), &p, 1000);
		rv = got == (ssize_t)strlen(want) && memcmp(p, want, got) == 0;
	}
	charset_close(c);
	source_free(in);
	return c == NULL ? -1 : rv;
}

#define IS_TEXT(s, want)	is_text(s, sizeof s - 1, want)

static const char latin[] = "<?xml version='1.0' encoding='iso-8859-15'?><a>\xa4</a>";
static const char unknown[] = "<?xml version='1.0' encoding='x-nobody'?><a>\xe4</a>";
static const char wide[] = "\xff\xfe<\0a\0/\0>\0";
static const char plain[] = "\xef\xbb\xbf<a/>";

static void
test_encodings(void)
{
	CHECK(IS_TEXT(latin, "<?xml version='1.0' encoding='iso-8859-15'?><a>\342\202\254</a>") == 1);
	CHECK(IS_TEXT(unknown, "<?xml version='1.0' encoding='x-nobody'?><a>\303\244</a>") == 1);
	CHECK(IS_TEXT(wide, "<a/>") == 1);
	CHECK(IS_TEXT(plain, "<a/>") == 1);
}

/* No text is taken for what it is not because we could not read it just now. */
static void
test_library(void)
{
	iconv_errno = EMFILE;
	CHECK(IS_TEXT(latin, "") == -1 && err_kind() == ERR_SYSTEM);
	CHECK_STR(err_text(), "the C library converts no iso-8859-15: Too many open files");
	iconv_errno = EINVAL;
	CHECK(IS_TEXT(wide, "") == -1 && err_kind() == ERR_SYSTEM);
	CHECK(IS_TEXT(plain, "<a/>") == 1);
	iconv_errno = 0;
	CHECK(IS_TEXT(wide, "<a/>") == 1);
}

TEST_MAIN(test_encodings, test_library)
