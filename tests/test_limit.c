#include "err.h"
#include "limit.h"
#include "test.h"

static void
test_limits(void)
{
	struct limits lim = LIMIT_DEFAULT;

	CHECK(limit_parse(&lim, "") == 0);
	CHECK(limit_parse(&lim, "unpacked=2147483648,records=5") == 0);
	CHECK(lim.unpacked == 2147483648 && lim.records == 5 && lim.body == 32 << 20);
	CHECK(limit_parse(&lim, "what=5") == -1);
	CHECK_STR(err_text(), "no limit: what=5");
	CHECK(limit_parse(&lim, "records") == -1);
	CHECK(limit_parse(&lim, "records=") == -1);
	CHECK(limit_parse(&lim, "records=-5") == -1);
	CHECK(limit_parse(&lim, "records=1,,") == -1);
	CHECK(limit_parse(&lim, "records=99999999999999999999999999") == -1);
}

TEST_MAIN(test_limits)
