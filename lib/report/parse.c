#include <stdlib.h>
#include <string.h>

#include <expat.h>

#include "arena.h"
#include "charset.h"
#include "draft.h"
#include "err.h"
#include "identity.h"
#include "parse.h"
#include "source.h"
#include "terms.h"
#include "text.h"

#define SEPARATOR	'\001'		/* no URI has one: XML forbids it */
#define NAME_COST	256		/* about what expat keeps for one, besides its text */

struct parser {
	XML_Parser	 xml;
	struct limits	 limits;
	struct draft	*draft;
	struct identity	*identity;
	enum element	 el;		/* where we are */
	size_t		 depth;
	size_t		 skip;		/* elements open that have no meaning */
	int		 failed;	/* the error is set */
	int		 begun;		/* something that is not white space came */
	size_t		 lines;		/* passed over before the first tag */
	size_t		 fed;
	size_t		 done;		/* how much of it expat is through with */
	char		*xmlns;		/* the root's namespace and SEPARATOR, or "" */
	size_t		 xmlnslen;
	char		*root;		/* its name, when it is not ours */
	size_t		 names;		/* what the strange ones cost */
	unsigned char	 known[8192];	/* a bit for each hash of one */
	size_t		 len;
	char		 text[];	/* of the element, limits.value and a NUL */
};

static unsigned long
line(const struct parser *p)
{
	return XML_GetCurrentLineNumber(p->xml) + p->lines;
}

/* A callback's -1: the error is set, expat must stop. */
static void
stop(struct parser *p)
{
	if (ERR_REFUSED(err_kind()))
		fail(err_kind(), "line %lu: %s", line(p), err_text());
	p->failed = 1;
	XML_StopParser(p->xml, XML_FALSE);
}

/*
 * Expat keeps every name it ever saw, so a stranger's must not be too many.
 * Names whose hashes meet count once.
 */
