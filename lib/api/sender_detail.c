#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "sender_detail.h"

/* What a rule goes by; the numbers follow. */
static const struct {
	const char	*rule, *text;
} reasons[] = {
	{ "M0", "You said that it is yours." },
	{ "M1", "It proves itself: only you can sign with a key of your domain, or send from "
	    "what your SPF record names." },
	{ "M2", "It proved itself by a key or SPF of your domain, and now its mail fails." },
	{ "M3", "What passes is of another of your domains." },
	{ "M4", "The service calls this account by your domain's name; nobody else gets that." },
	{ "M5", "Its host has a name of your domain, and the name leads back to it." },
	{ "M6", "The service sends for you with proof, and this came from the same address." },
	{ "M7", "The service lets nobody use an address without verifying it first." },
	{ "F0", "You said that this is expected." },
	{ "F1", "A signature of yours passed at a place that your key does not send from." },
	{ "F2", "It is known to forward mail, or to run lists." },
	{ "F3", "Receivers say of half of it or more that it was passed on." },
	{ "F4", "Signed mail of yours came by the same way." },
	{ "F5", "Most of it carries a signature of yours that is broken, and something else "
	    "that passes." },
	{ "U1", "Not enough reporters say so, or not for long enough." },
	{ "U2", "The service sends for you, but this came from other addresses." },
	{ "U3", "The service is not known to check who owns an address." },
	{ "U4", "It carries a signature of yours that is broken, and nothing that passes." },
	{ "U5", "It sends again and again, which forgers seldom do." },
	{ "U6", "Too little is known yet of what your own mail looks like." },
	{ "U7", "Its return path looks like that of a mailing list." },
	{ "U8", "It sends more with your key than the places that the key is at home." },
	{ "S0", "You said that it is not yours." },
	{ "S1", "Nothing of it proves anything, and nothing speaks for its being yours." },
	{ "S2", "It passes as another domain, and nothing speaks for its being yours." },
};

static void
put_line(struct fact *f, const char *text, uint64_t n, const char *href)
{
	fact_row(f, "why");
	fact_string(f, text);
	if (href == NULL) {
		fact_null(f);
		fact_null(f);
		return;
	}
	fact_int(f, n);
	fact_string(f, href);
}

/* So many messages, and how they are asked for. */
static void
put_number(const struct listed *l, const char *query, uint64_t n, const char *one,
    const char *many, const char *asks, struct fact *f, struct arena *mem)
{
	if (n == 0)
		return;
	put_line(f, arena_printf(mem, "%s %s", sentence_number(n, mem), n == 1 ? one : many), n,
	    arena_printf(mem, "records.html?sender=%s%s%s%s", l->id, asks,
	    *query != '\0' ? "&" : "", query));
}

void
sender_tell_why(const struct listed *l, const char *query, struct fact *f, struct arena *mem)
{
	const struct sender *s = l->sender;
	const struct {
		uint64_t	 n;
		const char	*one, *many, *asks;
	} numbers[] = {
		{ s->both + s->key_alone, "message was held by a key of yours",
		    "messages were held by a key of yours", "&dkim=pass" },
		{ s->spf_alone, "message was held by SPF alone",
		    "messages were held by SPF alone", "&dkim=fail&spf=pass" },
		{ s->failed, "message failed", "messages failed", "&dmarc=fail" },
		{ s->refused, "was refused", "were refused", "&disp=reject" },
		{ s->spam, "was put into the spam folder", "were put into the spam folder",
		    "&disp=quarantine" },
		{ s->delivered, "was delivered though it failed",
		    "were delivered though they failed", "&dmarc=fail&disp=none" },
	};
	size_t i;

	for (i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (strcmp(reasons[i].rule, s->rule) == 0)
			put_line(f, reasons[i].text, 0, NULL);
	for (i = 0; i < sizeof numbers / sizeof *numbers; i++)
		put_number(l, query, numbers[i].n, numbers[i].one, numbers[i].many,
		    numbers[i].asks, f, mem);
}

static void
put_record(struct fact *f, const char *name, const char *type, const char *value)
{
	fact_row(f, "dns");
	fact_string(f, name);
	fact_string(f, type);
	fact_string(f, value);
}

/* Selectors that its customers are told to use: those that are names, and not patterns. */
static void
put_selectors(const struct listed *l, struct fact *f, struct arena *mem)
{
	const char *p = l->service->selectors;
	size_t n;

	for (; *p != '\0'; p += n + (p[n] == ',')) {
		n = strcspn(p, ",");
		if (n == 0 || memchr(p, '#', n) != NULL || memchr(p, '*', n) != NULL)
			continue;
		put_record(f, arena_printf(mem, "%.*s._domainkey.%s", (int)n, p,
		    l->sender->domain),
		    strstr(l->service->set_up, "CNAME") != NULL ? "CNAME" : "TXT",
		    arena_printf(mem, "as %s shows it to you", l->service->name));
	}
}

void
sender_tell_dns(const struct listed *l, struct fact *f, struct arena *mem)
{
	if (l->said.todo == NULL)
		return;
	if (l->service != NULL) {
		put_selectors(l, f, mem);
		return;
	}
	put_record(f, arena_printf(mem, "%s._domainkey.%s",
	    l->sender->keys != NULL && strpbrk(l->sender->keys, "#*,-") == NULL ?
	    l->sender->keys : "mail", l->sender->domain), "TXT",
	    "v=DKIM1; k=rsa; p= and the public key that your server signs with");
}
