#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * How much is taken from outside, all in one place.  An error that refuses
 * something for its size names the limit it broke.  "For all" is for one request,
 * one mail or one file given in a shell, and for each request's worth of bytes in
 * it (budget.h).
 */
struct limits {
	size_t	 body;		/* bytes of an HTTP request */
	size_t	 mail;		/* bytes of a message */
	size_t	 unpacked;	/* bytes decompressed for one report, and for all */
	size_t	 xz;		/* of them, from one xz: as much as its dictionary grows */
	size_t	 ratio;		/* or so many times what came, for all */
	size_t	 mended;	/* bytes of broken XML read again, for all */
	size_t	 vain;		/* seconds of CPU time for what is no report, for all */
	size_t	 files;		/* in archives, for all */
	size_t	 empty;		/* of them */
	size_t	 parts;		/* of one message or form */
	size_t	 refused;	/* parts that are named, for all */
	size_t	 nesting;	/* containers in containers; a message counts */
	size_t	 depth;		/* elements in elements */
	size_t	 value;		/* bytes of one value */
	size_t	 records;	/* of one report */
	size_t	 record;	/* bytes kept of one record, or of all that is none */
	size_t	 token;		/* bytes of one tag, comment or the like */
	size_t	 names;		/* bytes of names that are not a report's own */
	size_t	 answer;	/* bytes of one line of another server's answer */
	size_t	 idle;		/* seconds another server may keep silent, or keep one waiting */
	size_t	 run;		/* seconds a fetch may take */
};

#define LIMIT_DEFAULT {			\
	.body = 32 << 20,			\
	.mail = 64 << 20,			\
	.unpacked = 128 << 20,			\
	.xz = 16 << 20,				\
	.ratio = 100,				\
	.mended = 128 << 20,			\
	.vain = 4,				\
	.files = 100000,			\
	.empty = 1000,				\
	.parts = 10000,				\
	.refused = 1000,			\
	.nesting = 4,				\
	.depth = 64,				\
	.value = 64 << 10,			\
	.records = 500000,			\
	.record = 1 << 20,			\
	.token = 1 << 20,			\
	.names = 64 << 10,			\
	.answer = 1 << 20,			\
	.idle = 30,				\
	.run = 600,				\
}

/* What was kept once is read again whatever its size. */
#define LIMIT_KEPT {				\
	.body = SIZE_MAX,			\
	.unpacked = SIZE_MAX,			\
	.mended = SIZE_MAX,			\
	.vain = 24 * 3600,			\
	.refused = 1,				\
	.nesting = 1,				\
	.depth = 64,				\
	.value = 64 << 10,			\
	.records = SIZE_MAX,			\
	.record = 1 << 20,			\
	.token = 1 << 20,			\
	.names = 64 << 10,			\
}

/* "unpacked=1000,records=5": the values of those named, for tests; -1 if one is none. */
int	limit_parse(struct limits *, const char *);

#define MAX_BOUNDARY	70		/* bytes of a form's boundary (RFC 2046, 5.1.1) */
#define MAX_PART_HEAD	8192		/* bytes of a form part's header */
#define MAX_NAMESPACE	255		/* bytes of the name of one, which each element repeats */
#define MAX_NAME	255		/* bytes of a file's name, as shown */
#define MAX_LINE	1024		/* bytes of one text in a log or an error */

#define MAX_UID_RANGES	(1 << 20)	/* of the mails a search finds */
#define MAX_MAILBOXES	100		/* that are set; each waits in a process of 2 MiB */
#define MAX_FOLDERS	1000		/* that a "*" in a setting stands for */
#define MAX_MAILDIR	(1 << 20)	/* files in a Maildir's new */
#define MAX_SECRET	16384		/* bytes of a password or token */

#define CACHE_PAGES	32		/* answers a worker keeps */
#define CACHE_PAGE	(64 << 10)	/* bytes of one */
