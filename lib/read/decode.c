#include <string.h>
#include <strings.h>

#include "decode.h"
#include "text.h"

static int
is_blank(int c)
{
	return c == ' ' || c == '\t';
}

static int
base64(int c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

enum decoding
decode_kind(const char *value)
{
	static const struct {
		const char	*name;
		enum decoding	 kind;
	} names[] = {
		{ "base64", DECODE_BASE64 },
		{ "quoted-printable", DECODE_QP },
		{ "uuencode", DECODE_UU },
		{ "x-uuencode", DECODE_UU },
		{ "x-uue", DECODE_UU },
	};
	size_t i;

	for (i = 0; value != NULL && i < sizeof names / sizeof *names; i++)
		if (strncasecmp(value, names[i].name,
		    strlen(names[i].name)) == 0)
			return names[i].kind;
	return DECODE_PLAIN;
}

/* Whole bytes of what is held; the rest is thrown away. */
static size_t
put_bits(struct decoder *d, unsigned char *p)
{
	size_t n = d->held * 6 / 8, i;

	d->bits <<= 6 * (4 - d->held);
	for (i = 0; i < n; i++)
		p[i] = d->bits >> (16 - 8 * i);
	d->bits = d->held = 0;
	return n;
}

static size_t
add_bits(struct decoder *d, unsigned char *p, unsigned int six)
{
	d->bits = d->bits << 6 | six;
	return ++d->held == 4 ? put_bits(d, p) : 0;
}

/* Padding may come anywhere: joined pieces were each padded. */
static size_t
decode_base64(struct decoder *d, unsigned char *p, const char *s, size_t n)
{
	unsigned char *to = p;
	size_t i;
	int six;

	if (s == NULL)
		return put_bits(d, p);
	for (i = 0; i < n; i++) {
		if ((six = base64((unsigned char)s[i])) >= 0)
			to += add_bits(d, to, six);
		else if (s[i] == '=')
			to += put_bits(d, to);
	}
	return to - p;
}

/* What was held back turned out to be plain text. */
static size_t
put_text(struct decoder *d, unsigned char *p)
{
	size_t n = d->held;

	memcpy(p, d->text, n);
	d->held = 0;
	return n;
}

/* One character; 0 if it must be looked at again. */
static int
qp_char(struct decoder *d, unsigned char **to, char c)
{
	if (d->held == 0 && c != '=') {
		*(*to)++ = c;
		return 1;
	}
	if (d->held == 0 || (d->held == 1 && text_hex(c) >= 0)) {
		d->text[d->held++] = c;
		return 1;
	}
	if (d->held == 1 && (c == '\r' || is_blank(c)))
		return 1;
	if (d->held == 1 && c == '\n') {
		d->held = 0;
		return 1;
	}
	if (d->held == 2 && text_hex(c) >= 0) {
		*(*to)++ = text_hex(d->text[1]) << 4 | text_hex(c);
		d->held = 0;
		return 1;
	}
	*to += put_text(d, *to);
	return 0;
}

static size_t
decode_qp(struct decoder *d, unsigned char *p, const char *s, size_t n)
{
	unsigned char *to = p;
	size_t i;

	if (s == NULL)
		return put_text(d, p);
	for (i = 0; i < n; i++)
		while (!qp_char(d, &to, s[i]))
			;
	return to - p;
}

/* One line: its first character says how many bytes are in it. */
static size_t
decode_uu(struct decoder *d, unsigned char *p, const char *s, size_t n)
{
	unsigned char *to = p;
	size_t want, i;

	if (n == 0 || *s == '\r' || *s == '\n')
		return 0;
	if (!d->begun || (n >= 3 && memcmp(s, "end", 3) == 0)) {
		d->begun = n > 6 && memcmp(s, "begin ", 6) == 0;
		return 0;
	}
	want = (*s - ' ') & 0x3f;
	d->bits = d->held = 0;
	for (i = 1; i < n && (size_t)(to - p) < want; i++)
		to += add_bits(d, to, (s[i] - ' ') & 0x3f);
	to += put_bits(d, to);
	return (size_t)(to - p) < want ? (size_t)(to - p) : want;
}

size_t
decode_bytes(struct decoder *d, void *p, const void *s, size_t n)
{
	switch (d->kind) {
	case DECODE_BASE64:
		return decode_base64(d, p, s, n);
	case DECODE_QP:
		return decode_qp(d, p, s, n);
	case DECODE_UU:
		return decode_uu(d, p, s, n);
	case DECODE_PLAIN:
		break;
	}
	if (n > 0)
		memcpy(p, s, n);
	return n;
}
