#include <stdarg.h>
#include <stdlib.h>

#include "err.h"
#include "parse.h"
#include "terms.h"
#include "test.h"

#define HEAD								\
	"<report_metadata><org_name>Example Receiver</org_name>"	\
	"<email>dmarc@receiver.example</email><report_id>1</report_id>"	\
	"<date_range><begin>1704067200</begin><end>1704153599</end></date_range>" \
	"</report_metadata><policy_published><domain>example.org</domain><p>none</p>" \
	"</policy_published>"
#define RECORD(ip)	"<record><row><source_ip>" ip "</source_ip><count>1</count></row></record>"

/* What was read, as one line; pieces are how the bytes come. */
static struct {
	char	text[8192];
	size_t	len;
	int	stop;			/* the sink's answer */
} got;

static void say(const char *, ...) __attribute__((format(printf, 1, 2)));

static void
say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (got.len < sizeof got.text)
		got.len += vsnprintf(got.text + got.len, sizeof got.text - got.len, fmt, ap);
	va_end(ap);
}

static const char *
or(const char *s)
{
	return s == NULL ? "-" : *s == '\0' ? "''" : s;
}

static int
on_record(void *arg, const struct record *r)
{
	const struct reason *why;
	const struct auth *a;

	(void)arg;
	if (got.stop)
		return fail(ERR_SYSTEM, "the sink is full");
	say("%s%u/%lld %s/%s/%s from=%s/%s/%s", got.len > 0 ? "; " : "", r->source.bytes[3],
	    (long long)r->count, or(term_text(TERM_DISPOSITION, r->disposition)),
	    or(term_text(TERM_EVALUATED, r->dkim)), or(term_text(TERM_EVALUATED, r->spf)),
	    or(r->header_from), or(r->envelope_from), or(r->envelope_to));
	if (r->source_raw != NULL)
		say(" raw=%s", r->source_raw);
	for (why = r->reasons; why != NULL; why = why->next)
		say(" why=%s/%s", or(term_text(TERM_REASON, why->type)), or(why->comment));
	for (a = r->auth_dkim; a != NULL; a = a->next)
		say(" dkim=%s/%s/%s/%s", or(a->domain), or(a->selector),
		    or(term_text(TERM_DKIM, a->result)), or(a->human_result));
	for (a = r->auth_spf; a != NULL; a = a->next)
		say(" spf=%s/%s/%s/%s", or(a->domain), or(term_text(TERM_SCOPE, a->scope)),
		    or(term_text(TERM_SPF, a->result)), or(a->human_result));
	return 0;
}

static const struct sink sink = { on_record, NULL };
static const size_t pieces[] = { 1, 2, 7, 49, 4096, 1 << 20 };

#define PIECES	(sizeof pieces / sizeof *pieces)

static const struct report *
feed(struct parser *p, const char *s, size_t n, size_t piece)
{
	size_t part;

	got.len = 0;
	got.text[0] = '\0';
	for (; n > 0; s += part, n -= part) {
		part = n < piece ? n : piece;
		if (parser_feed(p, s, part) == -1)
			return NULL;
	}
	return parser_end(p);
}

/* However it comes, it is read the same. */
static void
same(const char *s, size_t n, const char *want, uint64_t warnings)
{
	const struct limits lim = LIMIT_DEFAULT;
	const struct report *r;
	size_t i;

	for (i = 0; i < PIECES; i++) {
		struct parser *p = parser_new(&sink, &lim);

		r = feed(p, s, n, pieces[i]);
		CHECK(r != NULL);
		if (r == NULL)
			printf("\t%s\n\t%s\n", err_text(), s);
		else
			CHECK(r->warnings == warnings);
		CHECK_STR(got.text, want);
		parser_free(p);
	}
}

static void
refused(const char *s, size_t n, const struct limits *lim, enum err kind, const char *why)
{
	size_t i;

	for (i = 0; i < PIECES; i++) {
		struct parser *p = parser_new(&sink, lim);

		CHECK(feed(p, s, n, pieces[i]) == NULL);
		CHECK_STR(err_code(err_kind()), err_code(kind));
		CHECK_STR(err_text(), why);
		parser_free(p);
	}
}

