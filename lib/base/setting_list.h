#pragma once

#include <stdio.h>

#include "arena.h"
#include "setting.h"

/* For --help: the settings of these groups, each with its default and what it is. */
void		 setting_help(FILE *, unsigned groups);

/* What one is, in README's markup, with its bounds. */
const char	*setting_what(enum setting, struct arena *);

/* Without the markup, in lines that begin so. */
void		 setting_wrap(FILE *, const char *indent, const char *what);

/* NAME=default, as a shell takes it. */
void		 setting_assign(FILE *, const char *indent, enum setting);
