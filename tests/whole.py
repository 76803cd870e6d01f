#!/usr/bin/env python3
# ctest: COST 250
"""The same reports by every door, in any order, are the same store.

Through nginx as ./start starts it: upload (raw, multipart), webhook (its four
forms), and the shell.  Counts, records and sums equal the expected ones to the
message; all of it again changes nothing and says so.  Of two reports in
conflict, the first is counted: which that is, is all that the order may change.
"""
import collections
import contextlib
import csv
import json
import os
import random
import sqlite3
import tarfile
import urllib.parse

from proof import CORPUS, check, equal, generate, main, run, scratch, skip, stored
from lib.server import TOKEN, Server

FORM = 20           # files in one multipart body


class Input:
    """One file: its name, its bytes, and the keys of the reports in it.  One that is too much goes
    alone, for the limits are of a request."""

    def __init__(self, name, data, reports, alone=False):
        self.name, self.data, self.reports, self.alone = name, data, reports, alone


def key(org, domain, ident, begin, stop):
    return ((org or "").lower(), domain, ident or "", int(begin), int(stop))


def made_up():
    folder = scratch()
    for name, t in generate("-n", 400, "-d", 60, folder).items():
        sums = (t["records"], t["messages"])
        yield Input(name, (folder / name).read_bytes(),
                    [(key(t["org"], t["domain"], t["id"], t["begin"], t["end"]), sums)])
    yield Input("not a report.html", b"<html>Hello</html>", [])
    yield Input("empty", b"", [])


def from_answers(where):
    """The corpus's files of tiers 1 and 2."""
    for answer in sorted(where.rglob("*.expected.json")):
        want = json.loads(answer.read_text(encoding="utf-8"))
        if want["tier"] > 2 or want.get("lossy"):
            continue
        path = answer.with_name(answer.name[:-len(".expected.json")])
        yield Input(path.name, path.read_bytes(), [
            (key(r["metadata"].get("org_name"), r["policy"]["domain"], r["metadata"].get("report_id"),
                 r["metadata"]["begin"], r["metadata"]["end"]),
             (r["totals"]["records"], r["totals"]["messages"]))
            for r in want.get("reports", []) if r["type"] == "aggregate"], want.get("error") == "limit")


def from_list(where):
    with open(where / "expected.tsv", encoding="utf-8", newline="") as f:
        rows = {r["file"]: r for r in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)}
    with tarfile.open(where / "dmarcrua-aggregate.tar.xz") as tar:
        for member in tar:
            if not member.isfile():
                continue
            r = rows[member.name.partition("/")[2]]
            yield Input(os.path.basename(member.name), tar.extractfile(member).read(), [] if r["error"] else [
                (key(r["org_name"], r["domain"], r["report_id"], r["begin"], r["end"]),
                 (int(r["records"]), int(r["messages"])))])


def contents(db):
    """Every report stored, counted or not: how often each key with each sums."""
    c = sqlite3.connect("file:%s?mode=ro" % db, uri=True)
    with contextlib.closing(c):
        rows = c.execute("""SELECT o.name, d.name, report_id, begin, end, p.records, p.messages, hex(hash)
            FROM report p JOIN org o ON o.id = p.org JOIN domain d ON d.id = p.domain""").fetchall()
        counted = c.execute("""SELECT count(*), ifnull(sum(records), 0), ifnull(sum(messages), 0)
            FROM report WHERE conflict IS NULL""").fetchone()
    return sorted((key(*r[:5]), r[5:]) for r in rows), counted


def multipart(inputs):
    body = b"".join(b'--=_B\r\nContent-Disposition: form-data; name="report"; filename="%s"\r\n'
                    b"Content-Type: application/octet-stream\r\n\r\n%s\r\n"
                    % (i.name.replace('"', "%22").encode(), i.data) for i in inputs)
    return body + b"--=_B--\r\n", {"Content-Type": 'multipart/form-data; boundary="=_B"'}


BEARER = {"Authorization": "Bearer " + TOKEN}
QUERY = "?token=" + urllib.parse.quote_plus(TOKEN)


def raw(path, headers, named):
    """A door that takes one file a request, as it is."""
    def door(server, inputs):
        for i in inputs:
            where, more = path, dict(headers)
            if named == "query":
                where += "?name=" + urllib.parse.quote(i.name)
            elif named == "header":
                more["X-Filename"] = urllib.parse.quote(i.name)
            yield [i], server.post(where, i.data, more)
    return door


def form(path, headers):
    """A door that takes many in one form."""
    def door(server, inputs):
        many = [i for i in inputs if not i.alone]
        groups = [many[at:at + FORM] for at in range(0, len(many), FORM)]
        for group in groups + [[i] for i in inputs if i.alone]:
            body, kind = multipart(group)
            yield group, server.post(path, body, dict(headers, **kind))
    return door


