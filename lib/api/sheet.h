#pragma once

#include "request.h"

/*
 * Lists as CSV, as long as they are: streamed, under what the query string asks.
 * But for the records, the route's statement has the head and the rows.
 */
int	sheet_get_records(struct req *);
int	sheet_get_group(struct req *);
int	sheet_get_senders(struct req *);
int	sheet_get_alarms(struct req *);
