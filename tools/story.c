#include <stdio.h>
#include <string.h>

#include "story.h"

#define LEN(a)		(sizeof (a) / sizeof *(a))
#define DAY		86400

struct story {
	const char	*domain;	/* NULL: those of the last two */
	const char	*sub;		/* the subdomain it writes as, or NULL */
	unsigned int	 messages;	/* on a working day, to all reporters */
	int		 since, until;	/* days before the last one */
	unsigned int	 net, addresses;	/* see address() */
	const char	*key, *result;	/* selector of the domain's signature; NULL: it passes */
	const char	*signer, *signer_key;	/* a foreign one, which passes */
	const char	*envelope, *spf; /* NULL: the domain's own; it passes */
	int		 is_list, forged, six;
	unsigned int	 of, nth;	/* one domain in so many, which; 0: each */
};

#define SIGNS(d, s)	.signer = d, .signer_key = s
#define FORGED		.spf = "fail", .forged = 1
#define EACH(one, which) .of = one, .nth = which		/* one in so many domains */
#define ONLY(which)	EACH(STORY_DOMAINS, which)
#define FORGERS		256		/* the first of their networks */
#define A_NET		8		/* addresses of theirs in each */
#define RECEIPTS	"224i4yxa5dv7c2xz3womw6peuasteono"

