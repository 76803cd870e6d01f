# ctest: LABELS fast COST 40
"""A Maildir of this machine: each report once, each mail where it belongs, whatever happens meanwhile."""
import concurrent.futures
import contextlib
import errno
import itertools
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import threading

from proof import BUILD, cgi, check, equal, main, scratch, skip
from lib import mails
from lib.dovecot import Dovecot, wait_for
from lib.maildir import ACTIONS, Maildir, Trial
from lib.plain import plain
from lib.seccomp import failing

ROOT = os.geteuid() == 0
WEAK = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if ROOT else []        # root may write anywhere
POISON = "poison-report"
MANY = 20000
FIVE = [make() for make in (mails.two, mails.ordinary, mails.cut_gzip, mails.tls, mails.plain)]
LDA = shutil.which("dovecot-lda", path="/usr/lib/dovecot:/usr/libexec/dovecot")


def well(r, what):
    return check(r.code == 0, what, r.code, r.out, r.err)


def refuses(r, what, *words):
    """It says what it is about, where, and what to do."""
    check(r.code not in (0, None) and all(w in r.err for w in words), what, r.code, r.err, words)


def alarms(trial):
    return trial.db.ask("SELECT kind, subject FROM alarm WHERE resolved IS NULL AND kind = 'fetch_failed'")


# What becomes of a mail

def test_every_kind():
    for action in ACTIONS:
        trial = Trial(mails.every_kind() + mails.odd() + mails.archives() + mails.lost(), action)
        well(trial.run(), "every kind, " + action)
        trial.check("every kind, " + action)
        equal(len(trial.db.ask("SELECT 1 FROM alarm WHERE kind = 'import_failed'")), 1, "what cannot be read is an alarm")
        kept = trial.db.ask("SELECT DISTINCT via FROM report UNION SELECT DISTINCT via FROM refused")
        equal(kept, [("maildir",)], "how they came")
        name = trial.db.ask("SELECT file FROM refused WHERE part = 'r.xml.gz' ORDER BY id LIMIT 1")[0][0]
        check(name.startswith("mail 17672") and name.endswith(" in %s, from noreply-dmarc@reporter.example" % trial.box.dir),
              "a mail that cannot be read is told by its file and by whose it is", name)


def test_once():
    """What stays is known; what is gone is forgotten; what comes back is read again."""
    trial = Trial([mails.ordinary(), mails.tls(), mails.google()])
    well(trial.run(), "three mails")
    well(trial.run(), "and once more")
    check("\n0 mails: " in "\n" + trial.runs[-1].out, "nothing is read again", trial.runs[-1].out)
    equal(trial.db.ask("SELECT state FROM letter ORDER BY state"), [(0,), (5,)], "two are known")
    ordinary = next(p for p in trial.box.files("new") if b"lunch" in p.read_bytes())
    aside = ordinary.rename(trial.box.dir / "tmp" / ordinary.name)
    well(trial.run(), "one is gone")
    equal(len(trial.db.ask("SELECT 1 FROM letter JOIN letter_name USING (mailbox, uid)")), 1, "and forgotten")
    equal(len(trial.db.ask("SELECT 1 FROM letter_name")), 1, "with its name")
    aside.rename(ordinary)
    well(trial.run(), "it is back")
    check("\n1 mails: " in "\n" + trial.runs[-1].out, "and read again", trial.runs[-1].out)
    done = trial.box.files("cur")[0]
    done.rename(trial.box.dir / "new" / done.name)
    well(trial.run(), "one that was done is put back")
    check("0 reports imported, 1 duplicate" in trial.runs[-1].out, "it is a duplicate", trial.runs[-1].out)
    trial.check("once")


def test_flags():
    """Those that a mail has stay, and are in their order."""
    trial = Trial([])
    for info, mail in ((":2,TR", mails.google()), (":2,Sb", mails.gzipped()), (":2,", mails.plain()),
                       (":1,x", mails.two()), (":2,P", mails.cut_gzip())):
        trial.box.deliver([mail], info)
    well(trial.run(), "mails that have flags in new")
    equal(trial.box.snapshot(), {"google": [("cur", "RST")], "gzip": [("cur", "Sb")], "plain": [("cur", "S")],
                                 "two": [("cur", "S")], "cut-gzip": [("cur", "FPS")]}, "flags")


