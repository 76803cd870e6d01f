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

static const struct reporter reporters[] = {
	{ "google.com", "google.com", 0, XML_PRETTY, WRAP_ZIP, 0 },
	{ "Outlook.com", "protection.outlook.com", 0, XML_LINE, WRAP_GZIP, 1 },
	{ "Yahoo", "yahooinc.com", 0, XML_PRETTY, WRAP_GZIP, 0 },
	{ "AMAZON-SES", "amazonses.com", 0, XML_LINE, WRAP_MAIL, 1 },
	{ "Mail.Ru", "corp.mail.ru", 0, XML_CRLF, WRAP_GZIP, 0 },
	{ "Fastmail Pty Ltd", "fastmaildmarc.com", 0, XML_SPACE, WRAP_GZIP, 1 },
	{ "comcast.net", "comcast.net", 0, XML_PRETTY, WRAP_MAIL, 0 },
	{ "GMX", "gmx.net", 0, XML_CRLF, WRAP_GZIP, 0 },
	{ "WEB.DE", "web.de", 0, XML_CRLF, WRAP_GZIP, 0 },
	{ "mimecast.org", "mimecast.org", 18000, XML_LINE, WRAP_MAIL, 1 },
	{ "zoho.com", "zoho.com", -18000, XML_PRETTY, WRAP_ZIP, 1 },
	{ "Bücher & Söhne Mail", "post.example", 0, XML_SPACE, WRAP_NONE, 1 },
	{ "University of Example", "mx.uni.example", 3600, XML_PRETTY, WRAP_MAIL, 1 },
	{ "isp.example", "isp.example", 0, XML_SPACE, WRAP_NONE, 0 },
};

struct step {				/* from so many days before the last one */
	int		 ago;
	struct made_policy policy;
};

struct place {
	const char	*domain;
	unsigned int	 volume;	/* messages on a working day */
	struct step	 steps[4];	/* oldest first; a domain begins with its first */
};

#define NONE		{ "none", NULL, 100 }
#define QUARANTINE(pct)	{ "quarantine", NULL, pct }
#define REJECT		{ "reject", NULL, 100 }
#define ALWAYS		1000000

static const struct place places[] = {
	{ "example.org", 5200, {{ ALWAYS, QUARANTINE(100) }, { 55, REJECT }} },
	{ "example.com", 3100, {{ ALWAYS, NONE }} },
	{ "example.net", 1400,
	    {{ ALWAYS, NONE }, { 70, QUARANTINE(25) }, { 40, QUARANTINE(100) }} },
	{ "harbour-books.example", 900,
	    {{ ALWAYS, NONE }, { 62, QUARANTINE(10) }, { 34, QUARANTINE(50) },
	    { 9, QUARANTINE(100) }} },
	{ "northwind-clinic.example", 640, {{ ALWAYS, NONE }} },
	{ "savings-bank.example", 1900, {{ ALWAYS, { "reject", "reject", 100 } }} },
	{ "museum.example", 260, {{ ALWAYS, NONE }, { 20, { "quarantine", "none", 100 } }} },
	{ "xn--bcher-kva.example", 180, {{ ALWAYS, QUARANTINE(100) }} },
	{ "orchard-farm.example", 120, {{ ALWAYS, NONE }} },
	{ "city-library.example", 420, {{ ALWAYS, REJECT }} },
	{ "parked-one.example", 2, {{ ALWAYS, { "reject", "reject", 100 } }} },
	{ "parked-two.example", 1, {{ ALWAYS, { "reject", "reject", 100 } }} },
	{ "theatre.example", 230, {{ ALWAYS, NONE }, { 30, QUARANTINE(100) }} },
	{ "weather-station.example", 90, {{ ALWAYS, NONE }} },
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
	const char	*domain;	/* NULL: every one */
	enum way	 way;
	const char	*host, *sub;	/* its own name; the subdomain it writes as */
	unsigned int	 addresses;
	unsigned int	 share;		/* of the domain's mail, in thousandths */
	int		 since, until;	/* days before the last one */
};

