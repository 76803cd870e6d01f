#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sentence.h"

#define DAY	86400
#define LONG	330			/* days, after which a day needs its year */

struct telling {
	const struct sentence_of *of;
	const struct sender *s;
	const struct sentence *to;	/* what of it is made by now */
	struct arena	*mem;
};

const char *
sentence_number(uint64_t n, struct arena *mem)
{
	char plain[24], out[32], *o = out;
	int len = snprintf(plain, sizeof plain, "%" PRIu64, n), i;

	for (i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*o++ = ',';
		*o++ = plain[i];
	}
	return arena_strndup(mem, out, o - out);
}

const char *
sentence_day(int64_t day, int64_t today, struct arena *mem)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
	    "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t seconds = day * DAY;
	struct tm tm;

	gmtime_r(&seconds, &tm);
	return day > today - LONG ? arena_printf(mem, "%d %s", tm.tm_mday, months[tm.tm_mon]) :
	    arena_printf(mem, "%d %s %d", tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900);
}

static const char *
counted(const struct telling *t, uint64_t n, const char *one)
{
	return arena_printf(t->mem, "%s %s%s", sentence_number(n, t->mem), one, n == 1 ? "" :
	    strcmp(one, "address") == 0 ? "es" : "s");
}

static int
is_kind(const struct telling *t, const char *kind)
{
	return strcmp(t->s->kind, kind) == 0;
}

/* The words that a template has in braces. */
static const char *
who(const struct telling *t)
{
	const struct sender *s = t->s;

	if (is_kind(t, "crowd"))
		return arena_printf(t->mem, "%s of no known name",
		    counted(t, s->addresses, "address"));
	if (is_kind(t, "net"))
		return arena_printf(t->mem, "the network %s", s->name);
	return strcmp(t->to->title, "Own server") == 0 ? "your own server" : t->to->title;
}

static const char *
capital_who(const struct telling *t)
{
	const char *text = who(t);

	return strncmp(text, "your ", 5) == 0 ? arena_printf(t->mem, "Y%s", text + 1) :
	    strncmp(text, "the ", 4) == 0 ? arena_printf(t->mem, "T%s", text + 1) : text;
}

static const char *domain(const struct telling *t) { return t->s->domain; }
static const char *n(const struct telling *t) { return counted(t, t->s->messages, "message"); }

static const char *
in_days(const struct telling *t)
{
	return t->of->days == 0 ? "in all" :
	    arena_printf(t->mem, "in %s", counted(t, t->of->days, "day"));
}

static const char *
stopped(const struct telling *t)
{
	uint64_t kept = t->s->refused + t->s->spam;

	if (t->s->failed == 0)
		return "";
	if (kept == 0)
		return t->s->failed == 1 ? "; it was delivered" : "; all of these were delivered";
	return t->s->delivered == 0 ? arena_printf(t->mem, "; receivers stopped %s",
	    kept == 1 ? "it" : "all of these") :
	    arena_printf(t->mem, "; receivers stopped %s and delivered %s",
	    sentence_number(kept, t->mem), sentence_number(t->s->delivered, t->mem));
}

static const char *
fate(const struct telling *t)
{
	const struct sender *s = t->s;

	if (s->failed == 0)
		return s->messages == 1 ? "it passed" : "all passed";
	return arena_printf(t->mem, "%s%s", s->failed < s->messages ?
	    arena_printf(t->mem, "%s failed", sentence_number(s->failed, t->mem)) :
	    s->messages == 1 ? "it failed" : "none passed", stopped(t));
}

static const char *
signed_as(const struct telling *t)
{
	const struct sender *s = t->s;

	if (s->signer != NULL)
		return arena_printf(t->mem, "signed as %s", s->signer);
	return s->envelope != NULL ?
	    arena_printf(t->mem, "with the return path of %s", s->envelope) : "not signed";
}

static const char *
since(const struct telling *t)
{
	return t->s->since == -1 ? "" : arena_printf(t->mem, " since %s",
	    sentence_day(t->s->since, t->of->today, t->mem));
}

