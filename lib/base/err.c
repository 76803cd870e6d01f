#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "err.h"

static _Thread_local struct err_kept last;

static const struct {
	const char	*code;
	int		 status;
} kinds[ERR_MAX] = {
	[ERR_LIMIT]		= { "limit", 422 },
	[ERR_XML_FORBIDDEN]	= { "xml-forbidden", 422 },
	[ERR_ARCHIVE_ENCRYPTED]	= { "archive-encrypted", 422 },
	[ERR_ARCHIVE_CORRUPT]	= { "archive-corrupt", 422 },
	[ERR_XML_TRUNCATED]	= { "xml-truncated", 422 },
	[ERR_XML_MALFORMED]	= { "xml-malformed", 422 },
	[ERR_BAD_DATE]		= { "bad-date", 422 },
	[ERR_MISSING_FIELD]	= { "missing-field", 422 },
	[ERR_JSON_MALFORMED]	= { "json-malformed", 422 },
	[ERR_NOT_REPORT]	= { "not-report", 422 },
	[ERR_EMPTY]		= { "empty", 422 },
	[ERR_PARAM]		= { "bad-param", 400 },
	[ERR_UNAUTHORIZED]	= { "unauthorized", 401 },
	[ERR_FORBIDDEN]		= { "forbidden", 403 },
	[ERR_NOT_FOUND]		= { "not-found", 404 },
	[ERR_METHOD]		= { "method", 405 },
	[ERR_TOO_LARGE]		= { "too-large", 413 },
	[ERR_UNSUPPORTED]	= { "unsupported", 415 },
	[ERR_RATE]		= { "rate", 429 },
	[ERR_SETTING]		= { "setting", 500 },
	[ERR_BUSY]		= { "busy", 503 },
	[ERR_SYSTEM]		= { "system", 500 },
	[ERR_LOST]		= { "no-database", 503 },
	[ERR_DAMAGED]		= { "database-damaged", 503 },
	[ERR_REMOTE]		= { "remote", 502 },
	[ERR_AWAY]		= { "away", 504 },
};

/* Whatever is too long for the buffer is cut at its end. */
static int __attribute__((format(printf, 4, 0)))
set(enum err kind, const char *field, const char *path, const char *fmt, va_list ap)
{
	const char *name = path != NULL ? strrchr(path, '/') : NULL;
	struct err_kept e = { .kind = kind, .field = field, .of_file = path != NULL };
	size_t n = 0;

	if (name != NULL && (size_t)(name + 1 - path) < sizeof e.log / 2)
		e.folder = name + 1 - path;
	if (path != NULL)
		n = snprintf(e.log, sizeof e.log, "%.*s%.255s: ", (int)e.folder, path,
		    name != NULL ? name + 1 : path);
	vsnprintf(e.log + n, sizeof e.log - n, fmt, ap);
	last = e;				/* which may have been an argument */
	return -1;
}

int
fail(enum err kind, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set(kind, NULL, NULL, fmt, ap);
	va_end(ap);
	return -1;
}

int
fail_param(const char *field, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set(ERR_PARAM, field, NULL, fmt, ap);
	va_end(ap);
	return -1;
}

int
fail_at(const char *path, enum err kind, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set(kind, NULL, path, fmt, ap);
	va_end(ap);
	return -1;
}

int
failsys(const char *fmt, ...)
{
	const char *why = strerror(errno);
	char what[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	return fail(ERR_SYSTEM, "%s: %s", what, why);
}

int
failsys_at(const char *path)
{
	return fail_at(path, ERR_SYSTEM, "%s", strerror(errno));
}

enum err
err_kind(void)
{
	return last.kind;
}

const char *
err_text(void)
{
	return last.log + last.folder;
}

const char *
err_log(void)
{
	return last.log;
}

int
err_of_file(void)
{
	return last.of_file;
}

const char *
err_field(void)
{
	return last.field;
}

const char *
err_code(enum err kind)
{
	return kinds[kind].code;
}

int
err_status(enum err kind)
{
	return kinds[kind].status;
}

void
err_keep(struct err_kept *kept)
{
	*kept = last;
}

void
err_restore(const struct err_kept *kept)
{
	last = *kept;
}
