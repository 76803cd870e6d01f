#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "alarm.h"
#include "command.h"
#include "err.h"
#include "import_api.h"
#include "import_files.h"
#include "ingest.h"
#include "limit.h"
#include "query.h"
#include "reparse.h"
#include "setting.h"
#include "source.h"
#include "sql.h"
#include "upload.h"

int
import_post(struct req *r)
{
	const char *name = query_find(r->query, "name", r->mem);
	struct limits lim;

	if (setting_limits(&lim) == -1)
		return -1;
	return upload_take(r, name != NULL ? name : "upload", "upload", &lim);
}

int
import_delete_report(struct req *r)
{
	struct store *st;
	struct stored gone;

	if ((st = request_store(r)) == NULL || store_delete(st, r->id, &gone) == -1)
		return -1;
	alarm_after(st, ALARM_ANY);
	return store_query(st, &sql_deleted, ARGS(INT("records", gone.records),
	    INT("messages", gone.messages)), request_json, r);
}

int
import_command(const char *db, int argc, char **argv)
{
	struct limits lim;
	struct store *st;
	int c, rv, verbose = 0;

	while ((c = getopt(argc, argv, "v")) != -1) {
		if (c != 'v')
			return 2;
		verbose = 1;
	}
	if (optind == argc)
		return fail(ERR_PARAM, "no file is named");
	if (setting_limits(&lim) == -1 || (st = store_open(db, STORE_WRITE)) == NULL)
		return -1;
	rv = import_files(st, argv + optind, &lim, verbose);
	store_close(st);
	return rv;
}

int
import_parse(const char *db, int argc, char **argv)
{
	struct limits lim;
	struct source *in;
	int fd, rv;

	(void)db;
	if (argc != 2)
		return fail(ERR_PARAM, "usage: dmarc-import parse FILE");
	if (setting_limits(&lim) == -1)
		return -1;
	if ((fd = strcmp(argv[1], "-") == 0 ? 0 : open(argv[1], O_RDONLY | O_CLOEXEC)) == -1)
		return failsys_at(argv[1]);
	in = source_fd(fd);
	rv = ingest_parse(in, &lim, command_print, stdout);
	source_free(in);
	close(fd);
	return rv;
}

int
import_rebuild(const char *db, int argc, char **argv)
{
	struct store *st;
	int rv;

	(void)argv;
	if (argc != 1)
		return fail(ERR_PARAM, "usage: dmarc-import rebuild");
	if ((st = store_open(db, STORE_WRITE)) == NULL)
		return -1;
	rv = store_rebuild(st);
	store_close(st);
	return rv;
}

int
import_reparse(const char *db, int argc, char **argv)
{
	int i, rv, apply = argc > 1 && strcmp(argv[1], "--apply") == 0;
	struct store *st;

	for (i = 1 + apply; i < argc; i++)
		if (*argv[i] == '-')
			return fail(ERR_PARAM, "usage: dmarc-import reparse [--apply] [REPORT...]");
	if ((st = store_open(db, STORE_WRITE)) == NULL)
		return -1;
	rv = reparse_run(st, argv + 1 + apply, apply);
	store_close(st);
	return rv;
}
