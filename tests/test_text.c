#include <arpa/inet.h>

#include "report_text.h"
#include "terms.h"
#include "test.h"
#include "text.h"

#define MOST	INT64_C(9007199254740991)

static void
test_number(void)
{
	static const char *const bad[] = { "", " 1", "1 ", "-1", "+1", "1.0", "0x1",
	    "9007199254740992", "99999999999999999999999999" };
	int64_t n;
	size_t i;

	CHECK(text_number(&n, "0") == 0 && n == 0);
	CHECK(text_number(&n, "007") == 0 && n == 7);
	CHECK(text_number(&n, "9007199254740991") == 0 && n == MOST);
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(text_number(&n, bad[i]) == -1);
}

static void
test_count(void)
{
	static const struct { const char *s; int64_t n; uint64_t odd; } good[] = {
		{ "12", 12, 0 }, { "+12", 12, 0 }, { "12.", 12, WARN_BIT(WARN_COUNT_FRACTION) },
		{ "12.99", 12, WARN_BIT(WARN_COUNT_FRACTION) }, { "9007199254740991", MOST, 0 },
		{ "9007199254740992", MOST, WARN_BIT(WARN_COUNT_HUGE) },
		{ "99999999999999999999999", MOST, WARN_BIT(WARN_COUNT_HUGE) },
	};
	static const char *const bad[] = { "", "-3", ".5", "many", "1e3", "1,000", "++1", "1.0.0" };
	uint64_t odd;
	int64_t n;
	size_t i;

	for (i = 0; i < sizeof good / sizeof *good; i++) {
		odd = 0;
		CHECK(report_count(&n, good[i].s, &odd) == 0);
		CHECK(n == good[i].n && odd == good[i].odd);
	}
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		odd = 0;
		CHECK(report_count(&n, bad[i], &odd) == -1 && odd == 0);
	}
}

static void
test_day(void)
{
	static const char *const bad[] = { "", "2024-1-1", "2024-02-30", "2023-02-29", "2024-13-01",
	    "2024-00-01", "2024-01-00", "0000-01-01", "2024-01-01x", "20240101", "1900-02-29" };
	int64_t d;
	size_t i;

	CHECK(text_day(&d, "1970-01-01") == 0 && d == 0);
	CHECK(text_day(&d, "1969-12-31") == 0 && d == -1);
	CHECK(text_day(&d, "2000-02-29") == 0 && d == 11016);
	CHECK(text_day(&d, "2024-12-31") == 0 && d == 20088);
	CHECK(text_day(&d, "9999-12-31") == 0 && d == 2932896);
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(text_day(&d, bad[i]) == -1);
}

static void
test_date(void)
{
	const uint64_t text = WARN_BIT(WARN_DATE_TEXT);
	const uint64_t scaled = WARN_BIT(WARN_DATE_SCALED);
	const uint64_t fraction = WARN_BIT(WARN_DATE_FRACTION);
	const struct { const char *s; int64_t t; uint64_t odd; } good[] = {
		{ "0", 0, 0 }, { "1704067200", 1704067200, 0 }, { "+1704067200", 1704067200, 0 },
		{ "1704067200.0", 1704067200, fraction }, { "1704067200.", 1704067200, fraction },
		{ "99999999999", INT64_C(99999999999), 0 },
		{ "100000000000", 100000000, scaled },
		{ "1704067200123", 1704067200, scaled },
		{ "1704067200123.5", 1704067200, scaled | fraction },
		{ "1704067200123456", 1704067200, scaled },
		{ "2024-01-01", 1704067200, text },
		{ "2024-01-01T00:00:00Z", 1704067200, text },
		{ "2024-01-01 00:00", 1704067200, text },
		{ "2024-01-01t00:00:00.999 utc", 1704067200, text },
		{ "2024-01-01T01:00:00+01:00", 1704067200, text },
		{ "2023-12-31T19:30:00-0430", 1704067200, text },
		{ "2024-01-01T00:00:00GMT", 1704067200, text },
	};
	static const char *const bad[] = { "", "x", "-1", "1e9", "1704067200 ", "2024-02-30",
	    "2024-01-01T", "2024-01-01T24:00", "2024-01-01T00:60", "2024-01-01T00:00:60",
	    "2024-01-01T00:00 CET", "2024-01-01T00:00+1", "2024-01-01Z", "01/01/2024",
	    "1704067200000000000000" };
	uint64_t odd;
	int64_t t;
	size_t i;

	for (i = 0; i < sizeof good / sizeof *good; i++) {
		odd = 0;
		CHECK(report_date(&t, good[i].s, &odd) == 0);
		CHECK(t == good[i].t && odd == good[i].odd);
	}
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		odd = 0;
		CHECK(report_date(&t, bad[i], &odd) == -1 && odd == 0);
	}
}

static void
test_ip(void)
{
	static const struct { const char *s, *is; } good[] = {
		{ "192.0.2.1", "192.0.2.1" }, { "[192.0.2.1]", "192.0.2.1" },
		{ "2001:DB8:0:0:0:0:0:1", "2001:db8::1" }, { "::1", "::1" }, { "::", "::" },
		{ "IPv6:2001:db8::1", "2001:db8::1" }, { "[IPv6:2001:db8::1]", "2001:db8::1" },
		{ "::ffff:192.0.2.1", "192.0.2.1" }, { "::FFFF:c000:201", "192.0.2.1" },
		{ "64:ff9b::192.0.2.1", "64:ff9b::c000:201" },
		{ "2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1" },
	};
	static const char *const bad[] = { "", "192.0.2", "192.0.2.256", "192.0.2.01", "192.0.2.1:25",
	    "192.0.2.0/24", "fe80::1%eth0", "2001:db8:::1", "[192.0.2.1", "192.0.2.1 ", "localhost",
	    "108r.166.0.1", "[]", "ipv6:",
	    "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc:dddd" };
	char text[INET6_ADDRSTRLEN];
	struct ip ip;
	size_t i;

	for (i = 0; i < sizeof good / sizeof *good; i++) {
		CHECK(text_ip(&ip, good[i].s) == 0);
		inet_ntop(ip.len == 4 ? AF_INET : AF_INET6, ip.bytes, text, sizeof text);
		CHECK_STR(text, good[i].is);
	}
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(text_ip(&ip, bad[i]) == -1);
}

static void
test_size(void)
{
	static const struct { size_t bytes; const char *is; } sizes[] = {
		{ 128 << 20, "128 MiB" }, { (size_t)4 << 30, "4096 MiB" }, { 1 << 20, "1 MiB" },
		{ (1 << 20) + (1 << 10), "1025 KiB" }, { 64 << 10, "64 KiB" }, { 1 << 10, "1 KiB" },
		{ (1 << 20) + 1, "1048577 bytes" }, { 1000, "1000 bytes" }, { 0, "0 bytes" },
		{ SIZE_MAX, "18446744073709551615 bytes" },
	};
	size_t i;

	for (i = 0; i < sizeof sizes / sizeof *sizes; i++)
		CHECK_STR(text_size(sizes[i].bytes).text, sizes[i].is);
}

TEST_MAIN(test_number, test_count, test_day, test_date, test_ip, test_size)