/* Since and until: ALWAYS and 0, or when the story begins and ends. */
static const struct story demo[] = {
	/* Each domain is forged a little. */
	{ NULL, NULL, 1, ALWAYS, 0, FORGERS, 2000, FORGED },

	/* All is in order, until the newsletter loses its key. */
	{ "example.org", NULL, 2600, ALWAYS, 0, 0, 4, .key = "mail", .six = 1 },
	{ "example.org", NULL, 900, ALWAYS, 0, 10, 12, .key = "google" },
	{ "example.org", NULL, 142, ALWAYS, 4, 11, 20, .key = "k1", SIGNS("mcsv.net", "k1"),
	    .envelope = "mail11.mcsv.net" },
	{ "example.org", NULL, 142, 3, 0, 11, 20, SIGNS("mcsv.net", "k1"),
	    .envelope = "mail11.mcsv.net" },
	{ "example.org", "help", 180, ALWAYS, 0, 12, 6, .key = "zendesk1",
	    SIGNS("zendesk.com", "zendesk1"), .envelope = "zendesk.com" },
	/* A school passes on what its old pupils get; a list breaks what it passes on. */
	{ "example.org", NULL, 24, ALWAYS, 0, 13, 4, .key = "mail",
	    .envelope = "alumni.school.example" },
	{ "example.org", NULL, 30, ALWAYS, 0, 14, 2, .key = "mail", .result = "fail",
	    SIGNS("lists.club.example", "list"), .envelope = "lists.club.example", .is_list = 1 },

	/* A key is rolled; a vendor signs as itself; forgeries are delivered at p=none. */
	{ "example.com", NULL, 1700, ALWAYS, 30, 15, 2, .key = "s2025" },
	{ "example.com", NULL, 1700, 29, 0, 15, 2, .key = "s2026" },
	{ "example.com", NULL, 60, ALWAYS, 0, 15, 1, .spf = "pass" },
	{ "example.com", "shop", 640, ALWAYS, 0, 16, 60, .key = RECEIPTS,
	    SIGNS("amazonses.com", RECEIPTS), .envelope = "amazonses.com" },
	{ "example.com", NULL, 260, 40, 0, 17, 2, SIGNS("invoices.example", "k1"),
	    .envelope = "bounce.invoices.example" },
	{ "example.com", NULL, 1500, 2, 1, FORGERS, 400, FORGED },

	/* A group breaks signatures; a printer was found at 25 %, and mended. */
	{ "example.net", NULL, 700, ALWAYS, 0, 18, 3, .key = "s1" },
	{ "example.net", "mail", 240, ALWAYS, 0, 19, 5, .key = "20260101pm",
	    SIGNS("mtasv.net", "pm20260101"), .envelope = "pm.mtasv.net" },
	{ "example.net", NULL, 110, ALWAYS, 0, 20, 3, .key = "s1", .result = "fail",
	    SIGNS("googlegroups.com", "20230601"), .envelope = "googlegroups.com",
	    .is_list = 1 },
	{ "example.net", NULL, 40, ALWAYS, 41, 21, 1, .spf = "softfail" },

	/* Somebody has taken a new tenant of a service, and writes with it. */
	{ "harbour-books.example", NULL, 500, ALWAYS, 0, 22, 2, .key = "2026a" },
	{ "harbour-books.example", "orders", 230, ALWAYS, 0, 23, 4, .key = "s1",
	    SIGNS("sendgrid.net", "smtpapi"), .envelope = "sendgrid.net" },
	{ "harbour-books.example", NULL, 63, ALWAYS, 34, 24, 2, SIGNS("reviews.example", "k1"),
	    .envelope = "bounce.reviews.example" },
	{ "harbour-books.example", NULL, 45, 6, 0, 25, 4,
	    SIGNS("harbourevents.onmicrosoft.com", "selector1-harbourevents-onmicrosoft-com"),
	    .envelope = "harbourevents.onmicrosoft.com" },

	/* Two vendors must be set up before it can leave p=none. */
	{ "northwind-clinic.example", NULL, 390, ALWAYS, 0, 26, 3, .key = "default" },
	{ "northwind-clinic.example", NULL, 210, ALWAYS, 0, 27, 3,
	    SIGNS("appointments.example", "k1"), .envelope = "bounce.appointments.example" },
	{ "northwind-clinic.example", NULL, 25, 48, 0, 28, 1, SIGNS("payroll.example", "k1"),
	    .envelope = "bounce.payroll.example" },

	/* A wave of forgeries, which the policy stops; and some of it each day. */
	{ "savings-bank.example", NULL, 1500, ALWAYS, 0, 1, 3, .key = "mail" },
	{ "savings-bank.example", NULL, 9000, 8, 6, FORGERS, 2000, FORGED },
	{ "savings-bank.example", NULL, 45, ALWAYS, 0, FORGERS, 2000, FORGED },

	/* A vendor was set up. */
	{ "museum.example", NULL, 160, ALWAYS, 0, 29, 2, .key = "mail" },
	{ "museum.example", "tickets", 60, ALWAYS, 18, 30, 2, SIGNS("tickets.example", "k1"),
	    .envelope = "bounce.tickets.example" },
	{ "museum.example", "tickets", 60, 17, 0, 30, 2, .key = "k1",
	    SIGNS("tickets.example", "k1"), .envelope = "bounce.tickets.example" },

	{ "xn--bcher-kva.example", NULL, 150, ALWAYS, 0, 31, 2, .key = "mail" },
	{ "xn--bcher-kva.example", NULL, 14, ALWAYS, 0, 32, 2, .key = "mail", .result = "fail",
	    SIGNS("lists.readers.example", "list"), .envelope = "lists.readers.example",
	    .is_list = 1 },

	/* It is ready for quarantine. */
	{ "orchard-farm.example", NULL, 480, ALWAYS, 0, 33, 4, .key = "fm1" },

	/* At p=reject its own newsletter, never set up, is thrown away. */
	{ "city-library.example", NULL, 260, ALWAYS, 0, 34, 2, .key = "mail" },
	{ "city-library.example", "catalogue", 60, ALWAYS, 0, 34, 2, .spf = "pass" },
	{ "city-library.example", NULL, 75, 46, 0, 35, 8, SIGNS("brevosend.com", "mail"),
	    .envelope = "brevosend.com" },

	{ "parked-one.example", NULL, 18, ALWAYS, 0, FORGERS, 2000, FORGED },
	{ "parked-two.example", NULL, 9, ALWAYS, 0, FORGERS, 2000, FORGED },

	/* It had SPF alone, and then got a key. */
	{ "theatre.example", NULL, 190, ALWAYS, 23, 36, 1, .spf = "pass" },
	{ "theatre.example", NULL, 190, 22, 0, 36, 1, .key = "mail" },

	/* A server signs what people write, and not what its sensors do. */
	{ "weather-station.example", NULL, 55, ALWAYS, 0, 2, 1, .key = "mail" },
	{ "weather-station.example", "data", 36, ALWAYS, 0, 2, 1, .spf = "softfail" },
};

