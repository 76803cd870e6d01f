#pragma once

#include "store_db.h"

/*
 * engine.h's check(): is the file sound, and are the segments those that a rebuild
 * would make?  All of it at one moment, while others may write.
 */
int	verify_check(struct store *, int *stale);
