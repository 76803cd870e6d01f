# ctest: LABELS fast COST 10
"""A mail that its server hands over: 0 when nothing is left to do, 75 when it must come again, never
anything that would make it bounce."""
import contextlib
import fcntl
import gzip
import json
import os
import shutil
import sqlite3
import subprocess

from proof import BUILD, cgi, check, equal, main, run, scratch, skip
from lib import mails
from lib.made import report

WEAK = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []     # root may write anywhere
TEMPFAIL = os.EX_TEMPFAIL


def deliver(db, mail, *names, weak=False, **env):
    """The exit status and the one line that is said."""
    r = subprocess.run([*(WEAK if weak else []), BUILD / "dmarc-import", "--deliver", *(names or "-")], input=mail,
                       capture_output=True, env=dict(os.environ, DMARC_DB=str(db), **env))
    said = r.stderr.decode()
    equal(r.stdout, b"", "nothing on standard output")
    check(said.startswith("dmarc-import: ") and said.count("\n") == 1, "one line is said", said)
    return r.returncode, said[14:-1]


def rows(db, sql):
    with contextlib.closing(sqlite3.connect(db)) as c:
        return c.execute(sql).fetchall()


def test_taken():
    """What a mail brings, what is said of it, and what is kept of what was refused."""
    db, sender = scratch() / "dmarc.db", "noreply-dmarc@reporter.example"
    for mail, says, reports, aside in (
            (mails.google(), "1 imported", 1, 0), (mails.google(), "1 duplicate", 1, 0), (mails.two(), "2 imported", 3, 0),
            (mails.tls(), "1 other", 3, 0), (mails.both(), "1 imported, 1 other", 4, 0),
            (mails.cut_gzip(), "set aside: r.xml.gz: the compressed data is cut short", 4, 1),
            (mails.mixed(), "1 imported: set aside: r.zip/b.xml: ", 5, 2),
            (mails.ordinary(), "a message without a report", 5, 2), (mails.signed(), "a message without a report", 5, 2)):
        status, said = deliver(db, mail.bytes)
        equal((status, len(rows(db, "SELECT 1 FROM report")), len(rows(db, "SELECT 1 FROM refused"))), (0, reports, aside), mail.key)
        check(said.startswith("a mail from %s: %s" % ("eva@example.net" if mail.kind == "other" and "eva" in said else sender, says)),
              mail.key + ": it is said", said)
    equal(rows(db, "SELECT DISTINCT via FROM report UNION SELECT DISTINCT via FROM refused"), [("alias",)], "how they came")
    with_from = b"From reporter@example.org Fri Jan  2 03:04:05 2026\n" + mails.gzipped("postfix").bytes.replace(b"\r\n", b"\n")
    equal(deliver(db, with_from)[0], 0, "with the line that Postfix puts before it")
    for mail in (mails.ordinary(), mails.bounced("back"), mails.signed()):
        status, said = deliver(db, with_from.split(b"\n", 1)[0] + b"\n" + mail.bytes.replace(b"\r\n", b"\n"))
        equal((status, said.rpartition(": ")[2], len(rows(db, "SELECT 1 FROM refused"))), (0, "a message without a report", 2),
              "with it, and without a report: " + mail.key)
    file = scratch() / "mail"
    file.write_bytes(mails.gzipped("file").bytes)
    equal(deliver(db, b"", file)[0], 0, "a file")
    equal(len(rows(db, "SELECT 1 FROM report")), 7, "both are stored")


def test_import_page():
    """What was set aside is on the Import page, and an alarm leads there."""
    db = scratch() / "dmarc.db"
    deliver(db, mails.cut_gzip().bytes)
    answer = json.loads(cgi("dmarc-cron", "/api/mailbox", "", db)[1])
    equal([(r["via"], r["file"], r["part"], r["code"]) for r in answer["refused"]],
          [("alias", "a mail from noreply-dmarc@reporter.example", "r.xml.gz", "archive-corrupt")], "by name")
    equal(rows(db, "SELECT kind FROM alarm"), [], "an alarm is not judged by a mail server's settings")
    run("dmarc-cron", "check-alarms", db=db)
    equal(rows(db, "SELECT kind FROM alarm"), [("import_failed",)], "but by the next check")


