#include <stddef.h>

#include "app.h"

static const struct route routes[] = {
	{ NULL, NULL, NULL, NULL, 0 }
};

static const struct command commands[] = {
	{ NULL, NULL, NULL }
};

static const char about[] =
    "What runs while nobody looks.\n"
    "DMARC_DB  the database (/var/lib/dmarc-analyzer/dmarc.db)\n";

int
main(int argc, char **argv)
{
	return app_main(argc, argv,
	    &(struct app){ "dmarc-cron", about, STORE_WRITE, routes, commands });
}