def test_arrivals():
    """All that is there in one run, be it more than one parcel; and what comes meanwhile."""
    made = [mails.gzipped("n%d" % n) for n in range(250)]
    watched = Trial(made, made=True).run(before=[BUILD / "killat", "-v", "0"])
    first_moved = re.search(r"^(\d+) renameat2", watched.err, re.M).group(1)
    trial, late = Trial(made, made=True), mails.google("late")
    (trial.box.dir / "tmp" / "late").write_bytes(late.bytes)
    trial.mails.append(late)
    deliver = "mv %s/tmp/late %s/new/" % (trial.box.dir, trial.box.dir)
    well(trial.run(before=[BUILD / "killat", "-x", deliver, first_moved]), "250 mails and one that comes meanwhile")
    trial.check("all are read")
    check("251 mails" in trial.runs[-1].out, "in one run", trial.runs[-1].out)


# What is no mail

def test_strange():
    trial = Trial([mails.ordinary()])
    new, outside = trial.box.dir / "new", scratch()
    report = outside / "report"
    report.write_bytes(mails.google().bytes)
    (new / "link").symlink_to(report)
    (new / "nowhere").symlink_to("/nonexistent")
    (new / "folder").mkdir()
    (new / "folder" / "mail").write_bytes(mails.plain().bytes)
    (new / ".hidden").write_bytes(mails.gzipped().bytes)
    (trial.box.dir / "tmp" / "writing").write_bytes(mails.two().bytes)
    os.mkfifo(new / "fifo")
    with socket.socket(socket.AF_UNIX) as s:
        s.bind(str(new / "socket"))
    before = sorted(p.name for p in new.iterdir())
    well(trial.run(), "strange files")
    equal((trial.db.reports(), sorted(p.name for p in new.iterdir())), ({}, before), "are let alone")
    equal(len(trial.db.ask("SELECT 1 FROM letter_name")), 1, "and not known")


def test_linked():
    """A file with two names is one that is being delivered, or somebody else's."""
    trial = Trial([mails.google()])
    secret = scratch() / "secret"
    secret.write_bytes(mails.gzipped().bytes)
    os.link(secret, trial.box.dir / "new" / "linked")
    for n in (1, 2):
        refuses(trial.run(), "a hard link", "new/linked", "hard link")
        equal((set(trial.db.reports()), len(trial.box.files("new"))), ({"google"}, 1), "it is let alone, not the others")
        equal(len(alarms(trial)), n - 1, "an alarm when it stays")
    secret.unlink()
    well(trial.run(), "once it is a file of its own")
    equal((set(trial.db.reports()), alarms(trial)), ({"google", "gzip"}, []), "it is read")


# What cannot be read or moved

def test_shut():
    """It is told which folder, why and what to do, and nothing is done; it is an alarm, until it is well."""
    for sub, change, words in (("new", lambda p: p.chmod(0), "Permission denied"), ("cur", lambda p: p.chmod(0o500), "Permission denied"),
                               ("", lambda p: p.chmod(0), "Permission denied"), ("new", lambda p: p.rename(p.parent / "x"), "No such file"),
                               ("cur", lambda p: p.rename(p.parent / "x"), "No such file")):
        trial = Trial([mails.google()])
        folder = trial.box.dir / sub
        change(folder)
        what = "%s, %s" % (sub or "the Maildir", words)
        refuses(trial.run(before=WEAK), what, str(folder), words, "must be")
        equal(trial.db.ask("SELECT state, code FROM job"), [("failed", "setting")], what + ": the job")
        equal(alarms(trial), [("fetch_failed", "maildir")], what + ": an alarm at once")
        (folder.parent / "x").rename(folder) if (folder.parent / "x").exists() else folder.chmod(0o700)
        well(trial.run(before=WEAK), what + ", mended")
        equal(alarms(trial), [], what + ": the alarm is over")
        trial.check(what + ", mended")
    nothing = Trial([])
    for path, words in ((str(nothing.box.dir / "none"), "No such file"), ("/dev/null", "Not a directory")):
        nothing.env["DMARC_MAILDIR"] = path
        refuses(nothing.run(), path, path, words, "new, cur and tmp")
    elsewhere = Maildir([mails.google()])
    shutil.rmtree(nothing.box.dir / "new")
    (nothing.box.dir / "new").symlink_to(elsewhere.dir / "new")
    nothing.env["DMARC_MAILDIR"] = str(nothing.box.dir)
    refuses(nothing.run(), "new is a link", "new")
    equal(nothing.db.reports(), {}, "which is not followed")


