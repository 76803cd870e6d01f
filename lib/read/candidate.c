#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "candidate.h"

#define AT_ONCE	1024		/* bytes */

/* The beginning of a text, as far as a source shows it, without its NULs. */
struct text_head {
	char	*text;
	size_t	 len;
	int	 whole;
};

static int
ends_in(const char *name, const char *const *ends)
{
	size_t n = name == NULL ? 0 : strlen(name), len;

	for (; n > 0 && *ends != NULL; ends++) {
		len = strlen(*ends);
		if (n >= len && strcasecmp(name + n - len, *ends) == 0)
			return 1;
	}
	return 0;
}

enum candidate
candidate_member(const char *name, enum content content)
{
	static const char *const ends[] = {
		".xml", ".json", ".gz", ".zip", ".eml", NULL
	};

	if (name != NULL && !ends_in(name, ends) && !candidate_named(name) &&
	    (content == CONTENT_OTHER || content == CONTENT_EMPTY || content == CONTENT_MAIL))
		return CANDIDATE_PASS;
	return CANDIDATE_READ;
}

static struct text_head
look(struct source *s, struct arena *mem)
{
	struct text_head h = { NULL, 0, 1 };
	const char *p;
	ssize_t i, n;

	/* It has been sniffed, so this cannot fail. */
	n = source_peek(s, (const void **)&p, SOURCE_BUFFER);
	if (n >= SOURCE_BUFFER) {
		n = SOURCE_BUFFER;
		h.whole = 0;
	}
	h.text = arena_alloc(mem, n + 1);
	for (i = 0; i < n; i++)
		if (p[i] != '\0')
			h.text[h.len++] = p[i];
	return h;
}

static int
is_name(int c)
{
	return isalnum((unsigned char)c) || memchr("_.-", c, 3) != NULL;
}

/* Where <feedback or <x:feedback is, or NULL. */
static const char *
find_root(const struct text_head *h)
{
	static const char root[] = "feedback";
	const char *p, *q;

	for (p = h->text; (p = strstr(p, root)) != NULL; p++) {
		if (p == h->text || strchr(" \t\r\n>/", p[strlen(root)]) == NULL)
			continue;
		q = p;
		if (q[-1] == ':')
			for (q--; q > h->text && is_name(q[-1]);)
				q--;
		if (q > h->text && q[-1] == '<')
			return q - 1;
	}
	return NULL;
}

/* Prose and HTML have tags too, and Microsoft's says "feedback". */
static enum candidate
pick_xml(const struct mail_part *part, struct arena *mem)
{
	static const char *const ends[] = { ".xml", NULL };
	const struct text_head h = look(part->source, mem);
	const char *root = find_root(&h);
	const char *start = h.text + strspn(h.text, " \t\r\n\xef\xbb\xbf");
	int is_xml = strcmp(part->type, "text/xml") == 0;

	if (!is_xml && strncmp(part->type, "text/", 5) == 0 &&
	    (part->name == NULL || strcasestr(part->name, ".xml") == NULL) &&
	    root != start && strncmp(start, "<?xml", 5) != 0)
		return CANDIDATE_PASS;
	if (root != NULL || !h.whole)
		return CANDIDATE_READ;
	is_xml |= strcmp(part->type, "application/xml") == 0;
	return is_xml || ends_in(part->name, ends) ? CANDIDATE_REFUSE : CANDIDATE_PASS;
}

enum report_type
candidate_type(struct source *s, enum content content, struct arena *mem)
{
	int marked;

	return report_type_find(content, look(s, mem).text, &marked);
}

static enum candidate
pick_json(const struct mail_part *part, struct arena *mem)
{
	const struct text_head h = look(part->source, mem);
	int marked;

	report_type_find(CONTENT_JSON, h.text, &marked);
	return !h.whole || marked ? CANDIDATE_READ : CANDIDATE_PASS;
}

/*
 * A failure report: RFC 5965's fields, or the words that some mail servers put
 * in their place.
 */
