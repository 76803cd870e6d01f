#pragma once

#include <stdlib.h>
#include <time.h>

#include "alarm.h"
#include "arena.h"
#include "err.h"
#include "sql.h"
#include "stored.h"
#include "terms.h"
#include "test.h"

/* alarm_check() at any time of its life, on stores made for the case. */
#define TODAY	20000		/* 2024-10-04 */
#define HOUR	3600
#define DAY	86400
#define NBSP	"\302\240"
#define NOON	(TODAY * INT64_C(86400) + 12 * HOUR)

/* What no program does, a test must: let time have passed, fetches have failed. */
#define SQL(name, ...)	static const struct sql name = { #name, #__VA_ARGS__ }

SQL(open_ones, SELECT kind || ' ' || subject || ' ' || iif(severity = 2, 'crit', 'warn') || ' ' || value
	|| '/' || ifnull(total, '-') || ' of ' || bound || ' since ' || (since / 86400 - 20000)
	FROM alarm WHERE resolved IS NULL AND (:kind IS NULL OR kind = :kind) ORDER BY kind, subject);
SQL(all_ones, SELECT id || iif(resolved IS NULL, ' open', ' resolved')
	|| substr(' seen', 1, 9 * (seen IS NOT NULL)) || substr(' closed', 1, 9 * (closed IS NOT NULL))
	|| substr(' muted', 1, 9 * (muted IS NOT NULL)) FROM alarm ORDER BY id);
SQL(pushes, SELECT kind || ' ' || iif(severity = 2, 'crit ', 'warn ') || value
	|| substr(' sent', 1, 9 * (sent IS NOT NULL)) FROM push ORDER BY id);
SQL(titles, SELECT title FROM push ORDER BY id);
SQL(messages, SELECT message FROM push ORDER BY id);
SQL(links, SELECT link FROM push ORDER BY id);
SQL(times, SELECT (opened - :noon) || ' ' || (changed - :noon) || ' ' || ifnull(resolved - :noon, '-')
	FROM alarm ORDER BY id);
SQL(details, SELECT detail FROM alarm WHERE resolved IS NULL);
SQL(count_pushes, SELECT count(*) FROM push);
SQL(count_jobs, SELECT count(*) FROM job);
SQL(deliver, UPDATE push SET sent = :now WHERE sent IS NULL);
SQL(import_at, UPDATE report SET imported = :now WHERE id = :id);
SQL(add_job, INSERT INTO job (by, state, started, ended, code, message)
	VALUES ('timer', :state, :now, :now, :code, 'it did not work'));
SQL(run_job, INSERT INTO job (by, state, started) VALUES ('timer', 'running', :now));
SQL(refuse, INSERT INTO refused (time, via, file, part, code, message)
	VALUES (:now, 'webhook', :file, 'a.xml', 'xml-malformed', 'line 2: mismatched tag'));

/* As the settings have them where nobody sets one, but for which alarms there are. */
static inline struct alarm_limits
defaults(void)
{
	struct alarm_limits lim;

	setenv("ALARM_CLASSIC", "1", 1);	/* those by domain and address */
	CHECK(alarm_limits_read(&lim) == 0);
	return lim;
}

static char said[8192];

static inline int
keep(void *arg, const char *s, size_t n)
{
	size_t len = strlen(said);

	(void)arg;
	snprintf(said + len, sizeof said - len, "%s%.*s", len > 0 ? "; " : "", (int)n, s);
	return 0;
}

static inline const char *
ask(struct store *st, const struct sql *sql, const char *kind)
{
	*said = '\0';
	CHECK(store_query(st, sql, ARGS({ .name = "kind", .type = kind != NULL ? ARG_TEXT : ARG_NULL,
	    .ptr = kind }, INT("noon", NOON)), keep, NULL) == 0);
	return said;
}

struct made {
	const char	*domain;
	int		 ip;		/* 192.0.2.ip; 0 none */
	int		 day;		/* before TODAY: 0, -1 ... */
	int64_t		 fail, pass;
	int		 disposition;
};

/* A report of one day; returns its id. */
static inline struct stored
put_named(struct store *st, const struct made *m, const char *id)
{
	int64_t begin = (TODAY + m->day) * INT64_C(86400);
	const struct report rep = { .org = "Reporter", .report_id = id, .begin = begin,
	    .end = begin + DAY - 1, .policy = { .domain = m->domain, .pct = -1 } };
	struct record r[2] = { { .source = { { 192, 0, 2, m->ip }, m->ip != 0 ? 4 : 0 },
	    .count = m->fail, .disposition = m->disposition, .dkim = EVALUATED_FAIL,
	    .spf = EVALUATED_FAIL } };
	struct stored out = { .day = 0 };

	r[1] = r[0];
	r[1].count = m->pass;
	r[1].spf = EVALUATED_PASS;
	r[1].disposition = DISPOSITION_NONE;
	CHECK(put_few(st, &rep, m->fail > 0 ? r : r + 1, (m->fail > 0) + (m->pass > 0), &out) == 0);
	CHECK(store_commit(st) == 0);
	return out;
}

static inline struct stored
put(struct store *st, const char *domain, int ip, int day, int64_t fail, int64_t pass)
{
	static int n;
	char id[16];

	snprintf(id, sizeof id, "r-%d", n++);
	return put_named(st, &(struct made){ domain, ip, day, fail, pass, DISPOSITION_NONE }, id);
}

static inline void
check(struct store *st, int64_t at)
{
	const struct alarm_limits limits = defaults();

	CHECK(alarm_check(st, &limits, NOON + at, 1) == 0);
}

static inline void
run(struct store *st, const struct sql *sql, int64_t at)
{
	CHECK(store_exec(st, sql, ARGS(INT("now", NOON + at))) == 0);
}

static inline void
act(struct store *st, int64_t id, const char *action, int64_t at)
{
	CHECK(store_exec(st, &sql_alarm_act, ARGS(INT("id", id), TEXT("action", action),
	    INT("now", NOON + at))) == 0);
}

static inline struct store *
new(void)
{
	return store_open(":memory:", STORE_WRITE);
}
