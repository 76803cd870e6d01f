#include <stdio.h>
#include <string.h>

#include "resolve.h"
#include "sender_id.h"

#define PLAIN	"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-"
#define PARTS	3

static char *
put_part(char *p, const char *s)
{
	for (; *s != '\0'; s++)
		if (strchr(PLAIN, *s) != NULL)
			*p++ = *s;
		else
			p += snprintf(p, 4, "_%02x", (unsigned char)*s);
	return p;
}

const char *
sender_id_text(const struct sender_id *id, struct arena *mem)
{
	const char *const parts[PARTS] = { id->domain, id->kind, id->name };
	size_t room = 2 * PARTS + 2, i;
	char *text, *p;

	for (i = 0; i < PARTS; i++)
		room += 3 * strlen(parts[i]);
	text = p = arena_alloc(mem, room);
	for (i = 0; i < PARTS; i++) {
		if (i > 0)
			p = (char *)memcpy(p, "__", 2) + 2;
		p = put_part(p, parts[i]);
	}
	*p = '\0';
	return p - text <= SENDER_ID_MAX ? text : NULL;
}

static int
digit(char c)
{
	const char *digits = "0123456789abcdef", *at = strchr(digits, c);

	return c != '\0' && at != NULL ? (int)(at - digits) : -1;
}

/* Up to the next "__", or the end: where that is, or NULL. */
static const char *
read_part(const char *s, char *out)
{
	while (*s != '\0' && strncmp(s, "__", 2) != 0) {
		if (*s != '_') {
			if (strchr(PLAIN, *s) == NULL)
				return NULL;
			*out++ = *s++;
			continue;
		}
		if (digit(s[1]) == -1 || digit(s[2]) == -1 || (s[1] == '0' && s[2] == '0'))
			return NULL;
		*out++ = (char)(digit(s[1]) << 4 | digit(s[2]));
		s += 3;
	}
	*out = '\0';
	return s;
}

static int
is_kind(const char *s)
{
	int kind;

	for (kind = 0; kind < IDENTITY_KINDS; kind++)
		if (strcmp(identity_kind_text(kind), s) == 0)
			return 1;
	return strcmp(s, "crowd") == 0;
}

int
sender_id_read(struct sender_id *id, const char *s, struct arena *mem)
{
	const char **const parts[PARTS] = { &id->domain, &id->kind, &id->name };
	char *out;
	size_t i;

	if (strlen(s) > SENDER_ID_MAX)
		return -1;
	for (i = 0; i < PARTS; i++) {
		*parts[i] = out = arena_alloc(mem, strlen(s) + 1);
		if ((s = read_part(s, out)) == NULL || (*s == '\0') != (i == PARTS - 1))
			return -1;
		s += *s != '\0' ? 2 : 0;
	}
	return *id->domain != '\0' && is_kind(id->kind) ? 0 : -1;
}
