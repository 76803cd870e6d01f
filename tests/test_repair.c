#include "drip.h"
#include "err.h"
#include "repair.h"
#include "terms.h"
#include "test.h"

#define W(x)	WARN_BIT(WARN_REPAIRED_##x)
#define REC	"<record><row><count>1</count></row></record>"
#define BYTES(s)	s, sizeof s - 1

/* However the bytes come: 1 when it was read to its end. */
static int
mended(const char *s, size_t n, size_t step, char *to, size_t size, uint64_t *done)
{
	struct drip drip = { s, n, step };
	struct source *in = source_new(drip_fill, &drip);
	struct repair *r = repair_open(in);
	const void *p;
	ssize_t got;
	size_t len = 0;

	while ((got = source_read(repair_source(r), &p)) > 0) {
		if ((size_t)got > size - 1 - len)
			got = size - 1 - len;
		memcpy(to + len, p, got);
		len += got;
	}
	to[len] = '\0';
	*done = repair_done(r);
	repair_close(r);
	source_free(in);
	return got == 0;
}

static const size_t steps[] = { 1, 3, 64, 100000 };

#define STEPS	(sizeof steps / sizeof *steps)

static void
test_mended(void)
{
	static const struct { const char *in; size_t n; const char *out; uint64_t done; } t[] = {
		/* Bytes. */
		{ BYTES("<feedback>a\xe9z \x91q\x92 \x81 \xc3\xa9 \xe2\x82</feedback>"),
		    "<feedback>a\xc3\xa9z \xe2\x80\x98q\xe2\x80\x99 \xef\xbf\xbd \xc3\xa9 "
		    "\xc3\xa2\xe2\x80\x9a</feedback>", W(INVALID_BYTES) },
		{ BYTES("<feedback>\xed\xa0\x80\xc0\xaf\xf4\x90\x80\x80</feedback>"),
		    "<feedback>\xc3\xad\xc2\xa0\xe2\x82\xac\xc3\x80\xc2\xaf"
		    "\xc3\xb4\xef\xbf\xbd\xe2\x82\xac\xe2\x82\xac</feedback>", W(INVALID_BYTES) },
		{ BYTES("\xef\xbb\xbf\n<?xml version='1.0'?><feedback></feedback>"),
		    "<feedback></feedback>", W(XML_DECLARATION) },
		{ BYTES("<?xml version='1.0' encoding='UTF-16'?><feedback>\xc3\xa9</feedback>"),
		    "<feedback>\xc3\xa9</feedback>", W(XML_DECLARATION) },
		{ BYTES("<?xml version='1.0' encoding='no-such'?><feedback>\xc3\xa9</feedback>"),
		    "<feedback>\xc3\xa9</feedback>", W(XML_DECLARATION) },
		{ BYTES("<?xml version=\"1.0\" encoding=\"windows-1252\"?><feedback>\x80\x81</feedback>"),
		    "<feedback>\xe2\x82\xac\xef\xbf\xbd</feedback>", W(INVALID_BYTES) },
		{ BYTES("<?xml version='1.0' encoding='GB2312'?><feedback>\xd6\xd0</feedback>"),
		    "<feedback>\xe4\xb8\xad</feedback>", W(XML_DECLARATION) },
		{ BYTES("\xff\xfe<\0f\0e\0e\0d\0b\0a\0c\0k\0>\0\x16\x26&\0<\0/\0f\0e\0e\0d\0b\0a\0c\0k\0>\0"),
		    "<feedback>\xe2\x98\x96&amp;</feedback>", W(BARE_AMPERSAND) },
		{ BYTES("\0<\0f\0e\0e\0d\0b\0a\0c\0k\0>\xd8\0\0x\0<\0/\0f\0e\0e\0d\0b\0a\0c\0k\0>"),
		    "<feedback>\xef\xbf\xbdx</feedback>", W(INVALID_BYTES) },
		/* Control characters. */
		{ BYTES("<feedback>a\ab\0c\td\x1f\xef\xbf\xbf</feedback>"),
		    "<feedback>a b c\td  </feedback>", W(CONTROL_CHARS) },
		{ BYTES("<feedback>&#7;&#x0;&#x1F;&#xD800;&#x110000;&#65534;&#99999999999;</feedback>"),
		    "<feedback>       </feedback>", W(CONTROL_CHARS) },
		{ BYTES("<feedback>&#9;&#10;&#x0000041;&amp;&lt;&gt;&quot;&apos;&</feedback>"),
		    "<feedback>&#9;&#10;&#x0000041;&amp;&lt;&gt;&quot;&apos;&amp;</feedback>",
		    W(BARE_AMPERSAND) },
		/* Markup that is none. */
		{ BYTES("<feedback>a & b &nbsp; &#; &#x; &#xg; &amp &</feedback>"),
		    "<feedback>a &amp; b &amp;nbsp; &amp;#; &amp;#x; &amp;#xg; &amp;amp &amp;</feedback>",
		    W(BARE_AMPERSAND) },
		{ BYTES("<feedback><email><a@b.example></email>1 < 2 <3 <- <></feedback>"),
		    "<feedback><email>&lt;a@b.example></email>1 &lt; 2 &lt;3 &lt;- &lt;></feedback>",
		    W(STRAY_LT) },
		{ BYTES("<feedback><a\0b><row\0></row\0></feedback>"),
		    "<feedback>&lt;a b>&lt;row >&lt;/row ></feedback>", W(STRAY_LT) | W(CONTROL_CHARS) },
		{ BYTES("<feedback><b>x</b><record a='<'><domain</feedback>"),
		    "<feedback>&lt;b>x&lt;/b>&lt;record a='&lt;'>&lt;domain</feedback>", W(STRAY_LT) },
		{ BYTES("<feedback><domain a='&'\n/><domain\t></domain ><email/>&</feedback >"),
		    "<feedback><domain a='&amp;'\n/><domain\t></domain ><email/>&amp;</feedback >",
		    W(BARE_AMPERSAND) },
		{ BYTES("<feedback><!-- <b> & --><![CDATA[ <b> & ]] ]]><?p <b> & ? ?>&</feedback>"),
		    "<feedback><!-- <b> & --><![CDATA[ <b> & ]] ]]><?p <b> & ? ?>&amp;</feedback>",
		    W(BARE_AMPERSAND) },
		{ BYTES("<n:feedback xmlns:n='u'><n:row/><row/><m:row/>&</n:feedback>"),
		    "<n:feedback xmlns:n='u'><n:row/><row/>&lt;m:row/>&amp;</n:feedback>",
		    W(STRAY_LT) | W(BARE_AMPERSAND) },
		{ BYTES("<feedback><extension><row/></extension>&</feedback>"),
		    "<feedback><extension><row/></extension>&amp;</feedback>", W(BARE_AMPERSAND) },
		/* Around the root. */
		{ BYTES("<?xml version='1.0'?>\"\n<feedback></feedback>"), "<feedback></feedback>",
		    W(JUNK_BEFORE_ROOT) },
		{ BYTES("<xs:schema x='y'>\n<feedbacks/><feedback></feedback>\n"),
		    "<feedback></feedback>", W(JUNK_BEFORE_ROOT) },
		{ BYTES("<?xml version='1.0'?> <!-- x --> <feedback>&</feedback>"),
		    "<feedback>&amp;</feedback>", W(BARE_AMPERSAND) },
		{ BYTES("<feedback></feedback>\r\n-- \nbye</feedback>"), "<feedback></feedback>",
		    W(JUNK_AFTER_ROOT) },
		{ BYTES("<feedback></feedback>\n\0\0\0\x1a"), "<feedback></feedback>",
		    W(XML_DECLARATION) },
		/* The end that never came. */
		{ BYTES("<feedback>" REC "\n</feedback"), "<feedback>" REC "\n</feedback>",
		    W(CLOSED_ROOT) },
		{ BYTES("<feedback>" REC REC "</"), "<feedback>" REC REC "</feedback>",
		    W(CLOSED_ROOT) },
		{ BYTES("<feedback>" REC "<"), "<feedback>" REC "</feedback>", W(CLOSED_ROOT) },
		{ BYTES("<a:feedback xmlns:a='u'>" REC " \n\0\0"),
		    "<a:feedback xmlns:a='u'>" REC " \n  </a:feedback>",
		    W(CLOSED_ROOT) | W(CONTROL_CHARS) },
	};
	char out[1024];
	uint64_t done;
	size_t i, k;

	for (i = 0; i < sizeof t / sizeof *t; i++)
		for (k = 0; k < STEPS; k++) {
			CHECK(mended(t[i].in, t[i].n, steps[k], out, sizeof out, &done));
			CHECK_STR(out, t[i].out);
			CHECK(done == t[i].done);
		}
}

