#!/usr/bin/env python3
# ctest: LABELS fast COST 20
"""Who sends, as it is kept: what is said of a folder is said of a database, whatever the order of arrival;
each number is that of its records; marks hold; a flood changes nothing; an old database is brought up."""
import contextlib
import csv
import json
import random
import re
import sqlite3

from proof import TOP, api, cgi, check, equal, main, run, scratch
from lib.sent import OWN, RULES, SPOOF, Case, mixed, own_and, record, report

ALL = "range=all"


def kept(*files, db=None, batches=1):
    """A database of these, that came in so many turns."""
    db = db or scratch() / "dmarc.db"
    for n in range(batches):
        if files[n::batches]:
            r = run("dmarc-import", *files[n::batches], db=db)
            equal(r.returncode, 0, "it is imported: " + r.stderr.decode())
    return db


def told(db, query=ALL):
    """All senders, page by page."""
    rows, page = [], 1
    while True:
        answer = api("/api/senders", "%s&page=%d" % (query, page), db)
        check(answer["pending"] is False, "all are told")
        rows += answer["rows"]
        if page >= answer["pages"]:
            equal((len(rows), sum(answer["groups"].values())), (answer["total"], answer["total"]), "as many as it says")
            return rows
        page += 1


def said(rows):
    return {row["id"]: (row["class"], row["rule"], row["sure"], row["messages"]) for row in rows}


def judged(case):
    """What is said of the folder, by the ids that are kept: nameless networks are a crowd."""
    found = {}
    for i in case.judge():
        kind, name = i["id"].split(":", 1)
        crowd = kind == "crowd" or (kind == "net" and "/" in name and i["rule"] in ("S1", "U4", "U6") and i["rule"] not in ("M0", "S0", "F0"))
        if crowd:
            kind, name = "crowd", "" if i["cls"] == "stranger" else i["rule"]
        key = "__".join(re.sub("[^A-Za-z0-9.-]", lambda c: "_%02x" % ord(c.group()), part) for part in (i["domain"], kind, name))
        n = found.get(key, (0, 0, 0, 0))[3] + i["n"]
        found[key] = (i["cls"], i["rule"], bool(i["sure"]), n)
    return found


def test_rules():
    """Those that need nothing but reports."""
    for rule, (how, _, _, _) in RULES.items():
        if {"ptr", "marks", "domains"} & set(how):
            continue
        case, _ = own_and(**how)
        db = kept(*case.files())
        equal(said(told(db)), judged(case), "kept as it is judged: " + rule)


def records(db, query):
    answer = api("/api/records", query, db)["total"]
    return answer["messages"]


def test_sums():
    """Each number is what its link shows, and all of them together are all there is."""
    case = Case()
    for day, some in mixed():
        case.add(day, *some)
    db = kept(*case.files())
    rows = told(db)
    equal(sum(r["messages"] for r in rows), api("/api/summary", ALL, db)["totals"]["messages"], "all mail is somebody's")
    for r in rows:
        of = ALL + "&sender=" + r["id"]
        equal((records(db, of), records(db, of + "&dmarc=fail"), records(db, of + "&disp=quarantine,reject"),
               records(db, of + "&dmarc=fail&disp=none")),
              (r["messages"], r["failed"], r["stopped"], r["delivered"]), "the records of " + r["id"])
        equal(sum(sum(week) for week in r["weeks"]), r["messages"], "its weeks")
        lines = list(csv.reader(cgi("dmarc-records", "/api/records.csv", of, db)[1].decode().splitlines()))[1:]
        equal(sum(int(line[3]) for line in lines), r["messages"], "and its CSV")
        detail = api("/api/senders/" + r["id"], ALL, db)
        equal(detail["sender"], r, "it is the same on its own page")
        for line in detail["why"]:
            if line["href"]:
                equal(records(db, line["href"].split("?")[1]), line["n"], "%s: %s" % (r["id"], line["text"]))
                check("{:,}".format(line["n"]) in line["text"], "the number is in the line", line)
        equal(sum(n for _, *held in detail["legs"] for n in held), r["messages"], "its days")
        equal(sum(x["messages"] for x in detail["addresses"]), r["messages"], "its addresses")
        for x in detail["addresses"]:
            equal(records(db, "%s&ip=%s" % (of, x["ip"])), x["messages"], "an address of it")
        for x in detail["networks"]:
            equal(records(db, "%s&ip=%s" % (of, x["prefix"])), x["messages"], "a network of it")
        for x in detail["reporters"]:
            equal(records(db, "%s&org=%s" % (of, x["org"])), x["messages"], "a reporter of it")
    for cls in {r["class"] for r in rows}:
        equal(records(db, "%s&class=%s" % (ALL, cls)), sum(r["messages"] for r in rows if r["class"] == cls), "those of class " + cls)
    own = api("/api/own", ALL, db)
    mine = [r for r in rows if r["class"].startswith("mine")]
    equal((own["own"]["messages"], own["own"]["failed"]), (sum(r["messages"] for r in mine), sum(r["failed"] for r in mine)), "own mail")
    equal((own["own"]["messages"], own["own"]["failed"]), (records(db, ALL + "&class=mine"), records(db, ALL + "&class=mine&dmarc=fail")),
          "and its records")
    equal(sum(n for _, good, bad, _ in own["days"] for n in (good, bad)), own["own"]["messages"], "its days")


