#!/usr/bin/env python3
# ctest: LABELS fast COST 10
"""A damaged database: what it is asked answers rightly or says so, at once; nothing more is written
into it; and it is told how to mend it."""
import contextlib
import functools
import json
import random
import shutil
import sqlite3
import time

from proof import cgi, check, equal, generate, main, run, scratch, stored
from lib import mails
from lib.dovecot import Dovecot
from lib.fetch import run as fetch, settings

ROW, ROWS = 28, 4096            # struct row; SEGMENT_ROWS
QUESTIONS = (("/api/summary", "range=all"), ("/api/facets", "range=all"), ("/api/group", "range=all&by=ip"),
             ("/api/group", "range=all&by=selector"), ("/api/records", "range=all&sort=ip"),
             ("/api/records", "range=all&q=example"), ("/api/reports", "range=all"))
HERE = scratch()
REBUILD = "dmarc-import rebuild"


def setup():
    generate("-n", 300, HERE / "in")
    run("dmarc-import", HERE / "in", db=HERE / "good.db")
    (HERE / "new.xml").write_text(next((HERE / "in").glob("*.xml")).read_text().replace("<report_id>", "<report_id>x"))
    with contextlib.closing(sqlite3.connect(HERE / "good.db")) as c:
        c.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        equal(c.execute("SELECT count(*) > 0 FROM seg").fetchone(), (1,), "there are segments")


def query(db, text, *args):
    with contextlib.closing(sqlite3.connect(db)) as c, c:
        rows = c.execute(text, args).fetchall()
    with contextlib.closing(sqlite3.connect(db)) as c:
        c.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return rows


def copy():
    """One to damage, in a folder of its own."""
    folder = scratch()
    shutil.copy(HERE / "good.db", folder / "dmarc.db")
    return folder / "dmarc.db"


def change(db, at, what, table="seg", ident=0):
    """Other bytes in the middle of a segment, at a place of it."""
    rows = bytearray(query(db, "SELECT rows FROM %s WHERE id = ?" % table, ident)[0][0])
    rows[at:at + len(what)] = what
    query(db, "UPDATE %s SET rows = ? WHERE id = ?" % table, bytes(rows), ident)


def ask(db, path, text=""):
    program = "dmarc-records" if path.startswith(("/api/records", "/api/reports")) else "dmarc-dashboard"
    began = time.monotonic()
    status, body = cgi(program, path, text, db)
    check(time.monotonic() - began < 10, "%s does not hang" % path)
    return status, json.loads(body)


def health(db):
    status, said = ask(db, "/healthz")
    equal(said["ok"], status == 200, "/healthz means what it says")
    check(str(db.parent) not in json.dumps(said), "no path", said)
    return status, said["database"]["error"]


@functools.cache
def truth(path, text):
    return ask(HERE / "good.db", path, text)


def reports(db):
    return query(db, "SELECT count(*) FROM report")[0][0]


def refuses(db, part):
    """Whatever writes does not, and keeps nothing; the answer asks to come again."""
    before = db.read_bytes()
    r = run("dmarc-import", HERE / "new.xml", db=db)
    check(r.returncode == 2 and part in r.stderr.decode(), "an import says so", r.returncode, r.stderr.decode())
    for program, path, more in (("dmarc-import", "/api/import", {}),
                                ("dmarc-webhook", "/webhook/dmarc", {"WEBHOOK_TOKEN": "t", "QUERY_STRING": "token=t"})):
        status, text = cgi(program, path, db=db, method="POST", body=(HERE / "new.xml").read_bytes(), **more)
        check(status == 503 and part.encode() in text, "POST %s: come again" % path, status, text)
    equal(cgi("dmarc-import", "/api/reports/1", db=db, method="DELETE")[0], 503, "nothing is deleted")
    check(db.read_bytes() == before, "nothing is written")


def sound(db, when):
    equal(health(db), (200, None), "%s: /healthz is well" % when)
    for path, text in QUESTIONS:
        check(ask(db, path, text) == truth(path, text), "%s: %s?%s as before" % (when, path, text))


