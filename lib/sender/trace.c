#include <ctype.h>
#include <string.h>

#include "terms.h"
#include "trace.h"

#define GOOGLE	".gappssmtp.com"	/* X.YYYYMMDD of it: X is the customer's domain, with '-' */
#define MICROSOFT ".onmicrosoft.com"	/* X of it: first come, first served */

/* What is at hand while a record is looked at. */
struct look {
	const struct policy *policy;
	const struct record *record;
	const struct names *names;
	const char	*from;		/* header_from, or the policy domain */
	struct trace	*trace;
	struct arena	*mem;
	const struct auth *key;		/* the signature of the domain's that passed, the best */
	const struct auth *failed;	/* or one that did not, the least by its name */
	int		 aligned;	/* some signature is, as the policy wants it */
	int		 spf_aligned;
	int		 relaxed;	/* a key, or a return path, is but for strict alignment */
	int		 spf_relaxed;
	int		 spf_listed;	/* a return path was looked at */
};

static const char *
org(const struct look *l, const char *domain)
{
	return suffix_org(l->names->suffixes, domain);
}

static int
is_own(const struct look *l, const char *domain)
{
	return domain != NULL && strcmp(org(l, domain), l->trace->from) == 0;
}

/* By domain, that of From itself first, and family. */
static int
compare_keys(const struct look *l, const struct auth *a, const struct auth *b, int from_first)
{
	int x = strcmp(a->domain, l->from) != 0, y = strcmp(b->domain, l->from) != 0, c;

	if (from_first && x != y)
		return x - y;
	if ((c = strcmp(a->domain, b->domain)) != 0)
		return c;
	return strcmp(service_family(a->selector, l->mem), service_family(b->selector, l->mem));
}

static void
better(const struct look *l, const struct auth **best, const struct auth *a, int from_first)
{
	if (*best == NULL || compare_keys(l, a, *best, from_first) < 0)
		*best = a;
}

/* Of signers that passed: one of a service that sends, then of any, then the least. */
static int
rank(const struct service *s)
{
	return service_sends(s) ? 0 : s != NULL ? 1 : 2;
}

static void
look_at_signer(struct look *l, const char *domain)
{
	struct trace *t = l->trace;
	const struct service *s = service_of(l->names->services, SERVICE_SIGNS, domain);

	if (s == NULL && (t->kin == NULL || strcmp(domain, t->kin) < 0))
		t->kin = domain;
	if (t->signer != NULL && (rank(s) > rank(t->signs) ||
	    (rank(s) == rank(t->signs) && strcmp(domain, t->signer) >= 0)))
		return;
	t->signer = domain;
	t->signs = s;
}

static void
look_at_dkim(struct look *l)
{
	int strict = l->policy->adkim == ALIGNMENT_STRICT;
	const struct auth *a;

	for (a = l->record->auth_dkim; a != NULL; a = a->next) {
		if (a->domain == NULL)
			continue;
		if (is_own(l, a->domain)) {
			l->trace->flags |= TRACE_SIGNED;
			if (a->result == RESULT_PASS) {
				better(l, &l->key, a, 1);
				l->aligned |= !strict || strcmp(a->domain, l->from) == 0;
				l->relaxed |= strict && strcmp(a->domain, l->from) != 0;
			} else if (a->result != TERM_ABSENT && a->result != DKIM_NONE)
				better(l, &l->failed, a, 0);
		} else if (a->result == RESULT_PASS)
			look_at_signer(l, a->domain);
	}
}

static void
look_at_spf(struct look *l)
{
	int strict = l->policy->aspf == ALIGNMENT_STRICT;
	struct trace *t = l->trace;
	const struct auth *a;

	for (a = l->record->auth_spf; a != NULL; a = a->next) {
		if (a->domain == NULL || a->scope == SCOPE_HELO)
			continue;
		l->spf_listed = 1;
		if (a->result != RESULT_PASS)
			continue;
		if (is_own(l, a->domain)) {
			l->spf_aligned |= !strict || strcmp(a->domain, l->from) == 0;
			l->spf_relaxed |= strict && strcmp(a->domain, l->from) != 0;
		} else if (t->envelope == NULL) {
			t->envelope = a->domain;
			t->returns = service_of(l->names->services, SERVICE_RETURNS, a->domain);
		}
	}
}

/* The result of the first return path of the domain's: others are not MAIL FROM. */
static int
spf_passed(const struct look *l)
{
	const struct auth *a;

	for (a = l->record->auth_spf; a != NULL; a = a->next)
		if (a->scope != SCOPE_HELO && is_own(l, a->domain))
			return a->result == RESULT_PASS;
	return 0;
}

static const char *
name_key(struct look *l, const char *domain, const char *selector)
{
	l->trace->family = service_family(selector, l->mem);
	return arena_printf(l->mem, "%s/%s", domain, l->trace->family);
}

/*
 * A key or SPF proves when it passed and the receiver counted it, or would have but for
 * strict alignment; or when it says so and lists no details at all.
 */
