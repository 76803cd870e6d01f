#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include "arena.h"
#include "model.h"
#include "wrap.h"

#define COMPRESSION	4		/* quick, and near enough to what is sent */

static const struct {
	const char	*prolog, *feedback;
	const char	*newline, *indent;
} styles[XML_MAX] = {
	[XML_PRETTY] = { "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n",
	    "<feedback>", "\n", "  " },
	[XML_LINE] = { "<?xml version=\"1.0\"?>", "<feedback>", "", "" },
	[XML_CRLF] = { "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n",
	    "<feedback>", "\r\n", "\t" },
	[XML_SPACE] = { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
	    "<feedback xmlns=\"urn:ietf:params:xml:ns:dmarc-2.0\">", "\n", " " },
};

static const char *const endings[WRAP_MAX] = {
	[WRAP_NONE] = ".xml",
	[WRAP_GZIP] = ".xml.gz",
	[WRAP_ZIP] = ".zip",
	[WRAP_MAIL] = ".eml",
};

static void
reserve(struct bytes *b, size_t n)
{
	if (b->size - b->len >= n)
		return;
	b->size = (b->len + n) * 2;
	b->data = xrealloc(b->data, b->size);
}

void
bytes_add(struct bytes *b, const void *p, size_t n)
{
	reserve(b, n);
	memcpy(b->data + b->len, p, n);
	b->len += n;
}

void
bytes_free(struct bytes *b)
{
	free(b->data);
	*b = (struct bytes){ NULL, 0, 0 };
}

static void
add(struct bytes *b, const char *s)
{
	bytes_add(b, s, strlen(s));
}

static void __attribute__((format(printf, 2, 3)))
add_format(struct bytes *b, const char *fmt, ...)
{
	char line[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	add(b, line);
}

static void
indent(struct bytes *b, int style, int depth)
{
	while (depth-- > 0)
		add(b, styles[style].indent);
}

static void
open_tag(struct bytes *b, int style, int depth, const char *name)
{
	indent(b, style, depth);
	add(b, "<");
	add(b, name);
	add(b, ">");
	add(b, styles[style].newline);
}

static void
close_tag(struct bytes *b, int style, int depth, const char *name)
{
	indent(b, style, depth);
	add(b, "</");
	add(b, name);
	add(b, ">");
	add(b, styles[style].newline);
}

/* NULL text: no element. */
static void
leaf(struct bytes *b, int style, int depth, const char *name, const char *text)
{
	const char *s;

	if (text == NULL)
		return;
	indent(b, style, depth);
	add(b, "<");
	add(b, name);
	add(b, ">");
	for (; (s = strchr(text, '&')) != NULL; text = s + 1) {
		bytes_add(b, text, s - text);
		add(b, "&amp;");
	}
	add(b, text);
	add(b, "</");
	add(b, name);
	add(b, ">");
	add(b, styles[style].newline);
}

static void
leaf_number(struct bytes *b, int style, int depth, const char *name, int64_t n)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRId64, n);
	leaf(b, style, depth, name, text);
}

void
xml_begin(struct bytes *b, const struct made_report *m)
{
	int s = m->by->style;
	char email[MODEL_TEXT * 2];

	snprintf(email, sizeof email, "noreply-dmarc@%s", m->host);
	add(b, styles[s].prolog);
	add(b, styles[s].feedback);
	add(b, styles[s].newline);
	leaf(b, s, 1, "version", s == XML_SPACE || s == XML_LINE ? "1.0" : NULL);
	open_tag(b, s, 1, "report_metadata");
	leaf(b, s, 2, "org_name", m->org);
	leaf(b, s, 2, "email", email);
	leaf(b, s, 2, "report_id", m->id);
	open_tag(b, s, 2, "date_range");
	leaf_number(b, s, 3, "begin", m->begin);
	leaf_number(b, s, 3, "end", m->end);
	close_tag(b, s, 2, "date_range");
	close_tag(b, s, 1, "report_metadata");
	open_tag(b, s, 1, "policy_published");
	leaf(b, s, 2, "domain", m->domain);
	leaf(b, s, 2, "adkim", "r");
	leaf(b, s, 2, "aspf", "r");
	leaf(b, s, 2, "p", m->policy.p);
	leaf(b, s, 2, "sp", m->policy.sp);
	leaf_number(b, s, 2, "pct", m->policy.pct);
	close_tag(b, s, 1, "policy_published");
}

static void
row(struct bytes *b, int s, const struct made_record *c)
{
	open_tag(b, s, 2, "row");
	leaf(b, s, 3, "source_ip", c->ip);
	leaf_number(b, s, 3, "count", c->count);
	open_tag(b, s, 3, "policy_evaluated");
	leaf(b, s, 4, "disposition", c->disposition);
	leaf(b, s, 4, "dkim", c->dkim);
	leaf(b, s, 4, "spf", c->spf);
	if (c->reason != NULL) {
		open_tag(b, s, 4, "reason");
		leaf(b, s, 5, "type", c->reason);
		leaf(b, s, 5, "comment", c->comment);
		close_tag(b, s, 4, "reason");
	}
	close_tag(b, s, 3, "policy_evaluated");
	close_tag(b, s, 2, "row");
}