#define W(x)		WARN_BIT(WARN_##x)
#define BARE		(W(POLICY_EVALUATED_MISSING) | W(IDENTIFIERS_MISSING) |		\
			    W(AUTH_RESULTS_MISSING) | W(HEADER_FROM_MISSING))
#define ROW(x)		"<row><source_ip>192.0.2.1</source_ip><count>1</count>" x "</row>"
#define FROM		"<identifiers><header_from>a.example</header_from></identifiers>"
#define AUTH(x)		"<auth_results>" x "</auth_results>"
#define EVALUATED(x)	"<policy_evaluated>" x "</policy_evaluated>"

static void
test_record(void)
{
	static const struct { const char *record, *want; uint64_t odd; } t[] = {
		{ ROW(EVALUATED("<disposition>none</disposition><dkim>pass</dkim><spf>fail</spf>"))
		    FROM AUTH("<dkim><domain>D.example.</domain><selector>s</selector>"
		    "<result>pass</result></dkim><spf><domain>b.example</domain>"
		    "<scope>mfrom</scope><result>softfail</result></spf>"),
		    "1/1 none/pass/fail from=a.example/-/- dkim=d.example/s/pass/- "
		    "spf=b.example/mfrom/softfail/-", 0 },
		/* Any order; paths, not names. */
		{ AUTH("<spf><result>none</result><domain>a</domain></spf>"
		    "<domain>x</domain><result>x</result>") FROM
		    "<spf>x</spf><domain>x</domain>"
		    "<row><policy_evaluated><spf>Pass</spf><domain>x</domain></policy_evaluated>"
		    "<dkim>x</dkim><count>3</count><source_ip>192.0.2.9</source_ip></row>",
		    "9/3 -/-/pass from=a.example/-/- spf=a/-/none/-", W(VALUE_CASE) },
		/* The first of a group, the first value that is not empty. */
		{ ROW(EVALUATED("<dkim/><dkim> </dkim><dkim>fail</dkim><dkim>pass</dkim>")
		    EVALUATED("<spf>pass</spf>")) "<row><source_ip>192.0.2.7</source_ip></row>"
		    FROM "<identities><envelope_to>b.example</envelope_to></identities>" AUTH(""),
		    "1/1 -/fail/- from=a.example/-/-", 0 },
		{ ROW(EVALUATED("")) "<identities><header_from>A@b.Example</header_from>"
		    "</identities>" AUTH(""), "1/1 -/-/- from=b.example/-/-",
		    W(ADDRESS_AS_DOMAIN) },
		/* All reasons, all results of all groups. */
		{ ROW(EVALUATED("<reason><type>other</type><comment>a&amp;b</comment></reason>"
		    "<reason>sampled_out</reason><reason/><reason> <type/> </reason>"
		    "<reason><comment>c</comment></reason>")) FROM
		    AUTH("<dkim/><dkim><domain>a</domain></dkim>")
		    AUTH("<dkim><domain>b</domain><human_result>h</human_result></dkim>"),
		    "1/1 -/-/- from=a.example/-/- why=other/a&b why=sampled_out/- why=-/c "
		    "dkim=a/-/-/- dkim=b/-/-/h", W(REASON_EMPTY) | W(AUTH_ENTRY_EMPTY) },
		{ ROW(EVALUATED("<reason>text <foreign/></reason>")) FROM AUTH(""),
		    "1/1 -/-/- from=a.example/-/-", W(REASON_EMPTY) },
		/* The null sender is not an absent one. */
		{ ROW(EVALUATED("")) "<identifiers><header_from>a</header_from><envelope_from/>"
		    "</identifiers>" AUTH(""), "1/1 -/-/- from=a/''/-", 0 },
		{ ROW(EVALUATED("")) "<identifiers><header_from>a</header_from>"
		    "<envelope_from>&lt;&gt;</envelope_from></identifiers>" AUTH(""),
		    "1/1 -/-/- from=a/''/-", 0 },
		{ ROW(EVALUATED("")) "<identifiers><header_from>a</header_from><envelope_from/>"
		    "<envelope_from>b</envelope_from><envelope_from/></identifiers>" AUTH(""),
		    "1/1 -/-/- from=a/b/-", 0 },
		/* Text comes in pieces: entities, CDATA, comments, elements nobody knows. */
		{ ROW(EVALUATED("<reason><comment>\n a<!-- x -->b<?x y?>c<![CDATA[<d>]]>&#101;"
		    "<b>no</b>f \t</comment></reason>")) FROM AUTH(""),
		    "1/1 -/-/- from=a.example/-/- why=-/abc<d>ef", 0 },
		/* Odd values keep the record. */
		{ "<row><source_ip>nowhere</source_ip><count>-1</count></row>",
		    "0/0 -/-/- from=-/-/- raw=nowhere", BARE | W(IP_INVALID) | W(COUNT_INVALID) },
		{ "<row><source_ip>[::ffff:192.0.2.3]</source_ip></row>", "3/0 -/-/- from=-/-/-",
		    BARE | W(IP_DECORATED) | W(IP_V4MAPPED) | W(COUNT_INVALID) },
		{ "<row><count>99999999999999999999</count></row>",
		    "0/9007199254740991 -/-/- from=-/-/-", BARE | W(IP_MISSING) | W(COUNT_HUGE) },
		{ ROW(EVALUATED("<disposition>softfail</disposition><dkim>none</dkim>")) FROM
		    AUTH("<spf><scope>x</scope><result>hardfail</result></spf>"),
		    "1/1 unknown/fail/- from=a.example/-/- spf=-/unknown/fail/-",
		    W(DISPOSITION_NONSTANDARD) | W(EVAL_NONSTANDARD) | W(SCOPE_NONSTANDARD) |
		    W(AUTH_NONSTANDARD) },
		/* Nothing at all is no record. */
		{ "<row><source_ip/><count>0</count></row>", "",
		    BARE | W(IP_MISSING) | W(RECORD_NULL) | W(NO_RECORDS) },
	};
	char xml[4096];
	size_t i;
	int n;

	for (i = 0; i < sizeof t / sizeof *t; i++) {
		n = snprintf(xml, sizeof xml, "<feedback>" HEAD "<record>%s</record></feedback>",
		    t[i].record);
		same(xml, n, t[i].want, t[i].odd);
	}
}

