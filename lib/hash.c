#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "hash.h"

struct hash
hash_bytes(const void *p, size_t n)
{
	XXH128_hash_t h = XXH3_128bits(p, n);

	return (struct hash){ h.low64, h.high64 };
}

void
hash_add(struct hash *sum, struct hash h)
{
	sum->low += h.low;
	sum->high += h.high;
}

static void
number(XXH3_state_t *x, int64_t n)
{
	XXH3_128bits_update(x, &n, sizeof n);
}

/* With its end, so that "ab", "c" is not "a", "bc"; absent is not empty. */
static void
string(XXH3_state_t *x, const char *s)
{
	if (s != NULL)
		XXH3_128bits_update(x, s, strlen(s) + 1);
	else
		XXH3_128bits_update(x, "\xff", 1);
}

static void
auths(XXH3_state_t *x, const struct auth *a)
{
	for (; a != NULL; a = a->next) {
		number(x, a->scope << 8 | a->result);
		string(x, a->domain);
		string(x, a->selector);
		string(x, a->human_result);
	}
	number(x, -1);
}

static struct hash
digest(XXH3_state_t *x)
{
	XXH128_hash_t h = XXH3_128bits_digest(x);

	return (struct hash){ h.low64, h.high64 };
}

struct hash
hash_record(const struct record *r)
{
	const struct reason *why;
	XXH3_state_t x;

	XXH3_128bits_reset(&x);
	XXH3_128bits_update(&x, r->source.bytes, r->source.len);
	string(&x, r->source_raw);
	number(&x, r->count);
	number(&x, r->disposition << 16 | r->dkim << 8 | r->spf);
	for (why = r->reasons; why != NULL; why = why->next) {
		number(&x, why->type);
		string(&x, why->comment);
	}
	string(&x, r->header_from);
	string(&x, r->envelope_from);
	string(&x, r->envelope_to);
	auths(&x, r->auth_dkim);
	auths(&x, r->auth_spf);
	return digest(&x);
}

struct hash
hash_policy(const struct policy *p)
{
	XXH3_state_t x;

	XXH3_128bits_reset(&x);
	number(&x, p->adkim << 8 | p->aspf);
	number(&x, p->p << 16 | p->sp << 8 | p->np);
	number(&x, p->pct);
	string(&x, p->fo);
	number(&x, p->testing << 8 | p->discovery);
	return digest(&x);
}