static const char *
last_pass(const struct telling *t)
{
	return t->s->passed == -1 ? "" : arena_printf(t->mem, " %s last passed on %s.",
	    t->s->keys != NULL ? arena_printf(t->mem, "Its key %s", t->s->keys) : "Its mail",
	    sentence_day(t->s->passed, t->of->today, t->mem));
}

static const char *
proof(const struct telling *t)
{
	const struct sender *s = t->s;

	return s->keys == NULL ? "SPF" : arena_printf(t->mem, "key %s%s", s->keys,
	    s->spf ? " and SPF" : "");
}

static const char *
reporters(const struct telling *t)
{
	return t->s->reporters == 1 ? "one reporter says" :
	    arena_printf(t->mem, "%s say", counted(t, t->s->reporters, "reporter"));
}

static const char *
set_up(const struct telling *t)
{
	return t->of->service != NULL && t->of->service->set_up != NULL &&
	    *t->of->service->set_up != '\0' ? t->of->service->set_up :
	    arena_printf(t->mem, "Let it sign as %s with a key of its own, or put its addresses "
	    "into the SPF record", t->s->domain);
}

static const struct {
	const char	*word;
	const char	*(*text)(const struct telling *);
} words[] = {
	{ "Who", capital_who }, { "who", who }, { "domain", domain }, { "n", n },
	{ "in days", in_days }, { "fate", fate }, { "signed", signed_as }, { "since", since },
	{ "last pass", last_pass }, { "proof", proof }, { "reporters", reporters },
	{ "set up", set_up },
};

#define DECIDE	"Say whether it is yours; if so: {set up}"
#define FORGED	" used the name {domain} for {n} {in days}, {signed}: {fate}."

static const struct {
	const char	*rule;
	const char	*text, *todo;	/* NULL: nothing to do */
} templates[] = {
	{ "M0", "{Who} sent {n} as {domain} {in days}: {fate}. You said that it is yours.",
	    "{set up}" },
	{ "M1", "{Who} sent {n} as {domain} {in days}: {fate}. It proves itself by {proof}.",
	    NULL },
	{ "M2", "{Who} has failed{since}: of {n} as {domain} {in days}, {fate}.{last pass}",
	    "{set up}" },
	{ "M3", "{Who} sent {n} as {domain} {in days}, {signed}, which is another domain of "
	    "yours: {fate}.", "Let it sign as {domain}" },
	{ "M4", "{Who} sent {n} as {domain} {in days}, signed with its own name for your "
	    "account: {fate}.", "{set up}" },
	{ "M5", "{Who} sent {n} as {domain} {in days} from a host of your domain, neither "
	    "signed nor in SPF: {fate}.", "{set up}" },
	{ "M6", "{Who} sends for you, and from the same address it sent {n} {in days} that are "
	    "not signed as {domain}: {fate}. It is probably yours.", "{set up}" },
	{ "M7", "{Who} sent {n} as {domain} {in days}, {signed}: {fate}. It lets nobody use an "
	    "address without verifying it first, so this is probably yours.",
	    "{set up}" },
	{ "F0", "{Who} passed on {n} {in days}: {fate}. You said that this is expected.", NULL },
	{ "F1", "{Who} passed on {n} of yours {in days}: {fate}. Your signature holds; SPF "
	    "never can.", NULL },
	{ "F2", "{Who} passed on {n} {in days}, as lists and forwarders do: {fate}.", NULL },
	{ "F3", "{Who} passed on {n} {in days}, so receivers say: {fate}.", NULL },
	{ "F4", "{Who} passed on {n} {in days}: {fate}. Mail that your signature holds comes "
	    "the same way.", NULL },
	{ "F5", "{Who} probably passed on {n} {in days}, and changed them: your signature is "
	    "there and broken, {fate}.", NULL },
	{ "U1", "{Who} sent {n} as {domain} {in days} by {proof}: {fate}. Only {reporters} so, "
	    "and not for long.", "Say whether it is yours" },
	{ "U2", "{Who} sends for you, and sent {n} {in days} from other addresses, {signed}: "
	    "{fate}. That may be another account of yours, or somebody else's.", DECIDE },
	{ "U3", "{Who} sent {n} as {domain} {in days}, {signed}: {fate}. Only you know whether "
	    "you use it.", DECIDE },
	{ "U4", "{Who} sent {n} as {domain} {in days} with a signature of yours that is broken: "
	    "{fate}. That is a filter which changes your mail, or a copied header.",
	    "Say whether it is yours, or expected" },
	{ "U5", "{Who} sent {n} as {domain} {in days}, again and again, {signed}: {fate}. Only "
	    "you know whether it works for you.", DECIDE },
	{ "U6", "{Who} sent {n} as {domain} {in days}, {signed}: {fate}. It is too early to "
	    "tell whose that is.", DECIDE },
	{ "U7", "{Who} sent {n} as {domain} {in days}: {fate}. It may be a mailing list.",
	    "Say whether it is expected" },
	{ "U8", "{Who} sent {n} as {domain} {in days} that your {proof} holds: far more than "
	    "your own servers send so. A message that is replayed, or a server you forgot.",
	    "Say whether it is yours; if not, roll the key" },
	{ "S0", "{Who}" FORGED " You said that it is not yours.", NULL },
	{ "S1", "{Who}" FORGED, NULL },
	{ "S2", "{Who} probably" FORGED, NULL },
};