static void
test_namespace(void)
{
	static const struct { const char *xml, *want; } t[] = {
		{ "<feedback xmlns='urn:x'>" HEAD RECORD("192.0.2.1")
		    "<y:record xmlns:y='urn:y'>" ROW("") "</y:record></feedback>", "urn:x 1" },
		{ "<n:feedback xmlns:n='urn:x'>" HEAD RECORD("192.0.2.1")
		    "<n:record>" ROW("") "</n:record></n:feedback>", "urn:x 2" },
		{ "<feedback>" HEAD RECORD("192.0.2.1")
		    "<record xmlns='http://DMARC.example/1'>" ROW("") "</record>"
		    "<record xmlns='urn:y'>" ROW("") "</record></feedback>", "- 2" },
		{ "<feedback><extension>" RECORD("192.0.2.1") HEAD "</extension>" HEAD
		    RECORD("192.0.2.2") "</feedback>", "- 1" },
		{ "<feedback><x a='1' b='2'><record>" RECORD("192.0.2.1") "</record></x>"
		    RECORD("192.0.2.2") HEAD "</feedback>", "- 1" },
	};
	const struct limits lim = LIMIT_DEFAULT;
	const struct report *r;
	const char *semicolon;
	char sum[64];
	size_t i, k, n;

	for (i = 0; i < sizeof t / sizeof *t; i++)
		for (k = 0; k < PIECES; k++) {
			struct parser *p = parser_new(&sink, &lim);

			r = feed(p, t[i].xml, strlen(t[i].xml), pieces[k]);
			CHECK(r != NULL);
			n = got.len > 0;
			for (semicolon = got.text; (semicolon = strchr(semicolon, ';')) != NULL;
			    semicolon++)
				n++;
			snprintf(sum, sizeof sum, "%s %zu", r != NULL ? or(r->xmlns) : "?", n);
			CHECK_STR(sum, t[i].want);
			parser_free(p);
		}
}