/* Most are well; three, each in its own way, are not. */
static const struct story provider[] = {
	{ NULL, NULL, 60, ALWAYS, 0, 0, 1, .key = "mail" },
	{ NULL, NULL, 45, ALWAYS, 0, 10, 1, .key = "google", EACH(3, 0) },
	{ NULL, NULL, 40, ALWAYS, 0, 11, 1, .key = "selector1", EACH(3, 1) },
	{ NULL, NULL, 30, ALWAYS, 0, 12, 1, .key = "fm1", EACH(3, 2) },
	{ NULL, "news", 70, ALWAYS, 0, 13, 8, .key = "k2", SIGNS("mcsv.net", "k2"),
	    .envelope = "mail13.mcsv.net", EACH(5, 2) },
	{ NULL, "shop", 50, ALWAYS, 0, 14, 8, .key = RECEIPTS,
	    SIGNS("amazonses.com", RECEIPTS), .envelope = "amazonses.com", EACH(4, 3) },
	{ NULL, NULL, 9, ALWAYS, 0, 15, 3, .key = "mail",
	    .envelope = "alumni.school.example", EACH(2, 1) },
	{ NULL, NULL, 12, ALWAYS, 0, 16, 2, .key = "mail", .result = "fail",
	    SIGNS("lists.club.example", "list"), .envelope = "lists.club.example",
	    .is_list = 1, EACH(7, 3) },
	{ NULL, NULL, 2, ALWAYS, 0, FORGERS, 2000, FORGED },

	/* Its server has moved, and took an old key along. */
	{ NULL, NULL, 40, 6, 0, 0, 1, .key = "mail", .result = "fail", .spf = "fail", ONLY(1) },
	/* The newsletter has lost its key. */
	{ NULL, NULL, 90, ALWAYS, 5, 17, 20, .key = "k1", SIGNS("mcsv.net", "k1"),
	    .envelope = "mail17.mcsv.net", ONLY(8) },
	{ NULL, NULL, 90, 4, 0, 17, 20, SIGNS("mcsv.net", "k1"),
	    .envelope = "mail17.mcsv.net", ONLY(8) },
	/* A new shop was never set up. */
	{ NULL, NULL, 55, 19, 0, 18, 8, SIGNS("shopifyemail.com", "shop"),
	    .envelope = "shopifyemail.com", ONLY(15) },
};

static const char *const first_names[] = {
	"amber", "birch", "cedar", "copper", "coral", "dawn", "delta", "ember", "fern", "flint",
	"garnet", "golden", "harbour", "hazel", "indigo", "ivory", "juniper", "linden", "maple",
	"meadow", "north", "oak", "olive", "pine", "quartz", "river", "rowan", "silver", "south",
	"stone", "violet", "willow",
};
static const char *const last_names[] = {
	"bakery", "bikes", "books", "brewery", "chapel", "cinema", "clinic", "college", "court",
	"dental", "drama", "farm", "florist", "gallery", "garage", "hotel", "joinery", "law",
	"lodge", "market", "media", "museum", "optics", "pharmacy", "pottery", "press", "school",
	"sports", "studio", "tailor", "travel", "yoga",
};

static const struct step policies[][4] = {
	{{ ALWAYS, QUARANTINE(100) }, { 60, REJECT }},
	{{ ALWAYS, REJECT }},
	{{ ALWAYS, NONE }, { 75, QUARANTINE(100) }},
};

/* Of a table, as many rows as it has. */
static size_t
stories(const struct story **rows, unsigned int domains)
{
	*rows = domains == STORY_DEMO ? demo : provider;
	return domains == STORY_DEMO ? LEN(demo) : LEN(provider);
}

static unsigned int
places(unsigned int domains)
{
	return domains == STORY_DEMO ? MODEL_PLACES : domains;
}

size_t
story_reports(unsigned int domains)
{
	return (size_t)STORY_DAYS * places(domains) * MODEL_REPORTERS;
}

static unsigned int
place_of(unsigned int domains, size_t number)
{
	return number / MODEL_REPORTERS % places(domains);
}

/* Neighbours in number are none by name. */
static void
set_place(struct made_report *m, unsigned int domains, unsigned int n)
{
	unsigned int name = n * 37 % (LEN(first_names) * LEN(last_names));
	char domain[MODEL_TEXT];
	struct place p = { domain, {{ 0 }} };

	if (domains == STORY_DEMO) {
		model_place(m, &model_places[n]);
		return;
	}
	snprintf(domain, sizeof domain, "%s-%s.example", first_names[name % LEN(first_names)],
	    last_names[name / LEN(first_names)]);
	memcpy(p.steps, policies[n % LEN(policies)], sizeof p.steps);
	model_place(m, &p);
}

