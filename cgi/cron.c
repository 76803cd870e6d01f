#include <stddef.h>

#include "alarm_api.h"
#include "app.h"
#include "fetch_api.h"
#include "fetch_command.h"
#include "filter.h"
#include "maintain_api.h"
#include "names_api.h"
#include "oauth_api.h"
#include "outbox_api.h"
#include "setting.h"
#include "sheet.h"
#include "sql.h"
#include "steps_api.h"

#define ALARMS	(TAKES(STATE) | TAKES(DOMAIN))

static const struct route routes[] = {
	{ "POST", "/cron/fetch-imap", 0, fetch_post_timer, NULL, 0 },
	{ "POST", "/cron/fetch-maildir", 0, fetch_post_maildir, NULL, 0 },
	{ "POST", "/cron/check-alarms", 0, alarm_post_check, NULL, 0 },
	{ "POST", "/cron/push", 0, outbox_post, NULL, 0 },
	{ "POST", "/cron/names", 0, names_post, NULL, 0 },
	{ "POST", "/cron/maintain", 0, maintain_post, NULL, 0 },
	{ "POST", "/api/fetch", ROUTE_OWN_PAGES, fetch_post, NULL, TAKES(MAILBOX) },
	{ "GET", "/api/jobs/#", 0, fetch_get_job, NULL, 0 },
	{ "DELETE", "/api/jobs/#", ROUTE_OWN_PAGES, fetch_stop_job, NULL, 0 },
	{ "GET", "/api/mailbox", 0, fetch_get_mailbox, NULL, TAKES(MAILBOX) },
	{ "POST", "/api/mailbox/test", ROUTE_OWN_PAGES,
	    steps_post_mailbox, &sql_tried, TAKES(MAILBOX) },
	{ "GET", "/api/settings", 0, steps_get_settings, &sql_settings, 0 },
	{ "POST", "/api/push/test", ROUTE_OWN_PAGES, steps_post_push, &sql_tried, 0 },
	{ "GET", "/api/alarms", 0, alarm_get, NULL, ALARMS },
	{ "GET", "/api/alarms.csv", 0, sheet_get_alarms, &sql_alarms_csv, ALARMS },
	{ "GET", "/api/alarms/#", 0, alarm_get_one, &sql_alarm, 0 },
	{ "POST", "/api/alarms/#", ROUTE_OWN_PAGES, alarm_post, NULL, TAKES(ACTION) },
	{ .method = NULL }
};

static const struct command commands[] = {
	{ "fetch-imap", " [--drain] [NAME]", fetch_command },
	{ "check-alarms", "", alarm_command },
	{ "push", "", outbox_command },
	{ "names", "", names_command },
	{ "maintain", " [--clock-is-right]", maintain_command },
	{ "test-imap", " [NAME]", fetch_test_command },
	{ "oauth-login", " [NAME]", oauth_login_command },
	{ "test-ntfy", "", outbox_test_command },
	{ "job", NULL, fetch_job_command },
	{ "look", NULL, fetch_look_command },
	{ NULL, NULL, NULL }
};

static const char about[] =
    "What runs while nobody looks.  Status 0: done; 1: some of it was put off; 2: it\n"
    "could not be done.\n"
    "  fetch-imap    fetch the reports of all mailboxes, at most IMAP_MAX_PER_RUN mails each\n"
    "    --drain     all that is new in them\n"
    "    NAME        of one alone: main, maildir, or that of its file in DMARC_MAILBOXES\n"
    "  check-alarms  see what is wrong now, a line each; the settings ALARM_... say what is\n"
    "  push          deliver what alarms have to tell, to NTFY_URL\n"
    "  names         ask DNS for the names of addresses, the busiest first (PTR_LOOKUP)\n"
    "  maintain      see that the database is sound, forget what is older than\n"
    "                RETENTION_DAYS, make a backup in DMARC_BACKUP_DIR\n"
    "    --clock-is-right  after a long silence: believe the clock again\n"
    "  test-imap     connect, log in, look, say what was seen; nothing is changed\n"
    "  oauth-login   log in to a mailbox by a browser, and keep the refresh token (IMAP_OAUTH)\n"
    "  test-ntfy     send one message that tests it, say what was seen\n";

int
main(int argc, char **argv)
{
	return app_main(argc, argv,
	    &(struct app){ "dmarc-cron", about, STORE_WRITE, routes, commands,
	    SETTINGS_STORE | SETTINGS_SENDERS | SETTINGS_MAILBOX | SETTINGS_MAILBOXES |
	    SETTINGS_ALARM | SETTINGS_PUSH | SETTINGS_NAMES | SETTINGS_CARE });
}
