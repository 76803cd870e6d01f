#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "cache.h"
#include "hash.h"
#include "limit.h"

struct page {
	char	*key;			/* NULL: none */
	char	*body;
	size_t	 len;
	int64_t	 version;
};

struct cache {
	struct page	 pages[CACHE_PAGES];
};

struct cache *
cache_new(void)
{
	struct cache *c = xrealloc(NULL, sizeof *c);

	memset(c, 0, sizeof *c);
	return c;
}

static void
forget(struct page *p)
{
	free(p->key);
	free(p->body);
	memset(p, 0, sizeof *p);
}

void
cache_clear(struct cache *c)
{
	size_t i;

	for (i = 0; i < CACHE_PAGES; i++)
		forget(&c->pages[i]);
}

void
cache_free(struct cache *c)
{
	if (c == NULL)
		return;
	cache_clear(c);
	free(c);
}

static size_t
place(const char *key)
{
	return hash_bytes(key, strlen(key)).low % CACHE_PAGES;
}

const char *
cache_find(const struct cache *c, const char *key, int64_t version, size_t *len)
{
	const struct page *p = &c->pages[place(key)];

	if (p->key == NULL || p->version != version || strcmp(p->key, key) != 0)
		return NULL;
	*len = p->len;
	return p->body;
}

static char *
copy(const char *s, size_t n)
{
	return memcpy(xrealloc(NULL, n), s, n);
}

void
cache_put(struct cache *c, const char *key, int64_t version, const char *body, size_t len)
{
	struct page *p = &c->pages[place(key)];

	if (strlen(key) + len > CACHE_PAGE)
		return;
	forget(p);
	p->key = copy(key, strlen(key) + 1);
	p->body = copy(body, len);
	p->len = len;
	p->version = version;
}