static void
count_name(struct parser *p, const char *name)
{
	uint32_t h = 2166136261u;	/* FNV-1a */
	const char *s;

	for (s = name; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	h = (h ^ h >> 16) & 0xffff;
	if (p->known[h / 8] & 1 << h % 8)
		return;
	p->known[h / 8] |= (unsigned char)(1 << h % 8);
	p->names += strlen(name) + NAME_COST;
	if (p->names > p->limits.names && !p->failed) {
		fail(ERR_LIMIT, "too many strange names of elements and attributes");
		stop(p);
	}
}

static void
on_namespace(void *arg, const char *prefix, const char *uri)
{
	struct parser *p = arg;

	if (uri != NULL && strlen(uri) > MAX_NAMESPACE && !p->failed) {
		fail(ERR_LIMIT, "a namespace of more than %d bytes", MAX_NAMESPACE);
		stop(p);
	}
	if (prefix != NULL)
		count_name(p, prefix);
}

/*
 * The local name of an element of ours: of no namespace, the root's, or one
 * that speaks of DMARC.  NULL for a foreign one.
 */
static const char *
own_name(const struct parser *p, const char *name)
{
	const char *sep, *dmarc;

	if (p->xmlnslen > 0 && strncmp(name, p->xmlns, p->xmlnslen) == 0)
		return name + p->xmlnslen;
	if ((sep = strchr(name, SEPARATOR)) == NULL)
		return name;
	dmarc = strcasestr(name, "dmarc");
	return dmarc != NULL && dmarc < sep ? sep + 1 : NULL;
}

static const char *
local_name(const char *name)
{
	const char *sep = strchr(name, SEPARATOR);

	return sep != NULL ? sep + 1 : name;
}

static char *
keep(const char *s, size_t n)
{
	char *to = xrealloc(NULL, n + 1);

	memcpy(to, s, n);
	to[n] = '\0';
	return to;
}

static void
on_root(struct parser *p, const char *name)
{
	const char *local = local_name(name);

	if (strcmp(local, fields[FIELD_FEEDBACK].name) != 0) {
		/* Its own error only if the rest is XML: else it may be junk before ours. */
		p->root = keep(local, strlen(local));
		return;
	}
	p->xmlnslen = local - name;
	p->xmlns = keep(name, p->xmlnslen);
	draft_xmlns(p->draft, name, local > name ? local - 1 - name : 0);
}

static void
on_start(void *arg, const char *name, const char **attr)
{
	struct parser *p = arg;
	enum element el = FIELD_TOP;

	if (p->failed)
		return;
	if (++p->depth > p->limits.depth) {
		fail(ERR_LIMIT, "elements in more than %zu others", p->limits.depth);
		stop(p);
		return;
	}
	if (p->depth == 1)
		on_root(p, name);
	identity_open(p->identity, local_name(name));
	if (p->skip == 0)
		el = draft_open(p->draft, p->el, own_name(p, name));
	if (el != FIELD_TOP) {
		p->el = el;
		p->len = 0;
	} else {
		p->skip++;
		count_name(p, name);
	}
	for (; *attr != NULL; attr += 2)
		count_name(p, *attr);
}

static void
on_end(void *arg, const char *name)
{
	struct parser *p = arg;
	enum element el = p->el;

	if (p->failed)
		return;
	p->depth--;
	identity_close(p->identity, local_name(name));
	if (p->skip > 0) {
		p->skip--;
		return;
	}
	p->text[p->len] = '\0';
	if (draft_close(p->draft, el, p->text, p->len) == -1)
		stop(p);
	p->len = 0;
	p->el = fields[el].in;
}

static void
on_text(void *arg, const char *s, int len)
{
	struct parser *p = arg;
	size_t n = (size_t)len;

	if (p->failed)
		return;
	identity_text(p->identity, s, n);
	if (p->skip > 0 || fields[p->el].kind < KIND_REASON)
		return;
	if (p->len == 0)
		while (n > 0 && (*s == ' ' || *s == '\t' || *s == '\r' || *s == '\n'))
			s++, n--;
	if (n > p->limits.value - p->len) {
		fail(ERR_LIMIT, "more than %s in <%s>",
		    text_size(p->limits.value).text, fields[p->el].name);
		stop(p);
		return;
	}
	memcpy(p->text + p->len, s, n);
	p->len += n;
}

/* A report has no use for one; entities that expand without end do. */
static void
on_doctype(void *arg, const char *name, const char *system, const char *public, int subset)
{
	struct parser *p = arg;

	(void)name, (void)system, (void)public, (void)subset;
	if (p->failed)
		return;
	fail(ERR_XML_FORBIDDEN, "a report may not have a DOCTYPE");
	stop(p);
}

static int
on_encoding(void *arg, const char *name, XML_Encoding *e)
{
	(void)arg;
	e->data = NULL;
	e->convert = NULL;
	e->release = NULL;
	return charset_map(name, e->map) == 0 ? XML_STATUS_OK : XML_STATUS_ERROR;
}

struct parser *
parser_new(const struct sink *sink, const struct limits *limits)
{
	struct parser *p = xrealloc(NULL, sizeof *p + limits->value + 1);

	memset(p, 0, sizeof *p);
	p->limits = *limits;
	p->draft = draft_new(sink, limits);
	p->identity = identity_new(limits->depth, limits->value);
	if ((p->xml = XML_ParserCreateNS(NULL, SEPARATOR)) == NULL)
		abort();
	XML_SetUserData(p->xml, p);
	XML_SetElementHandler(p->xml, on_start, on_end);
	XML_SetCharacterDataHandler(p->xml, on_text);
	XML_SetStartDoctypeDeclHandler(p->xml, on_doctype);
	XML_SetStartNamespaceDeclHandler(p->xml, on_namespace);
	XML_SetUnknownEncodingHandler(p->xml, on_encoding, NULL);
	return p;
}

/* What expat says of the bytes; that they end too soon is an error of its own. */
static int
malformed(const struct parser *p)
{
	static const enum XML_Error cut[] = { XML_ERROR_NO_ELEMENTS, XML_ERROR_UNCLOSED_TOKEN,
	    XML_ERROR_PARTIAL_CHAR, XML_ERROR_UNCLOSED_CDATA_SECTION };
	enum XML_Error e = XML_GetErrorCode(p->xml);
	size_t i;

	for (i = 0; i < sizeof cut / sizeof *cut; i++)
		if (e == cut[i])
			return fail(ERR_XML_TRUNCATED, "line %lu: the XML ends too soon", line(p));
	return fail(ERR_XML_MALFORMED, "line %lu: %s", line(p), XML_ErrorString(e));
}

static int
feed(struct parser *p, const char *s, size_t n, int last)
{
	XML_Index at;

	if (p->failed)
		return -1;
	if (XML_Parse(p->xml, s, (int)n, last) != XML_STATUS_OK) {
		if (!p->failed)
			malformed(p);
		p->failed = 1;
		return -1;
	}
	p->fed += n;
	at = XML_GetCurrentByteIndex(p->xml);
	if (at > 0 && (size_t)at > p->done)
		p->done = (size_t)at;
	if (p->fed - p->done > p->limits.token) {
		p->failed = 1;
		return fail(ERR_LIMIT, "line %lu: a tag or comment of more than %s",
		    line(p), text_size(p->limits.token).text);
	}
	return 0;
}

int
parser_feed(struct parser *p, const void *bytes, size_t n)
{
	const char *s = bytes;

	for (; n > 0 && !p->begun; s++, n--) {
		if (strchr(" \t\r\n", *s) == NULL || *s == '\0') {
			p->begun = 1;
			break;
		}
		p->lines += *s == '\n';
		draft_warn(p->draft, WARN_REPAIRED_LEADING_SPACE);
	}
	while (n > 0) {
		size_t part = n < SOURCE_BUFFER ? n : SOURCE_BUFFER;

		if (feed(p, s, part, 0) == -1)
			return -1;
		s += part;
		n -= part;
	}
	return 0;
}

void
parser_warn(struct parser *p, int warning)
{
	draft_warn(p->draft, warning);
}

const struct report *
parser_end(struct parser *p)
{
	if (!p->begun) {
		fail(ERR_EMPTY, "there is nothing in it");
		return NULL;
	}
	if (feed(p, "", 0, 1) == -1)
		return NULL;
	if (p->root != NULL) {
		fail(ERR_NOT_REPORT, "the root element is <%.64s>, not <feedback>", p->root);
		return NULL;
	}
	return draft_end(p->draft, identity_hash(p->identity));
}

void
parser_free(struct parser *p)
{
	if (p == NULL)
		return;
	XML_ParserFree(p->xml);
	draft_free(p->draft);
	identity_free(p->identity);
	free(p->xmlns);
	free(p->root);
	free(p);
}

const char *
parse_version(void)
{
	return XML_ExpatVersion();
}
