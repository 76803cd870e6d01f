#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "hash.h"
#include "sqlite.h"
#include "sqlite_words.h"

#define SLOTS	(1 << 16)	/* a slot is overwritten by the next word that falls on it */

/* A word is known by its hash: 128 bits, and the database has the last word. */
struct slot {
	struct hash	 hash;
	int64_t		 id;		/* 0 empty */
	enum dict	 dict;
	unsigned int	 age;		/* of the report that put it here */
};

struct word_cache {
	unsigned int	 age;		/* of the report being written */
	int		 fresh;		/* it brought new words */
	struct slot	 slots[SLOTS];
};

static const struct {
	const struct sql *find, *add;
} dicts[DICT_MAX] = {
	[DICT_ORG]	= { &sqlite_find_org, &sqlite_add_org },
	[DICT_DOMAIN]	= { &sqlite_find_domain, &sqlite_add_domain },
	[DICT_NAME]	= { &sqlite_find_name, &sqlite_add_name },
	[DICT_IP]	= { &sqlite_find_ip, &sqlite_add_ip },
	[DICT_MISC]	= { &sqlite_find_misc, &sqlite_add_misc },
	[DICT_AUTH]	= { &sqlite_find_auth, &sqlite_add_auth },
	[DICT_REASON]	= { &sqlite_find_reason, &sqlite_add_reason },
	[DICT_POLICY]	= { &sqlite_find_policy, &sqlite_add_policy },
	[DICT_SENDER]	= { &sqlite_find_sender, &sqlite_add_sender },
};

struct word_cache *
words_new(void)
{
	struct word_cache *in = xrealloc(NULL, sizeof *in);

	memset(in, 0, sizeof *in);
	in->age = 1;
	return in;
}

void
words_free(struct word_cache *in)
{
	free(in);
}

void
words_keep(struct word_cache *in)
{
	in->age++;
	in->fresh = 0;
}

void
words_forget(struct word_cache *in)
{
	size_t i;

	for (i = 0; in->fresh && i < SLOTS; i++)
		if (in->slots[i].age == in->age)
			in->slots[i].id = 0;
	in->fresh = 0;
}

int64_t
words_id(struct store *st, struct word_cache *in, enum dict dict, const void *key, size_t n,
    const struct arg *args)
{
	struct hash h = hash_bytes(key, n);
	struct slot *s = &in->slots[(h.low + dict) % SLOTS];
	int64_t id = 0;

	if (n == 0)
		return 0;
	if (s->id != 0 && s->dict == dict && s->hash.low == h.low && s->hash.high == h.high)
		return s->id;
	if (store_query(st, dicts[dict].find, args, store_get_int, &id) == -1)
		return -1;
	if (id == 0) {
		if (store_exec(st, dicts[dict].add, args) == -1)
			return -1;
		id = sqlite3_last_insert_rowid(st->db);
		in->fresh = 1;
	}
	*s = (struct slot){ h, id, dict, in->age };
	return id;
}
