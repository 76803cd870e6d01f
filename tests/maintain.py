#!/usr/bin/env python3
# ctest: COST 100
"""What the night does to the database: what is too old goes, its sums stay, the segments are
those of a rebuild, a backup can be put back, and nothing of it is half done."""
import contextlib
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import time

from proof import BUILD, cgi, check, equal, generate, main, run, scratch, skip, stored, total, until

XML = """<feedback><report_metadata><org_name>%(org)s</org_name><report_id>%(name)s</report_id><date_range>
<begin>%(begin)d</begin><end>%(end)d</end></date_range></report_metadata><policy_published>
<domain>%(domain)s</domain><p>%(p)s</p></policy_published>%(records)s</feedback>"""
RECORD = """<record><row><source_ip>192.0.2.%d</source_ip><count>%d</count><policy_evaluated>
<disposition>none</disposition><dkim>%s</dkim><spf>fail</spf></policy_evaluated></row>
<identifiers><header_from>example.org</header_from></identifiers></record>"""
DAY = 86400
TODAY = int(time.time()) // DAY
NAME = re.compile(r"dmarc-\d{8}-\d{6}\.db$")
TABLES = ("SELECT id, day0, day1, rows FROM seg ORDER BY id", "SELECT id, rows FROM seg2 ORDER BY id",
          "SELECT domain, policy, first, last FROM policy_seen ORDER BY 1, 2")


def xml(name, day, counts, p="none", domain="example.org"):
    """A report of so many days ago: a record per count, those below 0 failed."""
    begin = (TODAY - day) * DAY
    return XML % {"org": "google.com", "name": name, "begin": begin, "end": begin + DAY - 1, "domain": domain,
                  "p": p, "records": "".join(RECORD % (i + 1, abs(c), "pass" if c > 0 else "fail")
                                             for i, c in enumerate(counts))}


def importing(db, *texts):
    here = scratch()
    for i, text in enumerate(texts):
        (here / ("%05d.xml" % i)).write_text(text)
    r = run("dmarc-import", here, db=db)
    check(r.returncode == 0, "an import", r.stderr.decode())


def maintain(db, want=0, **env):
    r = run("dmarc-cron", "maintain", db=db, env=env)
    said = (r.stdout + r.stderr).decode()
    check(r.returncode == want and "ERROR: " not in said and "runtime error" not in said, "maintain", said)
    return said


def query(db, text, *args):
    with contextlib.closing(sqlite3.connect(db, timeout=30)) as c, c:
        return c.execute(text, args).fetchall()


def months(db):
    return query(db, "SELECT d.name, month, reports, records, messages, pass, fail FROM month_total m"
                     " JOIN domain d ON d.id = m.domain ORDER BY 1, 2")


def as_rebuilt(db, when):
    kept = [query(db, t) for t in TABLES]
    equal(run("dmarc-import", "rebuild", db=db).returncode, 0, "rebuild")
    check(kept == [query(db, t) for t in TABLES], when + ": the segments are those of a rebuild")
    first = query(db, "SELECT domain, policy, min(day), max(day) FROM report WHERE conflict IS NULL"
                      " GROUP BY 1, 2 ORDER BY 1, 2")
    equal(kept[2], first, when + ": the policies' days are those of the reports")
    equal(query(db, "PRAGMA quick_check"), [("ok",)], when + ": quick_check")


def month(day):
    return time.strftime("%Y-%m", time.gmtime((TODAY - day) * DAY))


