#include <string.h>

#include "arena.h"
#include "imap_folder.h"
#include "utf7.h"

/* "/", or NIL; the token that it was. */
static int
read_separator(struct imap *im, char *separator)
{
	int t = reader_next(&im->in);

	*separator = t == TOKEN_STRING && im->in.size == 1 ? *im->in.text : '\0';
	return t;
}

/* To the answer's end, which the last token may have been. */
static int
finish(struct imap *im, int t)
{
	return t == -1 ? -1 : t == TOKEN_END ? 0 : reader_skip(&im->in);
}

/* * LIST (\HasNoChildren) "/" INBOX (RFC 3501, 7.2.2) */
int
imap_folder_list(struct imap *im)
{
	struct arena *mem = arena_new();
	struct imap_folder f = { .selectable = 1 };
	int t, rv;

	while ((t = reader_next(&im->in)) != TOKEN_CLOSE && t != TOKEN_END && t != -1)
		if (reader_is(&im->in, "\\Noselect") || reader_is(&im->in, "\\NonExistent"))
			f.selectable = 0;
	if (t == TOKEN_CLOSE)
		t = read_separator(im, &f.separator);
	if (t != -1 && t != TOKEN_END)
		t = reader_word(&im->in, mem, &f.name);
	rv = finish(im, t);
	if (rv == 0 && f.name != NULL && im->each_folder != NULL)
		rv = (f.name = utf7_text(f.name, mem)) == NULL ? -1 : im->each_folder(im->arg, &f);
	arena_free(mem);
	return rv;
}

/* * NAMESPACE (("INBOX." ".")) NIL NIL (RFC 2342, 5): the first of one's own. */
int
imap_folder_namespace(struct imap *im)
{
	struct arena *mem = arena_new();
	struct imap_folder f = { .name = NULL };
	int t = reader_next(&im->in);

	if (t == TOKEN_OPEN && (t = reader_next(&im->in)) == TOKEN_OPEN &&
	    (t = reader_word(&im->in, mem, &f.name)) != -1 && t != TOKEN_END)
		t = read_separator(im, &f.separator);
	if (f.name != NULL && im->space != NULL && (f.name = utf7_text(f.name, mem)) == NULL)
		t = -1;
	else if (f.name != NULL && im->space != NULL)
		*im->space = (struct imap_folder){ .separator = f.separator,
		    .name = arena_printf(im->mem, "%s", f.name) };
	arena_free(mem);
	return finish(im, t);
}

/* * MYRIGHTS INBOX lrswi (RFC 4314, 3.8) */
int
imap_folder_rights(struct imap *im)
{
	struct arena *mem = arena_new();
	const char *name, *rights = NULL;
	int t = reader_word(&im->in, mem, &name);

	if (t != -1 && t != TOKEN_END)
		t = reader_word(&im->in, mem, &rights);
	if (rights != NULL && im->rights != NULL)
		*im->rights = arena_printf(im->mem, "%s", rights);
	arena_free(mem);
	return finish(im, t);
}
