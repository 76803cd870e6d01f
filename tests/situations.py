#!/usr/bin/env python3
# ctest: LABELS fast COST 15
"""Alarms are situations: one for each sender that is worth one, keyed by who it is; what is told, how often,
under which of the five settings; and that forgeries which are stopped, old reports and orders raise none."""
import contextlib
import json
import random
import sqlite3
import time

from proof import cgi, check, equal, main, run, scratch
from lib import sent
from lib.sent import DAY, OWN, SPOOF, record, report, sig

TODAY = int(time.time()) // DAY
START = TODAY - 40                       # of what is told here
NTFY = {"NTFY_URL": "http://127.0.0.1:1/alarms"}


def on(day, *records, org="google.com", number=0, domain="example.org"):
    """The report of a day, counted from START."""
    return report(START + day - sent.START // DAY, records, org=org, number=number, domain=domain)


def put(db, *reports, **env):
    folder = scratch()
    for n, text in enumerate(reports):
        (folder / ("%04d.xml" % n)).write_text(text)
    r = run("dmarc-import", folder, db=db, env=dict(NTFY, **env))
    equal(r.returncode, 0, "it is imported: " + r.stderr.decode())
    equal(run("dmarc-cron", "check-alarms", db=db, env=dict(NTFY, **env)).returncode, 0, "it is looked at")


def alarms(db, query="state=open"):
    answer = json.loads(cgi("dmarc-cron", "/api/alarms", query, db)[1])
    return {(a["kind"], a["sender"] or a["subject"]): a for a in answer["rows"]}


def pushes(db):
    with contextlib.closing(sqlite3.connect(db)) as c:
        return c.execute("SELECT kind, subject, title, message FROM push ORDER BY id").fetchall()


def days(*records, first=0, last=40, **more):
    return [on(day, *records, **more) for day in range(first, last)]


WELL = record("198.51.100.7", sigs=[sig("example.org", "k1"), sig("mcsv.net")], n=60)
BROKEN = record("198.51.100.7", sigs=[sig("mcsv.net")], n=60, disp="reject")


def told_before(*more, db=None):
    """A month of own mail and a newsletter that passes, looked at: nothing is open."""
    db = db or scratch() / "dmarc.db"
    put(db, *days(OWN, WELL, *more, last=38))
    return db


def test_newsletter():
    """It breaks: one alarm, one push, with what happened, since when and what to do."""
    db = told_before()
    equal((alarms(db), pushes(db)), ({}, []), "nothing is open")
    put(db, on(38, OWN, BROKEN), on(39, OWN, BROKEN))
    found = alarms(db)
    equal(set(found), {("mine_broken", next(iter(found))[1])}, "one situation")
    one = next(iter(found.values()))
    equal((one["severity"], one["subject"], one["title"]), ("crit", "example.org", "Your newsletter is being rejected: example.org"), "which")
    equal((one["value"], one["since"] // DAY), (120, START + 38), "how much, since when")
    check("Mailchimp" in one["message"] and "none passed" in one["message"] and one["todo"], "in words", one["message"], one["todo"])
    check(one["href"] == "alarm.html?id=%d" % one["id"], "its page", one["href"])
    sent = pushes(db)
    equal(len(sent), 1, "one push")
    check(sent[0][3].startswith(one["message"]) and "\nTo do: " in sent[0][3], "the sentence first, then what to do", sent[0][3])
    for _ in range(3):
        equal(run("dmarc-cron", "check-alarms", db=db, env=NTFY).returncode, 0, "looked at again")
    equal(len(pushes(db)), 1, "it is told once")
    put(db, *[on(40, OWN, WELL._replace(n=5000), org=org) for org in ("yahoo.com", "a.example", "b.example")])
    with contextlib.closing(sqlite3.connect(db)) as c:
        check(c.execute("SELECT count(*) FROM alarm").fetchone()[0] == 1, "no other came of it")


def test_records():
    """What is said of a situation is what the records behind it say."""
    new = record("203.0.113.20", sigs=[sig("example.org", "fresh")], env=("example.org", "pass"), n=30)
    vendor = record("203.0.113.9", sigs=[sig("zoho.com")], n=25)
    forged = [record("100.64.%d.1" % n, 30, **SPOOF) for n in range(100)]
    db = told_before()
    put(db, on(38, OWN, BROKEN, new, vendor), on(39, OWN, BROKEN, *forged))
    found = alarms(db)
    equal(sorted(kind for kind, _ in found), ["forgery", "mine_broken", "new_own", "new_sender"], "one of most kinds")
    for one in found.values():
        page, _, query = one["records"].partition("?")
        status, text = cgi("dmarc-records", "/api/records", query, db)
        equal((page, status, json.loads(text)["total"]["messages"]), ("records.html", 200, one["value"]), "messages at " + one["records"])
        status, text = cgi("dmarc-cron", "/api/alarms/%d" % one["id"], "", db)
        equal((status, json.loads(text)), (200, one), "it is the same alone")
    equal(cgi("dmarc-cron", "/api/alarms/999", "", db)[0], 404, "one that is none")


def test_severity():
    """It is critical where the policy may throw it away, whatever was so far; and told again for that alone."""
    few = BROKEN._replace(n=5, disp="none")
    db = told_before()
    put(db, on(38, OWN, few), on(39, OWN, few))
    equal([(kind, a["severity"]) for (kind, _), a in alarms(db).items()], [("mine_broken", "warn")], "under p=none")
    equal(len(pushes(db)), 1, "one push")
    put(db, on(39, few._replace(n=30), org="a.example"))
    equal(len(pushes(db)), 1, "and none for more of the same")
    put(db, on(40, OWN, few).replace("<p>none</p>", "<p>reject</p>"))
    equal([(kind, a["severity"], a["title"]) for (kind, _), a in alarms(db).items()],
          [("mine_broken", "crit", "Your newsletter fails: example.org")], "under p=reject")
    equal([title for _, _, title, _ in pushes(db)], ["Your newsletter fails: example.org"], "which the one that waits says")


def test_networks():
    """Of nameless networks that nobody can tell one is asked for, however many there are."""
    db = scratch() / "dmarc.db"
    many = [record("203.%d.113.5" % n, 10, **SPOOF) for n in range(60)]
    put(db, *days(OWN, *many))
    equal([kind for kind, _ in alarms(db)], ["new_sender"], "sixty servers, one alarm")


def test_settings():
    """Each of the five, at its edge."""
    for env, raised in (({}, True), ({"ALARM_DISPOSITION_MIN": "31", "ALARM_SOURCE_FAIL_MIN": "31", "ALARM_FAIL_RATE_WARN": "100",
                                      "ALARM_FAIL_RATE_CRIT": "100"}, False),
                        ({"ALARM_DISPOSITION_MIN": "30", "ALARM_SOURCE_FAIL_MIN": "31", "ALARM_FAIL_RATE_WARN": "100", "ALARM_FAIL_RATE_CRIT": "100"}, True),
                        ({"ALARM_DISPOSITION_MIN": "31", "ALARM_SOURCE_FAIL_MIN": "30", "ALARM_FAIL_RATE_WARN": "100", "ALARM_FAIL_RATE_CRIT": "100"}, True),
                        ({"ALARM_DISPOSITION_MIN": "31", "ALARM_SOURCE_FAIL_MIN": "31", "ALARM_FAIL_RATE_WARN": "3", "ALARM_FAIL_RATE_CRIT": "100"}, True),
                        ({"ALARM_DISPOSITION_MIN": "31", "ALARM_SOURCE_FAIL_MIN": "31", "ALARM_FAIL_RATE_WARN": "3", "ALARM_FAIL_RATE_CRIT": "100",
                          "ALARM_MIN_VOLUME": "1000"}, False)):
        db = scratch() / "dmarc.db"
        # 30 of 730 messages of the last week fail: more than 3 %, and it never was otherwise
        some = [OWN, record(sigs=[sig("example.org", "mail", "fail")], n=5, disp="reject")]
        put(db, *[on(day, *(some if day % 7 < 6 else [OWN._replace(n=130)])) for day in range(34, 41)], **env)
        kinds = {kind for kind, _ in alarms(db)}
        equal(kinds, {"mine_broken"} if raised else set(), "%s" % env)


def test_strangers():
    """What the policy stops is none, however much; what is delivered is one, of however many."""
    db = told_before()
    flood = lambda disp: [on(day, *[record("100.%d.%d.1" % (64 + n // 250, n % 250), 250, disp=disp, **SPOOF) for n in range(2000)],
                             org=org, number=day) for day in (38, 39) for org in ("google.com", "yahoo.com")]
    put(db, *flood("reject"))
    equal(alarms(db), {}, "a million forgeries that were refused")
    db = told_before()
    put(db, *flood("none"))
    equal(set(alarms(db)), {("forgery", "example.org__crowd__")}, "two that were delivered")
    equal(len(pushes(db)), 1, "one push")


def test_new_sender():
    db = told_before()
    vendor = record("203.0.113.9", sigs=[sig("zoho.com")], n=10)
    put(db, on(38, OWN, WELL, vendor))
    equal(alarms(db), {}, "too little to ask for")
    put(db, on(38, OWN, WELL, vendor, org="yahoo.com"), on(38, vendor, org="a.example"))
    found = alarms(db)
    equal([(kind, "is it yours?" in a["title"]) for (kind, _), a in found.items()], [("new_sender", True)], "somebody new")
    new = record("203.0.113.20", sigs=[sig("example.org", "fresh")], env=("example.org", "pass"), n=30)
    put(db, on(39, OWN, WELL, new))
    found = alarms(db)
    check(("new_own", "example.org__own__example.org_2ffresh") in found, "somebody new signs", *found)
    equal(found["new_own", "example.org__own__example.org_2ffresh"]["title"], "Somebody new signs as example.org", "in words")


def test_old():
    """What somebody fills in of long ago raises nothing; in any order the same is open."""
    db = scratch() / "dmarc.db"
    put(db, *[on(day, OWN, BROKEN) for day in range(-60, -20)])
    equal((alarms(db), pushes(db)), ({}, []), "of last month")
    want = None
    for seed in range(3):
        rng, db = random.Random(seed), scratch() / "dmarc.db"
        reports = days(OWN, WELL, last=38) + [on(38, OWN, BROKEN), on(39, OWN, BROKEN)]
        rng.shuffle(reports)
        for part in range(3):
            put(db, *reports[part::3])
        found = {key: (a["severity"], a["value"], a["since"], a["message"]) for key, a in alarms(db).items()}
        want = want or found
        equal(found, want, "shuffle %d" % seed)
    check(want, "and something is")


def test_upgrade():
    """Alarms of the old kinds are closed without a word; what is already so is told in one."""
    db = scratch() / "dmarc.db"
    vendor = record("203.0.113.9", sigs=[sig("vendor.example")], n=30)
    put(db, *days(OWN, WELL, vendor, last=38), on(38, OWN, BROKEN, vendor), on(39, OWN, BROKEN, vendor), ALARM_CLASSIC="1")
    old = pushes(db)
    check(old and all(kind in ("fail_rate", "source_fail", "disposition") for kind, *_ in old), "by domain and address", *old)
    with contextlib.closing(sqlite3.connect(db)) as c, c:
        c.execute("UPDATE push SET sent = made")
    equal(run("dmarc-cron", "check-alarms", db=db, env=NTFY).returncode, 0, "looked at anew")
    equal({kind for kind, _ in alarms(db)}, {"mine_broken", "new_sender"}, "by sender")
    new = pushes(db)[len(old):]
    equal([(kind, title) for kind, _, title, _ in new], [("already", "2 alarms are open")], "one push")
    check("Your newsletter is being rejected" in new[0][3] and "vendor.example" in new[0][3], "which says what", new[0][3])


main()
