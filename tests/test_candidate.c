#include <string.h>

#include "candidate.h"
#include "report_type.h"
#include "test.h"

/* What calls itself a report, and what people call their files. */
static void
test_named(void)
{
	static const char *const reports[] = {
		"google.com!example.org!1767225600!1767311999.xml",
		"google.com!example.org!1767225600!1767311999.zip",
		"google.com!example.org!1767225600!1767311999!id.xml.gz",
		"google.com!example.org!1767225600!1767311999",
		"a.eml/google.com!example.org!1!2.zip/readme.html",
		"really!/google.com!example.org!1!2.zip",
	}, *const others[] = {
		"", "r.xml.gz", "report.zip", "photos.zip", "book.epub", "!!!", "Wow! Look! Here!.zip",
		"a!b!c!d.zip", "a!b!1.zip", "a!b!1!c.zip", "!b!1!2.zip", "a!!1!2.zip", "a!b!1!2c.zip",
		"a/!b!1!2.zip", "a!b/c!1!2.zip",
	};
	size_t i;

	for (i = 0; i < sizeof reports / sizeof *reports; i++)
		CHECK(candidate_named(reports[i]));
	for (i = 0; i < sizeof others / sizeof *others; i++)
		CHECK(!candidate_named(others[i]));
}

static void
test_subject(void)
{
	static const char *const reports[] = {
		"Report Domain: example.org Submitter: google.com Report-ID: 1",
		"Report domain: example.org  submitter: google.com report-id: <1@x>",
		"[Preview] Report Domain: example.org Submitter: outlook.com Report-ID: 1",
		"Dmarc Aggregate Report  Domain: {a.example} Submitter: {B} Date: {1} Report-ID: {2}",
	}, *const others[] = {
		"", "Report", "Report Domain: example.org", "The report of our domain: draft",
		"Report Domain: example.org Submitter: google.com",
		"Report-ID: 1 Submitter: b Report Domain: a",
		"Re: Report Domain: example.org Submitter: google.com Report-ID: 1",
		"Fwd: Report Domain: example.org Submitter: google.com Report-ID: 1",
	};
	size_t i;

	for (i = 0; i < sizeof reports / sizeof *reports; i++)
		CHECK(candidate_subject(reports[i]));
	for (i = 0; i < sizeof others / sizeof *others; i++)
		CHECK(!candidate_subject(others[i]));
}

/* Media types that people use for other things say nothing. */
static void
test_media(void)
{
	CHECK(report_type_owns("application/tlsrpt+gzip"));
	CHECK(report_type_owns("application/tlsrpt+json"));
	CHECK(report_type_owns("message/feedback-report"));
	CHECK(!report_type_owns("application/gzip"));
	CHECK(!report_type_owns("application/tlsrpt"));
	CHECK(!report_type_owns("text/xml"));
	CHECK(!report_type_owns(""));
}

TEST_MAIN(test_named, test_subject, test_media)
