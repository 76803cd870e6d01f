#include <string.h>

#include "arena.h"
#include "substitute.h"

#define HEAD	4096		/* bytes that are looked at */

/* Of Exchange and Courier: words of the From line and of the Subject's. */
static const struct {
	const char	*from, *subject;
} substitutes[] = {
	{ "Microsoft Exchange Server", "Retrieval using the IMAP4 protocol failed" },
	{ "System Administrator <root@localhost>", "message unavailable" },
};

/* A line of the header that begins so and has these words. */
static int
has(const char *head, const char *name, const char *words)
{
	const char *line, *end, *found;

	for (line = head; *line != '\0'; line = end + (*end == '\n')) {
		end = line + strcspn(line, "\n");
		if (strncasecmp(line, name, strlen(name)) != 0)
			continue;
		found = strcasestr(line, words);
		if (found != NULL && found < end)
			return 1;
	}
	return 0;
}

int
substitute_is(const struct slice *mail)
{
	struct arena *mem = arena_new();
	struct source *in = source_slice(mail);
	const void *p;
	ssize_t n = source_peek(in, &p, HEAD);
	size_t i;
	int rv = n == -1 ? -1 : 0;
	char *head, *end;

	if (rv == 0) {
		head = arena_strndup(mem, p, n < HEAD ? n : HEAD);
		if ((end = strstr(head, "\n\n")) != NULL || (end = strstr(head, "\n\r\n")) != NULL)
			*end = '\0';
		for (i = 0; i < sizeof substitutes / sizeof *substitutes; i++)
			rv |= has(head, "From:", substitutes[i].from) &&
			    has(head, "Subject:", substitutes[i].subject);
	}
	source_free(in);
	arena_free(mem);
	return rv;
}
