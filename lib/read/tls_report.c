#include <string.h>

#include "json.h"
#include "tls_report.h"

struct tls {
	struct json		*json;
	struct arena		*mem;
	struct report_name	*name;
	int			 policies;	/* there is a list of them */
	int			 named;
};

/* The first of each name counts. */
static int
take_name(struct tls *t, int event, const char **name)
{
	t->named = 1;
	if (*name != NULL || (event != JSON_STRING && event != JSON_NUMBER))
		return 0;
	return (*name = json_text(t->json, t->mem)) == NULL ? -1 : 0;
}

static int
take(struct tls *t, int event)
{
	const char *path = json_path(t->json);

	if (event == JSON_LEAVE)
		return 0;
	if (strcmp(path, "organization-name") == 0)
		return take_name(t, event, &t->name->org);
	if (strcmp(path, "report-id") == 0)
		return take_name(t, event, &t->name->report_id);
	t->policies |= event == JSON_LIST && strcmp(path, "policies[]") == 0;
	return 0;
}

int
tls_report_read(struct source *in, size_t max_depth, struct arena *mem, struct report_name *name)
{
	struct tls t = { .json = json_open(in, max_depth), .mem = mem, .name = name };
	int rv = -1;

	*name = (struct report_name){ NULL, NULL };
	while (t.json != NULL && (rv = json_next(t.json)) > JSON_END)
		if (take(&t, rv) == -1) {
			rv = -1;
			break;
		}
	json_close(t.json);
	return rv == -1 ? -1 : t.policies && t.named;
}
