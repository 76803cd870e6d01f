#!/usr/bin/env python3
# ctest: LABELS fast COST 30
"""When is a report the same as one already here?

Each scenario imports its steps in order into an empty store; every outcome is
as written, and so is what can be seen afterwards.
"""
import gzip
import io
import json
import zipfile

from proof import CORPUS, api, cgi, equal, main, scratch, skip, stored
from lib.made import BEGIN, report

OUTCOMES = {"stored": "imported"}


def zipped(*files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for n, data in enumerate(files):
            z.writestr("%d.xml" % n, data)
    return out.getvalue()


def mailed(data):
    return (b"From: dmarc@receiver.example\r\nSubject: Report Domain: example.org\r\n"
            b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            b"Content-Type: text/plain\r\n\r\nSee below.\r\n--b\r\nContent-Type: text/xml\r\n\r\n"
            + data + b"\r\n--b--\r\n")


ONE = report()
OTHER = report(rows=(("192.0.2.1", 6),))
TURNED = report(rows=(("198.51.100.7", 2), ("192.0.2.1", 5)))

# name, steps (bytes, outcome), reports and messages in the end
SCENARIOS = [
    ("the same file twice", [(ONE, "imported"), (ONE, "duplicate")], 1, 7),
    ("the same in every wrapping", [(ONE, "imported"), (gzip.compress(ONE), "duplicate"),
     (zipped(ONE), "duplicate"), (mailed(ONE), "duplicate"),
     (mailed(gzip.compress(ONE)), "duplicate")], 1, 7),
    ("records in another order", [(ONE, "imported"), (TURNED, "duplicate")], 1, 7),
    ("other white space", [(ONE, "imported"), (ONE.replace(b"><", b">\r\n  <"), "duplicate")], 1, 7),
    ("the reporter's name in capitals",
     [(ONE, "imported"), (report(org="Receiver.Example"), "duplicate")], 1, 7),
    ("no name: the e-mail's domain is the reporter",
     [(report(org=""), "imported"), (report(org=""), "duplicate"), (ONE, "duplicate")], 1, 7),
    ("another reporter, same id", [(ONE, "imported"), (report(org="other.example"), "imported")], 2, 14),
    ("another domain, same id", [(ONE, "imported"), (report(domain="example.net"), "imported")], 2, 14),
    ("another day, same id", [(ONE, "imported"), (report(begin=BEGIN + 86400), "imported")], 2, 14),
    ("another end, same id", [(ONE, "imported"), (report(days=2), "imported")], 2, 14),
    ("another id", [(ONE, "imported"), (report(ident="43"), "imported")], 2, 14),
    ("id in another case is another id",
     [(report(ident="aB"), "imported"), (report(ident="Ab"), "imported")], 2, 14),
    ("same key, other content", [(ONE, "imported"), (OTHER, "conflict"), (ONE, "duplicate"),
     (OTHER, "duplicate"), (gzip.compress(OTHER), "duplicate")], 1, 7),
    ("no id: the content decides", [(report(ident=""), "imported"), (report(ident=""), "duplicate"),
     (report(ident="", rows=(("192.0.2.1", 1),)), "conflict")], 1, 7),
    ("twice the same row is not once", [(report(rows=(("192.0.2.1", 5),) * 2), "imported"),
     (report(rows=(("192.0.2.1", 5),)), "conflict")], 1, 10),
]


def post(db, name, data):
    status, text = cgi("dmarc-import", "/api/import", "name=" + name, db, "POST", data,
                       CONTENT_TYPE="application/octet-stream")
    answer = json.loads(text)
    outcomes = [r["status"] for r in answer.get("reports") or [] if r["status"] != "failed"]
    return status, outcomes[0] if len(outcomes) == 1 else answer


def play(name, steps, reports, messages):
    """Import the steps, look at the end; the store, to go on with."""
    db = scratch() / "dmarc.db"
    for n, (data, outcome) in enumerate(steps):
        equal(post(db, "%d.bin" % n, data), (200, outcome), "%s, step %d" % (name, n + 1))
    seen = stored(db)
    equal((seen["reports"], seen["messages"]), (reports, messages), name + ", in the end")
    return db


def test_corpus():
    if not CORPUS.is_dir():
        return skip("no shared corpus beside this checkout: its six scenarios were not played", 6)
    for path in sorted((CORPUS / "dedup").glob("*/scenario.json")):
        s = json.loads(path.read_text())
        db = scratch() / "dmarc.db"
        for step in s["steps"]:
            accept = step.get("accept") or [step["outcome"]]
            got = post(db, step["file"], (path.parent / step["file"]).read_bytes())[1]
            equal(got in [OUTCOMES.get(a, a) for a in accept], True,
                  "%s %s: %s" % (path.parent.name, step["file"], got))
        seen = stored(db)
        equal({k: seen[k] for k in s["final"]}, s["final"], path.parent.name)


def test_scenarios():
    for scenario in SCENARIOS:
        play(*scenario)


def test_one_upload_with_both():
    """Neighbours in one archive, the second a copy of the first and a conflict of it."""
    db = scratch() / "dmarc.db"
    status, text = cgi("dmarc-import", "/api/import", "name=a.zip", db, "POST",
                       zipped(ONE, TURNED, OTHER, report(ident="9")))
    got = sorted(r["status"] for r in json.loads(text)["reports"])
    equal((status, got), (200, ["conflict", "duplicate", "imported", "imported"]), "four in a zip")
    equal(stored(db)["messages"], 14, "four in a zip, in the end")


def delete(db, ident):
    status, text = cgi("dmarc-import", "/api/reports/%s" % ident, "", db, "DELETE")
    return status, json.loads(text)


def test_deletion():
    """What was in conflict takes the place of what is deleted; then it may come again."""
    db = play("before a deletion", [(ONE, "imported"), (OTHER, "conflict")], 1, 7)
    rows = api("/api/reports", "range=all", db)["rows"]
    first = next(r["id"] for r in rows if r["conflict_of"] is None)
    equal(delete(db, first), (200, {"deleted": {"reports": 1, "records": 2, "messages": 7}}), "delete")
    seen = stored(db)
    equal((seen["reports"], seen["messages"]), (1, 6), "the other one counts now")
    equal(delete(db, first)[0], 404, "deleted is not there")
    equal(post(db, "again", ONE), (200, "conflict"), "the deleted one comes again")
    equal(stored(db)["messages"], 6, "and is not counted")


main()