static const struct sender senders[] = {
	{ NULL, OWN, "mail.example", NULL, 3, 600, ALWAYS, 0 },
	{ NULL, SERVICE, "newsletter.example", "news", 6, 220, ALWAYS, 0 },
	{ NULL, FORWARDED, "alumni.example", NULL, 4, 9, ALWAYS, 0 },
	{ NULL, SPOOFED, "rented.example", NULL, 24, 2, ALWAYS, 0 },
	{ "example.org", SERVICE, "helpdesk.example", "help", 3, 90, ALWAYS, 0 },
	{ "example.org", BROKEN, "invoices.example", NULL, 2, 85, 5, 0 },
	{ "example.org", LIST, "lists.example", NULL, 2, 12, ALWAYS, 0 },
	{ "example.com", UNSIGNED, "mail.example", NULL, 1, 60, ALWAYS, 0 },
	{ "example.net", LIST, "lists.example", NULL, 3, 110, ALWAYS, 0 },
	{ "example.net", BROKEN, "printers.example", NULL, 1, 30, ALWAYS, 41 },
	{ "harbour-books.example", SERVICE, "shop.example", "orders", 4, 260, ALWAYS, 0 },
	{ "harbour-books.example", BROKEN, "reviews.example", NULL, 2, 70, ALWAYS, 34 },
	{ "northwind-clinic.example", BROKEN, "appointments.example", NULL, 3, 330, ALWAYS, 0 },
	{ "northwind-clinic.example", BROKEN, "payroll.example", NULL, 1, 40, 48, 0 },
	{ "savings-bank.example", SPOOFED, "botnet.example", NULL, 60, 900, 31, 28 },
	{ "savings-bank.example", SPOOFED, "phish.example", NULL, 30, 25, ALWAYS, 0 },
	{ "museum.example", BROKEN, "tickets.example", "tickets", 2, 120, ALWAYS, 18 },
	{ "xn--bcher-kva.example", LIST, "lists.example", NULL, 2, 60, ALWAYS, 0 },
	{ "city-library.example", UNSIGNED, "mail.example", "catalogue", 2, 140, ALWAYS, 0 },
	{ "parked-one.example", SPOOFED, "phish.example", NULL, 30, 9000, ALWAYS, 0 },
	{ "parked-two.example", SPOOFED, "phish.example", NULL, 30, 9000, ALWAYS, 0 },
	{ "theatre.example", UNSIGNED, "mail.example", NULL, 1, 200, ALWAYS, 22 },
	{ "weather-station.example", BROKEN, "sensors.example", "data", 1, 400, ALWAYS, 0 },
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

static void
add_dkim(struct made_record *c, const char *domain, const char *selector, const char *result)
{
	set_auth(&c->auth_dkim[c->dkims++], domain, selector, result);
}

/* A few addresses of documentation for the story, of benchmarks for a crowd. */
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

	c->dkim = signs ? "pass" : "fail";
	c->spf = listed ? "pass" : "fail";
	if (signs)
		add_dkim(c, domain, selector, "pass");
	if (s->way == LIST || (s->way == SPOOFED && rng_below(r, 8) == 0))
		add_dkim(c, domain, selector, dkim_bad[rng_below(r, LEN(dkim_bad))]);
	if (s->way == SERVICE || s->way == LIST || s->way == BROKEN)
		add_dkim(c, s->host, "k1", "pass");
	if (signs && rng_below(r, 16) == 0)
		add_dkim(c, domain, "old", "temperror");
	if (listed || s->way == SPOOFED)
		snprintf(c->envelope_from, sizeof c->envelope_from, "%s", domain);
	else
		snprintf(c->envelope_from, sizeof c->envelope_from, "bounce.%s", s->host);
	set_auth(&c->auth_spf, c->envelope_from, NULL,
	    s->way == SPOOFED ? spf_bad[rng_zipf(r, LEN(spf_bad))] : "pass");
}

/* What the receiver did, and why when the policy said otherwise. */
static void
dispose(struct made_record *c, const struct made_report *m, const struct sender *s, struct rng *r)
{
	c->disposition = m->policy.p;
	if (strcmp(c->dkim, "pass") == 0 || strcmp(c->spf, "pass") == 0 ||
	    strcmp(m->policy.p, "none") == 0) {
		c->disposition = "none";
	} else if (s->way == LIST) {
		c->disposition = "none";
		c->reason = "mailing_list";
		c->comment = "arc=pass as[1].d=lists.example";
	} else if ((int)rng_below(r, 100) >= m->policy.pct) {
		c->disposition = "none";
		c->reason = "sampled_out";
	} else if (rng_below(r, 40) == 0) {
		c->disposition = "none";
		c->reason = "local_policy";
		c->comment = "known sender";
	}
}

