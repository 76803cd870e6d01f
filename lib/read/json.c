#include <stdlib.h>
#include <string.h>

#include "charset.h"
#include "err.h"
#include "json.h"
#include "json_lex.h"
#include "limit.h"

#define MAX_PATH	64		/* bytes of one that somebody asks for */

struct json {
	struct charset	*utf8;
	struct json_lex	 lex;
	char		*stack;		/* '{' or '[' of each level */
	size_t		*base;		/* of each, the length of its path */
	size_t		 depth, max_depth;
	char		 path[MAX_PATH];
	size_t		 path_len;	/* as long as it is, or would be */
	int		 value_next;	/* else what follows one, or a container's beginning */
	int		 entered;	/* just now */
	char		 text[MAX_LINE];	/* of a key or a number */
};

struct json *
json_open(struct source *in, size_t max_depth)
{
	struct charset *utf8 = charset_open(in);
	struct json *j;

	if (utf8 == NULL)
		return NULL;
	j = xrealloc(NULL, sizeof *j);
	*j = (struct json){ .utf8 = utf8, .max_depth = max_depth, .value_next = 1,
	    .lex = { .in = charset_source(utf8), .line = 1 } };
	j->stack = xrealloc(NULL, max_depth);
	j->base = xrealloc(NULL, (max_depth + 1) * sizeof *j->base);
	j->base[0] = 0;
	return j;
}

void
json_close(struct json *j)
{
	if (j == NULL)
		return;
	charset_close(j->utf8);
	free(j->stack);
	free(j->base);
	free(j);
}

const char *
json_path(const struct json *j)
{
	return j->path_len < MAX_PATH ? j->path : "";
}

/* The path of what is in the container we are in, and then a name. */
static void
set_path(struct json *j, const char *name)
{
	const char *dot = j->base[j->depth] > 0 && *name != '[' && *name != '\0' ? "." : "";
	size_t n = strlen(dot) + strlen(name);

	j->path_len = j->base[j->depth];
	if (j->path_len + n < MAX_PATH) {
		memcpy(j->path + j->path_len, dot, strlen(dot));
		memcpy(j->path + j->path_len + strlen(dot), name, strlen(name) + 1);
	}
	j->path_len += n;
}

ssize_t
json_read(void *json, void *to, size_t room)
{
	struct json *j = json;

	return json_lex_string(&j->lex, to, room);
}

static int
pass_over(struct json *j)
{
	char rest[MAX_LINE];

	while (j->lex.inside)
		if (json_read(j, rest, sizeof rest) == -1)
			return -1;
	return 0;
}

/* All of a string whose beginning alone is of use. */
static int
scan_text(struct json *j)
{
	ssize_t n = json_read(j, j->text, sizeof j->text);

	if (n == -1)
		return -1;
	j->text[n] = '\0';
	return pass_over(j);
}

static int
scan_word(struct json_lex *x, const char *word)
{
	for (; *word != '\0'; word++) {
		if (!json_lex_at(x, *word))
			return json_lex_malformed(x, "neither a value nor a number");
		json_lex_next(x);
	}
	return JSON_WORD;
}

static int
enter(struct json *j)
{
	int list = json_lex_at(&j->lex, '[');

	if (j->depth == j->max_depth)
		return fail(ERR_LIMIT, "JSON of more than %zu levels", j->max_depth);
	j->stack[j->depth++] = (char)json_lex_next(&j->lex);
	j->base[j->depth] = j->path_len;
	j->entered = 1;
	if (list)
		set_path(j, "[]");	/* of all that is in it */
	return list ? JSON_LIST : JSON_OBJECT;
}

static int
scan_value(struct json *j)
{
	j->value_next = 0;
	json_lex_space(&j->lex);
	switch (json_lex_look(&j->lex)) {
	case '{':
	case '[':
		return enter(j);
	case '"':
		return json_lex_begin(&j->lex) == -1 ? -1 : JSON_STRING;
	case 't':
		return scan_word(&j->lex, "true");
	case 'f':
		return scan_word(&j->lex, "false");
	case 'n':
		return scan_word(&j->lex, "null");
	default:
		return json_lex_number(&j->lex, j->text, sizeof j->text) == -1 ? -1 : JSON_NUMBER;
	}
}

/* "name": before a member's value. */
static int
scan_key(struct json *j)
{
	json_lex_space(&j->lex);
	if (json_lex_begin(&j->lex) == -1 || scan_text(j) == -1)
		return -1;
	set_path(j, j->text);
	json_lex_space(&j->lex);
	if (!json_lex_at(&j->lex, ':'))
		return json_lex_malformed(&j->lex, "a ':' is missing");
	json_lex_next(&j->lex);
	return 0;
}

/* Nothing but blanks, and what old systems fill a file up with. */
static int
scan_end(struct json *j)
{
	while (json_lex_at_one_of(&j->lex, " \t\r\n\x1a") || json_lex_at(&j->lex, '\0'))
		json_lex_next(&j->lex);
	if (json_lex_look(&j->lex) != -1)
		return json_lex_malformed(&j->lex, "text after the end");
	return j->lex.failed ? -1 : JSON_END;
}

int
json_next(struct json *j)
{
	int entered = j->entered;

	if (pass_over(j) == -1)
		return -1;
	if (j->value_next)
		return scan_value(j);
	if (j->depth == 0)
		return scan_end(j);
	j->entered = 0;
	json_lex_space(&j->lex);
	if (json_lex_at(&j->lex, j->stack[j->depth - 1] + 2)) {	/* ASCII */
		json_lex_next(&j->lex);
		set_path(j, "");
		j->depth--;
		return JSON_LEAVE;
	}
	if (!entered && !json_lex_at(&j->lex, ','))
		return json_lex_malformed(&j->lex, "a ',' is missing");
	if (!entered)
		json_lex_next(&j->lex);
	if (j->stack[j->depth - 1] == '{' && scan_key(j) == -1)
		return -1;
	return scan_value(j);
}

const char *
json_text(struct json *j, struct arena *mem)
{
	if (j->lex.inside && scan_text(j) == -1)
		return NULL;
	return arena_strndup(mem, j->text, strlen(j->text));
}
