#include <string.h>

#include "sqlite.h"
#include "sqlite_facts.h"

static int
tell_bounds(struct store *st, struct question *asked, struct fact *f)
{
	(void)asked;
	return tell_rows(st, &sqlite_kept, NULL, f);
}

static int
tell_fresh(struct store *st, struct question *asked, struct fact *f)
{
	(void)asked;
	return tell_rows(st, &sqlite_fresh, NULL, f);
}

static const struct {
	const char	*name;
	fact_teller	 tell;
} facts[] = {
	{ "tally", tell_tally },
	{ "before", tell_before },
	{ "bounds", tell_bounds },
	{ "days", tell_days },
	{ "events", tell_events },
	{ "facets", tell_facets },
	{ "fresh", tell_fresh },
	{ "group", tell_group },
	{ "head", tell_head },
	{ "own", tell_own },
	{ "parts", tell_parts },
	{ "record", tell_record },
	{ "records", tell_records },
	{ "reports", tell_reports },
	{ "watch", tell_watch },
};

int
facts_ask(struct store *st, struct question *asked, const char *name, struct fact *f)
{
	size_t i;

	for (i = 0; i < sizeof facts / sizeof *facts; i++)
		if (strcmp(facts[i].name, name) == 0)
			return facts[i].tell(st, asked, f);
	return 1;
}
