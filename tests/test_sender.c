#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "arena.h"
#include "err.h"
#include "terms.h"
#include "test.h"
#include "standing.h"

static struct names names;
static struct arena *mem;

static void
test_family(void)
{
	static const struct { const char *selector, *family; } of[] = {
		{ NULL, "-" }, { "", "-" }, { "Mail", "mail" }, { "s2024", "s#" },
		{ "20230601", "#" }, { "k1-2a", "k#-#a" }, { "fm3", "fm#" },
		{ "abcdefghijklmnopqrst", "abcdefghijklmnopqrst" },
		{ "abcdefghijklmnopqrs1", "*" }, { "ABCDEFGHIJKLMNOPQRS1", "*" },
		{ "abcdefghijklmnopqr-1", "abcdefghijklmnopqr-#" },
	};
	size_t i;

	for (i = 0; i < sizeof of / sizeof *of; i++)
		CHECK_STR(service_family(of[i].selector, mem), of[i].family);
}

static void
test_suffix(void)
{
	static const struct { const char *domain, *org; } of[] = {
		{ "example.org", "example.org" }, { "a.b.example.org", "example.org" },
		{ "a.example.co.uk", "example.co.uk" }, { "co.uk", "co.uk" }, { "org", "org" },
		{ "a.b.unheard", "b.unheard" }, { "x.example.com.my", "example.com.my" },
		{ "www.ck", "www.ck" }, { "a.b.ck", "a.b.ck" },
	};
	size_t i;

	for (i = 0; i < sizeof of / sizeof *of; i++)
		CHECK_STR(suffix_org(names.suffixes, of[i].domain), of[i].org);
	CHECK(suffixes_open("/nowhere") == NULL && err_kind() == ERR_SETTING);
}

static const char *
key_of(enum service_name which, const char *domain)
{
	const struct service *s = service_of(names.services, which, domain);

	return s != NULL ? s->key : "";
}

/* A name is itself and what is below it, label by label. */
static void
test_names(void)
{
	CHECK_STR(key_of(SERVICE_SIGNS, "mcsv.net"), "mailchimp");
	CHECK_STR(key_of(SERVICE_SIGNS, "mail1.mcsv.net"), "mailchimp");
	CHECK_STR(key_of(SERVICE_SIGNS, "notmcsv.net"), "");
	CHECK_STR(key_of(SERVICE_SIGNS, "mcsv.net.attacker.example"), "");
	CHECK_STR(key_of(SERVICE_HOSTS, "o1.sendgrid.attacker.example"), "");
	CHECK(service_of(names.services, SERVICE_SIGNS, "mcsv.net")->verifies);
	CHECK_STR(service_of_family(names.services, "fm#")->key, "fastmail");
	CHECK(service_of_family(names.services, "k#") == NULL);		/* of several */
	CHECK(service_of_family(names.services, "nobody") == NULL);
}

static const char *
refused(const char *rows)
{
	char path[] = "/tmp/dmarc-test-XXXXXX";
	struct services *s;
	FILE *f = fdopen(mkstemp(path), "w");

	fputs(rows, f);
	fclose(f);
	s = services_open(path, mem);
	unlink(path);
	if (s == NULL)
		return strchr(err_text(), ':') + 2;
	services_close(s);
	return "";
}

#define ROW(key, kind, signs, source)	key "\tName\t" kind "\t" signs "\t\t\t\tdo it\t" source "\n"

static void
test_file(void)
{
	CHECK_STR(refused("# a note\n\n" ROW("ours", "esp", "ours.example", "C: seen")), "");
	CHECK_STR(refused(ROW("mailchimp", "esp", "mcsv.net", "C")), "");	/* in its place */
	CHECK_STR(refused(ROW("ours", "esp", "mcsv.net", "C")), "line 1: mcsv.net is of mailchimp and of ours");
	CHECK_STR(refused(ROW("a", "esp", "a.example", "C") "#\n" ROW("b", "esp", "B.example, A.example", "R")),
	    "line 3: a.example is of a and of b");
	CHECK_STR(refused("a\tb\n"), "line 1: it must have nine columns, with tabs between them");
	CHECK_STR(refused(ROW("", "esp", "a.example", "C")),
	    "line 1: a service must have a key and a name");
	CHECK_STR(refused("\n" ROW("ours", "shop", "a.example", "C")),
	    "line 2: no kind of service, such as esp or mailbox!v");
	CHECK_STR(refused(ROW("ours", "esp!x", "a.example", "C")),
	    "line 1: no kind of service, such as esp or mailbox!v");
	CHECK_STR(refused(ROW("ours", "esp!v", "a.example", "K")),
	    "line 1: !v must have been seen: its source must be C or R");
	CHECK_STR(refused(ROW("ours", "esp!v", "a.example", "hearsay")),
	    "line 1: !v must have been seen: its source must be C or R");
	CHECK_STR(refused(ROW("ours", "esp!v", "a.example", "R")), "");
	CHECK(services_open("/nowhere", mem) == NULL && err_kind() == ERR_SYSTEM);
}

/* A record with a signature and a return path, and what is made of it. */
static struct trace
trace_of(int dkim, int spf, struct auth *sig, struct auth *path, int strict)
{
	const struct policy policy = { .domain = "example.org",
	    .adkim = strict ? ALIGNMENT_STRICT : ALIGNMENT_RELAXED, .aspf = ALIGNMENT_RELAXED };
	const struct record record = { .count = 1, .dkim = dkim ? EVALUATED_PASS : EVALUATED_FAIL,
	    .spf = spf ? EVALUATED_PASS : EVALUATED_FAIL, .auth_dkim = sig, .auth_spf = path };
	struct trace t;

	trace_read(&t, &policy, &record, 0, &names, mem);
	return t;
}

