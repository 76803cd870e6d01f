#pragma once

#include "source.h"

/* What bytes are, told by their beginning alone: never by a name or a type. */
enum content {
	CONTENT_EMPTY,
	CONTENT_GZIP,
	CONTENT_ZLIB,
	CONTENT_ZIP,
	CONTENT_TAR,
	CONTENT_BZIP2,
	CONTENT_XZ,
	CONTENT_7Z,
	CONTENT_MAIL,
	CONTENT_XML,
	CONTENT_JSON,
	CONTENT_OTHER
};

int	sniff(struct source *);			/* an enum content, or -1 */
