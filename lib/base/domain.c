#include <string.h>

#include <idn2.h>

#include "domain.h"

/* Scripts whose letters can pass for another's: a label may use one of them. */
static const struct {
	uint32_t	 first, last;
	int		 script;
} scripts[] = {
	{ 'A', 'Z', 1 }, { 'a', 'z', 1 }, { 0xc0, 0x24f, 1 }, { 0x1e00, 0x1eff, 1 },	/* Latin */
	{ 0x370, 0x3ff, 2 }, { 0x1f00, 0x1fff, 2 },			/* Greek */
	{ 0x400, 0x52f, 3 },						/* Cyrillic */
	{ 0x530, 0x58f, 4 },						/* Armenian */
	{ 0x13a0, 0x13ff, 5 }, { 0xab70, 0xabbf, 5 },			/* Cherokee */
};

static int
script_of(uint32_t c)
{
	size_t i;

	for (i = 0; i < sizeof scripts / sizeof *scripts; i++)
		if (c >= scripts[i].first && c <= scripts[i].last)
			return scripts[i].script;
	return 0;
}

static int
misleading(const uint32_t *s)
{
	int script = 0, now;

	for (; *s != 0; s++) {
		if (*s == '.') {
			script = 0;
			continue;
		}
		if ((now = script_of(*s)) == 0)
			continue;
		if (script != 0 && now != script)
			return 1;
		script = now;
	}
	return 0;
}

const char *
domain_ascii(const char *s, struct arena *mem)
{
	const char *copy = NULL;
	char *out = NULL;
	size_t n;

	if (idn2_lookup_u8((const uint8_t *)s, (uint8_t **)&out,
	    IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL | IDN2_ALLOW_UNASSIGNED) != IDN2_OK &&
	    idn2_lookup_u8((const uint8_t *)s, (uint8_t **)&out, IDN2_NO_TR46) != IDN2_OK)
		return NULL;
	n = strlen(out);
	if (n > 0 && out[n - 1] == '.')
		n--;
	copy = arena_strndup(mem, out, n);
	idn2_free(out);
	return copy;
}

/* Only what encodes to the same again is a name's Unicode form. */
static int
encodes_to(const char *unicode, const char *s, struct arena *mem)
{
	const char *again = domain_ascii(unicode, mem);

	return again != NULL && strcmp(again, s) == 0 && strcmp(unicode, s) != 0;
}

const char *
domain_unicode(const char *s, struct arena *mem)
{
	const char *copy = NULL;
	uint32_t *wide = NULL;
	char *out = NULL;

	if (strstr(s, "xn--") == NULL)
		return NULL;
	if (idn2_to_unicode_8z4z(s, &wide, 0) == IDN2_OK && !misleading(wide) &&
	    idn2_to_unicode_8z8z(s, &out, 0) == IDN2_OK && encodes_to(out, s, mem))
		copy = arena_strndup(mem, out, strlen(out));
	idn2_free(wide);
	idn2_free(out);
	return copy;
}