def test_read_only():
    """As where a unit does not let it write."""
    trial = Trial([mails.google()])
    bind = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'
    before = ["unshare", "-m", "sh", "-c", bind, "sh", trial.box.dir]
    if not ROOT or subprocess.run([*before, "true"], capture_output=True).returncode != 0:
        return skip("a folder that is read-only: only root can make one")
    refuses(trial.run(before=before), "a folder that is read-only", "/new", "Read-only file system", "their unit must let it")
    equal(trial.db.reports(), {}, "nothing is done")
    well(trial.run(), "one that is not")
    trial.check("it was read-only")


def test_settings():
    trial = Trial([mails.google()], action="move:Done")
    refuses(trial.run(), "a wrong action", "DMARC_MAILDIR_POST_ACTION", "move:Done")
    del trial.env["DMARC_MAILDIR"]
    refuses(trial.run(), "no Maildir", "DMARC_MAILDIR")
    equal((trial.db.reports(), len(trial.box.files("new"))), ({}, 1), "nothing is done")


def ask(env, method, path, query="", **headers):
    status, text = cgi("dmarc-cron", path, query, env["DMARC_DB"], method=method, **{**env, **headers})
    return status, json.loads(text)


def test_job():
    """As a page, a unit that watches it, and the timer begin it; beside a mailbox that is away."""
    trial = Trial([mails.google(), mails.cut_gzip()])
    env = {k: v for k, v in trial.env.items() if k.startswith("DMARC_")}
    status, box = ask(env, "GET", "/api/mailbox")
    equal((status, box["name"], box["mailboxes"], box["on"], box["account"], box["folder"], box["search"], box["action"]),
          (200, "maildir", ["maildir"], True, str(trial.box.dir), "new", None, "seen"), "what the page tells of it")
    two = dict(env, IMAP_HOST="127.0.0.1", IMAP_PORT="1", IMAP_USER="u", IMAP_PASS="p")
    equal(ask(two, "GET", "/api/mailbox")[1]["mailboxes"], ["main", "maildir"], "beside another")
    for method, path, query, by, whose in (
            ("POST", "/cron/fetch-maildir", "", "path", ["maildir"]), ("POST", "/cron/fetch-imap", "", "timer", ["main", "maildir"]),
            ("POST", "/api/fetch", "mailbox=maildir", "page", ["maildir"])):
        status, answer = ask(two, method, path, query, HTTP_SEC_FETCH_SITE="same-origin")
        equal((status, [j["mailbox"] for j in answer["jobs"]]), (202, whose), path)
        number = answer["jobs"][-1]["job"]
        wait_for("the job to end", lambda n=number: ask(env, "GET", "/api/jobs/%d" % n)[1]["state"] != "running")
        job = ask(env, "GET", "/api/jobs/%d" % number)[1]
        equal((job["mailbox"], job["by"], job["state"], job["total"]), ("maildir", by, "done", 2 * (by == "path")), path + ": the job")
    equal(ask(env, "GET", "/api/mailbox", "mailbox=maildir")[1]["problem"], None, "it is well")
    trial.check("the job")
    trial.box.dir.rename(trial.box.dir.parent / "gone")
    ask(env, "POST", "/cron/fetch-maildir")
    wait_for("the job to end", lambda: ask(env, "GET", "/api/mailbox")[1]["problem"])
    answer = ask(env, "GET", "/api/alarms")[1]
    equal([(a["kind"], a["subject"], a["title"]) for a in answer["rows"] if a["kind"] == "fetch_failed"],
          [("fetch_failed", "maildir", "The Maildir cannot be fetched")], "an alarm")
    del env["DMARC_MAILDIR"]
    equal(ask(env, "POST", "/cron/fetch-maildir")[0], 403, "none is set")