def test_order():
    """Shuffled, in batches, and made anew: the same."""
    case = Case()
    for day, some in mixed():
        case.add(day, *some)
    files = case.files()
    want = said(told(kept(*files)))
    for seed in range(4):
        rng = random.Random(seed)
        rng.shuffle(files)
        db = kept(*files, batches=1 + 2 * seed)
        run("dmarc-cron", "check-alarms", db=db)        # the last to come may not have been told yet
        equal(said(told(db)), want, "shuffle %d" % seed)
    for command in (("dmarc-import", "rebuild"), ("dmarc-cron", "maintain"), ("dmarc-import", "reparse", "--apply")):
        equal(run(*command, db=db).returncode, 0, " ".join(command))
        run("dmarc-cron", "check-alarms", db=db)
        equal(said(told(db)), want, "and after %s" % command[1])


def mark(db, ident, what, note=b"", who="anna"):
    status, text = cgi("dmarc-import", "/api/senders/" + ident, "range=all&mark=" + what, db, "POST", note, REMOTE_USER=who)
    equal(status, 200, "marked %s: %s" % (what, text.decode()))
    return json.loads(text)


def test_marks():
    case, _ = own_and([record("203.0.113.9", env=("crm.example", "pass")), record("198.51.100.9", **SPOOF)], days=range(3))
    db = kept(*case.files())
    ident = "example.org__dom__crm.example"
    before = said(told(db))
    for what, cls, rule in (("mine", "mine-broken", "M0"), ("not-mine", "stranger", "S0"), ("expected", "forwarder", "F0")):
        now = mark(db, ident, what, "said of <it> \u202e".encode())
        equal((now["class"], now["rule"], now["sure"]), (cls, rule, True), "what it is for " + what)
        equal((now["mark"]["what"], now["mark"]["by"], now["mark"]["note"]), (what, "anna", "said of <it> %E2%80%AE"), "who said so")
        equal(told(db)[[r["id"] for r in told(db)].index(ident)], now, "and it is kept")
        equal(run("dmarc-cron", "maintain", db=db).returncode, 0, "a night")
        equal(said(told(db))[ident][:2], (cls, rule), "it outlives the night")
    equal(mark(db, ident, "none")["mark"], None, "one click takes it back")
    equal(said(told(db)), before, "and all is as it was")
    with contextlib.closing(sqlite3.connect(db)) as c:
        equal([w for w, in c.execute("SELECT what FROM mark ORDER BY id")], ["mine", "not-mine", "expected", "none"], "no row was changed")
    mark(db, "example.org__net__198.51.100.0_2f24", "mine")
    equal(said(told(db))["example.org__net__198.51.100.0_2f24"][:2], ("mine-broken", "M0"), "a network out of the crowd")
    for ident in ("example.org", "example.org__dom", "__dom__x", "example.org__who__x", "example.org__dom___zz", "a" * 1700):
        equal(cgi("dmarc-import", "/api/senders/" + ident, "mark=mine", db, "POST")[0], 404, "no id: " + ident[:40])
    equal(cgi("dmarc-import", "/api/senders/" + ident, "mark=ours", db, "POST")[0] in (400, 404), True, "no mark")


