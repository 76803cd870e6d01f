#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "amiss.h"
#include "app.h"
#include "clean.h"
#include "command.h"
#include "err.h"
#include "limit.h"
#include "setting_list.h"

static void
usage(const struct app *app, FILE *to)
{
	const struct command *c;

	for (c = app->commands; c->name != NULL; c++)
		if (c->usage != NULL)
			fprintf(to, "usage: %s %s%s\n", app->name, c->name, c->usage);
	if (c->fn != NULL)
		fprintf(to, "usage: %s %s\n", app->name, c->usage);
	fprintf(to, "usage: %s --help | --version\n", app->name);
}

static int
help(const struct app *app)
{
	struct arena *mem = arena_new();
	const struct route *t;

	usage(app, stdout);
	printf("\n%s\nWithout arguments it answers, by FastCGI or CGI:\n", app->about);
	for (t = app->routes; t->method != NULL; t++)
		printf("  %-6s %s\n", t->method, t->path);
	setting_help(stdout, app->settings);
	amiss_print(stdout, "  ", mem);
	arena_free(mem);
	return fflush(stdout) == EOF;
}

int
command_print(void *to, const char *p, size_t n)
{
	if (fwrite(p, 1, n, to) != n || putc('\n', to) == EOF)
		return failsys("standard output");
	return 0;
}

int
command_usage(const struct app *app)
{
	usage(app, stderr);
	return 2;
}

int
command_run(const struct app *app, const char *db, int argc, char **argv)
{
	const struct command *c;
	struct arena *mem;
	int rv;

	if (strcmp(argv[1], "--version") == 0)
		return printf("%s %s\n", app->name, VERSION) < 0;
	if (strcmp(argv[1], "--help") == 0)
		return help(app);
	if (strcmp(argv[1], "--routes") == 0) {	/* nginx/build asks */
		route_print(app->routes, stdout);
		return fflush(stdout) == EOF;
	}
	for (c = app->commands; c->name != NULL; c++)
		if (strcmp(c->name, argv[1]) == 0)
			break;
	if (c->fn == NULL)
		return command_usage(app);
	rv = c->name != NULL ? c->fn(db, argc - 1, argv + 1) : c->fn(db, argc, argv);
	if (rv != -1 && rv != EX_TEMPFAIL)
		return rv;
	mem = arena_new();
	fprintf(stderr, "%s: %s\n", app->name, clean_text(err_log(), MAX_LINE, mem));
	arena_free(mem);
	return rv == -1 ? 2 : rv;
}
