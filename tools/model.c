#include <arpa/inet.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model.h"
#include "wrap.h"

#define LEN(a)		(sizeof (a) / sizeof *(a))
#define DAY		86400
#define REPORTERS	50			/* those without a name have a number */
#define SPREAD		2000			/* addresses of a sender, in a crowd */

const struct reporter model_reporters[MODEL_REPORTERS] = {
	{ "google.com", "google.com", 0, XML_PRETTY, WRAP_ZIP, 0,
	    "local_policy", "arc=pass" },
	{ "Outlook.com", "protection.outlook.com", 0, XML_LINE, WRAP_GZIP, 1,
	    "mailing_list", NULL },
	{ "Yahoo", "yahooinc.com", 0, XML_PRETTY, WRAP_GZIP, 0,
	    "mailing_list", NULL },
	{ "AMAZON-SES", "amazonses.com", 0, XML_LINE, WRAP_MAIL, 1, NULL, NULL },
	{ "Mail.Ru", "corp.mail.ru", 0, XML_CRLF, WRAP_GZIP, 0, NULL, NULL },
	{ "Fastmail Pty Ltd", "fastmaildmarc.com", 0, XML_SPACE, WRAP_GZIP, 1,
	    "mailing_list", "Policy ignored due to local mailing list policy" },
	{ "comcast.net", "comcast.net", 0, XML_PRETTY, WRAP_MAIL, 0, NULL, NULL },
	{ "GMX", "gmx.net", 0, XML_CRLF, WRAP_GZIP, 0, NULL, NULL },
	{ "WEB.DE", "web.de", 0, XML_CRLF, WRAP_GZIP, 0, NULL, NULL },
	{ "mimecast.org", "mimecast.org", 18000, XML_LINE, WRAP_MAIL, 1, NULL, NULL },
	{ "zoho.com", "zoho.com", -18000, XML_PRETTY, WRAP_ZIP, 1, NULL, NULL },
	{ "Bücher & Söhne Mail", "post.example", 0, XML_SPACE, WRAP_NONE, 1, NULL, NULL },
	{ "University of Example", "mx.uni.example", 3600, XML_PRETTY, WRAP_MAIL, 1,
	    "trusted_forwarder", NULL },
	{ "isp.example", "isp.example", 0, XML_SPACE, WRAP_NONE, 0, NULL, NULL },
};

const struct place model_places[MODEL_PLACES] = {
	{ "example.org", {{ ALWAYS, QUARANTINE(100) }, { 55, REJECT }} },
	{ "example.com", {{ ALWAYS, NONE }} },
	{ "example.net",
	    {{ ALWAYS, NONE }, { 70, QUARANTINE(25) }, { 40, QUARANTINE(100) }} },
	{ "harbour-books.example",
	    {{ ALWAYS, NONE }, { 62, QUARANTINE(10) }, { 34, QUARANTINE(50) },
	    { 9, QUARANTINE(100) }} },
	{ "northwind-clinic.example", {{ ALWAYS, NONE }} },
	{ "savings-bank.example", {{ ALWAYS, { "reject", "reject", 100 } }} },
	{ "museum.example", {{ ALWAYS, NONE }, { 20, { "quarantine", "none", 100 } }} },
	{ "xn--bcher-kva.example", {{ ALWAYS, QUARANTINE(100) }} },
	{ "orchard-farm.example", {{ ALWAYS, NONE }} },
	{ "city-library.example", {{ ALWAYS, REJECT }} },
	{ "parked-one.example", {{ ALWAYS, { "reject", "reject", 100 } }} },
	{ "parked-two.example", {{ ALWAYS, { "reject", "reject", 100 } }} },
	{ "theatre.example", {{ ALWAYS, NONE }, { 30, QUARANTINE(100) }} },
	{ "weather-station.example", {{ ALWAYS, NONE }} },
};

enum way {				/* how a sender's mail looks to a receiver */
	OWN,				/* signed and listed */
	SERVICE,			/* signed for the domain, sent from the service's */
	UNSIGNED,			/* listed, not signed */
	FORWARDED,			/* the signature survived */
	LIST,				/* it did not, and the receiver saw why */
	BROKEN,				/* honest, but neither signed for us nor listed */
	SPOOFED
};

struct sender {
	enum way	 way;
	const char	*host, *sub;	/* its own name; the subdomain it writes as */
};

