#pragma once

#include "setting.h"

#define SETTING_FILE_MOST	(64 << 10)	/* bytes of one */

/*
 * The settings of a file, NAME=VALUE in a line each, as systemd reads one
 * (EnvironmentFile= in systemd.exec): with quotes or without; '#' begins a line that
 * says nothing.  No shell reads it: a '$' is one.  Of these groups alone.  -1:
 * ERR_SETTING, which names the file, line and name; ERR_SYSTEM.
 */
int	setting_file_read(struct settings *, const char *path, unsigned groups, struct arena *);
