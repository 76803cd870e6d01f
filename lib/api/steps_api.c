#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "accounts.h"
#include "clean.h"
#include "err.h"
#include "fact.h"
#include "fetch_command.h"
#include "fetch_from.h"
#include "filter.h"
#include "limit.h"
#include "ntfy.h"
#include "outbox.h"
#include "self.h"
#include "setting.h"
#include "setting_stray.h"
#include "steps_api.h"

#define MAX_SAID	(32 << 10)	/* bytes that a test says */

static void
tell_line(struct fact *f, const char *line, size_t n)
{
	fact_row(f, "line");
	fact_text(f, line, n);
}

int
steps_get_settings(struct req *r)
{
	struct fact unknown = { .text = NULL };
	struct store *st = request_store(r);
	const char *stray;
	size_t at = 0;
	int rv;

	if (st == NULL)
		return -1;
	while ((stray = setting_stray(&at, r->mem)) != NULL)
		tell_line(&unknown, stray, strlen(stray));
	fact_end(&unknown);
	rv = store_query(st, r->route->sql, ARGS(
	    TEXT("file", setting_text(NULL, SETTING_DMARC_ENV_FILE)),
	    INT("count", setting_count(r->mem)), TEXT("unknown", unknown.text),
	    INT("on", ntfy_on())), request_json, r);
	free(unknown.text);
	return rv;
}

/* What a test said, a line each, and what it ended in: NULL, or the code of its error. */
static int
reply_tried(struct req *r, const char *said, const char *code, const char *message)
{
	struct fact lines = { .text = NULL };
	size_t n;
	int rv;

	for (; *said != '\0'; said += n + (said[n] == '\n')) {
		n = strcspn(said, "\n");
		tell_line(&lines, said, n);
	}
	fact_end(&lines);
	rv = store_query(request_blank(r), r->route->sql, ARGS(TEXT("said", lines.text),
	    TEXT("code", code), TEXT("message", message)), request_json, r);
	free(lines.text);
	return rv;
}

/* Takes the last line off, which says how it went. */
static int
reply_look(struct req *r, char *said)
{
	char *end = said + strlen(said), *last, *blank;

	if (end > said && end[-1] == '\n')
		*--end = '\0';
	last = strrchr(said, '\n') != NULL ? strrchr(said, '\n') + 1 : said;
	if (strcmp(last, LOOK_WELL) == 0) {
		*last = '\0';
		return reply_tried(r, said, NULL, NULL);
	}
	if (strncmp(last, LOOK_ILL, strlen(LOOK_ILL)) != 0 || (blank = strchr(last, ' ')) == NULL)
		return reply_tried(r, said, err_code(ERR_AWAY), arena_printf(r->mem,
		    "the test was not over after %d seconds", LOOK_SECONDS));
	*last = *blank = '\0';
	return reply_tried(r, said, last + strlen(LOOK_ILL), blank + 1);
}

/* All that it says up to its end; who says more than that is not listened to. */
static int
read_look(int from, char *said)
{
	size_t n = 0;
	ssize_t got;

	do {
		got = read(from, said + n, MAX_SAID - n);
		n += got > 0 ? got : 0;
	} while (got > 0 || (got == -1 && errno == EINTR));
	said[n] = '\0';
	return got == -1 ? failsys("what the test says") : 0;
}

/* In a process of its own, as a fetch: it may hang, and run somebody's command. */
static int
look(struct req *r, const char *mailbox)
{
	char *said = arena_alloc(r->mem, MAX_SAID + 1);
	int fd[2], rv;

	if (pipe2(fd, O_CLOEXEC) == -1)
		return failsys("a test cannot be started");
	rv = self_ask("look", mailbox, fd[1]);
	close(fd[1]);
	if (rv == 0)
		rv = read_look(fd[0], said);
	close(fd[0]);
	return rv == -1 ? -1 : reply_look(r, said);
}

int
steps_post_mailbox(struct req *r)
{
	const struct arg *args = filter_parse(r->query, r->route->takes, 0, r->mem);
	struct fetch_from from;
	struct accounts all;
	const char *name;

	if (args == NULL || accounts_list(&all, r->mem) == -1)
		return -1;
	if ((name = args_text(args, "mailbox")) == NULL)
		name = all.count > 0 ? all.name[0] : ACCOUNT_MAIN;
	if (fetch_from_read(&from, name, r->mem) == -1 &&
	    (err_kind() == ERR_FORBIDDEN || err_kind() == ERR_NOT_FOUND))
		return -1;
	return look(r, name);
}

int
steps_post_push(struct req *r)
{
	struct limits lim;
	struct ntfy to;
	char *said = NULL;
	size_t len;
	FILE *say;
	int rv;

	if (setting_limits(&lim) == -1 || (rv = ntfy_setting(&to, r->mem)) == -1)
		return -1;
	if (rv == 0)
		return fail(ERR_FORBIDDEN, "pushes are off: NTFY_URL is not set");
	if ((say = open_memstream(&said, &len)) == NULL)
		return failsys("a test cannot be started");
	rv = outbox_test(&to, &lim, say, r->mem);
	fclose(say);
	rv = reply_tried(r, said, rv == 0 ? NULL : err_code(err_kind()),
	    rv == 0 ? NULL : clean_text(err_text(), MAX_LINE, r->mem));
	free(said);
	return rv;
}
