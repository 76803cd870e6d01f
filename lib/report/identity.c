#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "identity.h"

#define NAME	256	/* bytes of a name that count */

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
	id->text = xrealloc(NULL, (text > sizeof(struct hash) ? text : sizeof(struct hash)) + NAME);
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

/* Without the blanks at its end, in lower case; its length. */
static size_t
fold(struct identity *id)
{
	size_t i, n = id->len;

	while (n > 0 && is_blank(id->text[n - 1]))
		n--;
	for (i = 0; i < n; i++)
		id->text[i] |= (id->text[i] >= 'A' && id->text[i] <= 'Z') << 5;
	id->len = 0;
	return n;
}

/* Text before or between children. */
static void
end_text(struct identity *id)
{
	size_t n = fold(id);

	if (n > 0)
		hash_add(&id->sums[id->open], hash_bytes(id->text, n));
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

/* What an element says, 16 bytes for all its children or its text, and its name behind it. */
static struct hash
named(struct identity *id, size_t n, const char *name)
{
	size_t len = strnlen(name, NAME);

	memcpy(id->text + n, name, len);
	return hash_bytes(id->text, n + len);
}

void
identity_close(struct identity *id, const char *name)
{
	struct hash sum;
	size_t n;

	if (id->open == 0)
		return;
	sum = id->sums[id->open];
	if (sum.low == 0 && sum.high == 0)
		n = fold(id);
	else {
		end_text(id);
		n = sizeof sum;
		memcpy(id->text, &id->sums[id->open], n);
	}
	id->open--;
	if (n > 0)
		hash_add(id->open > 0 ? &id->sums[id->open] : &id->sum, named(id, n, name));
}

struct hash
identity_hash(const struct identity *id)
{
	return id->sum;
}