static void
fill(struct made_record *c, const struct made_report *m, size_t i, unsigned int k, struct rng *r)
{
	const struct sender *s = &senders[i];

	memset(c, 0, sizeof *c);
	address(c, i, k);
	if (s->sub != NULL)
		snprintf(c->from, sizeof c->from, "%s.%s", s->sub, m->domain);
	else
		snprintf(c->from, sizeof c->from, "%s", m->domain);
	authenticate(c, s, m->domain, r);
	dispose(c, m, s, r);
}

static void
set_report(struct made_report *m, unsigned int by, unsigned int place, struct rng *r)
{
	const struct place *p = &places[place];
	unsigned long long id = next(r);
	size_t i;

	m->by = &reporters[by % LEN(reporters)];
	if (by < LEN(reporters)) {
		snprintf(m->org, sizeof m->org, "%s", m->by->org);
		snprintf(m->host, sizeof m->host, "%s", m->by->host);
	} else {
		snprintf(m->org, sizeof m->org, "mx%u.isp.example", by);
		snprintf(m->host, sizeof m->host, "mx%u.isp.example", by);
	}
	m->place = place;
	m->domain = p->domain;
	if (by % 3 == 0)
		snprintf(m->id, sizeof m->id, "%020llu", id);
	else
		snprintf(m->id, sizeof m->id, "%016llx@%s", id, m->host);
	for (i = 0; i < LEN(p->steps) && p->steps[i].ago >= m->ago && p->steps[i].policy.p; i++)
		m->policy = p->steps[i].policy;
}

static void
set_day(struct made_report *m, int64_t last, int ago)
{
	m->ago = ago;
	m->begin = (last - ago) * DAY;
}

static void
set_range(struct made_report *m)
{
	m->begin += m->by->offset;
	m->end = m->begin + DAY - 1;
}

void
model_report(struct made_report *m, struct rng *r, int64_t last, int days)
{
	set_day(m, last, rng_below(r, days));
	set_report(m, rng_zipf(r, REPORTERS), rng_zipf(r, LEN(places)), r);
	set_range(m);
}

void
model_record(struct made_record *c, const struct made_report *m, struct rng *r)
{
	size_t i = rng_zipf(r, LEN(senders));
	double n = rng_lognormal(r, 2, 1.5);

	fill(c, m, i, rng_zipf(r, SPREAD), r);
	c->count = n < 1 ? 1 : n > 500000 ? 500000 : n;
}

size_t
model_stories(void)
{
	return STORY_DAYS * LEN(places) * LEN(reporters);
}

size_t
model_story(struct made_report *m, struct rng *r, int64_t last, size_t number)
{
	unsigned int by = number % LEN(reporters);
	unsigned int place = number / LEN(reporters) % LEN(places);
	int day = number / LEN(reporters) / LEN(places);

	set_day(m, last, STORY_DAYS - 1 - day);
	set_report(m, by, place, r);
	set_range(m);
	return rng_zipf(r, LEN(reporters)) >= by;
}

/* Messages of one sender in one report: its share, less at weekends, never twice the same. */
static unsigned int
messages(const struct made_report *m, const struct sender *s, struct rng *r)
{
	int64_t weekday = (m->begin / DAY + 3) % 7;	/* 0 is a Monday */
	double n = places[m->place].volume * (s->share / 1000.0);

	if (s->domain == NULL && strncmp(m->domain, "parked", 6) == 0)
		return 0;
	if (weekday >= 5 && s->way != SPOOFED)
		n *= 0.35;
	n *= 0.45 / (m->by - reporters + 1);		/* the reporter's part of it */
	return n * rng_lognormal(r, 1, 0.25) + rng_below(r, 100) / 100.0;
}

size_t
model_scene(struct made_record *c, size_t max, const struct made_report *m, struct rng *r)
{
	size_t i, n = 0;
	unsigned int left, first, k;

	for (i = 0; i < LEN(senders); i++) {
		const struct sender *s = &senders[i];

		if ((s->domain != NULL && strcmp(s->domain, m->domain) != 0) ||
		    m->ago > s->since || m->ago < s->until)
			continue;
		left = messages(m, s, r);
		first = rng_below(r, s->addresses);
		for (k = 0; k < s->addresses && left > 0 && n < max; k++, n++) {
			fill(&c[n], m, i, (first + k) % s->addresses, r);
			c[n].count = left < 4 || k == s->addresses - 1 ? left :
			    left / 3 + rng_below(r, left / 3);
			left -= c[n].count;
		}
	}
	return n;
}
