#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "arena.h"
#include "base64_source.h"
#include "candidate.h"
#include "err.h"
#include "json.h"
#include "multipart.h"
#include "posted.h"
#include "urlencoded.h"

enum held {
	HELD_NOTHING,
	HELD_MAIL,			/* as it is, or in base64 */
	HELD_ATTACHED,			/* one of its attachments, in base64 */
	HELD_JSON,			/* JSON again, as the text of a string */
	HELD_QUESTION			/* an address that somebody must open */
};

static const struct place {
	const char	*where;
	enum held	 held;
	const char	*name;
} places[] = {
#define PLACE(where, held, name) { where, held, name },
#include "posted.def"
#undef PLACE
};

struct field {				/* of a form, or a string in JSON */
	const char	*where;
	const char	*file;		/* as sent, or NULL: it is no file */
	struct source	*source;
};

struct posted {
	const struct limits *limits;
	struct multipart *form;			/* one of the three, or none */
	struct urlencoded *encoded;
	struct json	*json, *inner;		/* inner: in a string of the other */
	struct source	*text, *inner_text;	/* of a string in them */
	struct base64_source *base64;
	struct arena	*mem;			/* of the file at hand */
	char		 name[MAX_NAME + 1];	/* of the attachment to come, or "" */
	const char	*question;
	size_t		 strings;
	int		 known, is;		/* POSTED_FORM ... */
};

static int
is_type(const char *type, const char *want)
{
	return strncasecmp(type, want, strlen(want)) == 0;
}

/* What comes as itself is no form, whatever its type says: curl says so of anything. */
static int
begin(struct posted *p, struct source *in, const char *type)
{
	int content;

	if (is_type(type, "multipart/form-data"))
		return (p->form = multipart_open(in, type, p->limits)) == NULL ? -1 : 0;
	if ((content = sniff(in)) == -1)
		return -1;
	if (content == CONTENT_JSON)
		return (p->json = json_open(in, p->limits->depth)) == NULL ? -1 : 0;
	if (content == CONTENT_OTHER && is_type(type, "application/x-www-form-urlencoded"))
		p->encoded = urlencoded_open(in, p->limits);
	return 0;
}

struct posted *
posted_open(struct source *in, const char *type, const struct limits *limits, int known)
{
	struct posted *p = xrealloc(NULL, sizeof *p);

	*p = (struct posted){ .limits = limits, .mem = arena_new(), .known = known };
	if (begin(p, in, type) == 0) {
		p->is = p->form != NULL ? POSTED_FORM : 0;
		return p;
	}
	posted_close(p);
	return NULL;
}

static void
close_inner(struct posted *p)
{
	json_close(p->inner);
	source_free(p->inner_text);
	p->inner = NULL;
	p->inner_text = NULL;
}

static void
close_file(struct posted *p)
{
	base64_source_close(p->base64);
	source_free(p->text);
	p->base64 = NULL;
	p->text = NULL;
	arena_reset(p->mem, 0);
}

void
posted_close(struct posted *p)
{
	if (p == NULL)
		return;
	close_file(p);
	close_inner(p);
	json_close(p->json);
	urlencoded_close(p->encoded);
	multipart_close(p->form);
	arena_free(p->mem);
	free(p);
}

int
posted_is(const struct posted *p)
{
	return p->is;
}

/* "attachments[0][data]", as Ruby and PHP name a member, is "attachments[].data". */
static const char *
path_of(const char *name, struct arena *mem)
{
	char *path = arena_alloc(mem, strlen(name) + 1), *to = path;

	for (; *name != '\0'; name++)
		if (name[0] == '[' && isalpha((unsigned char)name[1]))
			*to++ = '.';
		else if (!(isdigit((unsigned char)*name) && to > path && to[-1] == '[') &&
		    !(*name == ']' && (to == path || to[-1] != '[')))
			*to++ = *name;
	*to = '\0';
	return path;
}

static const struct place *
find_place(const char *where)
{
	size_t i;

	for (i = 0; i < sizeof places / sizeof *places; i++)
		if (strcmp(places[i].where, where) == 0)
			return &places[i];
	return NULL;
}

static int
is_name(const char *where)
{
	size_t i;

	for (i = 0; i < sizeof places / sizeof *places; i++)
		if (places[i].name != NULL && strcmp(places[i].name, where) == 0)
			return 1;
	return 0;
}

/* The next string that somebody may want: of millions hardly one. */
static int
next_string(struct posted *p, struct field *f)
{
	struct json *j;
	int rv;

	for (;;) {
		j = p->inner != NULL ? p->inner : p->json;
		if ((rv = json_next(j)) == -1)
			return -1;
		if (rv == JSON_END && p->inner == NULL)
			return 0;
		if (rv == JSON_END)
			close_inner(p);
		else if (rv == JSON_STRING && (find_place(json_path(j)) != NULL ||
		    is_name(json_path(j))))
			break;
	}
	if (++p->strings > p->limits->parts)
		return fail(ERR_LIMIT, "more than %zu files in JSON", p->limits->parts);
	p->text = source_new(json_read, j);
	*f = (struct field){ json_path(j), NULL, p->text };
	return 1;
}

