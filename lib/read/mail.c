#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "arena.h"
#include "base64_source.h"
#include "boundary.h"
#include "decode.h"
#include "entity.h"
#include "err.h"
#include "head.h"
#include "lines.h"
#include "mail.h"
#include "mime.h"

#define PREAMBLE	(16 * 1024)	/* bytes in which a multipart's first part begins */

struct level {			/* of a multipart we are in */
	struct entity	 entity;
	size_t		 mark;	/* of mem: what it needs lies before */
};

struct piece {
	const char	*text;
	size_t		 len;
};

struct mail {
	struct lines		 lines;
	const struct limits	*limits;
	struct arena		*mem;
	size_t			 mark;		/* of mem: behind the head */
	struct mail_head	 head;
	char			*field;		/* buffer for headers */
	size_t			 entities;
	struct level		 levels[BOUNDARY_DEPTH];
	struct boundaries	 around;	/* theirs */
	int			 level;		/* of the part lent */
	int			 leave;		/* pass over parts so deep */
	enum { HEADER, BODY, END } state;
	struct piece		 body[2];	/* not decoded yet */
	size_t			 eol;		/* a line end, if it is the body's */
	int			 open;		/* more of the part to come? */
	struct decoder	 decoder;
	struct source		*part;
	struct base64_source	*base64;	/* of it, if it does not say so */
};

/*
 * Is this line a boundary of a multipart we are in?  Then what follows is its
 * next part, or what is behind it.
 */
static int
cross_boundary(struct mail *m, const struct line *l)
{
	int i, closing;

	if (!l->start || l->len < 2 || memcmp(l->text, "--", 2) != 0 ||
	    (i = boundary_find(&m->around, l->text, l->len, &closing)) == -1)
		return 0;
	m->around.depth = closing ? i : i + 1;
	m->state = closing ? BODY : HEADER;
	m->eol = 0;
	m->open = 0;
	return 1;
}

/* So much of a line end. */
static struct piece
line_end(size_t n)
{
	return (struct piece){ &"\r\n"[2 - n], n };
}

/*
 * The next pieces of a body; 1, 0 at its end, or -1.  The line end before a
 * boundary belongs to the boundary.
 */
static int
read_body(struct mail *m)
{
	struct line l = { .text = "" };
	int rv;

	if (m->state != BODY)
		return 0;
	if ((rv = lines_read(&m->lines, &l)) == -1)
		return -1;
	if (rv == 0)
		m->state = END;
	else if (cross_boundary(m, &l))
		return 0;
	m->body[0] = line_end(m->eol);
	m->body[1] = (struct piece){ l.text, l.len };
	m->eol = l.eol;
	return 1;
}

/* Decode what fits of the pieces in hand. */
static size_t
decode(struct mail *m, char *p, size_t room)
{
	size_t i, n, got = 0;

	for (i = 0; i < 2 && room - got > DECODE_MORE; i++) {
		n = room - got - DECODE_MORE;
		if (n > m->body[i].len)
			n = m->body[i].len;
		if (n == 0)
			continue;
		got += decode_bytes(&m->decoder, p + got, m->body[i].text, n);
		m->body[i].text += n;
		m->body[i].len -= n;
	}
	return got;
}

static ssize_t
fill_part(void *arg, void *p, size_t room)
{
	struct mail *m = arg;
	size_t got = 0;
	int rv;

	while (m->open) {
		got += decode(m, (char *)p + got, room - got);
		if (m->body[0].len + m->body[1].len > 0)
			return got;
		if ((rv = read_body(m)) == -1)
			return -1;
		if (rv == 0) {
			m->open = 0;
			got += decode_bytes(&m->decoder, (char *)p + got, NULL, 0);
		}
	}
	return got;
}

/* To the next entity's header. */
static int
skip_body(struct mail *m)
{
	int rv;

	while ((rv = read_body(m)) == 1)
		;
	m->open = 0;
	return rv;
}

/* To where the first header begins, as sniff() saw it. */
static int
skip_lead(struct mail *m)
{
	const void *p;
	ssize_t n = source_peek(m->lines.in, &p, SOURCE_BUFFER);
	const char *begin = p;
	size_t lead;

	if (n == -1)
		return -1;
	if (n > SOURCE_BUFFER)
		n = SOURCE_BUFFER;
	lead = head_start(begin, begin + n) - begin;
	source_skip(m->lines.in, lead);
	m->lines.taken = lead < m->lines.max ? lead : m->lines.max;
	return 0;
}

/*
 * A header, up to the empty line, a boundary or whatever else is no field:
 * that is the body's first line then.
 */
