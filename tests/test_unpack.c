#include <stdlib.h>

#include "arena.h"
#include "drip.h"
#include "err.h"
#include "limit.h"
#include "test.h"
#include "unpack.h"

static const struct limits limits = LIMIT_DEFAULT;

static int
sniffed(const char *p, size_t n, size_t step)
{
	struct drip d = { p, n, step };
	struct source *s = source_new(drip_fill, &d);
	int rv = sniff(s);

	source_free(s);
	return rv;
}

#define BYTES(s)	s, sizeof(s) - 1

static void
test_sniff(void)
{
	static const struct { const char *p; size_t n; enum content want; } heads[] = {
		{ BYTES(""), CONTENT_EMPTY },
		{ BYTES(" \r\n\t"), CONTENT_EMPTY },
		{ BYTES("\0\0\0"), CONTENT_EMPTY },
		{ BYTES("\xef\xbb\xbf\n\0"), CONTENT_EMPTY },
		{ BYTES("\x1f\x8b\x08"), CONTENT_GZIP },
		{ BYTES("\x1f"), CONTENT_OTHER },
		{ BYTES("x\x9c\xcbH"), CONTENT_ZLIB },
		{ BYTES("xx"), CONTENT_OTHER },
		{ BYTES("PK\3\4"), CONTENT_ZIP },
		{ BYTES("PK\5\6\0"), CONTENT_ZIP },
		{ BYTES("PK\7\10PK\3\4"), CONTENT_ZIP },
		{ BYTES("PK"), CONTENT_OTHER },
		{ BYTES("BZh9"), CONTENT_BZIP2 },
		{ BYTES("\xfd" "7zXZ\0"), CONTENT_XZ },
		{ BYTES("7z\xbc\xaf\x27\x1c"), CONTENT_7Z },
		{ BYTES("<?xml?>"), CONTENT_XML },
		{ BYTES("\xef\xbb\xbf\r\n <a/>"), CONTENT_XML },
		{ BYTES("\xff\xfe<\0"), CONTENT_XML },
		{ BYTES("<\0?\0x\0"), CONTENT_XML },
		{ BYTES("\0<\0f"), CONTENT_XML },
		{ BYTES("junk <feedback>"), CONTENT_XML },
		{ BYTES("junk <x:feedback>"), CONTENT_XML },
		{ BYTES("junk feedback"), CONTENT_OTHER },
		{ BYTES("\n{\"a\":1}"), CONTENT_JSON },
		{ BYTES("From: a\nTo: b\n\n"), CONTENT_MAIL },
		{ BYTES("From: a\r\nTo: b\r\n\r\nx"), CONTENT_MAIL },
		{ BYTES("From a@b Fri\r\nX-Y : a\r\n b: c\r\nZ:\r\n\r\n"), CONTENT_MAIL },
		{ BYTES(">From a\nA: b\nC: d\n\n"), CONTENT_MAIL },
		{ BYTES("From: a\n\nTo: b\n\n"), CONTENT_OTHER },
		{ BYTES("From: a\nTo: b\n"), CONTENT_OTHER },
		{ BYTES("From: a\nno field\nTo: b\n\n"), CONTENT_OTHER },
		{ BYTES("unused"), CONTENT_OTHER },
	};
	char tar[512] = "a.xml", *mail;
	size_t i, n;

	for (i = 0; i < sizeof heads / sizeof *heads; i++) {
		CHECK(sniffed(heads[i].p, heads[i].n, 1) == (int)heads[i].want);
		CHECK(sniffed(heads[i].p, heads[i].n, 99) == (int)heads[i].want);
	}
	memcpy(tar + 257, "ustar", 5);
	CHECK(sniffed(tar, sizeof tar, 100) == CONTENT_TAR);
	/* A header that does not end in what is looked at. */
	n = 2 * SOURCE_BUFFER;
	mail = xrealloc(NULL, n);
	for (i = 0; i < n; i += 4)
		memcpy(mail + i, "a:b\n", 4);
	CHECK(sniffed(mail, n, 5000) == CONTENT_MAIL);
	free(mail);
}

