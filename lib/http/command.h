#pragma once

#include <stddef.h>

/*
 * A program called by hand: its exit status is 0, 1 (something was refused) or 2; for a
 * mail server 0 or EX_TEMPFAIL.
 */
struct app;

int	command_run(const struct app *, const char *db, int, char **);
int	command_usage(const struct app *);		/* 2 */
int	command_print(void *to, const char *, size_t);	/* a store_row: a line of a FILE */