static void
prove(struct look *l)
{
	int dkim = l->record->dkim == EVALUATED_PASS, spf = l->record->spf == EVALUATED_PASS;
	int counts = dkim || l->relaxed, spf_counts = spf || l->spf_relaxed;
	struct trace *t = l->trace;

	if (l->key != NULL && counts) {
		t->state = KEY_PASSED;
		t->key = name_key(l, l->key->domain, l->key->selector);
	} else if (dkim && l->record->auth_dkim == NULL) {
		t->state = KEY_PASSED;
		t->key = name_key(l, l->from, NULL);
	} else if (l->failed != NULL) {
		t->state = KEY_FAILED;
		t->key = name_key(l, l->failed->domain, l->failed->selector);
	}
	if ((spf_passed(l) && spf_counts) || (spf && !l->spf_listed))
		t->flags |= TRACE_SPF;
	if (t->state == KEY_PASSED || t->flags & TRACE_SPF)
		t->flags |= TRACE_PROOF;
	if ((dkim && l->record->auth_dkim != NULL && !l->aligned) ||
	    (spf && l->spf_listed && !l->spf_aligned))
		t->flags |= TRACE_ODD;
	if ((l->key != NULL && !counts) || (spf_passed(l) && !spf_counts))
		t->flags |= TRACE_DENIED;
	if ((dkim || spf) && (t->flags & TRACE_PROOF || !(t->flags & TRACE_ODD)))
		t->flags |= TRACE_PASSES;
}

static int
ends_with(const char *domain, const char *suffix)
{
	size_t n = strlen(domain), m = strlen(suffix);

	return n > m && strcmp(domain + n - m, suffix) == 0;
}

/* Google names a customer by its domain; Microsoft's choose their names. */
int
trace_is_tenant(const struct trace *t, const char *domain)
{
	const char *p = t->tenant;

	if (p == NULL || !ends_with(t->signer, GOOGLE))
		return 0;
	for (; *p != '\0' && *p == (*domain == '.' ? '-' : *domain); p++, domain++)
		;
	return *p == *domain;
}

static void
look_at_tenant(struct look *l)
{
	struct trace *t = l->trace;
	const char *p, *end;

	if (t->signer == NULL)
		return;
	if (ends_with(t->signer, GOOGLE))
		t->tenant = arena_strndup(l->mem, t->signer, strcspn(t->signer, "."));
	else if (ends_with(t->signer, MICROSOFT)) {
		for (p = end = t->signer + strlen(t->signer) - strlen(MICROSOFT);
		    p > t->signer && p[-1] != '.'; p--)
			;
		t->tenant = arena_strndup(l->mem, p, end - p);
	}
	if (trace_is_tenant(t, t->from) || trace_is_tenant(t, l->from) ||
	    trace_is_tenant(t, l->policy->domain))
		t->flags |= TRACE_OURS;
}

/* The record's own names end with it. */
static void
keep_names(struct trace *t, struct arena *mem)
{
	const char **const names[] = { &t->domain, &t->from, &t->signer, &t->kin, &t->envelope };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (*names[i] != NULL)
			*names[i] = arena_strndup(mem, *names[i], strlen(*names[i]));
}

void
trace_read(struct trace *t, const struct policy *policy, const struct record *record,
    unsigned int excuses, const struct names *names, struct arena *mem)
{
	struct look l = { .policy = policy, .record = record, .names = names, .trace = t,
	    .mem = mem };

	*t = (struct trace){ .domain = suffix_org(names->suffixes, policy->domain),
	    .flags = excuses };
	l.from = record->header_from != NULL ? record->header_from : policy->domain;
	t->from = org(&l, l.from);
	look_at_dkim(&l);
	look_at_spf(&l);
	prove(&l);
	look_at_tenant(&l);
	if (t->envelope != NULL && trace_is_list(t->envelope))
		t->flags |= TRACE_LIST;
	keep_names(t, mem);
}

static int
is_word(int c)
{
	return isalnum(c) || c == '_';
}

/* "arc = pass", as words of a comment. */
static int
arc_passes(const char *comment)
{
	const char *p, *q;

	for (p = comment; (p = strcasestr(p, "arc")) != NULL; p++) {
		if (p > comment && is_word((unsigned char)p[-1]))
			continue;
		q = p + 3 + strspn(p + 3, " \t\r\n");
		if (*q++ != '=')
			continue;
		q += strspn(q, " \t\r\n");
		if (strncasecmp(q, "pass", 4) == 0 && !is_word((unsigned char)q[4]))
			return 1;
	}
	return 0;
}

unsigned int
trace_excuses(const struct reason *r)
{
	unsigned int found = 0;

	for (; r != NULL; r = r->next) {
		if (r->type == REASON_FORWARDED)
			found |= TRACE_EXCUSED;
		if (r->type == REASON_MAILING_LIST || r->type == REASON_TRUSTED_FORWARDER ||
		    (r->comment != NULL && arc_passes(r->comment)))
			found |= TRACE_EXCUSED | TRACE_VOUCHED;
	}
	return found;
}

int
trace_is_list(const char *host)
{
	static const char *const labels[] = {
		"list", "lists", "group", "groups", "mailman", "listserv", "sympa",
	};
	static const char *const ends[] = { "list.com", "list.org", "list.net" };
	size_t n, i, len = strlen(host);
	const char *p;

	for (p = host; *p != '\0'; p += n + (p[n] != '\0')) {
		n = strcspn(p, ".-");
		for (i = 0; p[n] != '\0' && i < sizeof labels / sizeof *labels; i++)
			if (strlen(labels[i]) == n && strncmp(p, labels[i], n) == 0)
				return 1;
	}
	for (i = 0; i < sizeof ends / sizeof *ends; i++)
		if (len >= strlen(ends[i]) && strcmp(host + len - strlen(ends[i]), ends[i]) == 0)
			return 1;
	return 0;
}
