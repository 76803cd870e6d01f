#!/usr/bin/env python3
# ctest: LABELS fast COST 5
"""A clock that is wrong makes nothing be forgotten; one that is right after a long silence is believed
again.  The clock here is right: what is known of the time is moved instead."""
import contextlib
import json
import sqlite3
import time

from proof import cgi, check, equal, main, run, scratch
from lib.made import files, report

DAY = 86400
NOW = int(time.time())
YEARS = 730
MONTH = {"RETENTION_DAYS": "365"}
IN_DOUBT = b"the clock says " + time.strftime("%Y-%m-%d", time.gmtime()).encode()


def query(db, text, *args):
    with contextlib.closing(sqlite3.connect(db, timeout=30)) as c, c:
        return c.execute(text, args).fetchall()


def came(db, ident, ended, imported=0):
    """A report that ended so many days ago, and came so many days ago."""
    end = NOW - ended * DAY
    r = run("dmarc-import", files([("a.xml", report(ident=ident, begin=end - DAY + 1))]), db=db)
    equal(r.returncode, 0, "an import: " + r.stderr.decode())
    query(db, "UPDATE report SET imported = ? WHERE report_id = ?", NOW - imported * DAY, ident)


def left(db):
    return [row[0] for row in query(db, "SELECT report_id FROM report ORDER BY 1")]


def notes(db):
    """What is pruned, when it is old: by the clock of then it is not."""
    query(db, "INSERT INTO refused (time, via, file, code, message) VALUES (?, 'imap', 'f', 'c', 'm')",
          NOW - (YEARS + 10) * DAY)


def noted(db):
    return query(db, "SELECT count(*) FROM refused")[0][0]


def believes(db, *kept, args=()):
    r = run("dmarc-cron", "maintain", *args, db=db, env=MONTH)
    check(r.returncode == 0 and IN_DOUBT not in r.stdout, "the clock is believed", r.stdout, r.stderr)
    equal(left(db), sorted(kept), "what is old is forgotten")


def doubts(db):
    before = left(db), noted(db)
    r = run("dmarc-cron", "maintain", db=db, env=MONTH)
    check(r.returncode == 2 and IN_DOUBT in r.stderr and b"--clock-is-right" in r.stderr, "the clock is doubted",
          r.stdout, r.stderr)
    check(b"retention  the clock says" in r.stdout and b"prune      the clock says" in r.stdout, "and the steps say so",
          r.stdout)
    equal((left(db), noted(db)), before, "nothing is forgotten")
    status, text = cgi("dmarc-cron", "/cron/maintain", db=db, method="POST", **MONTH)
    check(status == 500 and IN_DOUBT in text and json.loads(text)["error"]["code"] == "setting", "by HTTP too", text)
    equal((left(db), noted(db)), before, "nothing is forgotten")


def test_ahead():
    """Two years ahead: to the clock of then all came in time, and last night was two years ago."""
    db = scratch() / "dmarc.db"
    for n in range(5):
        came(db, "r%d" % n, YEARS + n + 1, YEARS + n)
    notes(db)
    doubts(db)
    came(db, "late", YEARS - 1)             # what comes goes on to be of the time it is
    doubts(db)
    r = run("dmarc-cron", "check-alarms", db=db)
    check(r.returncode == 2 and IN_DOUBT in r.stderr, "no alarm is resolved by it", r.stdout, r.stderr)


def test_silence():
    """The machine was off for two years, and the clock is right."""
    db = scratch() / "dmarc.db"
    came(db, "old", YEARS + 1, YEARS)
    notes(db)
    doubts(db)
    came(db, "new", 1)                      # the first that comes in time
    believes(db, "new")
    equal(noted(db), 0, "and what was noted is pruned")


def test_said():
    """Nothing comes any more, and somebody says that the clock is right."""
    db = scratch() / "dmarc.db"
    came(db, "old", YEARS + 1, YEARS)
    doubts(db)
    believes(db, args=("--clock-is-right",))
    believes(db)
    query(db, "UPDATE clock SET seen = seen - 29 * 86400")
    believes(db)
    query(db, "UPDATE clock SET seen = seen - 31 * 86400")
    doubts(db)
    equal(run("dmarc-cron", "maintain", "--clock", db=db).returncode, 2, "no such word")


def test_behind():
    """What was believed once lies far ahead."""
    db = scratch() / "dmarc.db"
    came(db, "old", YEARS + 1, 0)
    believes(db)
    came(db, "old", YEARS + 1, 0)
    query(db, "UPDATE clock SET seen = seen + 400 * 86400")
    doubts(db)


def test_first():
    """A first night may forget much: all was filled in today."""
    db = scratch() / "dmarc.db"
    for n in range(5):
        came(db, "r%d" % n, YEARS + n)
    came(db, "new", 20)
    believes(db, "new")


def test_future():
    """A report of another's wrong clock is no sign of the time."""
    db = scratch() / "dmarc.db"
    came(db, "old", YEARS + 1, YEARS)
    came(db, "of the future", 0, YEARS)
    doubts(db)


main()