static int
next_field(struct posted *p, struct field *f)
{
	struct urlencoded_field value;
	struct multipart_part part;
	int rv = 0;

	*f = (struct field){ NULL, NULL, NULL };
	if (p->json != NULL)
		return next_string(p, f);
	if (p->form != NULL && (rv = multipart_next(p->form, &part)) == 1)
		*f = (struct field){ path_of(part.name, p->mem), part.file, part.source };
	if (p->encoded != NULL && (rv = urlencoded_next(p->encoded, &value)) == 1)
		*f = (struct field){ path_of(value.name, p->mem), NULL, value.source };
	return rv;
}

static int
keep_name(struct posted *p, struct source *in)
{
	const void *text;
	ssize_t n = source_peek(in, &text, MAX_NAME);

	if (n == -1)
		return -1;
	n = n < MAX_NAME ? n : MAX_NAME;
	memcpy(p->name, text, n);
	p->name[n] = '\0';
	return 0;
}

/* What cannot even be begun is told of by who reads it. */
static int
holds_report(struct posted *p, struct source *in, const char *name, const char *type)
{
	const struct mail_part part = { .type = type, .name = name, .attachment = name != NULL,
	    .source = in };
	int content = sniff(in);

	return content == -1 || candidate_part(&part, content, p->mem) != CANDIDATE_PASS;
}

static int
decode(struct posted *p, struct posted_file *file)
{
	p->base64 = base64_source_open(file->source);
	file->source = base64_source_bytes(p->base64);
	return 1;
}

static int
take_mail(struct posted *p, struct posted_file *file)
{
	const void *text;
	ssize_t n = source_peek(file->source, &text, 1);
	int rv;

	if (n <= 0 || (rv = base64_source_sniff(file->source)) == -1)
		return n == 0 ? 0 : -1;
	p->is |= POSTED_WHOLE;
	return rv ? decode(p, file) : 1;
}

static int
pick_attached(struct posted *p, struct posted_file *file)
{
	file->attached = 1;
	return holds_report(p, file->source, file->name, "application/octet-stream");
}

static int
take_attached(struct posted *p, struct posted_file *file)
{
	if (p->known & POSTED_WHOLE)
		return 0;
	if (*p->name != '\0')
		file->name = arena_strndup(p->mem, p->name, strlen(p->name));
	*p->name = '\0';
	decode(p, file);
	return pick_attached(p, file);
}

/* A form's own, or what somebody attached to the mail that the form is. */
static int
take_file(struct posted *p, struct posted_file *file)
{
	if (*file->name == '\0')
		return 0;
	return p->known & POSTED_MAIL ? pick_attached(p, file) : 1;
}

/* Text that is no JSON is for people to read. */
static int
take_json(struct posted *p, struct source *in)
{
	int content;

	if (p->json == NULL || p->inner != NULL)
		return 0;
	if ((content = sniff(in)) != CONTENT_JSON)
		return content == -1 ? -1 : 0;
	p->inner_text = p->text;
	p->text = NULL;
	return (p->inner = json_open(p->inner_text, p->limits->depth)) == NULL ? -1 : 0;
}

static ssize_t
ask(void *arg, void *to, size_t max)
{
	const struct posted *p = arg;

	(void)to, (void)max;
	return fail(ERR_NOT_REPORT, "who sent this asks for leave to send reports: open %s",
	    p->question);
}

static int
take_question(struct posted *p, struct posted_file *file)
{
	const void *text;
	ssize_t n = source_peek(file->source, &text, MAX_LINE);

	if (n <= 0)
		return n;
	p->question = arena_strndup(p->mem, text, n < MAX_LINE ? n : MAX_LINE);
	source_free(p->text);
	file->source = p->text = source_new(ask, p);
	return 1;
}

/* Is it a file?  1, 0, -1. */
static int
take(struct posted *p, const struct field *f, struct posted_file *file)
{
	const struct place *place = find_place(f->where);

	*file = (struct posted_file){ .name = f->file != NULL ? f->file : f->where,
	    .source = f->source };
	if (f->file != NULL)
		return take_file(p, file);
	if (is_name(f->where))
		return keep_name(p, f->source);
	if (place != NULL && place->held <= HELD_ATTACHED)
		p->is |= POSTED_MAIL;
	switch (place != NULL ? place->held : HELD_NOTHING) {
	case HELD_MAIL:
		return take_mail(p, file);
	case HELD_ATTACHED:
		return take_attached(p, file);
	case HELD_JSON:
		return take_json(p, f->source);
	case HELD_QUESTION:
		return p->json != NULL ? take_question(p, file) : 0;
	case HELD_NOTHING:
		break;
	}
	return holds_report(p, f->source, NULL, "text/plain");
}

int
posted_next(struct posted *p, struct posted_file *file)
{
	struct field f;
	int rv;

	do {
		close_file(p);
		if ((rv = next_field(p, &f)) != 1)
			return rv;
		rv = take(p, &f, file);
	} while (rv == 0);
	return rv;
}
