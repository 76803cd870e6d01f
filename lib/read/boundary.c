#include <string.h>
#include <strings.h>

#include "boundary.h"
#include "head.h"
#include "limit.h"

static int
is_blank(int c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* 1, or 2 if it is the last one; else 0.  Blanks may follow. */
static int
meets(const char *line, const char *end, const char *boundary, size_t len)
{
	const char *p = line + 2 + len;
	int closing;

	if (end - line < 2 || memcmp(line, "--", 2) != 0 || (size_t)(end - line - 2) < len ||
	    memcmp(line + 2, boundary, len) != 0)
		return 0;
	closing = end - p >= 2 && memcmp(p, "--", 2) == 0;
	p += closing ? 2 : 0;
	while (p < end && is_blank(*p))
		p++;
	return p < end ? 0 : closing ? 2 : 1;
}

int
boundary_find(const struct boundaries *b, const char *line, size_t len, int *closing)
{
	int i, rv = 0;

	for (i = b->depth - 1; i >= 0; i--)
		if ((rv = meets(line, line + len, b->of[i].text, b->of[i].len)) != 0)
			break;
	*closing = rv == 2;
	return i;
}

/* Does one of a multipart's parts begin here, as far as one can tell? */
static int
parts(const char *line, const char *eol, const char *below, const char *end,
    struct boundary *found)
{
	static const char field[] = "Content-";
	const char *p;

	while (eol > line && is_blank(eol[-1]))
		eol--;
	if (eol - line < 3 || eol - line > 2 + MAX_BOUNDARY || memcmp(line, "--", 2) != 0)
		return 0;
	for (p = line; p < eol; p++)
		if (*p < ' ' || *p > '~')
			return 0;
	*found = (struct boundary){ line + 2, eol - line - 2 };
	return (size_t)(end - below) >= sizeof field &&
	    strncasecmp(below, field, sizeof field - 1) == 0 && head_is_field(below, end);
}

const char *
boundary_guess(const struct boundaries *around, const char *declared, struct boundary first,
    const char *text, size_t len, struct arena *mem)
{
	const size_t n = declared != NULL ? strlen(declared) : 0;
	const char *p = first.text, *below = text, *end = text + len, *eol = p + first.len;
	struct boundary found, guess = { NULL, 0 };
	int closing;

	for (; eol != NULL; p = below, eol = memchr(p, '\n', end - p)) {
		below = p == first.text ? text : eol + 1;
		if (n > 0 && meets(p, eol, declared, n))
			return declared;
		if (boundary_find(around, p, eol - p, &closing) != -1)
			break;
		if (guess.text == NULL && parts(p, eol, below, end, &found))
			guess = found;
	}
	return guess.text != NULL ? arena_strndup(mem, guess.text, guess.len) : declared;
}
