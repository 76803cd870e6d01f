#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "identity.h"

struct identity {
	struct hash	 sum;		/* of the policies and records */
	size_t		 open;		/* elements: one of these, and what it is in */
	size_t		 room, len;
	struct hash	*sums;		/* of what is in each open element */
	char		*text;		/* of the innermost, since its last child */
};

struct identity *
identity_new(size_t depth, size_t text)
{
	struct identity *id = xrealloc(NULL, sizeof *id);

	*id = (struct identity){ .room = text };
	id->sums = xrealloc(NULL, (depth + 1) * sizeof *id->sums);
	id->text = xrealloc(NULL, text);
	return id;
}

void
identity_free(struct identity *id)
{
	if (id == NULL)
		return;
	free(id->sums);
	free(id->text);
	free(id);
}

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
end_text(struct identity *id)
{
	size_t i, n = id->len;

	while (n > 0 && is_blank(id->text[n - 1]))
		n--;
	for (i = 0; i < n; i++)
		if (id->text[i] >= 'A' && id->text[i] <= 'Z')
			id->text[i] += 'a' - 'A';
	if (n > 0)
		hash_add(&id->sums[id->open], hash_bytes(id->text, n));
	id->len = 0;
}

void
identity_open(struct identity *id, const char *name)
{
	if (id->open > 0)
		end_text(id);
	else if (strcmp(name, "record") != 0 && strcmp(name, "policy_published") != 0)
		return;
	id->sums[++id->open] = (struct hash){ 0, 0 };
}

/* What is longer than there is room is as good as several texts. */
void
identity_text(struct identity *id, const char *s, size_t n)
{
	size_t part;

	if (id->open == 0)
		return;
	while (id->len == 0 && n > 0 && is_blank(*s))
		s++, n--;
	for (; n > 0; s += part, n -= part) {
		if (id->len == id->room)
			end_text(id);
		part = n < id->room - id->len ? n : id->room - id->len;
		memcpy(id->text + id->len, s, part);
		id->len += part;
	}
}

void
identity_close(struct identity *id, const char *name)
{
	struct hash both[2];

	if (id->open == 0)
		return;
	end_text(id);
	both[1] = id->sums[id->open--];
	if (both[1].low == 0 && both[1].high == 0)
		return;
	both[0] = hash_bytes(name, strlen(name));
	hash_add(id->open > 0 ? &id->sums[id->open] : &id->sum, hash_bytes(both, sizeof both));
}

struct hash
identity_hash(const struct identity *id)
{
	return id->sum;
}