/* Text, with what the words in braces stand for. */
static const char *
expand(const struct telling *t, const char *template)
{
	const char *out = "", *open, *end;
	size_t i;

	for (; (open = strchr(template, '{')) != NULL; template = end + 1) {
		end = strchr(open, '}');
		out = arena_printf(t->mem, "%s%.*s", out, (int)(open - template), template);
		for (i = 0; i < sizeof words / sizeof *words; i++)
			if (strncmp(words[i].word, open + 1, end - open - 1) == 0 &&
			    words[i].word[end - open - 1] == '\0')
				out = arena_printf(t->mem, "%s%s", out, words[i].text(t));
	}
	return arena_printf(t->mem, "%s%s", out, template);
}

static const char *
title_of(const struct telling *t)
{
	const struct sender *s = t->s;

	if (is_kind(t, "crowd"))
		return *s->name == '\0' ? "Unidentified networks" : strcmp(s->name, "U4") == 0 ?
		    "Networks with a broken signature of yours" :
		    "Networks that are too new to tell";
	if (t->of->service != NULL && !is_kind(t, "net"))
		return t->of->service->name;
	return is_kind(t, "own") ? "Own server" : s->name;
}

static const char *
by_of(const struct telling *t)
{
	const struct sender *s = t->s;

	if (is_kind(t, "own"))
		return s->keys == NULL ? "SPF" : arena_printf(t->mem, "key %s%s", s->keys,
		    s->spf ? ", SPF" : "");
	if (is_kind(t, "fwd"))
		return s->keys != NULL ? arena_printf(t->mem, "passes your key %s on", s->keys) :
		    "passes your mail on";
	return s->signer != NULL || s->envelope != NULL ? signed_as(t) :
	    strcmp(s->rule, "U4") == 0 ? "a broken signature of yours" :
	    "no signature, not in SPF";
}

struct sentence
sentence_of(const struct sentence_of *of, struct arena *mem)
{
	struct sentence said = { .text = "" };
	struct telling t = { .of = of, .s = of->sender, .to = &said, .mem = mem };
	size_t i;

	said.title = title_of(&t);
	said.by = by_of(&t);
	for (i = 0; i < sizeof templates / sizeof *templates; i++) {
		if (strcmp(templates[i].rule, t.s->rule) != 0)
			continue;
		said.text = expand(&t, templates[i].text);
		if (templates[i].todo != NULL && t.s->class != CLASS_MINE_OK)
			said.todo = expand(&t, templates[i].todo);
	}
	return said;
}
