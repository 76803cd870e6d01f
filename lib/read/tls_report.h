#pragma once

#include "report_type.h"

/*
 * A report_reader: is this a TLS report (RFC 8460), and sound JSON (RFC 8259)?
 * -1: ERR_JSON_MALFORMED or ERR_LIMIT, or what the source says.
 */
int	tls_report_read(struct source *, size_t max_depth, struct arena *, struct report_name *);
