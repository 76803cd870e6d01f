#include <stddef.h>

#include "alarm_api.h"
#include "app.h"
#include "filter.h"

static const struct route routes[] = {
	{ "GET", "/api/alarms", alarm_get, NULL, TAKES(STATE) },
	{ "POST", "/api/alarms/*", alarm_post, NULL, TAKES(ACTION) },
	{ "POST", "/cron/check-alarms", alarm_post_check, NULL, 0 },
	{ NULL, NULL, NULL, NULL, 0 }
};

static const struct command commands[] = {
	{ "check-alarms", "", alarm_command },
	{ NULL, NULL, NULL }
};

static const char about[] =
    "What runs while nobody looks.\n"
    "  check-alarms  see what is wrong now, a line each; the settings ALARM_... say what is\n"
    "Without arguments it answers GET /api/alarms, POST /api/alarms/ID and\n"
    "/cron/check-alarms, by FastCGI or CGI.\n"
    "DMARC_DB  the database (/var/lib/dmarc-analyzer/dmarc.db)\n";

int
main(int argc, char **argv)
{
	return app_main(argc, argv,
	    &(struct app){ "dmarc-cron", about, STORE_WRITE, routes, commands });
}
