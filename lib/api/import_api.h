#pragma once

#include "request.h"

/* Requests and commands of dmarc-import (API.md, --help). */
int	import_post(struct req *);		/* POST /api/import */
int	import_delete_report(struct req *);	/* DELETE /api/reports/ID */
int	import_command(const char *db, int, char **);	/* FILE... */
int	import_deliver(const char *db, int, char **);	/* 0 or EX_TEMPFAIL */
int	import_parse(const char *db, int, char **);
int	import_rebuild(const char *db, int, char **);
int	import_reparse(const char *db, int, char **);
int	import_judge(const char *db, int, char **);	/* judge --json --case DIR */
