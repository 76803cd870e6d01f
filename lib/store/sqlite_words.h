#pragma once

#include "store_db.h"

/*
 * The dictionaries: a word's id, given on first sight, and a cache of those
 * seen lately.  Ids of words that an abort takes back are forgotten.
 */
enum dict { DICT_ORG, DICT_DOMAIN, DICT_NAME, DICT_IP, DICT_MISC, DICT_AUTH, DICT_REASON,
    DICT_POLICY, DICT_SENDER, DICT_MAX };

struct word_cache;

struct word_cache	*words_new(void);
void		 words_free(struct word_cache *);
void		 words_keep(struct word_cache *);		/* what is new stays */
void		 words_forget(struct word_cache *);	/* what is new was undone */

/* The id of what key's bytes stand for; args are the row's values.  0 for an empty key, or -1. */
int64_t		 words_id(struct store *, struct word_cache *, enum dict, const void *key, size_t,
		    const struct arg *args);