def test_look():
    """test-imap changes nothing, and says what it saw."""
    trial = Trial(mails.a_dozen())
    before = trial.box.snapshot()
    well(trial.run(command="test-imap"), "test-imap maildir")
    check(str(trial.box.dir) in trial.runs[-1].out and "12 in new" in trial.runs[-1].out, "it says what it saw", trial.runs[-1].out)
    equal((trial.box.snapshot(), trial.db.reports()), (before, {}), "nothing is changed")
    trial.box.files("new")[3].chmod(0)
    refuses(trial.run(command="test-imap", before=WEAK), "one that cannot be read", "Permission denied", "/new/17672")


def test_one_shut():
    """A mail that cannot be read keeps no other out."""
    trial = Trial(mails.a_dozen())
    shut = next(p for p in trial.box.files("new") if b"X-Key: gzip\r" in p.read_bytes())
    shut.chmod(0)
    for _ in range(2):
        refuses(trial.run(before=WEAK), "one is shut", "/new/" + shut.name, "Permission denied", "must be")
        equal(len(alarms(trial)), 1, "one is shut: an alarm")
    equal(trial.box.files("new").count(shut), 1, "it is where it was")
    check("plain" in trial.db.reports() and "gzip" not in trial.db.reports(), "the others are read", trial.db.reports())
    shut.chmod(0o600)
    well(trial.run(before=WEAK), "it is open")
    equal(alarms(trial), [], "the alarm is over")
    trial.check("one was shut")


def test_not_moved():
    """What is stored and cannot be moved is told, not read twice, and moved when it can be."""
    for action, call in (("seen", "renameat2"), ("delete", "unlinkat")):
        for number in (errno.ENOSPC, errno.EACCES, errno.EROFS):
            trial = Trial([mails.google(), mails.two(), mails.ordinary()], action)
            for n in (1, 2):
                r = trial.run(preexec_fn=failing(call, number))
                what = "%s, %s, %d" % (action, os.strerror(number), n)
                refuses(r, what, "/new/17672", os.strerror(number), "and 1 more")
                equal(set(trial.db.reports()), {"google", "two-1", "two-2"}, what + ": the reports are stored")
                equal([row[1] for row in trial.db.open_letters()], [2, 2], what + ": the journal knows")
                equal(trial.db.ask("SELECT sum(imported), sum(duplicate) FROM job"), [(3, 0)], what + ": read once")
            well(trial.run(), action + ", when it can be")
            equal(trial.db.ask("SELECT sum(imported), sum(duplicate) FROM job"), [(3, 0)], action + ": still once")
            trial.check("%s, %s, and then it can be" % (action, os.strerror(number)))


def test_sticky():
    if not ROOT:
        return skip("another's file: only root can make one")
    trial = Trial([mails.google()])
    os.chown(trial.box.files("new")[0], 1, 1)
    os.chown(trial.box.dir / "new", 1, 1)
    (trial.box.dir / "new").chmod(0o1777)
    trial.box.files("new")[0].chmod(0o644)
    refuses(trial.run(before=WEAK), "another's file in a folder where one may move one's own alone", "moved to cur",
            "Operation not permitted", "must be")
    equal(set(trial.db.reports()), {"google"}, "it is stored")
    (trial.box.dir / "new").chmod(0o777)
    well(trial.run(before=WEAK), "it may be moved")
    trial.check("it is moved")


