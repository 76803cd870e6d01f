#pragma once

/*
 * What "look MAILBOX" says behind what test-imap says: a line, LOOK_WELL, or LOOK_ILL, the
 * error's code, a blank and its text.  One without either was ended by the clock.
 */
#define LOOK_WELL	"+"
#define LOOK_ILL	"-"
#define LOOK_SECONDS	60

/* Commands of dmarc-cron. */
int	fetch_command(const char *db, int, char **);		/* fetch-imap [--drain] [NAME] */
int	fetch_job_command(const char *db, int, char **);	/* what a request started */
int	fetch_look_command(const char *db, int, char **);	/* what a request started */
int	fetch_test_command(const char *db, int, char **);	/* test-imap [NAME] */