int
story_report(struct made_report *m, struct rng *r, int64_t last, unsigned int domains,
    size_t number)
{
	unsigned int by = number % MODEL_REPORTERS;
	int day = number / MODEL_REPORTERS / places(domains);

	model_name(m, by, r);
	model_day(m, last, STORY_DAYS - 1 - day);
	set_place(m, domains, place_of(domains, number));
	return rng_zipf(r, MODEL_REPORTERS) >= by;
}

static int
is_told(const struct story *s, const struct made_report *m, unsigned int place)
{
	if (m->ago > s->since || m->ago < s->until)
		return 0;
	return s->domain != NULL ? strcmp(s->domain, m->domain) == 0 :
	    s->of == 0 || place % s->of == s->nth;
}

/* Of one sender in one report: fewer at weekends, never twice the same. */
static unsigned int
messages(const struct story *s, const struct made_report *m, struct rng *r)
{
	int64_t weekday = (m->begin / DAY + 3) % 7;	/* 0 is a Monday */
	double n = s->messages;

	if (weekday >= 5 && !s->forged)
		n *= 0.35;
	n *= 0.45 / (m->by - model_reporters + 1);	/* the reporter's part of it */
	return n * rng_lognormal(r, 1, 0.25) + rng_below(r, 100) / 100.0;
}

static int
first_day(const struct story *s)
{
	return s->since < STORY_DAYS ? s->since : STORY_DAYS - 1;
}

/* Networks of documentation, then of benchmarks; forgers have many. */
static void
address(struct made_record *c, const struct story *s, unsigned int k)
{
	static const char *const documentation[] = { "192.0.2", "198.51.100", "203.0.113" };
	unsigned int net = s->forged ? s->net + k / A_NET : s->net;
	unsigned int host = (s->forged ? k % A_NET * 29 : k * 11 % 240) + 5;

	if (s->six && k % 4 == 3)
		snprintf(c->ip, sizeof c->ip, "2001:db8:%x::%x", net + 1, k);
	else if (net < LEN(documentation))
		snprintf(c->ip, sizeof c->ip, "%s.%u", documentation[net], host);
	else
		snprintf(c->ip, sizeof c->ip, "198.%u.%u.%u", 18 + net / 256, net % 256, host);
}

/* How many of its addresses it has on one day: forgers use a network for a day, and no more. */
static unsigned int
day_addresses(const struct story *s)
{
	return s->forged ? s->addresses / (first_day(s) - s->until + 1) / A_NET * A_NET :
	    s->addresses;
}

static void
fill(struct made_record *c, const struct story *s, const struct made_report *m, struct rng *r)
{
	const char *result = s->result != NULL ? s->result : "pass";
	const char *spf = s->spf != NULL ? s->spf : "pass";
	const char *selector = s->key;

	model_from(c, m, s->sub);
	c->dkim = selector != NULL && strcmp(result, "pass") == 0 ? "pass" : "fail";
	c->spf = s->envelope == NULL && strcmp(spf, "pass") == 0 ? "pass" : "fail";
	if (selector != NULL)
		model_sign(c, m->domain, selector, result);
	if (s->signer != NULL)
		model_sign(c, s->signer, s->signer_key, "pass");
	model_envelope(c, s->envelope != NULL ? s->envelope : m->domain, spf);
	model_dispose(c, m, s->is_list, r);
}

/* From as many of its addresses as there is mail for. */
static size_t
tell(struct made_record *c, size_t max, const struct story *s, const struct made_report *m,
    struct rng *r)
{
	unsigned int left = messages(s, m, r), size = day_addresses(s), k = 0;
	unsigned int n = 1 + left / 5 < size ? 1 + left / 5 : size;
	unsigned int first = rng_below(r, size), skip = 0;
	double part;

	if (s->forged)
		skip = (first_day(s) - m->ago) * size;
	for (; k < n && k < max && left > 0; k++, c++) {
		memset(c, 0, sizeof *c);
		address(c, s, skip + (first + k) % size);
		fill(c, s, m, r);
		part = left / (n - k) * rng_lognormal(r, 1, 0.25);
		c->count = k == n - 1 || part >= left ? left : part < 1 ? 1 : part;
		left -= c->count;
	}
	return k;
}

size_t
story_records(struct made_record *c, size_t max, const struct made_report *m, struct rng *r,
    unsigned int domains, size_t number)
{
	const struct story *s;
	size_t n = 0, i, rows = stories(&s, domains);

	for (i = 0; i < rows; i++, s++)
		if (is_told(s, m, place_of(domains, number)))
			n += tell(c + n, max - n, s, m, r);
	return n;
}