static void
test_metadata(void)
{
	static const char xml[] = "<?xml version='1.0' encoding='ISO-8859-1'?>\r\n"
	    "<feedback><version> 1.0 </version>"
	    "<policy_published><domain>EXAMPLE.org.</domain><adkim>s</adkim><aspf>relaxed</aspf>"
	    "<p>Reject</p><sp>nil</sp><np>x</np><pct>50%</pct><fo>1:d</fo><testing>y</testing>"
	    "<discovery_method>psl</discovery_method></policy_published>" RECORD("192.0.2.1")
	    "<policy_published><domain>b.example</domain></policy_published>"
	    "<report_metadata><org_name/><email>&lt;a@Receiver.Example&gt;</email>"
	    "<extra_contact_info>caf\xe9</extra_contact_info><report_id>&lt;a&lt;b&gt;&gt;</report_id>"
	    "<date_range><end>1704067200000</end><begin>2024-01-03T00:00:00Z</begin></date_range>"
	    "<error>one</error><error/><error>two</error><generator>g 1</generator>"
	    "</report_metadata></feedback>";
	const struct limits lim = LIMIT_DEFAULT;
	struct parser *p = parser_new(&sink, &lim);
	const struct report *r = feed(p, xml, sizeof xml - 1, 11);

	CHECK(r != NULL);
	if (r == NULL)
		return;
	CHECK_STR(r->version, "1.0");
	CHECK_STR(r->org, "receiver.example");
	CHECK_STR(r->email, "a@Receiver.Example");
	CHECK_STR(r->contact, "caf\xc3\xa9");
	CHECK_STR(r->report_id, "a<b>");
	CHECK_STR(r->generator, "g 1");
	CHECK_STR(r->errors->text, "one");
	CHECK_STR(r->errors->next->text, "two");
	CHECK(r->errors->next->next == NULL && r->xmlns == NULL);
	CHECK(r->begin == 1704067200 && r->end == 1704240000);
	CHECK_STR(r->policy.domain, "example.org");
	CHECK_STR(r->policy.fo, "1:d");
	CHECK(r->policy.adkim == ALIGNMENT_STRICT && r->policy.aspf == ALIGNMENT_RELAXED);
	CHECK(r->policy.p == POLICY_REJECT && r->policy.sp == TERM_ABSENT);
	CHECK(r->policy.np == TERM_UNKNOWN && r->policy.pct == 50);
	CHECK(r->policy.testing == 2 && r->policy.discovery == 2);
	CHECK(r->warnings == (BARE | W(POLICY_REPEATED) | W(POLICY_NONSTANDARD) | W(VALUE_CASE) |
	    W(ALIGNMENT_NONSTANDARD) | W(ORG_FROM_EMAIL) | W(DATE_SCALED) | W(DATE_TEXT) |
	    W(DATE_SWAPPED) | W(SPAN_LONG)));
	parser_free(p);
}

static void
test_encoding(void)
{
	static const struct { const char *name; char c; const char *is; } one[] = {
		{ "windows-1252", '\x80', "\xe2\x82\xac" }, { "iso-8859-15", '\xa4', "\xe2\x82\xac" },
		{ "KOI8-R", '\xc1', "\xd0\xb0" }, { "ISO-8859-2", '\xb1', "\xc4\x85" },
		{ "us-ascii", 'x', "x" }, { "cp437", '\x81', "\xc3\xbc" },
	};
	static const char *const no[] = { "x-unheard-of", "gb2312", "utf-7", "../../etc/passwd",
	    "ISO-2022-JP" };
	const struct limits lim = LIMIT_DEFAULT;
	char xml[2048], want[256];
	size_t i;
	int n;

	for (i = 0; i < sizeof one / sizeof *one; i++) {
		n = snprintf(xml, sizeof xml, "<?xml version='1.0' encoding='%s'?><feedback>" HEAD
		    "<record>" ROW(EVALUATED("<reason>other</reason><reason><comment>%c</comment></reason>"))
		    FROM AUTH("") "</record></feedback>", one[i].name, one[i].c);
		snprintf(want, sizeof want, "1/1 -/-/- from=a.example/-/- why=other/- why=-/%s",
		    one[i].is);
		same(xml, n, want, 0);
	}
	for (i = 0; i < sizeof no / sizeof *no; i++) {
		n = snprintf(xml, sizeof xml, "<?xml version='1.0' encoding='%s'?><feedback/>", no[i]);
		struct parser *p = parser_new(&sink, &lim);

		CHECK(feed(p, xml, n, 4096) == NULL && err_kind() == ERR_XML_MALFORMED);
		parser_free(p);
	}
	n = snprintf(xml, sizeof xml, "\n\r\n <?xml version='1.0'?><feedback>" HEAD "</feedback>");
	same(xml, n, "", W(REPAIRED_LEADING_SPACE) | W(NO_RECORDS));
	n = snprintf(xml, sizeof xml, "\xef\xbb\xbf<?xml version='1.0'?><feedback>" HEAD "</feedback>");
	same(xml, n, "", W(NO_RECORDS));
}

