#include <string.h>
#include <strings.h>

#include "clean.h"
#include "head.h"

static const struct {
	const char	*name;
	int		 id;
} names[] = {
	{ "Content-Type", HEAD_TYPE },
	{ "ContentType", HEAD_TYPE },		/* Trustwave */
	{ "Content-Disposition", HEAD_DISPOSITION },
	{ "Content-Transfer-Encoding", HEAD_ENCODING },
	{ "From", HEAD_FROM },
	{ "Message-ID", HEAD_MESSAGE_ID },
	{ "Subject", HEAD_SUBJECT },
	{ "Authentication-Results", HEAD_AUTH },
};

static int
is_blank(int c)
{
	return c == ' ' || c == '\t';
}

static const char *
skip_blanks(const char *p, const char *end)
{
	while (p < end && is_blank(*p))
		p++;
	return p;
}

static const char *
name_end(const char *p, const char *end)
{
	while (p < end && *p > ' ' && *p < 127 && *p != ':')
		p++;
	return p;
}

int
head_is_field(const char *p, const char *end)
{
	const char *q = name_end(p, end);

	if (q == p)
		return 0;
	q = skip_blanks(q, end);
	return q < end && *q == ':';
}

/* The line after this one; NULL if it does not end here. */
static const char *
next_line(const char *p, const char *end)
{
	const char *nl = memchr(p, '\n', end - p);

	return nl == NULL ? NULL : nl + 1;
}

const char *
head_lead(const char *begin, const char *end)
{
	static const char mark[] = "\xef\xbb\xbf";
	const char *p = begin, *text = p;

	while (text < end) {
		if (end - text > 3 && memcmp(text, mark, 3) == 0)
			p = text += 3;
		else if (is_blank(*text) || *text == '\r')
			text++;
		else if (*text == '\n')
			p = ++text;
		else
			break;
	}
	return p;
}

/* The separator of a mbox, as it is or quoted. */
static int
is_from(const char *p, const char *end)
{
	static const char from[] = "From ";

	p += p < end && *p == '>';
	return (size_t)(end - p) >= sizeof from - 1 && memcmp(p, from, sizeof from - 1) == 0;
}

const char *
head_start(const char *begin, const char *end)
{
	const char *p = head_lead(begin, end), *text;
	int odd = 0;

	for (; p != NULL && p < end; p = next_line(p, end)) {
		text = skip_blanks(p, end);
		if (head_is_field(text, end))
			return text;
		if (text == end || *text == '\r' || *text == '\n' ||
		    (!is_from(p, end) && odd++ > 0))
			break;
	}
	return begin;
}

void
head_begin(struct head *h, struct arena *mem, char *buf, size_t max)
{
	*h = (struct head){ .mem = mem, .max = max, .field = buf };
	h->last = &h->auth_results;
}

static void
keep(struct head *h, int id, const char *value)
{
	if (h->value[id] == NULL || (id == HEAD_TYPE &&
	    strncasecmp(value, "multipart/", 10) == 0 &&
	    strncasecmp(h->value[id], "multipart/", 10) != 0))
		h->value[id] = value;
	if (id == HEAD_AUTH) {
		*h->last = arena_alloc(h->mem, sizeof **h->last);
		(*h->last)->text = value;
		h->last = &(*h->last)->next;
	}
}

/* What comes after the colon, as a string. */
static char *
value_of(struct head *h, const char *p, const char *end)
{
	char *value, *c;

	p = skip_blanks(p, end);
	while (p < end && is_blank(end[-1]))
		end--;
	value = arena_strndup(h->mem, p, end - p);
	for (c = value; c < value + (end - p); c++)
		if (*c == '\t' || *c == '\0')
			*c = ' ';
	h->kept += end - p;
	return clean_text(value, h->max, h->mem);
}

void
head_end(struct head *h)
{
	const char *end = h->field + h->len, *name = name_end(h->field, end);
	size_t i, n = name - h->field, len = h->len;

	h->len = 0;
	if (len == 0 || h->too_long || len > h->max - h->kept)
		return;
	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (n == strlen(names[i].name) &&
		    strncasecmp(h->field, names[i].name, n) == 0)
			keep(h, names[i].id, value_of(h,
			    skip_blanks(name, end) + 1, end));
}

static void
append(struct head *h, const char *p, size_t n)
{
	h->too_long |= n > h->max - h->len;
	if (h->too_long)
		return;
	memcpy(h->field + h->len, p, n);
	h->len += n;
}

int
head_add(struct head *h, const struct line *l)
{
	const char *p = l->text, *end = p + l->len;

	while (end > p && end[-1] == '\r')
		end--;
	if (l->start && !(h->len > 0 && l->len > 0 && is_blank(*p))) {
		if (!head_is_field(p, end))
			return 0;
		head_end(h);
		h->too_long = 0;
	} else if (l->start) {
		append(h, " ", 1);
		p = skip_blanks(p, end);
	}
	append(h, p, end - p);
	return 1;
}
