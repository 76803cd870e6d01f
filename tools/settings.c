#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "setting.h"
#include "setting_list.h"

/* What is told of the settings in a file of them, and in README.md. */

#define FOLDER	"/etc/dmarc-analyzer"

static void
env(enum setting s, struct arena *mem)
{
	const struct setting_row *row = &setting_rows[s];
	const char *what = setting_what(s, mem);
	char *file = arena_strndup(mem, row->name, strlen(row->name)), *p;

	for (p = file; *p != '\0'; p++)
		*p = tolower((unsigned char)*p);
	if (row->kind == KIND_SECRET || row->kind == KIND_FILE)
		what = arena_printf(mem, "%s; better %s " FOLDER "/%s, which root alone can read",
		    what, row->kind == KIND_FILE ? "not set, and as" : "in the file", file);
	if (s == 0 || row->group != setting_rows[s - 1].group)
		putchar('\n');
	setting_wrap(stdout, "# ", what);
	setting_assign(stdout, "#", s);
}

static void
readme(enum setting s, struct arena *mem)
{
	const struct setting_row *row = &setting_rows[s];
	const char *code = row->kind == KIND_TEXT && *row->otherwise != '\0' ? "`" : "";

	printf("| `%s` | %s%s%s%s| %s |\n", row->name, code, row->otherwise, code,
	    *row->otherwise != '\0' ? " " : "", setting_what(s, mem));
}

static const struct form {
	const char	*name, *head;
	void		(*tell)(enum setting, struct arena *);
} forms[] = {
	{ "env", "# Settings of dmarc-analyzer: " FOLDER "/dmarc.env, root's, mode 0600.\n"
	    "# After a change: systemctl restart 'dmarc-*.service'.  Each is shown with its "
	    "default.\n", env },
	{ "readme", "| name | default | meaning |\n|---|---|---|\n", readme },
};

int
main(int argc, char **argv)
{
	struct arena *mem = arena_new();
	const struct form *f;
	enum setting s;

	for (f = forms; f < forms + sizeof forms / sizeof *forms; f++)
		if (argc == 2 && strcmp(argv[1], f->name) == 0)
			break;
	if (f == forms + sizeof forms / sizeof *forms)
		return 2;
	fputs(f->head, stdout);
	for (s = 0; s < SETTING_END; s++)
		if (setting_rows[s].group != SETTINGS_TEST)
			f->tell(s, mem);
	arena_free(mem);
	return fflush(stdout) != 0;
}