def test_place_taken():
    """Nothing in cur is ever overwritten."""
    for fails in (None, failing("renameat2", errno.EINVAL)):
        trial = Trial([mails.google()])
        taken = trial.box.dir / "cur" / (trial.box.files("new")[0].name + ":2,S")
        taken.write_bytes(b"somebody's")
        for _ in range(2):
            refuses(trial.run(preexec_fn=fails), "the place is taken", "moved to cur", "File exists")
        equal((taken.read_bytes(), len(trial.box.files("new"))), (b"somebody's", 1), "both are there")
        taken.unlink()
        well(trial.run(preexec_fn=fails), "the place is free")
        trial.check("the place was taken")


# Others who use it

def calls(trial):
    """The numbers of the calls that others can see, of a run that nobody disturbs; of many in a row that write
    to one file, a transaction, the first, the middle and the last."""
    r = trial.run(before=[BUILD / "killat", "-v", "0"])
    well(r, "a run that is only watched")
    trial.check("and what it did")
    said = re.findall(r"^(\d+) (\w+\(\d+),", r.err, re.M)
    rows = [[int(n) for n, _ in row] for _, row in itertools.groupby(said, lambda x: x[1])]
    return sorted({row[at] for row in rows for at in (0, len(row) // 2, -1)})


def test_others_move():
    """Another client moves all mails to cur, at each call of a run."""
    reports = set()
    for n in calls(Trial(FIVE, made=True)):
        trial = Trial(FIVE, made=True)
        mover = 'cd %s/new && for f in *; do [ ! -e "$f" ] || mv "$f" "../cur/$f:2,"; done' % trial.box.dir
        what = "moved at call %d" % n
        well(trial.run(before=[BUILD / "killat", "-x", mover, str(n)]), what)
        equal(trial.settle(), 1, what + ": it settles at once")
        trial.check(what, moved=True)
        check(max(trial.db.reports().values(), default=1) == 1, what + ": none twice", trial.db.reports())
        reports.add(len(trial.db.reports()))
    equal(reports, {0, 3}, "in some they were read, in others not")


def test_delivery_agent():
    """Dovecot's delivers while a fetch runs, and its server shows what is there."""
    if LDA is None:
        return skip("there is no dovecot-lda here")
    server = Dovecot(ssl="no")
    user = server.user()
    server.deliver(user, [mails.ordinary("first")])
    owner = server.owner
    trial = Trial([mails.ordinary("first")])
    trial.box.dir = server.path(user)
    trial.env["DMARC_MAILDIR"] = str(trial.box.dir)
    made = [mails.gzipped("lda%d" % n) for n in range(40)] + [mails.cut_gzip(), mails.tls()]
    trial.mails += made

    def deliver(mail):
        subprocess.run([LDA, "-c", server.dir / "conf", "-o", "log_path=/dev/stderr", "-f", "a@reporter.example"], input=mail.bytes, check=True, capture_output=True,
                       user=owner.pw_uid, group=owner.pw_gid, extra_groups=[],
                       env={"HOME": str(server.home(user)), "USER": user, "PATH": os.environ["PATH"]})

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        delivered = [pool.submit(deliver, mail) for mail in made]
        while not all(d.done() for d in delivered):
            well(trial.run(), "a fetch while mail comes")
        for d in delivered:
            d.result()
    well(trial.run(), "and after")
    trial.check("what dovecot-lda delivered")
    flags = {x.key: set(x.flags) for x in server.snapshot(user)}
    equal({m.key: flags[m.key] for m in trial.mails},
          {m.key: {"done": {"\\Seen"}, "bad": {"\\Seen", "\\Flagged"}, "other": set()}[m.kind] for m in trial.mails},
          "as a client sees it")


# Killed

def crash(what, preexec_fn, action, point, lock):
    trial, (n, after) = Trial(FIVE, action, made=True, preexec_fn=preexec_fn), point
    r = trial.run(before=[BUILD / "killat", *(["-a"] if after else []), str(n)])
    runs = trial.settle()
    what = "%s: killed %s call %d" % (what, "after" if after else "before", n)
    with lock:
        check(runs is not None, what + ": it settles", *["%s %s" % (x.code, x.err) for x in trial.runs[-2:]])
        trial.check(what)
    return r.code == 137


def test_every_call():
    """kill -9 before and after the calls that others can see."""
    lock = threading.Lock()
    for what, action, fails in (("seen", "seen", None), ("delete", "delete", None),
                                  ("by links", "seen", failing("renameat2", errno.EINVAL))):
        numbers = calls(Trial(FIVE, action, made=True, preexec_fn=fails))
        if fails:           # what comes before a mail is moved is the same
            numbers = numbers[-20:]
        work = [(n, after) for n in numbers for after in (False, True)]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            killed = list(pool.map(lambda point, p=fails, a=action, x=what: crash(x, p, a, point, lock), work))
        check(sum(killed) > len(work) * 0.7, what + ": nearly all were killed", sum(killed), len(work))
        print("%s: %d points" % (what, len(work)))


def deaths(trial, what):
    """How often a run was killed at storing that report's id, until one goes well."""
    for died in range(8):
        r = trial.run(before=[BUILD / "killat", "-m", POISON, "1"])
        if r.code != 137:
            break
    well(r, what + ": it settles")
    return died


def weekly(trial):
    with contextlib.closing(sqlite3.connect(trial.db.path)) as c, c:
        c.execute("UPDATE letter SET tried = tried - 8 * 86400 WHERE state = 6")


def test_poisoned():
    """A mail whose reading kills the program each time stays where it is after three attempts, and is tried
    once a week; the others are read."""
    for action in ACTIONS:
        what, poison, others = "a mail that kills the program, " + action, mails.gzipped(POISON), mails.a_dozen()
        unread = mails.Mail(poison.key, poison.bytes, "other")
        trial = Trial(others[:6] + [unread] + others[6:], action)
        died = deaths(trial, what)
        check(3 <= died <= 4, what + ": three times, or a neighbour's fourth: %d" % died)
        trial.check(what)
        equal(deaths(trial, what), 0, what + ": it is left alone")
        weekly(trial)
        trial.box.deliver([mails.google("after-a-week")])
        equal(deaths(trial, what), 1, what + ": once a week")
        equal(trial.db.reports()["after-a-week"], 1, what + ": and holds up no other")
        equal(trial.db.ask("SELECT count(*) FROM refused WHERE message LIKE '%ended the program three times%'"), [(1,)],
              what + ": it is told once")
        weekly(trial)
        well(trial.run(), what + ": a week later")
        equal(trial.db.reports()[POISON], 1, what + ": what can be read then is stored")


# Size

def peak(trial):
    file = scratch() / "used"
    well(trial.run(before=[BUILD / "killat", "-o", file, "0"], program=plain("dmarc-cron")), "a run that is measured")
    return int(file.read_text().split()[2])


def test_sizes():
    """A mail over the limit, and one of 60 MB."""
    trial = Trial([mails.large(300000, becomes="other", subject="Pictures"), mails.report_and_large(300000), mails.google()],
                  DMARC_TEST_LIMITS="mail=100000")
    well(trial.run(), "mails over the limit")
    trial.check("mails over the limit")
    small, large = (peak(Trial([mails.large(size)])) for size in (4500, 58_000_000))
    print("peak memory: %d KB, of a large mail %d KB" % (small, large))
    check(large - small < 4096, "a large mail takes no more memory", small, large)


def test_many():
    """People's mail, so much that it is slow or large if anything is."""
    none, trial = peak(Trial([mails.ordinary()])), Trial([])
    data = mails.ordinary().bytes
    for n in range(MANY):
        (trial.box.dir / "new" / ("1767225600.M%dP7V0000000000000801I0000000000000099_0.mx.example.org,S=393" % n)).write_bytes(data)
    well(trial.run(), "%d mails" % MANY)
    check("%d mails" % MANY in trial.runs[-1].out, "are read", trial.runs[-1].out)
    trial.box.deliver([mails.google()])
    used = peak(trial)
    equal(set(trial.db.reports()), {"google"}, "one more is found among them")
    print("peak memory: %d KB, beside %d known mails %d KB" % (none, MANY, used))
    check((used - none) * 1024 < 500 * MANY, "each costs little memory", none, used)


main()
