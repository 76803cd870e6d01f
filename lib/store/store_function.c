#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "arena.h"
#include "clean.h"
#include "domain.h"
#include "err.h"
#include "outcome.h"
#include "store_db.h"
#include "terms.h"
#include "text.h"

void
store_result(sqlite3_context *ctx, sqlite3_str *s)
{
	int rc = sqlite3_str_errcode(s), n = sqlite3_str_length(s);
	char *text = sqlite3_str_finish(s);	/* NULL: nothing, or an error */

	if (rc != SQLITE_OK)
		sqlite3_result_error_code(ctx, rc);
	else if (text == NULL)
		sqlite3_result_text(ctx, "", 0, SQLITE_STATIC);
	else
		sqlite3_result_text(ctx, text, n, sqlite3_free);
}

/* The text of an argument into s, NULL for NULL; -1 when there is no memory for it. */
static int
text_of(sqlite3_context *ctx, sqlite3_value *v, const char **s)
{
	*s = (const char *)sqlite3_value_text(v);
	if (*s != NULL || sqlite3_value_type(v) == SQLITE_NULL)
		return 0;
	sqlite3_result_error_nomem(ctx);
	return -1;
}

/* ip_text(addr): 16 bytes, IPv4 as ::ffff:a.b.c.d; NULL for NULL. */
static void
ip_text(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	const unsigned char *addr = sqlite3_value_blob(argv[0]);

	(void)argc;
	if (sqlite3_value_type(argv[0]) == SQLITE_NULL)
		return;
	if (sqlite3_value_bytes(argv[0]) != ADDRESS_BYTES) {
		sqlite3_result_error_code(ctx, SQLITE_CORRUPT);
		return;
	}
	if (addr == NULL) {
		sqlite3_result_error_nomem(ctx);
		return;
	}
	sqlite3_result_text(ctx, address_text(addr).text, -1, SQLITE_TRANSIENT);
}

/* ip_addr(text): the 16 bytes of it; NULL for what is no address. */
static void
ip_addr(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	unsigned char addr[16] = { [10] = 0xff, 0xff };
	const char *text;
	struct ip ip;

	(void)argc;
	if (text_of(ctx, argv[0], &text) == -1 || text == NULL || text_ip(&ip, text) == -1)
		return;
	memcpy(addr + sizeof addr - ip.len, ip.bytes, ip.len);
	sqlite3_result_blob(ctx, addr, sizeof addr, SQLITE_TRANSIENT);
}

/* idn(name): its Unicode form, or NULL (domain_unicode). */
static void
idn(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct arena *mem;
	const char *name;

	(void)argc;
	if (text_of(ctx, argv[0], &name) == -1 || name == NULL || strstr(name, "xn--") == NULL)
		return;
	mem = arena_new();
	sqlite3_result_text(ctx, domain_unicode(name, mem), -1, SQLITE_TRANSIENT);
	arena_free(mem);
}

/* The names that SQL uses for the enumerations of terms.h. */
static const struct {
	const char	*name;
	enum term	 term;
} kinds[] = {
	{ "alignment", TERM_ALIGNMENT }, { "policy", TERM_POLICY },
	{ "disposition", TERM_DISPOSITION }, { "evaluated", TERM_EVALUATED },
	{ "reason", TERM_REASON }, { "dkim", TERM_DKIM }, { "spf", TERM_SPF },
	{ "scope", TERM_SCOPE }, { "testing", TERM_TESTING },
	{ "discovery", TERM_DISCOVERY }, { "warning", TERM_WARNING },
};

/* term('policy', code): the word, or NULL when absent. */
static void
term(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	const char *kind;
	size_t i;

	(void)argc;
	if (text_of(ctx, argv[0], &kind) == -1)
		return;
	for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, kind) == 0)
			break;
	if (i == sizeof kinds / sizeof *kinds)
		sqlite3_result_error(ctx, "no such enumeration", -1);
	else
		sqlite3_result_text(ctx, term_text(kinds[i].term, sqlite3_value_int(argv[1])), -1,
		    SQLITE_STATIC);
}