static void
test_trace(void)
{
	struct auth good = { .domain = "example.org", .selector = "S1", .result = RESULT_PASS };
	struct auth below = { .domain = "m.example.org", .selector = "S1", .result = RESULT_PASS };
	struct auth bad = { .domain = "example.org", .selector = "S1", .result = RESULT_PASS + 1 };
	struct auth helo = { .domain = "example.org", .scope = SCOPE_HELO, .result = RESULT_PASS };
	struct auth path = { .domain = "example.org", .result = RESULT_PASS };
	struct trace t = trace_of(1, 0, &good, NULL, 0);

	CHECK(t.state == KEY_PASSED && t.flags == (TRACE_PROOF | TRACE_PASSES | TRACE_SIGNED));
	CHECK_STR(t.key, "example.org/s#");
	t = trace_of(0, 0, &good, NULL, 0);		/* it says less than it lists */
	CHECK(t.state == KEY_NONE && t.flags == (TRACE_DENIED | TRACE_SIGNED));
	t = trace_of(1, 0, &bad, NULL, 0);		/* and more */
	CHECK(t.state == KEY_FAILED && t.flags == (TRACE_ODD | TRACE_SIGNED));
	t = trace_of(0, 0, &below, NULL, 1);		/* it would, but for strict alignment */
	CHECK(t.state == KEY_PASSED && t.flags == (TRACE_PROOF | TRACE_SIGNED));
	t = trace_of(1, 0, NULL, NULL, 0);		/* no details */
	CHECK(t.state == KEY_PASSED && (t.flags & TRACE_PASSES) != 0);
	CHECK_STR(t.key, "example.org/-");
	t = trace_of(0, 1, NULL, &path, 0);
	CHECK(t.flags == (TRACE_SPF | TRACE_PROOF | TRACE_PASSES));
	t = trace_of(0, 0, NULL, &helo, 0);		/* HELO proves nothing */
	CHECK(t.flags == 0);
}

static void
test_excuses(void)
{
	static const struct { int type; const char *comment; unsigned int excuses; } of[] = {
		{ REASON_FORWARDED, NULL, TRACE_EXCUSED },
		{ REASON_MAILING_LIST, NULL, TRACE_EXCUSED | TRACE_VOUCHED },
		{ REASON_TRUSTED_FORWARDER, "x", TRACE_EXCUSED | TRACE_VOUCHED },
		{ REASON_SAMPLED_OUT, NULL, 0 },
		{ TERM_UNKNOWN, "arc=pass as[1].d=x", TRACE_EXCUSED | TRACE_VOUCHED },
		{ TERM_UNKNOWN, "ARC = Pass", TRACE_EXCUSED | TRACE_VOUCHED },
		{ TERM_UNKNOWN, "arc=fail", 0 }, { TERM_UNKNOWN, "arc=passed", 0 },
		{ TERM_UNKNOWN, "march=pass", 0 }, { TERM_UNKNOWN, "arc", 0 },
	};
	size_t i;

	for (i = 0; i < sizeof of / sizeof *of; i++) {
		struct reason r = { NULL, of[i].type, of[i].comment };

		CHECK(trace_excuses(&r) == of[i].excuses);
	}
	CHECK(trace_is_list("lists.example.org") && trace_is_list("mailman-2.example.org"));
	CHECK(trace_is_list("mylist.com") && !trace_is_list("listing.example.org"));
	CHECK(!trace_is_list("example.list") && !trace_is_list(""));
}

/* Its own key, told by one reporter whom nobody knows, by two, and by one who may alone. */
static void
test_reporters(void)
{
	static const struct { int believed; uint32_t prover[2]; const char *rule; } of[] = {
		{ 0, { 0, 0 }, "U1" }, { 0, { 7, 0 }, "U1" }, { 0, { 7, 8 }, "M1" },
		{ 1, { 7, 0 }, "M1" },
	};
	struct auth sig = { .domain = "example.org", .selector = "s", .result = RESULT_PASS };
	const struct trace t = trace_of(1, 0, &sig, NULL, 0);
	const struct network net = { "192.0.2.0/24", NULL, NULL };
	const struct owner owner = { NULL, 0, NULL, 0 };
	struct identities found;
	struct verdict *v;
	size_t i;

	for (i = 0; i < sizeof of / sizeof *of; i++) {
		struct sight s = { .trace = &t, .network = &net, .messages = 1, .days = { 1 },
		    .believed = of[i].believed, .prover = { of[i].prover[0], of[i].prover[1] } };

		resolve(&s, 1, 1, &names, &found, mem);
		v = judge(standing_of(&s, 1, &found, &names, &owner, mem), found.count, mem);
		CHECK(found.count == 1);
		CHECK_STR(v->rule, of[i].rule);
		free(found.of);
	}
}

int
main(void)
{
	struct suffixes *suffixes = suffixes_open(NULL);
	struct services *services;

	mem = arena_new();
	services = services_open(NULL, mem);
	names = (struct names){ suffixes, services };
	if (suffixes == NULL || services == NULL) {
		printf("%s\n", err_text());
		return 1;
	}
	test_family();
	test_suffix();
	test_names();
	test_file();
	test_trace();
	test_excuses();
	test_reporters();
	services_close(services);
	suffixes_close(suffixes);
	arena_free(mem);
	printf("%d passed, %d failed\n", passed, failed);
	return failed != 0;
}
