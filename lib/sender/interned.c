#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "hash.h"
#include "interned.h"

#define FIRST_SIZE	64		/* a power of two, as all */

static uint32_t *
find(const struct interned *in, const char *text)
{
	size_t at = hash_bytes(text, strlen(text)).low & (in->size - 1);

	while (in->slot[at] != 0 && strcmp(in->text[in->slot[at] - 1], text) != 0)
		at = (at + 1) & (in->size - 1);
	return &in->slot[at];
}

static void
grow(struct interned *in)
{
	uint32_t i;

	in->size = in->size != 0 ? 2 * in->size : FIRST_SIZE;
	free(in->slot);
	in->slot = xrealloc(NULL, in->size * sizeof *in->slot);
	memset(in->slot, 0, in->size * sizeof *in->slot);
	in->text = xrealloc(in->text, in->size * sizeof *in->text);
	for (i = 0; i < in->count; i++)
		*find(in, in->text[i]) = i + 1;
}

uint32_t
interned_add(struct interned *in, const char *text)
{
	uint32_t *slot;

	if (2 * (size_t)in->count >= in->size)
		grow(in);
	if (*(slot = find(in, text)) == 0) {
		in->text[in->count] = text;
		*slot = ++in->count;
	}
	return *slot - 1;
}

int64_t
interned_find(const struct interned *in, const char *text)
{
	return in->size != 0 ? (int64_t)*find(in, text) - 1 : -1;
}

void
interned_free(struct interned *in)
{
	free(in->text);
	free(in->slot);
}