def again(db, mail, what, words, **how):
    status, said = deliver(db, mail, **how)
    equal(status, TEMPFAIL, what + ": it comes again")
    check(words in said, what + ": it is said why", said)


def test_not_stored():
    """Whatever is wrong with us, no mail is lost and none bounces."""
    here = scratch()
    db, mail = here / "dmarc.db", mails.gzipped("late").bytes
    deliver(db, mails.google().bytes)
    db.chmod(0o400)
    again(db, mail, "a database that is read-only", "readonly", weak=True)
    db.chmod(0o600)
    here.chmod(0o500)
    (here / "dmarc.db-writer.lock").rename(here.with_suffix(".lock")) if not WEAK else (here / "dmarc.db-writer.lock").chmod(0)
    again(db, mail, "a folder that is shut", "dmarc.db-writer.lock", weak=True)
    here.chmod(0o700)
    (here / "dmarc.db-writer.lock").chmod(0o600)
    again(here / "none" / "dmarc.db", mail, "a folder that is not there", "is its disk mounted?")
    again(db, mail, "a wrong setting", "limit", DMARC_TEST_LIMITS="x=1")
    copy = here / "damaged" / "dmarc.db"
    copy.parent.mkdir()
    shutil.copy(db, copy)
    copy.write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
    again(copy, mail, "a damaged database", "")
    lost = here / "lost" / "dmarc.db"
    lost.parent.mkdir()
    deliver(lost, mails.google().bytes)
    lost.unlink()
    again(lost, mail, "a database that is lost", "")
    with contextlib.closing(sqlite3.connect(db)) as c:
        version = c.execute("PRAGMA user_version").fetchone()[0]
        c.execute("PRAGMA user_version = 999")
    again(db, mail, "a database of a newer program", "newer")
    with contextlib.closing(sqlite3.connect(db)) as c:
        c.execute("PRAGMA user_version = %d" % version)
    equal(deliver(db, mail), (0, "a mail from noreply-dmarc@reporter.example: 1 imported"), "then it is stored")


def test_arguments():
    db = scratch() / "dmarc.db"
    for names in (["a", "b"], ["/nonexistent"]):
        equal(deliver(db, b"", *names)[0], TEMPFAIL, "called with %s" % names)
    r = run("dmarc-import", "--deliver", db=db)
    check(r.returncode == TEMPFAIL and b"usage" in r.stderr, "called with nothing", r.stderr)
    equal(subprocess.run(["sh", "-c", "exec \"$0\" --deliver - <&-", BUILD / "dmarc-import"], capture_output=True,
                         env=dict(os.environ, DMARC_DB=str(db))).returncode, TEMPFAIL, "no standard input")


def test_locked():
    """While another writes: for as long as one waits for it."""
    db = scratch() / "dmarc.db"
    deliver(db, mails.google().bytes)
    with open(db.parent / "dmarc.db-writer.lock", "r+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        again(db, mails.gzipped().bytes, "a database that is locked", "another program is writing", DMARC_TEST_LIMITS="idle=1")
    equal(deliver(db, mails.gzipped().bytes)[0], 0, "then it is stored")


def test_full():
    if os.geteuid() != 0:
        return skip("a full disk: only root can mount one")
    folder = scratch()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], capture_output=True).returncode:
        return skip("a full disk: none can be mounted here")
    try:
        db = folder / "dmarc.db"
        deliver(db, mails.google().bytes)
        filler = folder / "filler"
        with contextlib.suppress(OSError):      # what fits is written
            filler.write_bytes(b"x" * (4 << 20))
        large = mails.mail("large", mails.attached("application/gzip", "r.xml.gz", gzip.compress(
            report(ident="large", rows=tuple(("192.0.%d.%d" % (n // 250, n % 250), n) for n in range(3000))))))
        again(db, large.bytes, "a full disk", "")
        filler.unlink()
        equal(deliver(db, large.bytes)[0], 0, "then it is stored")
        equal(len(rows(db, "SELECT 1 FROM report")), 2, "once")
    finally:
        subprocess.run(["umount", folder], check=True)


main()