static void
test_refused(void)
{
	static const struct { const char *xml; enum err kind; const char *why; } t[] = {
		{ "", ERR_EMPTY, "there is nothing in it" },
		{ " \n\t", ERR_EMPTY, "there is nothing in it" },
		{ "<rss version='2.0'><channel/></rss>", ERR_NOT_REPORT,
		    "the root element is <rss>, not <feedback>" },
		{ "<!DOCTYPE feedback [<!ENTITY a 'b'>]><feedback>&a;</feedback>",
		    ERR_XML_FORBIDDEN, "line 1: a report may not have a DOCTYPE" },
		{ "\n<?xml version='1.0'?>\n<!DOCTYPE feedback SYSTEM 'file:///x'><feedback/>",
		    ERR_XML_FORBIDDEN, "line 3: a report may not have a DOCTYPE" },
		{ "<feedback/>", ERR_MISSING_FIELD, "there is no <report_metadata>" },
		{ "<feedback><report_metadata/></feedback>", ERR_MISSING_FIELD,
		    "there is no <policy_published>" },
		{ "<feedback><report_metadata/><policy_published/></feedback>", ERR_BAD_DATE,
		    "no usable date: begin is \"\", end is \"\"" },
		{ "<feedback><report_metadata><date_range><begin>x</begin><end>-1</end></date_range>"
		    "</report_metadata><policy_published/></feedback>", ERR_BAD_DATE,
		    "no usable date: begin is \"x\", end is \"-1\"" },
		{ "<feedback><report_metadata><date_range><begin>1</begin></date_range>"
		    "</report_metadata><policy_published><domain> . </domain></policy_published>"
		    "</feedback>", ERR_MISSING_FIELD,
		    "there is no <domain> in <policy_published>" },
		{ "<feedback>\n<a></b></feedback>", ERR_XML_MALFORMED, "line 2: mismatched tag" },
		{ "\n\n<feedback>\n<a></b></feedback>", ERR_XML_MALFORMED, "line 4: mismatched tag" },
		{ "<feedback>a & b</feedback>", ERR_XML_MALFORMED,
		    "line 1: not well-formed (invalid token)" },
		{ "<feedback>" HEAD "\n<record>\n", ERR_XML_TRUNCATED,
		    "line 3: the XML ends too soon" },
		{ "<feedback>" HEAD "</feed", ERR_XML_TRUNCATED, "line 1: the XML ends too soon" },
	};
	const struct limits lim = LIMIT_DEFAULT;
	size_t i;

	for (i = 0; i < sizeof t / sizeof *t; i++)
		refused(t[i].xml, strlen(t[i].xml), &lim, t[i].kind, t[i].why);
	got.stop = 1;
	refused("<feedback>" RECORD("192.0.2.1"), sizeof "<feedback>" RECORD("192.0.2.1") - 1, &lim,
	    ERR_SYSTEM, "the sink is full");
	got.stop = 0;
}

