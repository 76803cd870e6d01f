#pragma once

#include <stddef.h>

/*
 * One error a thread: a kind and a sentence.  A function that fails calls one
 * of the fail functions where the trouble is seen and returns -1 or NULL; the
 * functions above it pass that on.  Only app.c and the commands report it.
 */
enum err {
	/* Why bytes were refused, the gravest first. */
	ERR_LIMIT,
	ERR_XML_FORBIDDEN,
	ERR_ARCHIVE_ENCRYPTED,
	ERR_ARCHIVE_CORRUPT,
	ERR_XML_TRUNCATED,
	ERR_XML_MALFORMED,
	ERR_BAD_DATE,
	ERR_MISSING_FIELD,
	ERR_JSON_MALFORMED,
	ERR_NOT_REPORT,
	ERR_EMPTY,
	/* What was wrong with a request. */
	ERR_PARAM,
	ERR_UNAUTHORIZED,
	ERR_FORBIDDEN,
	ERR_NOT_FOUND,
	ERR_METHOD,
	ERR_TOO_LARGE,
	ERR_UNSUPPORTED,
	ERR_RATE,
	/* What is wrong with us. */
	ERR_SETTING,
	ERR_BUSY,
	ERR_SYSTEM,
	ERR_LOST,			/* there is no database */
	ERR_DAMAGED,			/* there is, and it cannot be trusted */
	/* What is wrong with a server that we ask. */
	ERR_REMOTE,			/* it says no, or nonsense */
	ERR_AWAY,			/* no answer, or not in time */
	ERR_MAX
};

#define ERR_REFUSED(kind)	((kind) <= ERR_EMPTY)	/* the bytes' own fault */

int		 fail(enum err, const char *, ...)	/* always -1 */
		    __attribute__((format(printf, 2, 3)));
int		 fail_param(const char *field, const char *, ...) /* ERR_PARAM */
		    __attribute__((format(printf, 2, 3)));
int		 failsys(const char *, ...)	/* ERR_SYSTEM, adds strerror(errno) */
		    __attribute__((format(printf, 1, 2)));

/*
 * Of a file: "NAME: ..." in err_text(), which anybody may be told, over HTTP too,
 * and "/PATH/NAME: ..." in err_log(), for a log and for the shell.
 */
int		 fail_at(const char *path, enum err, const char *, ...)
		    __attribute__((format(printf, 3, 4)));
int		 failsys_at(const char *path);	/* ERR_SYSTEM, strerror(errno) */

enum err	 err_kind(void);
const char	*err_text(void);
const char	*err_log(void);
int		 err_of_file(void);		/* from fail_at() or failsys_at() */
const char	*err_field(void);		/* NULL unless fail_param() */
const char	*err_code(enum err);		/* "xml-malformed" */
int		 err_status(enum err);		/* of HTTP (RFC 9110, 15) */

/* Set aside, while cleaning up may fail as well. */
struct err_kept {
	enum err	 kind;
	const char	*field;
	int		 of_file;
	size_t		 folder;	/* bytes of log that are not told */
	char		 log[1024];
};

void		 err_keep(struct err_kept *);
void		 err_restore(const struct err_kept *);