def test_flood():
    """A million forged messages from 2,000 addresses: no class of a real sender changes, and few rows come of it."""
    case = Case()
    for day, some in mixed():
        case.add(day, *some)
    db = kept(*case.files())
    before = said(told(db))
    folder = scratch()
    for day in range(2):
        for org in ("google.com", "yahoo.com"):
            (folder / ("%s-%d.xml" % (org, day))).write_text(report(day + 18, [
                record("100.%d.%d.1" % (64 + n // 250, n % 250), 250, disp="reject", **SPOOF) for n in range(2000)], org=org + ".x"))
    kept(folder, db=db)
    run("dmarc-cron", "check-alarms", db=db)
    after = said(told(db))
    real = {k: v for k, v in before.items() if "__crowd__" not in k}
    equal({k: after.get(k) for k in real}, real, "the real ones are as they were")
    equal(set(after) - set(before), set(), "and no sender came of it")
    equal(after["example.org__crowd__"][3] - before["example.org__crowd__"][3], 2 * 10**6, "the crowd has it all")


def test_many_names():
    """As many domains as somebody likes to make up: the largest are told apart."""
    folder = scratch()
    (folder / "own.xml").write_text(report(0, [OWN._replace(n=10**6)]))
    for part in range(4):
        (folder / ("%d.xml" % part)).write_text(report(part, [
            record("203.0.113.1", 1 + n % 7, env=("x%d-%d.example" % (part, n), "pass")) for n in range(500)]))
    db = kept(folder)
    rows = told(db)
    check(len(rows) <= 510, "they are bounded", len(rows))
    equal(sum(r["messages"] for r in rows), api("/api/summary", ALL, db)["totals"]["messages"], "and nothing is left out")


def test_old():
    """A database from before has none; the next import or night tells all of it."""
    case = Case()
    for day, some in mixed():
        case.add(day, *some)
    db = kept(*case.files())
    want = said(told(db))
    with contextlib.closing(sqlite3.connect(db)) as c, c:
        steps = sorted((TOP / "sql").glob("0*.sql"))
        before = sum(step.name < "014" for step in steps)
        later = "".join(step.read_text() for step in steps[before:])
        for table, column in re.findall(r"^ALTER TABLE (\w+) ADD COLUMN (\w+)", later, re.M):
            c.execute("ALTER TABLE %s DROP COLUMN %s" % (table, column))
        for what in ("TRIGGER", "INDEX", "TABLE"):
            for name in re.findall(r"^CREATE %s (\w+)" % what, later, re.M):
                c.execute("DROP %s %s" % (what, name))
        c.execute("PRAGMA user_version = %d" % before)
    equal(run("dmarc-import", "rebuild", db=db).returncode, 0, "it is brought up to date")
    equal((api("/api/senders", ALL, db)["pending"], api("/api/own", ALL, db)["pending"]), (True, True), "which is told until then")
    equal(run("dmarc-cron", "maintain", db=db).returncode, 0, "a night")
    equal(said(told(db)), want, "and all are there")


def test_gone():
    """What a deleted report told is told no more; who takes its number is told anew."""
    case, _ = own_and([])
    db = kept(*case.files())
    (case.folder / "x.xml").write_text(report(25, [record("203.0.113.9", env=("crm.example", "pass"))]))
    kept(case.folder / "x.xml", db=db)
    run("dmarc-cron", "check-alarms", db=db)
    check("example.org__dom__crm.example" in said(told(db)), "it is there")
    last = api("/api/reports", ALL + "&sort=-day", db)["rows"][0]["id"]
    equal(cgi("dmarc-import", "/api/reports/" + last, "", db, "DELETE")[0], 200, "its report is deleted")
    equal([r["id"] for r in told(db)], ["example.org__own__example.org_2fmail"], "and it is gone")
    (case.folder / "x.xml").write_text(report(25, [record("203.0.113.9", env=("other.example", "pass"))]))
    kept(case.folder / "x.xml", db=db)
    run("dmarc-cron", "check-alarms", db=db)
    check("example.org__dom__other.example" in said(told(db)), "another takes its number")


main()