def put(column, value, row=7):
    at = {"count": 0, "domain": 8, "org": 12, "ip": 16, "from": 20, "day": 24, "outcome": 26, "flags": 27}[column]
    return lambda db: change(db, row * ROW + at, value)


def sql(text, *args):
    return lambda db: query(db, text, *args)


SEGMENTS = {
    "an address that is not there": put("ip", b"\xf0\xf0\xf0\xf0"),
    "an address just past the last": put("ip", b"\x00\x00\x01\x00"),
    "a domain that is not there": put("domain", b"\xff\xff\xff\xff"),
    "a reporter that is not there": put("org", b"\xff\xff\xff\x7f"),
    "a name that is not there": put("from", b"\x00\x00\x00\x80"),
    "an outcome there is not": put("outcome", b"\xc8"),
    "another such": put("outcome", b"\x0c"),
    "a day of no report": put("day", b"\x01\x00"),
    "a late one": put("day", b"\xff\xff"),
    "flags there are not": put("flags", b"\x81"),
    "no flags": put("flags", b"\x00"),
    "ten bytes": put("ip", b"\xff" * 10),
    "zeros over the end of a row": put("from", b"\x00" * 7),
    "rows cut short": sql("UPDATE seg SET rows = substr(rows, 1, 1000)"),
    "rows too long": sql("UPDATE seg SET rows = CAST(rows || rows AS BLOB)"),
    "no rows": sql("UPDATE seg SET rows = x''"),
    "days that cannot be": sql("UPDATE seg SET day1 = 1 << 40"),
    "a segment that cannot be": sql("UPDATE seg SET id = 1 << 60 WHERE id = 0"),
}


def test_segments():
    for name, damage in SEGMENTS.items():
        db = copy()
        damage(db)
        status, said = ask(db, *QUESTIONS[0])
        check(status == 503 and REBUILD in said.get("error", {}).get("message", ""), name, status, str(said)[:200])
        for path, text in QUESTIONS[1:]:
            status, said = ask(db, path, text)
            check(status == 503 or (status, said) == truth(path, text),
                  "%s: %s?%s: the truth or none" % (name, path, text))


def test_words():
    """seg2 is looked at only where it is asked for."""
    for name, damage in {"cut short": "UPDATE seg2 SET rows = substr(rows, 1, 96)", "gone": "DELETE FROM seg2",
                         "empty": "UPDATE seg2 SET rows = x''"}.items():
        db = copy()
        query(db, damage)
        for path, text in (("/api/summary", "range=all&q=example"), ("/api/summary", "range=all&selector=s1"),
                           ("/api/group", "range=all&by=selector"), ("/api/records", "range=all&q=example")):
            status, said = ask(db, path, text)
            check(status == 503 and REBUILD in said["error"]["message"], "%s: %s?%s" % (name, path, text), status,
                  str(said)[:200])
    db = copy()
    change(db, 7 * 24 + 8, b"\xff" * 8, "seg2")
    equal(ask(db, "/api/group", "range=all&by=selector")[0], 503, "a signature that is not there")


def test_remembered():
    db = copy()
    SEGMENTS["ten bytes"](db)
    ask(db, *QUESTIONS[0])
    status, said = health(db)
    check(status == 503 and REBUILD in said, "/healthz says why", status, said)
    refuses(db, REBUILD)
    r = run("dmarc-import", "rebuild", db=db)
    equal(r.returncode, 0, "a rebuild mends it: " + r.stderr.decode())
    sound(db, "after a rebuild")
    equal(run("dmarc-import", HERE / "new.xml", db=db).returncode, 0, "and it takes reports again")
    equal(reports(db), reports(HERE / "good.db") + 1, "one more is there")


