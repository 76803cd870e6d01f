#pragma once

/* Commands of dmarc-cron. */
int	fetch_command(const char *db, int, char **);		/* fetch-imap [--drain] [NAME] */
int	fetch_job_command(const char *db, int, char **);	/* what a request started */
int	fetch_look_command(const char *db, int, char **);	/* what a request started */
int	fetch_test_command(const char *db, int, char **);	/* test-imap [NAME] */