static const struct sender senders[] = {
	{ OWN, "mail.example", NULL },
	{ SERVICE, "newsletter.example", "news" },
	{ FORWARDED, "alumni.example", NULL },
	{ SPOOFED, "rented.example", NULL },
	{ SERVICE, "helpdesk.example", "help" },
	{ BROKEN, "invoices.example", NULL },
	{ LIST, "lists.example", NULL },
	{ UNSIGNED, "mail.example", NULL },
	{ LIST, "lists.example", NULL },
	{ BROKEN, "printers.example", NULL },
	{ SERVICE, "shop.example", "orders" },
	{ BROKEN, "reviews.example", NULL },
	{ BROKEN, "appointments.example", NULL },
	{ BROKEN, "payroll.example", NULL },
	{ SPOOFED, "botnet.example", NULL },
	{ SPOOFED, "phish.example", NULL },
	{ BROKEN, "tickets.example", "tickets" },
	{ LIST, "lists.example", NULL },
	{ UNSIGNED, "mail.example", "catalogue" },
	{ SPOOFED, "phish.example", NULL },
	{ SPOOFED, "phish.example", NULL },
	{ UNSIGNED, "mail.example", NULL },
	{ BROKEN, "sensors.example", "data" },
};

static const char *const selectors[] = { "s1", "s2", "2026a", "mail", "default", "k1" };
static const char *const dkim_bad[] = { "fail", "none", "permerror", "temperror", "neutral" };
static const char *const spf_bad[] = { "softfail", "fail", "none", "neutral", "permerror" };

void
rng_seed(struct rng *r, uint64_t seed, uint64_t number)
{
	r->state = seed * 0x2545f4914f6cdd1d ^ number * 0x9e3779b97f4a7c15;
}

static uint64_t
next(struct rng *r)			/* splitmix64 */
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

unsigned int
rng_below(struct rng *r, unsigned int n)
{
	return (next(r) >> 32) * n >> 32;
}

static double
unit(struct rng *r)			/* above 0, at most 1 */
{
	return ((next(r) >> 11) + 1) * 0x1p-53;
}

unsigned int
rng_zipf(struct rng *r, unsigned int n)
{
	unsigned int k = pow(n + 1, unit(r)) - 1;

	return k < n ? k : n - 1;
}

double
rng_lognormal(struct rng *r, double median, double sigma)
{
	double u = unit(r), v = unit(r);

	return median * exp(sigma * sqrt(-2 * log(u)) * cos(2 * M_PI * v));
}

static void
set_auth(struct made_auth *a, const char *domain, const char *selector, const char *result)
{
	snprintf(a->domain, sizeof a->domain, "%s", domain);
	a->selector = selector;
	a->result = result;
}

void
model_from(struct made_record *c, const struct made_report *m, const char *sub)
{
	snprintf(c->from, sizeof c->from, "%s%s%s", sub != NULL ? sub : "",
	    sub != NULL ? "." : "", m->domain);
}

void
model_sign(struct made_record *c, const char *domain, const char *selector, const char *result)
{
	set_auth(&c->auth_dkim[c->dkims++], domain, selector, result);
}

void
model_envelope(struct made_record *c, const char *domain, const char *result)
{
	snprintf(c->envelope_from, sizeof c->envelope_from, "%s", domain);
	set_auth(&c->auth_spf, domain, NULL, result);
}

/* A few addresses of documentation, the others of benchmarks. */
static void
address(struct made_record *c, size_t sender, unsigned int k)
{
	static const uint32_t nets[] = { 0xc0000200, 0xc6336400, 0xcb007100 };
	unsigned int h = sender * 37 + k * 11;
	unsigned char six[16] = { 0x20, 0x01, 0x0d, 0xb8, sender >> 8, sender };
	struct in_addr four;

	if (k % 4 == 3) {
		six[7] = k >> 3;
		six[14] = k >> 8;
		six[15] = k + 1;
		inet_ntop(AF_INET6, six, c->ip, sizeof c->ip);
		return;
	}
	if (k < 64)
		four.s_addr = htonl(nets[sender % LEN(nets)] | (h % 254 + 1));
	else
		four.s_addr = htonl(0xc6120000 | ((sender * SPREAD + k) & 0x1ffff));
	inet_ntop(AF_INET, &four, c->ip, sizeof c->ip);
}