def test_mailbox():
    """Mails stay as they are until the database is mended."""
    db, server = copy(), Dovecot(ssl="no")
    user, made = server.user(), mails.a_dozen()
    server.deliver(user, made)
    env = settings(server.port, user, db)
    before = server.snapshot(user)
    SEGMENTS["ten bytes"](db)
    ask(db, *QUESTIONS[0])
    said = fetch(env)
    check(said.code == 2 and REBUILD in said.err, "a fetch says so", said)
    equal(server.snapshot(user), before, "no mail is touched")
    equal(reports(db), reports(HERE / "good.db"), "no report is kept")
    equal(run("dmarc-import", "rebuild", db=db).returncode, 0, "a rebuild mends it")
    equal(fetch(env).code, 0, "the next fetch")
    equal(reports(db), reports(HERE / "good.db") + len({i for m in made for i in m.ids}), "all are fetched")
    server.stop()


def test_put_back():
    db = copy()
    SEGMENTS["ten bytes"](db)
    ask(db, *QUESTIONS[0])
    equal(health(db)[0], 503, "damaged")
    shutil.copy(HERE / "good.db", db)
    sound(db, "after a backup was put back")
    equal(run("dmarc-import", HERE / "new.xml", db=db).returncode, 0, "and it takes reports again")


def test_maintained():
    """What no single row betrays, the night finds: the segments are not what the records say."""
    for name in ("count", "ip"):
        db = copy()
        put(name, b"\x01\x00\x00")(db)
        r = run("dmarc-cron", "maintain", db=db)
        check(r.returncode == 0 and b"made anew" in r.stdout, "it is mended, and said", r.stdout, r.stderr)
        sound(db, "after the night")
        check(b"is sound" in run("dmarc-cron", "maintain", db=db).stdout, "and is well in the next one")
    db = copy()
    query(db, "DELETE FROM seg")
    check(b"made anew" in run("dmarc-cron", "maintain", db=db).stdout, "a segment that is missing")
    sound(db, "after a missing segment")


def test_records():
    """Damage that no rebuild mends."""
    db = copy()
    page, = query(db, "SELECT rootpage FROM sqlite_schema WHERE name = 'record'")[0]
    good = db.read_bytes()
    with open(db, "r+b") as f:
        f.seek((page - 1) * 4096)
        f.write(b"\x05\xff\xff\xff\xff\xff\xff\xff\xff" * 20)
    status, said = ask(db, "/api/records", "range=all")
    check(status == 503 and "backup" in said["error"]["message"], "an answer says so", said)
    equal(health(db)[0], 503, "/healthz too")
    refuses(db, "backup")
    for args in (("dmarc-import", "rebuild"), ("dmarc-cron", "maintain")):
        r = run(*args, db=db)
        check(r.returncode == 2 and b"backup" in r.stderr, " ".join(args) + " cannot mend it", r.stderr)
    db.write_bytes(good)
    sound(db, "after the file was put back")


def test_dictionary():
    """An id that no dictionary of this size can have takes no memory."""
    for table in ("ip", "domain", "org", "name", "auth"):
        db = copy()
        query(db, "UPDATE %s SET id = 1 << 31 WHERE id = (SELECT max(id) FROM %s)" % (table, table))
        status, said = ask(db, *QUESTIONS[0])
        check(status == 503 and "backup" in said["error"]["message"], table, status, str(said)[:200])


def test_terms():
    """A code that stands for no word, of a newer program or of none, is read past no table."""
    for text in ("UPDATE record SET disposition = ?", "UPDATE reason SET type = ? WHERE id = 1",
                 "UPDATE auth SET result = ? WHERE id = 1"):
        for value in (1 << 20, -5, 1 << 40):
            db = copy()
            query(db, text, value)
            equal(ask(db, "/api/records", "range=all")[0], 200, "%s, %d" % (text, value))


def test_anywhere():
    """Ten bytes at any place of the segments: an answer at once, whatever it is."""
    rng = random.Random(7)
    for n in range(12):
        db, table = copy(), rng.choice(("seg", "seg2"))
        change(db, rng.randrange(ROWS * (28 if table == "seg" else 24) // 2), rng.randbytes(10), table)
        for path, text in rng.sample(QUESTIONS, 2):
            check(ask(db, path, text)[0] in (200, 503), "%d: %s?%s" % (n, path, text))
        check(run("dmarc-cron", "maintain", db=db).returncode == 0, "%d: mended" % n)
        equal(stored(db), stored(HERE / "good.db"), "%d: the right sums" % n)


setup()
main()