DOORS = {
    "upload, raw": raw("/api/import", {}, "query"),
    "upload, multipart": form("/api/import", {}),
    "webhook, raw, bearer": raw("/webhook/dmarc", BEARER, "header"),
    "webhook, raw, token": raw("/webhook/dmarc" + QUERY, {}, None),
    "webhook, multipart, bearer": form("/webhook/dmarc", BEARER),
    "webhook, multipart, token": form("/webhook/dmarc" + QUERY, {}),
}


def by_http(name, door, inputs):
    with Server() as server:
        first, again = collections.Counter(), collections.Counter()
        for group, (status, answer) in door(server, inputs):
            held = any(i.reports for i in group)
            wrong = (answer["status"] == "failed") == held
            wrong |= status not in ((200,) if held else (422,) if "upload" in name else (200, 422))
            check(not wrong, "%s: %d for %s" % (name, status, group[0].name), answer)
            first.update(r["status"] for r in answer["reports"])
        before, totals = contents(server.db), server.totals()
        for group, (status, answer) in door(server, inputs):
            again.update(r["status"] for r in answer["reports"])
        equal(again["imported"] + again["conflict"], 0, name + ": all again says it is here")
        equal(again["duplicate"], first["imported"] + first["conflict"] + first["duplicate"],
              name + ": of each report")
        equal(again["failed"], first["failed"], name + ": and refuses the same")
        equal((contents(server.db), server.totals()), (before, totals), name + ": and changes nothing")
        equal((totals["reports"], totals["records"], totals["messages"]), before[1],
              name + ": the dashboard counts what is stored")
    return before


def by_shell(name, inputs):
    data = scratch()
    paths = []
    for n, i in enumerate(inputs):
        (data / ("%04d" % n)).mkdir()
        paths.append(data / ("%04d" % n) / i.name)
        paths[-1].write_bytes(i.data)
    db = data / "dmarc.db"
    refused = any(not i.reports for i in inputs)
    r = run("dmarc-import", *paths, db=db)
    equal(r.returncode, int(refused), name + ": its status")
    before, sums = contents(db), stored(db)
    r = run("dmarc-import", *reversed(paths), db=db)
    equal(r.stdout.decode().splitlines()[-1].split(",")[0], "0 imported", name + ": all again")
    equal(contents(db), before, name + ": changes nothing")
    equal((sums["reports"], sums["records"], sums["messages"]), before[1],
          name + ": the dashboard counts what is stored")
    return before


def expected(inputs):
    """For each key the sums that its reports have."""
    want = collections.defaultdict(set)
    for i in inputs:
        for k, sums in i.reports:
            want[k].add(sums)
    return want


def compare(name, got, want):
    """What is stored is what was expected, to the message."""
    have = collections.defaultdict(set)
    for k, (records, messages, _) in got[0]:
        have[k].add((records, messages))
    check(have == want, name + ": what is stored is what was sent",
          *["%s: got %s, want %s" % (k, have.get(k), want.get(k))
            for k in sorted(set(have) | set(want)) if have.get(k) != want.get(k)])
    plain = {k for k in want if len(want[k]) == 1}
    counted = collections.Counter(k for k, _ in got[0])
    print("%s: %d reports, %d in conflict, %d records, %d messages" % (
        name, len(got[0]), len(got[0]) - got[1][0], got[1][1], got[1][2]))
    if all(n == 1 for n in counted.values()):
        sums = [s for k in plain for s in want[k]]
        equal(got[1], (len(sums), sum(s[0] for s in sums), sum(s[1] for s in sums)), name + ": the sums")


def all_doors(what, inputs):
    rng = random.Random(what)
    want, first = expected(inputs), None
    print("%s: %d files" % (what, len(inputs)))
    for name, door in [("shell", None), ("shell, shuffled", None), *DOORS.items()]:
        if name != "shell":
            rng.shuffle(inputs)
        label = "%s by %s" % (what, name)
        got = by_http(label, door, inputs) if door else by_shell(label, inputs)
        compare(label, got, want)
        first = first or got
        check(got[0] == first[0], label + ": the same store as by shell",
              *(set(got[0]) ^ set(first[0])))


def test_made_up():
    all_doors("made up", list(made_up()))


def test_corpus():
    if not CORPUS.is_dir():
        return skip("no shared corpus beside this checkout: it was not sent through the doors")
    all_doors("corpus", [i for d in ("real", "edge", "mail") for i in from_answers(CORPUS / d)]
              + list(from_list(CORPUS / "bulk")))


main()