void
xml_record(struct bytes *b, const struct made_report *m, const struct made_record *c)
{
	int s = m->by->style;
	size_t i;

	open_tag(b, s, 1, "record");
	row(b, s, c);
	open_tag(b, s, 2, "identifiers");
	leaf(b, s, 3, "envelope_from", m->by->envelope ? c->envelope_from : NULL);
	leaf(b, s, 3, "header_from", c->from);
	close_tag(b, s, 2, "identifiers");
	open_tag(b, s, 2, "auth_results");
	for (i = 0; i < c->dkims; i++) {
		open_tag(b, s, 3, "dkim");
		leaf(b, s, 4, "domain", c->auth_dkim[i].domain);
		leaf(b, s, 4, "selector", c->auth_dkim[i].selector);
		leaf(b, s, 4, "result", c->auth_dkim[i].result);
		close_tag(b, s, 3, "dkim");
	}
	open_tag(b, s, 3, "spf");
	leaf(b, s, 4, "domain", c->auth_spf.domain);
	leaf(b, s, 4, "scope", m->by->envelope ? "mfrom" : NULL);
	leaf(b, s, 4, "result", c->auth_spf.result);
	close_tag(b, s, 3, "spf");
	close_tag(b, s, 2, "auth_results");
	close_tag(b, s, 1, "record");
}

void
xml_end(struct bytes *b, const struct made_report *m)
{
	close_tag(b, m->by->style, 0, "feedback");
}

static int
add_gzip(struct bytes *b, const struct bytes *xml)
{
	z_stream z = { 0 };
	int rv;

	if (deflateInit2(&z, COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return -1;
	reserve(b, deflateBound(&z, xml->len));
	z.next_in = (Bytef *)xml->data;
	z.avail_in = xml->len;
	z.next_out = (Bytef *)b->data + b->len;
	z.avail_out = b->size - b->len;
	rv = deflate(&z, Z_FINISH) == Z_STREAM_END ? 0 : -1;
	b->len += z.total_out;
	deflateEnd(&z);
	return rv;
}

static int
add_zip(struct bytes *b, const struct bytes *xml, const char *stem)
{
	struct archive *a = archive_write_new();
	struct archive_entry *e = archive_entry_new();
	char name[256];
	size_t used = 0;
	int rv = -1;

	snprintf(name, sizeof name, "%s.xml", stem);
	reserve(b, xml->len + 4096);
	archive_entry_set_pathname(e, name);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_perm(e, 0644);
	archive_entry_set_size(e, xml->len);
	if (archive_write_set_format_zip(a) == ARCHIVE_OK &&
	    archive_write_open_memory(a, b->data + b->len, b->size - b->len, &used) == ARCHIVE_OK &&
	    archive_write_header(a, e) == ARCHIVE_OK &&
	    archive_write_data(a, xml->data, xml->len) == (ssize_t)xml->len &&
	    archive_write_close(a) == ARCHIVE_OK)
		rv = 0;
	b->len += used;
	archive_entry_free(e);
	archive_write_free(a);
	return rv;
}

static void
add_base64(struct bytes *b, const struct bytes *in)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)in->data;
	char four[4];
	size_t i, left;
	uint32_t v;

	for (i = 0; i < in->len; i += 3) {
		left = in->len - i;
		v = p[i] << 16 | (left > 1 ? p[i + 1] << 8 : 0) | (left > 2 ? p[i + 2] : 0);
		four[0] = digits[v >> 18];
		four[1] = digits[v >> 12 & 63];
		four[2] = left > 1 ? digits[v >> 6 & 63] : '=';
		four[3] = left > 2 ? digits[v & 63] : '=';
		bytes_add(b, four, sizeof four);
		if (i / 3 % 19 == 18)
			add(b, "\r\n");
	}
}

static int
add_mail(struct bytes *b, const struct bytes *xml, const char *stem, const struct made_report *m)
{
	struct bytes gz = { NULL, 0, 0 };
	int rv = add_gzip(&gz, xml);

	add_format(b, "From: noreply-dmarc@%s\r\nTo: dmarc@%s\r\n"
	    "Subject: Report Domain: %s Submitter: %s Report-ID: <%s>\r\n",
	    m->host, m->domain, m->domain, m->host, m->id);
	add_format(b, "Message-ID: <%s.%s>\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: multipart/mixed; boundary=\"=_report\"\r\n\r\n", m->id, m->host);
	add(b, "--=_report\r\nContent-Type: text/plain\r\n\r\n"
	    "This is an aggregate report.\r\n--=_report\r\n");
	add_format(b, "Content-Type: application/gzip\r\nContent-Transfer-Encoding: base64\r\n"
	    "Content-Disposition: attachment; filename=\"%s.xml.gz\"\r\n\r\n", stem);
	add_base64(b, &gz);
	add(b, "\r\n--=_report--\r\n");
	bytes_free(&gz);
	return rv;
}

const char *
wrap_ending(enum wrapping w)
{
	return endings[w];
}

int
wrap(struct bytes *b, enum wrapping w, const struct bytes *xml, const char *stem,
    const struct made_report *m)
{
	switch (w) {
	case WRAP_GZIP:
		return add_gzip(b, xml);
	case WRAP_ZIP:
		return add_zip(b, xml, stem);
	case WRAP_MAIL:
		return add_mail(b, xml, stem, m);
	default:
		bytes_add(b, xml->data, xml->len);
		return 0;
	}
}
