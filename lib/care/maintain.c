#include <sys/stat.h>

#include <inttypes.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "backup.h"
#include "clock.h"
#include "clock_check.h"
#include "err.h"
#include "lock.h"
#include "maintain.h"
#include "renew.h"
#include "roster_keep.h"
#include "setting.h"
#include "sql.h"

#define DAY		86400
#define NOTES_DAYS	90

struct maintain {
	struct store	*store;
	struct arena	*mem;
	int64_t		 days;		/* RETENTION_DAYS */
	const char	*folder;	/* DMARC_BACKUP_DIR */
	const char	*said;		/* by the step */
	int64_t		 now;
	int		 sure;		/* of the clock */
	const char	*doubt;		/* of it, or NULL */
};

static int
ask_clock(struct maintain *m)
{
	if (m->sure || clock_check(m->store, m->now) == 0)
		return clock_confirm(m->store, m->now);
	m->doubt = arena_strndup(m->mem, err_text(), strlen(err_text()));
	return err_kind() == ERR_SETTING ? 0 : -1;
}

static int
check(struct maintain *m)
{
	int stale;

	m->said = "the database is sound";
	if (store_check(m->store, &stale) == 0)
		return ask_clock(m);
	m->said = "what is derived from the records was damaged, and is made anew";
	return !stale || store_rebuild(m->store) == -1 ? -1 : ask_clock(m);
}

static int
retention(struct maintain *m)
{
	time_t limit = (m->now / DAY - m->days) * DAY;
	struct forgotten sum;
	char day[16];
	struct tm tm;

	if (m->days == 0) {
		m->said = "reports are kept for ever (RETENTION_DAYS)";
		return 0;
	}
	if (store_expire(m->store, limit / DAY, &sum) == -1)
		return -1;
	strftime(day, sizeof day, "%Y-%m-%d", gmtime_r(&limit, &tm));
	m->said = arena_printf(m->mem, "%" PRId64 " reports with %" PRId64 " records, from before "
	    "%s, are forgotten", sum.reports, sum.records, day);
	return 0;
}

static int
identities(struct maintain *m)
{
	struct renewed sum;

	if (renew_all(m->store, &sum) == -1)
		return -1;
	m->said = arena_printf(m->mem, "%" PRId64 " reports of an older program were read again, "
	    "%" PRId64 " of them cannot be", sum.reports, sum.lost);
	return 0;
}

static int
senders(struct maintain *m)
{
	m->said = "who sends is told anew";
	return roster_keep(m->store, m->now, ROSTER_ALL);
}

static int
count(void *n, const char *p, size_t len)
{
	(void)p, (void)len;
	++*(int64_t *)n;
	return 0;
}

/* Some at a time, while there are any. */
static int
prune_table(struct maintain *m, const struct sql *sql, int64_t *all)
{
	int64_t n;

	for (*all = 0; ; *all += n) {
		n = 0;
		if (store_enter(m->store) == -1 || store_leave(m->store, store_query(m->store,
		    sql, ARGS(INT("days", NOTES_DAYS)), count, &n)) == -1)
			return -1;
		if (n == 0)
			return 0;
	}
}

static int
prune(struct maintain *m)
{
	static const struct { const char *name; const struct sql *sql; } tables[] = {
		{ "fetches", &sql_prune_job }, { "refusals", &sql_prune_refused },
		{ "pushes", &sql_prune_push }, { "alarms", &sql_prune_alarm },
	};
	int64_t n;
	size_t i;

	m->said = arena_printf(m->mem, "of more than %d days ago", NOTES_DAYS);
	for (i = 0; i < sizeof tables / sizeof *tables; i++) {
		if (prune_table(m, tables[i].sql, &n) == -1)
			return -1;
		m->said = arena_printf(m->mem, "%s%s %" PRId64 " %s", m->said, i > 0 ? "," : "",
		    n, tables[i].name);
	}
	return 0;
}

static int
tidy(struct maintain *m)
{
	int64_t left;

	if (store_tidy(m->store, &left) == -1)
		return -1;
	m->said = left == 0 ? "the WAL is written back" : arena_printf(m->mem,
	    "the WAL is written back but for %" PRId64 " pages: somebody is reading", left);
	return 0;
}

static int
backup(struct maintain *m)
{
	struct backup b;

	if (m->folder == NULL) {
		m->said = "none is made (DMARC_BACKUP_DIR)";
		return 0;
	}
	if (backup_make(m->store, m->folder, m->mem, &b) == -1)
		return -1;
	m->said = arena_printf(m->mem, "%s in DMARC_BACKUP_DIR, %" PRId64 " bytes; %d kept, "
	    "%d older removed", b.name, b.size, b.kept, b.removed);
	return 0;
}

static int
run_steps(struct maintain *m, maintain_say say, void *arg)
{
	static const struct {
		const char	*name;
		int		(*fn)(struct maintain *);
		int		 forgets;
	} steps[] = {
		{ "check", check, 0 }, { "retention", retention, 1 },
		{ "identity", identities, 0 }, { "senders", senders, 0 }, { "prune", prune, 1 },
		{ "tidy", tidy, 0 }, { "backup", backup, 0 },
	};
	int64_t began;
	size_t i;

	for (i = 0; i < sizeof steps / sizeof *steps; i++) {
		began = clock_ms();
		m->said = m->doubt;
		if ((!(steps[i].forgets && m->doubt != NULL) && steps[i].fn(m) == -1) ||
		    say(arg, steps[i].name, m->said, clock_ms() - began) == -1)
			return -1;
	}
	return m->doubt == NULL ? 0 : fail(ERR_SETTING, "nothing was forgotten: %s", m->doubt);
}

int
maintain_run(struct store *st, struct arena *mem, int sure, maintain_say say, void *arg)
{
	struct maintain m = { .store = st, .mem = mem, .now = time(NULL), .sure = sure,
	    .folder = setting_text(NULL, SETTING_DMARC_BACKUP_DIR) };
	int fd, rv;

	if (setting_number(&m.days, NULL, SETTING_RETENTION_DAYS) == -1 ||
	    (fd = lock_take(store_path(st), "maintain")) == -1)
		return -1;
	rv = run_steps(&m, say, arg);
	close(fd);
	return rv;
}