static void
test_refused(void)
{
	static const struct { const char *in; enum err kind; const char *why; } t[] = {
		{ "<html>no report</html>", ERR_NOT_REPORT, "there is no <feedback> in it" },
		{ "<feedbacks></feedbacks>", ERR_NOT_REPORT, "there is no <feedback> in it" },
		{ "", ERR_NOT_REPORT, "there is no <feedback> in it" },
		{ "<!DOCTYPE x><feedback>&</feedback>", ERR_XML_FORBIDDEN,
		    "a report may not have a DOCTYPE" },
		{ "<feedback><!-- <!DOCTYPE x> --></feedback>", ERR_XML_FORBIDDEN,
		    "a report may not have a DOCTYPE" },
		{ "<feedback></feedback><!DOCTYPE x>", ERR_XML_FORBIDDEN,
		    "a report may not have a DOCTYPE" },
		{ "<feedback>", ERR_XML_TRUNCATED, "the XML ends inside the data" },
		{ "<feedback><report_metadata>", ERR_XML_TRUNCATED, "the XML ends inside the data" },
		{ "<feedback>" REC "<record", ERR_XML_TRUNCATED, "the XML ends inside the data" },
		{ "<feedback>" REC "<record>", ERR_XML_TRUNCATED, "the XML ends inside the data" },
		{ "<feedback>" REC "<record><row></row></reco", ERR_XML_TRUNCATED,
		    "the XML ends inside the data" },
		{ "<feedback>" REC "text", ERR_XML_TRUNCATED, "the XML ends inside the data" },
		{ "<feedback>" REC "&amp;", ERR_XML_TRUNCATED, "the XML ends inside the data" },
		{ "<feedback>" REC "<report_metadata>", ERR_XML_TRUNCATED,
		    "the XML ends inside the data" },
		{ "<feedback>" REC "<!-- </feedback>", ERR_XML_TRUNCATED,
		    "the XML ends inside the data" },
		{ "<feedback>" REC "<![CDATA[ </feedback>", ERR_XML_TRUNCATED,
		    "the XML ends inside the data" },
	};
	char out[1024];
	uint64_t done;
	size_t i, k;

	for (i = 0; i < sizeof t / sizeof *t; i++)
		for (k = 0; k < STEPS; k++) {
			CHECK(!mended(t[i].in, strlen(t[i].in), steps[k], out, sizeof out, &done));
			CHECK_STR(err_code(err_kind()), err_code(t[i].kind));
			CHECK_STR(err_text(), t[i].why);
		}
}

/* More than fits in any buffer, with something to mend at every place. */
static void
test_long(void)
{
	static char in[300000], want[300000], out[300000];
	size_t i, k, n = 0, w = 0;
	uint64_t done;

	n += snprintf(in, sizeof in, "<feedback>");
	w += snprintf(want, sizeof want, "<feedback>");
	for (i = 0; n < sizeof in / 4; i++) {
		n += snprintf(in + n, sizeof in - n, "%*s<%zu & \xe9<record></record>",
		    (int)(i % 97), "", i);
		w += snprintf(want + w, sizeof want - w,
		    "%*s&lt;%zu &amp; \xc3\xa9<record></record>", (int)(i % 97), "", i);
	}
	snprintf(want + w, sizeof want - w, "</feedback>");
	for (k = 0; k < STEPS; k++) {
		CHECK(mended(in, n, steps[k], out, sizeof out, &done));
		CHECK(strcmp(out, want) == 0);
		CHECK(done == (W(STRAY_LT) | W(BARE_AMPERSAND) | W(INVALID_BYTES) | W(CLOSED_ROOT)));
	}
}

TEST_MAIN(test_mended, test_refused, test_long)
