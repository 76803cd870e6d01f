#include "arena.h"
#include "err.h"
#include "route.h"
#include "test.h"

static const struct route routes[] = {
	{ "GET", "/api/things", 0, NULL, NULL, 0 },
	{ "GET", "/api/things/#", 0, NULL, NULL, 1 },
	{ "DELETE", "/api/things/#", 0, NULL, NULL, 2 },
	{ "GET", "/api/things/#/raw", 0, NULL, NULL, 3 },
	{ "GET", "/api/named/*", 0, NULL, NULL, 4 },
	{ "GET", "/api/named/*/raw", 0, NULL, NULL, 5 },
	{ .method = NULL }
};

#define ID64	"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._"
#define ID320	ID64 ID64 ID64 ID64 ID64
#define ID_MAX	ID320 ID320 ID320 ID320 ID320

_Static_assert(sizeof ID_MAX == ROUTE_MAX_ID + 1, "the longest id");

static void
test_find(void)
{
	static const struct {
		const char	*method, *path;
		int		 row;
		int64_t		 number;
		const char	*id;
	} found[] = {
		{ "GET", "/api/things", 0, 0, "" },
		{ "HEAD", "/api/things", 0, 0, "" },
		{ "GET", "/api/things/7", 1, 7, "" },
		{ "DELETE", "/api/things/9007199254740991", 2, 9007199254740991, "" },
		{ "GET", "/api/things/12/raw", 3, 12, "" },
		{ "GET", "/api/named/a", 4, 0, "a" },
		{ "GET", "/api/named/" ID64, 4, 0, ID64 },
		{ "GET", "/api/named/" ID_MAX, 4, 0, ID_MAX },
		{ "GET", "/api/named/2026-11.x_1/raw", 5, 0, "2026-11.x_1" },
	};
	const struct route *t;
	struct route_part part;
	size_t i;

	for (i = 0; i < sizeof found / sizeof *found; i++) {
		t = route_find(routes, found[i].method, found[i].path, &part);
		CHECK(t == &routes[found[i].row] && part.number == found[i].number);
		CHECK_STR(part.id, found[i].id);
	}
}

static void
test_refused(void)
{
	static const struct { const char *method, *path; enum err kind; } bad[] = {
		{ "GET", "", ERR_NOT_FOUND },
		{ "GET", "/api/thing", ERR_NOT_FOUND },
		{ "GET", "/api/things/", ERR_NOT_FOUND },
		{ "GET", "/api/things/0", ERR_NOT_FOUND },
		{ "GET", "/api/things/-1", ERR_NOT_FOUND },
		{ "GET", "/api/things/1x", ERR_NOT_FOUND },
		{ "GET", "/api/things/1/", ERR_NOT_FOUND },
		{ "GET", "/api/things/99999999999999999999", ERR_NOT_FOUND },
		{ "GET", "/api/things/000000000000000000000000000000001", ERR_NOT_FOUND },
		{ "GET", "/api/named/", ERR_NOT_FOUND },
		{ "GET", "/api/named//raw", ERR_NOT_FOUND },
		{ "GET", "/api/named/a b", ERR_NOT_FOUND },
		{ "GET", "/api/named/a%62", ERR_NOT_FOUND },
		{ "GET", "/api/named/\303\244", ERR_NOT_FOUND },
		{ "GET", "/api/named/" ID_MAX "-", ERR_NOT_FOUND },
		{ "POST", "/api/things", ERR_METHOD },
		{ "DELETE", "/api/things/1/raw", ERR_METHOD },
		{ "", "/api/things", ERR_METHOD },
	};
	struct route_part part;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK(route_find(routes, bad[i].method, bad[i].path, &part) == NULL);
		CHECK(err_kind() == bad[i].kind);
	}
}

static void
test_allow(void)
{
	struct arena *mem = arena_new();

	CHECK_STR(route_allow(routes, "/api/things/3", mem), "GET, HEAD, DELETE");
	CHECK_STR(route_allow(routes, "/api/things", mem), "GET, HEAD");
	arena_free(mem);
}

TEST_MAIN(test_find, test_refused, test_allow)