static enum candidate
pick_failure(const struct mail_part *part, struct arena *mem)
{
	const struct text_head h = look(part->source, mem);

	if (strcmp(part->type, "message/feedback-report") == 0)
		return strchr(h.text, ':') != NULL ? CANDIDATE_FAILURE : CANDIDATE_REFUSE;
	return strcmp(part->type, "text/plain") == 0 && strcasestr(h.text,
	    "A message claiming to be from you has failed") != NULL ?
	    CANDIDATE_FAILURE : CANDIDATE_PASS;
}

/* Nothing we can read; but was it meant to be? */
static enum candidate
pick_other(const struct mail_part *part)
{
	static const char *const ends[] = {
		".xml", ".gz", ".zip", ".json", NULL
	};

	return ends_in(part->name, ends) || report_type_owns(part->type) ||
	    (part->name != NULL && candidate_named(part->name)) ? CANDIDATE_REFUSE : CANDIDATE_PASS;
}

enum candidate
candidate_part(const struct mail_part *part, enum content content,
    struct arena *mem)
{
	static const char *const mails[] = { ".eml", NULL };
	enum candidate pick;

	if (part->notice)
		return CANDIDATE_NOTICE;
	if (part->report &&
	    (pick = pick_failure(part, mem)) != CANDIDATE_PASS)
		return pick;
	switch (content) {
	case CONTENT_GZIP:
	case CONTENT_ZIP:
	case CONTENT_TAR:
	case CONTENT_BZIP2:
	case CONTENT_XZ:
		return CANDIDATE_READ;
	case CONTENT_XML:
		return pick_xml(part, mem);
	case CONTENT_JSON:
		return pick_json(part, mem);
	case CONTENT_MAIL:
		if (strncmp(part->type, "message/", 8) == 0 ||
		    ends_in(part->name, mails))
			return CANDIDATE_READ;
		break;
	default:
		break;
	}
	return pick_other(part);
}

static const char *
skip_digits(const char *p)
{
	while (isdigit((unsigned char)*p))
		p++;
	return p;
}

/* receiver!policy-domain!begin!end, and then !unique-id or .extension; the first '!' is here. */
static int
is_named(const char *p)
{
	const char *begin, *end;
	size_t n = strcspn(p + 1, "!/");

	if (n == 0 || p[1 + n] != '!')
		return 0;
	begin = p + n + 2;
	end = skip_digits(begin);
	if (end == begin || *end != '!')
		return 0;
	begin = end + 1;
	end = skip_digits(begin);
	return end > begin && strchr("!./", *end) != NULL;
}

int
candidate_named(const char *path)
{
	const char *p;

	for (p = path; (p = strchr(p, '!')) != NULL; p++)
		if (p > path && p[-1] != '/' && p[-1] != '!' && is_named(p))
			return 1;
	return 0;
}

/* The words of the subject in their order; an answer, or what is passed on, has a colon before. */
int
candidate_subject(const char *subject)
{
	static const char *const words[] = { "Domain:", "Submitter:", "Report-ID:" };
	const char *p = strcasestr(subject, "Report");
	size_t i, before = strcspn(subject, ":");

	for (; p != NULL; p = strcasestr(p + 1, "Report"))
		if (strncasecmp(p + 6 + strspn(p + 6, " \t"), words[0], strlen(words[0])) == 0)
			break;
	if (p == NULL || subject + before < p)
		return 0;
	for (i = 0; p != NULL && i < sizeof words / sizeof *words; i++)
		p = strcasestr(p, words[i]);
	return p != NULL;
}

/* As most reports do, within a few lines: nothing needs to be copied. */
static int
shows_at_once(struct source *s)
{
	static const char root[] = "<feedback>";
	const void *p;
	ssize_t n = source_peek(s, &p, 1);	/* it has been sniffed */

	return memmem(p, n < AT_ONCE ? n : AT_ONCE, root, sizeof root - 1) != NULL;
}

int
candidate_shows(struct source *s, struct arena *mem)
{
	struct text_head h;

	if (shows_at_once(s))
		return 1;
	h = look(s, mem);
	return find_root(&h) != NULL || candidate_named(h.text);
}