def test_boundary():
    db = scratch() / "dmarc.db"
    importing(db, xml("a", 29, [1]), xml("b", 30, [20, -3]), xml("c", 31, [100, -40, -5]),
              xml("d", 31, []), xml("e", 31, [7], domain="other.example"), xml("f", 400, [1000], p="reject"))
    importing(db, xml("c", 31, [100000]), xml("c", 31, [200000]))   # in conflict with it
    equal(stored(db), {"reports": 6, "records": 8, "messages": 1176, "pass": 1128}, "before")
    said = maintain(db)
    check("kept for ever" in said and "none is made" in said, "nothing is set: nothing is deleted", said)
    equal(stored(db)["reports"], 6, "all is there")
    said = maintain(db, RETENTION_DAYS="30")
    check("6 reports with 7 records" in said, "what is forgotten, conflicts too", said)
    equal(stored(db), {"reports": 2, "records": 3, "messages": 24, "pass": 21}, "30 days ago is not too old")
    want = {("example.org", month(31)): [2, 3, 145, 100, 45], ("other.example", month(31)): [1, 1, 7, 7, 0]}
    want[("example.org", month(400))] = [1, 1, 1000, 1000, 0]
    equal(months(db), sorted(k + tuple(v) for k, v in want.items()), "their sums stay, without conflicts")
    equal([query(db, "SELECT count(*) FROM " + t)[0][0] for t in ("report", "record", "original")], [2, 3, 2],
          "their rows do not")
    as_rebuilt(db, "after retention")
    before = months(db)
    maintain(db, RETENTION_DAYS="30")
    equal(months(db), before, "and once more changes nothing")
    for value in ("-1", "x", "99999999", "1.5"):
        check("RETENTION_DAYS" in maintain(db, 2, RETENTION_DAYS=value), "no days: " + value)


def test_twice():
    """What was forgotten and comes again is kept again, and counted once."""
    db = scratch() / "dmarc.db"
    texts = xml("a", 400, [10, -3]), xml("b", 400, [5]), xml("c", 400, [])
    importing(db, *texts)
    maintain(db, RETENTION_DAYS="30")
    want = [("example.org", month(400), 3, 3, 18, 15, 3)]
    equal(months(db), want, "the sums")
    importing(db, *texts)
    importing(db, xml("a", 400, [1000]).replace("google.com", "GOOGLE.com"))      # in conflict with it
    importing(db, xml("b", 400, [5]).replace("google.com", "yahoo.com"))
    importing(db, xml("b", 400, [5], domain="other.example"))
    equal(stored(db)["reports"], 5, "they are kept again")
    check("6 reports" in maintain(db, RETENTION_DAYS="30"), "and forgotten again")
    want[0] = ("example.org", month(400), 4, 4, 23, 20, 3)
    want.append(("other.example", month(400), 1, 1, 5, 5, 0))
    equal(months(db), want, "the sums are of each report once")
    importing(db, xml("a", 400, [1000]))
    maintain(db, RETENTION_DAYS="30")
    equal(months(db), want, "one in conflict with what was counted is not counted")


def test_heir():
    """A report in conflict that becomes the one that counts brings its policy."""
    db = scratch() / "dmarc.db"
    importing(db, xml("a", 5, [1]))
    importing(db, xml("a", 5, [2], p="reject"))
    equal(cgi("dmarc-import", "/api/reports/1", "", db, "DELETE")[0], 200, "delete")
    as_rebuilt(db, "after an heir")
    importing(db, xml("b", 3, [1], p="reject"), xml("c", 9, [1], p="reject"), xml("d", 6, [1], p="reject"))
    for ident in (4, 3):
        cgi("dmarc-import", "/api/reports/%d" % ident, "", db, "DELETE")
        as_rebuilt(db, "after one at an end of the policy's days")


