#include <stddef.h>

#include "app.h"
#include "filter.h"
#include "import_api.h"
#include "sender_api.h"
#include "setting.h"

static const struct route routes[] = {
	{ "POST", "/api/import", ROUTE_OWN_PAGES | ROUTE_BODY, import_post, NULL, 0 },
	{ "DELETE", "/api/reports/*", ROUTE_OWN_PAGES, import_delete_report, NULL, 0 },
	{ "POST", "/api/senders/*", ROUTE_OWN_PAGES, sender_post, NULL, TAKES(MARK) |
	    TAKES_FILTERS },
	{ .method = NULL }
};

static const struct command commands[] = {
	{ "--deliver", " FILE|-", import_deliver },
	{ "parse", " FILE", import_parse },
	{ "rebuild", "", import_rebuild },
	{ "judge", " --json --case DIR", import_judge },
	{ "reparse", " [--apply] [REPORT...]", import_reparse },
	{ NULL, "[-v] FILE|DIR|-...", import_command }
};

static const char about[] =
    "Imports reports: files, folders with all in them, Maildirs, mboxes, and with - a\n"
    "file or mail on standard input.  Status 0: all are stored or known; 1: some were\n"
    "refused; 2: it could not be done.\n"
    "  -v         a line for each report, once it is safe\n"
    "  --deliver  take a mail from a mail server.  Status 0: its reports are stored or\n"
    "             known, those that cannot be read are on the Import page, or it has\n"
    "             none; 75: it could not be stored, and has to come again\n"
    "  judge      say who sends, by the reports of a folder and its case.json, as JSON\n"
    "  parse      show what is read in a file, and keep nothing\n"
    "  rebuild    make anew what is derived from the records\n"
    "  reparse    read the originals of all or some reports again and show what is\n"
    "             read otherwise now; with --apply keep that\n";

int
main(int argc, char **argv)
{
	return app_main(argc, argv,
	    &(struct app){ "dmarc-import", about, STORE_WRITE, routes, commands,
	    SETTINGS_STORE | SETTINGS_SENDERS | SETTINGS_ALARM | SETTINGS_PUSH });
}
