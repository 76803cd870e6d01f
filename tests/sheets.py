#!/usr/bin/env python3
# ctest: LABELS fast COST 15
"""Every list as CSV: whole, in the order of its pages, under the filter; and what a spreadsheet would run, it shows."""
import csv
import json

from proof import api, cgi, check, equal, main, run, scratch
from lib.sent import OWN, SPOOF, Case, mixed, record

ALL = "range=all"
MANY = 9000         # addresses: more than are told at once
HOSTILE = "=HYPERLINK(\"http://203.0.113.1/\",\"a\")"
COLUMNS = ("messages", "failed", "last day")


def whole():
    """The stories of a domain, many addresses, and names that a spreadsheet would run."""
    case = Case()
    for day, some in mixed():
        case.add(day, *some)
    case.add(30, *(record("10.%d.%d.9" % (n // 250, n % 250), n=1 + n % 7, **SPOOF) for n in range(MANY)))
    case.add(31, OWN._replace(sigs=[("example.org", "@SUM(A1)", "pass")]), org=HOSTILE)
    db = scratch() / "dmarc.db"
    r = run("dmarc-import", *case.files(), db=db)
    equal(r.returncode, 0, "it is imported: " + r.stderr.decode())
    run("dmarc-cron", "check-alarms", db=db, env={"ALARM_WINDOW_DAYS": "365"})
    return db


def sheet(program, path, query, db):
    """Its head, and its rows by that."""
    status, text = cgi(program, path, query, db)
    equal(status, 200, "%s?%s" % (path, query))
    check(text.endswith(b"\r\n") and b"\n" not in text.replace(b"\r\n", b""), "its lines end as RFC 4180 has it")
    rows = list(csv.reader(text.decode().split("\r\n")[:-1], strict=True))
    check(all(len(row) == len(rows[0]) for row in rows), "as many cells in each row as in its head", rows[0])
    check(not [c for row in rows for c in row if c[:1] in tuple("=+-@\t\r")], "no cell runs")
    return [dict(zip(rows[0], row)) for row in rows[1:]]


def paged(path, query, db):
    rows, page = [], 1
    while True:
        answer = api(path, "%s&page=%d" % (query, page), db)
        rows += answer["rows"]
        if page == answer["pages"]:
            return rows
        page += 1


def text(value):
    """As a cell has it."""
    value = "" if value is None else str(value)
    return "'" + value if value[:1] in tuple("=+-@") else value


def test_groups(db):
    for by in ("domain", "ip", "org", "from", "selector"):
        for more in ("", "&sort=key", "&dmarc=fail&sort=-messages"):
            query = "%s&by=%s%s" % (ALL, by, more)
            rows = sheet("dmarc-dashboard", "/api/group.csv", query, db)
            want = paged("/api/group", query + "&limit=100", db)
            key = "reporter" if by == "org" else by
            equal([(r[key], *(r[c] for c in COLUMNS)) for r in rows],
                  [(text(r["key"]), *(text(r[k]) for k in ("messages", "fail", "last"))) for r in want], query)
            if by != "ip":
                equal([r["failing addresses"] for r in rows], [text(r["fail_sources"]) for r in want], "failing addresses, " + query)
    equal(len(sheet("dmarc-dashboard", "/api/group.csv", ALL + "&by=ip&ip=10.0.0.0/8", db)), MANY, "as long as it is")
    row, = sheet("dmarc-dashboard", "/api/group.csv", ALL + "&by=domain&domain=example.org", db)
    want, = api("/api/group", ALL + "&by=domain&domain=example.org", db)["rows"]
    ready, blocker = want["ready"], want["ready"]["blocker"]
    equal([row[c] for c in ("p", "sp", "pct", "weeks ready", "of weeks", "next step", "in the way", "its failed")],
          [text(v) for v in (*(want["policy"][k] for k in ("p", "sp", "pct")), ready["weeks"], ready["of"], ready["to"],
                             blocker and blocker["ip"], blocker and blocker["fail"])], "what a domain may do next")
    for by, name in (("org", HOSTILE), ("selector", "@SUM(A1)")):
        key = "reporter" if by == "org" else by
        check("'" + name in [r[key] for r in sheet("dmarc-dashboard", "/api/group.csv", ALL + "&by=" + by, db)], "what would run is text", name)


def test_senders(db):
    note = "+1 by phone"
    some = api("/api/senders", ALL, db)["rows"][0]
    status, _ = cgi("dmarc-import", "/api/senders/" + some["id"], "mark=mine", db, "POST", note.encode(), REMOTE_USER="anna")
    equal(status, 200, "a sender is marked")
    for query in (ALL, ALL + "&sort=-messages", ALL + "&class=stranger"):
        rows = sheet("dmarc-dashboard", "/api/senders.csv", query, db)
        want = paged("/api/senders", query, db)
        keys = ("id", "domain", "by", "class", "rule", "messages", "failed", "stopped", "delivered", "addresses", "reporters")
        equal([tuple(r[k] for k in keys) for r in rows], [tuple(text(r[k]) for k in keys) for r in want], query)
        equal([(r["sender"], r["sure"], r["first day"], r["last day"], r["failing since"], r["what it did"], r["what to do"]) for r in rows],
              [(text(r["title"]), "yes" if r["sure"] else "probably", *(text(r[k]) for k in ("first", "last", "since", "sentence", "todo")))
               for r in want], "and its words, " + query)
    row, = (r for r in sheet("dmarc-dashboard", "/api/senders.csv", ALL, db) if r["id"] == some["id"])
    equal((row["mark"], row["marked by"], row["note"]), ("mine", "anna", "'" + note), "the user's mark")


def test_alarms(db):
    for query in ("", "state=all", "state=all&domain=example.org", "domain=example.com"):
        rows = sheet("dmarc-cron", "/api/alarms.csv", query, db)
        want = json.loads(cgi("dmarc-cron", "/api/alarms", query, db)[1])["rows"]
        keys = ("severity", "state", "kind", "subject", "sender", "title", "message", "value", "total")
        equal([tuple(r[k] for k in keys) for r in rows], [tuple(text(r[k]) for k in keys) for r in want], query)
    check(sheet("dmarc-cron", "/api/alarms.csv", "state=all", db), "there are alarms")


def test_asked(db):
    """As other routes: a wrong question is one, none found is a head, and HEAD has no body."""
    for program, path, query, status in (
            ("dmarc-dashboard", "/api/group.csv", "", 400), ("dmarc-dashboard", "/api/group.csv", "by=ip&page=2", 400),
            ("dmarc-dashboard", "/api/senders.csv", "sort=x", 400), ("dmarc-cron", "/api/alarms.csv", "state=x", 400)):
        equal(cgi(program, path, query, db)[0], status, "%s?%s" % (path, query))
    for program, path, query in (("dmarc-dashboard", "/api/group.csv", "by=domain&domain=none.example"),
                                 ("dmarc-dashboard", "/api/senders.csv", "domain=none.example"),
                                 ("dmarc-cron", "/api/alarms.csv", "domain=none.example"),
                                 ("dmarc-records", "/api/records.csv", "domain=none.example")):
        equal(sheet(program, path, query, db), [], "none of " + path)
        equal(len(cgi(program, path, query, db)[1].split(b"\r\n")), 2, "and the head")
        equal(cgi(program, path, query, db, "HEAD"), (200, b""), "HEAD " + path)


main(db=whole())