/* warnings(mask): the words of its bits, as JSON; they need no quoting. */
static void
warnings(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	sqlite3_str *s = sqlite3_str_new(sqlite3_context_db_handle(ctx));
	uint64_t mask = sqlite3_value_int64(argv[0]);
	const char *sep = "[\"";
	int i;

	(void)argc;
	for (i = 0; i < term_count(TERM_WARNING); i++)
		if (mask >> i & 1) {
			sqlite3_str_appendf(s, "%s%s", sep, term_text(TERM_WARNING, i));
			sep = "\",\"";
		}
	sqlite3_str_appendall(s, sqlite3_str_length(s) > 0 ? "\"]" : "[]");
	store_result(ctx, s);
}

/* outcome(disposition, dkim, spf): what counting needs of them, one byte. */
static void
outcome(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	int disp = sqlite3_value_int(argv[0]);

	(void)argc;
	disp = disp == DISPOSITION_QUARANTINE ? 1 : disp == DISPOSITION_REJECT ? 2 : 0;
	sqlite3_result_int(ctx, OUTCOME(disp, sqlite3_value_int(argv[1]) == EVALUATED_PASS,
	    sqlite3_value_int(argv[2]) == EVALUATED_PASS));
}

/* domain_match(name, list): is it, or is it below, one of the lines of the list? */
static void
domain_match(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	const char *name, *list;
	size_t len, n;
	int found = 0;

	(void)argc;
	if (text_of(ctx, argv[0], &name) == -1 || text_of(ctx, argv[1], &list) == -1 ||
	    name == NULL || list == NULL)
		return;
	for (len = strlen(name); !found && *list != '\0'; list += n + (list[n] == '\n')) {
		n = strcspn(list, "\n");
		if (*list != '.')
			found = len == n && memcmp(name, list, n) == 0;
		else
			found = (len >= n && memcmp(name + len - n, list, n) == 0) ||
			    (len == n - 1 && memcmp(name, list + 1, len) == 0);
	}
	sqlite3_result_int(ctx, found);
}

static int
below(const char *a, const char *b)
{
	size_t m = strlen(a), n = strlen(b);

	return m > n && a[m - n - 1] == '.' && memcmp(a + m - n, b, n) == 0;
}

/* related(domain, from): 2 the same, 1 one lies below the other, 0. */
static void
related(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	const char *a, *b;

	(void)argc;
	if (text_of(ctx, argv[0], &a) == -1 || text_of(ctx, argv[1], &b) == -1)
		return;
	sqlite3_result_int(ctx, a == NULL || b == NULL ? 0 : strcmp(a, b) == 0 ? 2 :
	    below(a, b) || below(b, a));
}

/* clean(text, max): as one may show it (clean_text); NULL for NULL. */
static void
clean(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct arena *mem;
	const char *text;

	(void)argc;
	if (text_of(ctx, argv[0], &text) == -1 || text == NULL)
		return;
	mem = arena_new();
	sqlite3_result_text(ctx, clean_text(text, sqlite3_value_int(argv[1]), mem), -1,
	    SQLITE_TRANSIENT);
	arena_free(mem);
}

/* urlencode(text): as the value of a parameter (RFC 3986, 2.3). */
static void
urlencode(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	sqlite3_str *out;
	const char *s;

	(void)argc;
	if (text_of(ctx, argv[0], &s) == -1)
		return;
	out = sqlite3_str_new(sqlite3_context_db_handle(ctx));
	for (; s != NULL && *s != '\0'; s++)
		if (isascii(*s) && (isalnum((unsigned char)*s) || strchr("-._~", *s) != NULL))
			sqlite3_str_appendchar(out, 1, *s);
		else
			sqlite3_str_appendf(out, "%%%02X", (unsigned char)*s);
	store_result(ctx, out);
}

int
store_functions(struct store *st)
{
	static const struct {
		const char *name;
		int	 argc;
		void	(*fn)(sqlite3_context *, int, sqlite3_value **);
	} functions[] = {
		{ "ip_text", 1, ip_text },
		{ "ip_addr", 1, ip_addr },
		{ "idn", 1, idn },
		{ "term", 2, term },
		{ "warnings", 1, warnings },
		{ "outcome", 3, outcome },
		{ "domain_match", 2, domain_match },
		{ "related", 2, related },
		{ "clean", 2, clean },
		{ "urlencode", 1, urlencode },
	};
	size_t i;

	for (i = 0; i < sizeof functions / sizeof *functions; i++)
		if (sqlite3_create_function(st->db, functions[i].name, functions[i].argc,
		    SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, functions[i].fn,
		    NULL, NULL) != SQLITE_OK)
			return store_fail(st, functions[i].name);
	return 0;
}