def big(folder):
    truth = generate("-n", 600, folder)
    days = sorted(row["begin"] // DAY for row in truth.values())
    return truth, TODAY - days[len(days) // 2]


def checked_against(db, truth, keep):
    """What is kept and what was forgotten are all there was."""
    left, gone = stored(db), months(db)
    whole = total(truth.values())
    equal((left["reports"] + sum(m[2] for m in gone), left["records"] + sum(m[3] for m in gone),
           left["messages"] + sum(m[4] for m in gone), left["pass"] + sum(m[5] for m in gone)),
          (whole["reports"], whole["records"], whole["messages"], whole["pass"]), "nothing is lost or doubled")
    check(all(m[4] == m[5] + m[6] for m in gone), "passed and failed are all")
    if keep is not None:
        oldest = query(db, "SELECT min(day) FROM report")[0][0]
        check(oldest >= TODAY - keep and gone, "and none is too old", oldest)


def test_kill():
    folder, here, rng = scratch(), scratch(), random.Random(4)
    db, copy = here / "dmarc.db", here / "copy.db"
    truth, keep = big(folder)
    run("dmarc-import", folder, db=copy)
    backups = here / "backup"
    backups.mkdir()
    env = dict(os.environ, DMARC_DB=str(db), RETENTION_DAYS=str(keep), DMARC_BACKUP_DIR=str(backups))
    kills, whole = 0, None
    for n in range(21):
        if n % 5 == 0 or n == 1:
            for f in here.glob("dmarc.db*"):
                f.unlink()
            with contextlib.closing(sqlite3.connect(copy)) as a, contextlib.closing(sqlite3.connect(db)) as b:
                a.backup(b)
        p = subprocess.Popen([BUILD / "dmarc-cron", "maintain"], env=env, stdout=subprocess.PIPE)
        began = time.monotonic()
        try:
            p.wait(rng.uniform(0, whole) if whole else None)      # the first is let go, to see how long it takes
        except subprocess.TimeoutExpired:
            p.kill()
            kills += 1
        p.communicate()
        whole = whole or time.monotonic() - began
        checked_against(db, truth, None)
        for f in backups.iterdir():
            if NAME.match(f.name):
                equal(query(f, "PRAGMA quick_check"), [("ok",)], "a backup has all of it or is none")
    maintain(db, **{k: env[k] for k in ("RETENTION_DAYS", "DMARC_BACKUP_DIR")})
    checked_against(db, truth, keep)
    as_rebuilt(db, "after %d kills" % kills)
    check(kills >= 5, "most were killed before they ended: %d" % kills)
    check(not [f for f in os.listdir(backups) if not NAME.match(f)], "no half backup is left", os.listdir(backups))


def test_backups():
    here = scratch()
    db, folder = here / "dmarc.db", here / "backup"
    generate("-n", 50, here / "in")
    run("dmarc-import", here / "in", db=db)
    want = stored(db)
    said = maintain(db, 2, DMARC_BACKUP_DIR=str(folder))
    check("DMARC_BACKUP_DIR" in said and "folder" in said, "a folder that is not there", said)
    folder.mkdir()
    others = ("dmarc-2020.db", "notes.txt", "dmarc-20200101-000000.db.gz", "xdmarc-20200101-000000.db")
    for name in others + tuple("dmarc-202001%02d-000000.db" % d for d in range(1, 12)) + (
            "dmarc-20200101-000000.db.part", "dmarc-20200101-000000.db.part-journal"):
        (folder / name).write_text("old")
    said = maintain(db, DMARC_BACKUP_DIR=str(folder))
    names = sorted(f for f in os.listdir(folder) if NAME.match(f))
    equal(len(names), 7, "seven are kept")
    equal(names[:6], ["dmarc-202001%02d-000000.db" % d for d in range(6, 12)], "the newest")
    equal(sorted(f for f in os.listdir(folder) if not NAME.match(f)), sorted(others), "nothing else is touched")
    new = folder / names[-1]
    check(new.name in said and "5 older removed" in said, "it is said", said)
    equal((oct(new.stat().st_mode & 0o777), new.read_bytes()[18:20]), ("0o600", b"\1\1"), "for us alone, one file")
    equal(query(new, "PRAGMA integrity_check"), [("ok",)], "the backup is sound")
    back = here / "again" / "dmarc.db"
    back.parent.mkdir()
    shutil.copy(new, back)
    equal(stored(back), want, "put back, it says the same")
    importing(back, xml("new", 1, [1]))
    equal(stored(back)["reports"], want["reports"] + 1, "and takes reports")
    status, text = cgi("dmarc-cron", "/cron/maintain", db=db, method="POST", DMARC_BACKUP_DIR=str(folder))
    steps = json.loads(text)["steps"]
    equal((status, [s["step"] for s in steps]), (200, ["check", "retention", "identity", "senders", "prune", "tidy", "backup"]), "by HTTP")
    equal(db.with_name("dmarc.db-wal").stat().st_size, 0, "the WAL is empty")


def test_future():
    """Backups of a clock that was ahead do not push out the one just made."""
    here = scratch()
    db, folder = here / "dmarc.db", here / "backup"
    importing(db, xml("a", 1, [1]))
    folder.mkdir()
    ahead = ["dmarc-299901%02d-000000.db" % d for d in range(1, 9)]
    past = ["dmarc-202001%02d-000000.db" % d for d in range(1, 9)]
    for name in ahead + past:
        (folder / name).write_text("old")
    link = here / "elsewhere"
    said = maintain(db, DMARC_BACKUP_DIR=str(folder))
    names = sorted(os.listdir(folder))
    equal((names[:6], names[7:]), (past[2:], ahead), "seven up to today, and those of later days")
    check(NAME.match(names[6]) and names[6] in said, "with the one just made", names[6], said)
    check("7 kept, 2 older removed" in said, "it is said", said)
    link.symlink_to(folder)
    second = int(time.time())
    until("another second, another name", lambda: time.time() > second + 1)
    check("7 kept, 1 older removed" in maintain(db, DMARC_BACKUP_DIR=str(link)), "a link to the folder will do")
    folder.chmod(0o500)
    weak = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []     # root may write anywhere
    r = subprocess.run([*weak, BUILD / "dmarc-cron", "maintain"], capture_output=True,
                       env=dict(os.environ, DMARC_DB=str(db), DMARC_BACKUP_DIR=str(folder)))
    check(r.returncode == 2 and b"ermission" in r.stderr, "a folder one may not write to", r.stderr)
    folder.chmod(0o700)


def test_writing():
    """A backup while others write: it is of one moment, and they do not wait."""
    here = scratch()
    db, folder = here / "dmarc.db", here / "backup"
    folder.mkdir()
    generate("-n", 400, here / "in")
    run("dmarc-import", here / "in", db=db)
    generate("-s", 3, "-n", 300, here / "more")
    p = subprocess.Popen([BUILD / "dmarc-import", here / "more"], env=dict(os.environ, DMARC_DB=str(db)),
                         stdout=subprocess.DEVNULL)
    rounds = 0
    while p.poll() is None or rounds == 0:
        maintain(db, DMARC_BACKUP_DIR=str(folder))
        rounds += 1
    equal(p.returncode, 0, "the import went on")
    for f in folder.iterdir():
        equal(query(f, "SELECT sum(records) - (SELECT count(*) FROM record) FROM report"), [(0,)],
              "of one moment")
    maintain(db, DMARC_BACKUP_DIR=str(folder))
    newest = max(folder.iterdir())
    equal(query(newest, "SELECT count(*) FROM report"), query(db, "SELECT count(*) FROM report"), "the last has all")


def test_damaged():
    here = scratch()
    db, folder = here / "dmarc.db", here / "backup"
    folder.mkdir()
    generate("-n", 100, here / "in")
    run("dmarc-import", here / "in", db=db)
    for day in range(1, 10):
        (folder / ("dmarc-202001%02d-000000.db" % day)).write_text("good")
    query(db, "PRAGMA wal_checkpoint(TRUNCATE)")
    page, = query(db, "SELECT rootpage FROM sqlite_schema WHERE name = 'record'")[0]
    with open(db, "r+b") as f:
        f.seek((page - 1) * 4096)
        f.write(b"\x05\xff\xff\xff\xff\xff\xff\xff\xff" * 20)
    before = db.read_bytes()
    said = maintain(db, 2, DMARC_BACKUP_DIR=str(folder), RETENTION_DAYS="1")
    check("damaged" in said or "malformed" in said, "it says what SQLite says", said)
    equal(len(list(folder.iterdir())), 9, "no backup is made, none removed")
    check(db.read_bytes() == before, "and nothing written")
    equal(cgi("dmarc-cron", "/cron/maintain", db=db, method="POST", DMARC_BACKUP_DIR=str(folder))[0], 503,
          "503 by HTTP")


def test_prune():
    db = scratch() / "dmarc.db"
    importing(db, xml("a", 1, [1]))
    old, new = int(time.time()) - 91 * DAY, int(time.time()) - 89 * DAY
    with contextlib.closing(sqlite3.connect(db)) as c, c:
        for t in (old, new):
            c.execute("INSERT INTO refused (time, via, file, code, message) VALUES (?, 'imap', 'f', 'c', 'm')", (t,))
        for i in range(150):
            c.execute("INSERT INTO job (by, state, started, ended) VALUES ('timer', ?, ?, ?)",
                      ("running" if i == 0 else "done", old, None if i == 0 else old))
        columns = {r[1]: "''" if r[2] == "TEXT" else "0"
                   for r in c.execute("PRAGMA table_info(alarm)") if r[3] and not r[5]}
        for ident, resolved in enumerate((old, new, None, old), 1):
            row = dict(columns, id=ident, subject="'%d'" % ident, resolved=resolved or "NULL")
            c.execute("INSERT INTO alarm (%s) VALUES (%s)" % (", ".join(row), ", ".join(map(str, row.values()))))
        for alarm, sent in ((1, old), (1, new), (2, old), (3, old), (4, None)):
            c.execute("INSERT INTO push (alarm, kind, subject, severity, value, title, message, link, made, due,"
                      " sent) VALUES (?, 'k', '', 1, 1, 't', 'm', '', 1, 1, ?)", (alarm, sent))
    said = maintain(db)
    check("49 fetches, 1 refusals, 2 pushes, 1 alarms" in said, "what is pruned", said)
    equal(query(db, "SELECT count(*), sum(state = 'running') FROM job"), [(101, 1)], "the newest 100 fetches stay")
    equal(query(db, "SELECT alarm, sent FROM push ORDER BY id"), [(1, new), (3, old), (4, None)],
          "what waits, and what an open alarm said, stays")
    equal(query(db, "SELECT id FROM alarm ORDER BY id"), [(2,), (3,), (4,)], "open alarms stay")


def test_full():
    if os.geteuid() != 0:
        return skip("a full disk: only root can mount one")
    here = scratch()
    db, folder = here / "dmarc.db", here / "backup"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True).returncode:
        return skip("a full disk: none can be mounted here")
    try:
        generate("-n", 300, here / "in")
        run("dmarc-import", here / "in", db=db)
        for day in range(1, 10):
            (folder / ("dmarc-202001%02d-000000.db" % day)).write_text("good")
        said = maintain(db, 2, DMARC_BACKUP_DIR=str(folder))
        check("full" in said or "space" in said, "a full disk is an error", said)
        equal(sorted(os.listdir(folder)), ["dmarc-202001%02d-000000.db" % d for d in range(1, 10)],
              "the old ones stay, and nothing half")
    finally:
        subprocess.run(["umount", folder], check=True)


def test_two():
    here = scratch()
    db = here / "dmarc.db"
    importing(db, xml("a", 1, [1]))
    import fcntl
    import struct
    with open(here / "dmarc.db-maintain.lock", "w") as f:
        fcntl.fcntl(f, 37, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))      # F_OFD_SETLK
        check("another maintain is running" in maintain(db, 2), "one at a time")
    maintain(db)


for name in ("RETENTION_DAYS", "DMARC_BACKUP_DIR"):
    os.environ.pop(name, None)
main()