#define X51	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static void
test_limits(void)
{
	static const struct { struct limits lim; const char *in, *good, *bad, *why; } t[] = {
		{ { .depth = 4 }, "", "<a><a><a/></a></a>", "<a><a><a><a/></a></a></a>",
		    "line 1: elements in more than 4 others" },
		{ { .value = 4 }, "<version>", " \n\n abcd", " \n\n abcde",
		    "line 3: more than 4 bytes in <version>" },
		{ { .records = 2 }, "", RECORD("192.0.2.1") "<record/><record/>" RECORD("192.0.2.1"),
		    RECORD("192.0.2.1") RECORD("192.0.2.1") "\n" RECORD("192.0.2.1"),
		    "line 2: more than 2 records" },
		{ { .record = 200 }, "<record><auth_results>", "<dkim><domain>a</domain></dkim>",
		    "<dkim><domain>a</domain></dkim><dkim><domain>a</domain></dkim>"
		    "<dkim><domain>a</domain></dkim><dkim><domain>a</domain></dkim>",
		    "line 1: a record of more than 200 bytes" },
		{ { .record = 200 }, "<report_metadata>", "<error>a</error>",
		    "<error>abcdefghijklmnopqrstuvwxyz</error><error>abcdefghijklmnopqrstuvwxyz</error>"
		    "<error>abcdefghijklmnopqrstuvwxyz</error><error>abcdefghijklmnopqrstuvwxyz</error>"
		    "<error>abcdefghijklmnopqrstuvwxyz</error>",
		    "line 1: metadata of more than 200 bytes" },
		{ { .names = 1000 }, "", "<a/><b/><a/><b/><a c=''/><b c=''/><record a='' b=''/>",
		    "<a/><b/><c/><d/>", "line 1: too many strange names of elements and attributes" },
		{ { .names = 1000 }, "", "<a b='' c=''/>", "<record a='' b='' c='' d=''/>",
		    "line 1: too many strange names of elements and attributes" },
		{ { .names = 1000 }, "", "<a xmlns:b='u' xmlns:c='u'/>",
		    "<p:record xmlns:p='u' xmlns:q='u' xmlns:r='u' xmlns:s='u'/>",
		    "line 1: too many strange names of elements and attributes" },
		{ { 0 }, "<a xmlns='" X51 X51 X51 X51 X51, "'/>", "x'/>",
		    "line 1: a namespace of more than 255 bytes" },
	};
	const struct limits most = LIMIT_DEFAULT;
	char xml[1024];
	size_t i, k;
	int n;

	for (i = 0; i < sizeof t / sizeof *t; i++) {
		struct limits lim = most;
		size_t *of = (size_t *)&lim;
		const size_t *by = (const size_t *)&t[i].lim;

		for (k = 0; k < sizeof lim / sizeof *of; k++)
			if (by[k] != 0)
				of[k] = by[k];
		n = snprintf(xml, sizeof xml, "<feedback>%s%s", t[i].in, t[i].bad);
		refused(xml, n, &lim, ERR_LIMIT, t[i].why);
		n = snprintf(xml, sizeof xml, "<feedback>%s%s", t[i].in, t[i].good);
		refused(xml, n, &lim, ERR_XML_TRUNCATED, strstr(xml, "\n\n") != NULL ?
		    "line 3: the XML ends too soon" : "line 1: the XML ends too soon");
	}
}

/* One tag without an end must not be gathered without an end. */
static void
test_token(void)
{
	static const char *const begin[] = { "<a b='", "<!-- ", "<?x ", "<" };
	struct limits lim = LIMIT_DEFAULT;
	struct parser *p;
	size_t i, n;
	int rv;

	lim.token = 10000;
	for (i = 0; i < sizeof begin / sizeof *begin; i++) {
		p = parser_new(&sink, &lim);
		CHECK(parser_feed(p, "<feedback>", 10) == 0);
		rv = parser_feed(p, begin[i], strlen(begin[i]));
		for (n = 0; rv == 0 && n < 20000; n++)
			rv = parser_feed(p, "x", 1);
		CHECK(rv == -1 && err_kind() == ERR_LIMIT && n < 10020);
		CHECK_STR(err_text(), "line 1: a tag or comment of more than 10000 bytes");
		parser_free(p);
	}
	/* White space without an end is nothing. */
	p = parser_new(&sink, &lim);
	CHECK(parser_feed(p, "<feedback><record>", 18) == 0);
	for (n = 0, rv = 0; rv == 0 && n < 100000; n++)
		rv = parser_feed(p, "  \n", 3);
	CHECK(rv == 0);
	parser_free(p);
}

TEST_MAIN(test_record, test_namespace, test_metadata, test_encoding, test_refused, test_limits,
    test_token)