/* Each file of an archive: name=size, or name!kind when it cannot be read. */
static const char *
list(struct arena *mem, const char *file, const struct limits *l, size_t max)
{
	struct limits lim = *l;
	struct budget budget;
	const char *s = "", *name;
	struct source *in, *member;
	struct unpack *u;
	const void *p;
	size_t size;
	ssize_t n;
	FILE *f;
	int rv;

	if ((f = fopen(arena_printf(mem, "reports/container/%s", file), "r")) == NULL)
		return "no file";
	lim.unpacked = max;
	budget_begin(&budget, &lim);
	in = source_fd(fileno(f));
	rv = sniff(in);
	if ((u = unpack_open(in, rv, &budget)) == NULL)
		s = arena_printf(mem, "!%s", err_code(err_kind()));
	while (u != NULL && (rv = unpack_next(u, &member, &name)) == 1) {
		for (size = 0; (n = source_read(member, &p)) > 0; size += n)
			;
		s = n == 0 ? arena_printf(mem, "%s%s=%zu ", s, name == NULL ? "" : name, size) :
		    arena_printf(mem, "%s%s!%s ", s, name == NULL ? "" : name,
		    err_code(err_kind()));
	}
	if (u != NULL && rv == -1)
		s = arena_printf(mem, "%s!%s", s, err_code(err_kind()));
	unpack_close(u);
	source_free(in);
	fclose(f);
	return s;
}

static void
test_archives(void)
{
	static const struct { const char *file, *want; } archives[] = {
		{ "zip-stored.zip", "a.xml=668 " },
		{ "zip-streamed.zip", "a.xml=668 b.xml=668 " },
		{ "zip64.zip", "a.xml=668 " },
		{ "zip-no-name.zip", "=668 " },
		{ "zip-folders.zip", "README=6 a/b/C.XML=668 " },
		{ "zip-litter.zip", "a.xml=668 " },
		{ "zip-link.zip", "a.xml=668 " },
		{ "zip-odd-names.zip", "../../evil.xml=668 /etc/b\x1b[2J<b>\xc3\xbc.xml=668 " },
		{ "zip-bad-crc.zip", "a.xml!archive-corrupt b.xml=668 " },
		{ "zip-bad-data.zip", "a.xml!archive-corrupt b.xml=668 " },
		{ "zip-bad-size.zip", "a.xml!archive-corrupt b.xml=668 " },
		{ "zip-half-encrypted.zip", "a.xml!archive-encrypted b.xml=668 " },
		{ "zip-lzma.zip", "a.xml!archive-corrupt " },
		{ "zip-empty.zip", "" },
		{ "zip-cut.zip", "!archive-corrupt" },
		{ "tar.tar", "a/a.xml=668 b.xml.gz=356 " },
		{ "tar-cut.tar", "a.xml!archive-corrupt !archive-corrupt" },
		{ "bzip2.bz2", "=668 " },
		{ "bzip2-cut.bz2", "!archive-corrupt" },
		{ "bzip2-bomb.bz2", "!limit " },
		{ "xz.xz", "=668 " },
		{ "xz-cut.xz", "!archive-corrupt" },
	};
	struct arena *mem = arena_new();
	size_t i;

	for (i = 0; i < sizeof archives / sizeof *archives; i++)
		CHECK_STR(list(mem, archives[i].file, &limits, 1000000), archives[i].want);
	arena_free(mem);
}

static void
test_limits(void)
{
	struct limits one = limits;
	struct arena *mem = arena_new();

	one.files = 1;
	CHECK_STR(list(mem, "zip-stored.zip", &one, 668), "a.xml=668 ");
	CHECK_STR(list(mem, "zip-two.zip", &one, 2000), "!limit");
	CHECK_STR(err_text(), "more than 1 files in archives");
	CHECK_STR(list(mem, "zip-two.zip", &limits, 668), "a.xml=668 b.xml!limit ");
	CHECK_STR(err_text(), "more than 668 bytes when unpacked");
	arena_free(mem);
}

TEST_MAIN(test_sniff, test_archives, test_limits)