static void
authenticate(struct made_record *c, const struct sender *s, const char *domain, struct rng *r)
{
	int signs = s->way == OWN || s->way == SERVICE || s->way == FORWARDED;
	int listed = s->way == OWN || s->way == UNSIGNED;
	const char *selector = selectors[rng_below(r, LEN(selectors))];
	char host[MODEL_TEXT];

	c->dkim = signs ? "pass" : "fail";
	c->spf = listed ? "pass" : "fail";
	if (signs)
		model_sign(c, domain, selector, "pass");
	if (s->way == LIST || (s->way == SPOOFED && rng_below(r, 8) == 0))
		model_sign(c, domain, selector, dkim_bad[rng_below(r, LEN(dkim_bad))]);
	if (s->way == SERVICE || s->way == LIST || s->way == BROKEN)
		model_sign(c, s->host, "k1", "pass");
	if (signs && rng_below(r, 16) == 0)
		model_sign(c, domain, "old", "temperror");
	snprintf(host, sizeof host, "bounce.%s", s->host);
	model_envelope(c, listed || s->way == SPOOFED ? domain : host,
	    s->way == SPOOFED ? spf_bad[rng_zipf(r, LEN(spf_bad))] : "pass");
}

void
model_dispose(struct made_record *c, const struct made_report *m, int is_list, struct rng *r)
{
	const char *sp = m->policy.sp;
	const char *p = sp != NULL && strcmp(c->from, m->domain) != 0 ? sp : m->policy.p;

	c->disposition = "none";
	if (strcmp(c->dkim, "pass") == 0 || strcmp(c->spf, "pass") == 0 || strcmp(p, "none") == 0)
		return;
	if (is_list && m->by->reason != NULL) {
		c->reason = m->by->reason;
		c->comment = m->by->comment;
	} else if ((int)rng_below(r, 100) >= m->policy.pct) {
		c->reason = "sampled_out";
	} else if (rng_below(r, 40) == 0) {
		c->reason = "local_policy";
		c->comment = "known sender";
	} else {
		c->disposition = p;
	}
}

void
model_name(struct made_report *m, unsigned int by, struct rng *r)
{
	unsigned long long id = next(r);

	m->by = &model_reporters[by % MODEL_REPORTERS];
	if (by < MODEL_REPORTERS) {
		snprintf(m->org, sizeof m->org, "%s", m->by->org);
		snprintf(m->host, sizeof m->host, "%s", m->by->host);
	} else {
		snprintf(m->org, sizeof m->org, "mx%u.isp.example", by);
		snprintf(m->host, sizeof m->host, "mx%u.isp.example", by);
	}
	if (by % 3 == 0)
		snprintf(m->id, sizeof m->id, "%020llu", id);
	else
		snprintf(m->id, sizeof m->id, "%016llx@%s", id, m->host);
}

void
model_day(struct made_report *m, int64_t last, int ago)
{
	m->ago = ago;
	m->begin = (last - ago) * DAY + m->by->offset;
	m->end = m->begin + DAY - 1;
}

void
model_place(struct made_report *m, const struct place *p)
{
	size_t i;

	snprintf(m->domain, sizeof m->domain, "%s", p->domain);
	for (i = 0; i < LEN(p->steps) && p->steps[i].ago >= m->ago && p->steps[i].policy.p; i++)
		m->policy = p->steps[i].policy;
}

void
model_report(struct made_report *m, struct rng *r, int64_t last, int days)
{
	int ago = rng_below(r, days);
	const struct place *p = &model_places[rng_zipf(r, MODEL_PLACES)];
	unsigned int by = rng_zipf(r, REPORTERS);

	model_name(m, by, r);
	model_day(m, last, ago);
	model_place(m, p);
}

void
model_record(struct made_record *c, const struct made_report *m, struct rng *r)
{
	unsigned int i = rng_zipf(r, LEN(senders));
	const struct sender *s = &senders[i];
	double n = rng_lognormal(r, 2, 1.5);

	memset(c, 0, sizeof *c);
	address(c, i, rng_zipf(r, SPREAD));
	model_from(c, m, s->sub);
	authenticate(c, s, m->domain, r);
	model_dispose(c, m, s->way == LIST, r);
	c->count = n < 1 ? 1 : n > 500000 ? 500000 : n;
}