static int
read_header(struct mail *m, struct head *h)
{
	struct line l;
	int rv;

	m->state = BODY;
	m->open = 1;
	m->eol = 0;
	m->body[0] = m->body[1] = (struct piece){ "", 0 };
	while ((rv = lines_read(&m->lines, &l)) == 1) {
		if (cross_boundary(m, &l) ||
		    (l.start && (l.len == 0 || l.text[0] == '\r')))
			break;
		if (!head_add(h, &l)) {
			m->body[1] = (struct piece){ l.text, l.len };
			m->eol = l.eol;
			break;
		}
	}
	head_end(h);
	if (rv == 0)
		m->state = END;
	return rv == -1 ? -1 : 0;
}

/* The body's first line may have ended the header: looking ahead would move it. */
static int
find_boundary(struct mail *m, struct entity *e)
{
	struct piece *first = &m->body[1];
	const void *p;
	ssize_t n;

	first->text = arena_strndup(m->mem, first->text, first->len);
	if ((n = source_peek(m->lines.in, &p, PREAMBLE)) == -1)
		return -1;
	e->boundary = boundary_guess(&m->around, e->boundary,
	    (struct boundary){ first->text, first->len }, p, n < PREAMBLE ? n : PREAMBLE, m->mem);
	return 0;
}

static int
enter_multipart(struct mail *m, const struct entity *e)
{
	const struct line first = {
		.text = m->body[1].text, .len = m->body[1].len, .start = 1,
	};
	struct boundaries *b = &m->around;

	if (b->depth == BOUNDARY_DEPTH)
		return fail(ERR_LIMIT, "more than %d multiparts in one another", BOUNDARY_DEPTH);
	b->of[b->depth] = (struct boundary){ e->boundary, strlen(e->boundary) };
	m->levels[b->depth++] = (struct level){ .entity = *e, .mark = arena_mark(m->mem) };
	cross_boundary(m, &first);
	return 0;
}

static void
lend(struct mail *m, const struct entity *e, struct mail_part *part)
{
	*part = (struct mail_part){
		.type = e->type, .name = e->name, .attachment = e->attachment,
		.report = e->report, .notice = e->notice,
	};
	m->decoder = (struct decoder){ .kind = e->encoding };
	part->source = m->part = source_new(fill_part, m);
	if (e->encoding == DECODE_PLAIN && base64_source_hides(m->part) == 1) {
		m->base64 = base64_source_open(m->part);
		part->source = base64_source_bytes(m->base64);
	}
}

static void
keep_head(struct mail *m, struct head *h)
{
	m->head.from = h->value[HEAD_FROM];
	m->head.message_id = h->value[HEAD_MESSAGE_ID];
	if (h->value[HEAD_SUBJECT] != NULL)
		m->head.subject = mime_words(h->value[HEAD_SUBJECT], m->mem);
	m->head.auth_results = h->auth_results;
	m->mark = arena_mark(m->mem);
}

/* One entity: 1 if it is a part to lend, 0, or -1. */
static int
next_entity(struct mail *m, struct mail_part *part)
{
	struct entity e;
	struct head h;

	if (m->entities++ > m->limits->parts)
		return fail(ERR_LIMIT, "more than %zu parts in one message", m->limits->parts);
	if (m->entities > 1)
		arena_reset(m->mem, m->around.depth == 0 ? m->mark :
		    m->levels[m->around.depth - 1].mark);
	head_begin(&h, m->mem, m->field, m->limits->value);
	m->level = m->around.depth;
	if (m->level < m->leave)
		m->leave = 0;
	if ((m->entities == 1 && skip_lead(m) == -1) || read_header(m, &h) == -1)
		return -1;
	if (m->entities == 1)
		keep_head(m, &h);
	entity_read(&e, &h, m->level > 0 ? &m->levels[m->level - 1].entity : NULL, m->mem);
	if (entity_is_multipart(&e) && m->open && find_boundary(m, &e) == -1)
		return -1;
	if (e.boundary != NULL)
		return m->open ? enter_multipart(m, &e) : 0;
	if (m->leave > 0)
		return 0;
	lend(m, &e, part);
	return 1;
}

struct mail *
mail_open(struct source *in, const struct limits *limits)
{
	struct mail *m = xrealloc(NULL, sizeof *m);

	*m = (struct mail){ .limits = limits, .state = HEADER };
	m->lines = (struct lines){ .in = in, .max = limits->mail };
	m->mem = arena_new();
	m->field = arena_alloc(m->mem, limits->value);
	return m;
}

static void
return_part(struct mail *m)
{
	base64_source_close(m->base64);
	source_free(m->part);
	m->base64 = NULL;
	m->part = NULL;
}

int
mail_next(struct mail *m, struct mail_part *part)
{
	int rv;

	do {
		return_part(m);
		if (skip_body(m) == -1)
			return -1;
		if (m->state == END)
			return 0;
		rv = next_entity(m, part);
	} while (rv == 0);
	return rv;
}

void
mail_leave(struct mail *m)
{
	m->leave = m->level;
}

const struct mail_head *
mail_head(const struct mail *m)
{
	return &m->head;
}

void
mail_close(struct mail *m)
{
	if (m == NULL)
		return;
	return_part(m);
	arena_free(m->mem);
	free(m);
}
