#!/usr/bin/env python3
# ctest: COST 90
"""Fetching from a real server, Dovecot: each mail once, its flags as promised, nobody else's touched."""
import base64
import concurrent.futures
import contextlib
import email
import io
import json
import re
import stat
import subprocess
import zipfile
import zlib

from proof import BUILD, CASES, CORPUS, check, equal, main, run as program, scratch, skip
from lib import mails
from lib.dovecot import Dovecot, token
from lib.fetch import ACTIONS, PROGRAM, TARGET, Template, Trial, run, settings, template
from lib.plain import plain

SEEN, DELETE, MOVE = ACTIONS
FOLDERS = ("Reports", "a b", 'she said "no"', "R&D", "Geprüft", "Berichte/Über/Täglich", "📬 DMARC", "back\\slash")
NAME = re.compile(rb"[^!/\s]![^!/\s]+!\d+!\d+[!.]")
SUBJECT = re.compile(r"(?i)[^:]*report\s+domain:.*submitter:.*report-id:", re.S)
NOTICES = ("message/delivery-status", "message/disposition-notification")
MEDIA = ("application/tlsrpt+gzip", "application/tlsrpt+json", "message/feedback-report")
ODD_PASSWORD = 'se"cr\\et p%C3ä'


def said(r):
    return r.out + r.err


def well(r, what):
    return check(r.code == 0, what + ": it goes well", r.code, r.err, r.out)


def refuses(r, what, says):
    """Exit status 2 and a message that names what was wrong."""
    equal(r.code, 2, what + ": the exit status")
    check(re.search(says, r.err), what + ": what it says", r.err, says)


# The made-up mails

def test_their_answers():
    """The bench itself: what the mails are said to be is what the parser says."""
    folder = scratch()
    for mail in mails.every_kind() + mails.archives() + mails.lost() + mails.odd():
        (folder / mail.key).write_bytes(mail.bytes)
        kind, ids = answer_of(folder / mail.key)
        equal(kind, mail.kind, "%s is %s" % (mail.key, mail.kind))
        if mail.key != "again":
            equal(ids, set(mail.ids), "the reports of " + mail.key)


def answer_of(file):
    """The class of a mail and its report ids, as `dmarc-import parse` has it."""
    return class_of(json.loads(program("dmarc-import", "parse", file).stdout), file.read_bytes())


def looks_like_one(mail):
    """By a file's name or the subject (RFC 7489, 7.2.1.1), a media type, or what can be read."""
    parts = list(email.message_from_bytes(mail.lstrip()).walk())
    if any(part.get_content_type() in NOTICES for part in parts):
        return False
    return any(NAME.search(part.get_filename("").encode() + b"\n" + raw[:2000] * packed) or b"<feedback" in data
               or part.get_content_type() in MEDIA or SUBJECT.match(part.get("Subject", ""))
               for part in parts for raw in [raw_of(part)] for packed, data in [unpacked(raw)])


def raw_of(part):
    """Its bytes; also of a message in base64, which the module does not decode."""
    if part.get_content_type() == "message/rfc822" and part.get("Content-Transfer-Encoding") == "base64":
        inner = base64.b64decode(part.get_payload(0).get_payload())
        return b"".join(unpacked(raw_of(each))[1] for each in email.message_from_bytes(inner).walk())
    return part.get_payload(decode=True) or b""


def unpacked(data):
    """Whether it is an archive, and what is in it as far as that can be told."""
    if data[:2] == b"\x1f\x8b":
        with contextlib.suppress(zlib.error):
            return True, unpacked(zlib.decompressobj(31).decompress(data))[1]
    if data[:2] == b"PK":
        with contextlib.suppress(zipfile.BadZipFile, zlib.error, RuntimeError):
            with zipfile.ZipFile(io.BytesIO(data)) as z:
                return True, b"".join(unpacked(z.read(each))[1] for each in z.namelist())
    return data[:2] in (b"\x1f\x8b", b"PK"), data


def class_of(answer, mail):
    """What was refused counts only where something looks like a report."""
    reports = [r for r in answer.get("reports") or [] if r["type"] == "aggregate"]
    ids = {r["metadata"].get("report_id") or "" for r in reports}
    why = {answer.get("error")} | {each["error"] for each in answer.get("rejected") or []}
    other = {None, "not-report", "empty", "archive-encrypted"}
    if why & {"missing-field", "bad-date"} or (reports and why - other) or (why != {None} and looks_like_one(mail)):
        return "bad", ids
    return "done" if reports and len(reports) == len(answer["reports"]) else "other", ids


# Classes and actions

def test_each_action(server):
    mine = mails.plain("mine")
    made = template(server, mails.every_kind(), others=[(mine, "S"), (mails.ordinary("flagged"), "FS")])
    for action in ACTIONS:
        trial = Trial(server, made, action, rawlog=True)
        r = trial.run()
        well(r, action)
        twice = {uid: n for uid, n in server.bodies(trial.user).items() if n > 1}
        equal(twice, {}, action + ": no body is fetched twice")
        check(b"BODY[]" not in server.asked(trial.user), action + ": it peeks")
        before = server.bodies(trial.user)
        well(trial.run("--drain"), action + ", again")
        equal(server.bodies(trial.user), before, action + ", again: nothing is fetched")
        trial.check(action)


def test_somebodys_mail(server):
    """What people send each other, whatever its state, is left alone and is no alarm."""
    theirs = mails.archives()
    for action in ACTIONS:
        trial = Trial(server, template(server, theirs), action)
        r = trial.run()
        well(r, "people's mail, " + action)
        equal(trial.db.ask("SELECT file, part, message FROM refused"), [], "of people's mail nothing is noted")
        equal(trial.db.ask("SELECT kind FROM alarm WHERE kind = 'import_failed'"), [], "and it is no alarm")
        equal(trial.db.ask("SELECT ignored, failed, seen FROM job"), [(len(theirs), 0, len(theirs))],
              "people's mail is ignored")
        trial.check("people's mail, " + action)


def test_lost(server):
    """What was to be a report and cannot be read is marked and named, each."""
    made = mails.lost() + [mails.beside()]
    trial = Trial(server, template(server, made + [mails.ordinary()]))
    well(trial.run(), "lost reports")
    rows = trial.db.ask("SELECT DISTINCT file FROM refused")
    equal(len(rows), len(made), "each lost report is named")
    equal(trial.db.ask("SELECT count(*) FROM alarm WHERE kind = 'import_failed'"), [(1,)], "and they are an alarm")
    trial.check("lost reports")


def test_as_they_begin(server):
    """Whatever stands before the first field, and a mail that came back.  The server sees no header in some."""
    made = mails.odd()
    trial = Trial(server, template(server, made))
    well(trial.run(), "odd mails")
    equal(trial.db.ask("SELECT message FROM refused"), [], "of odd mails nothing is refused")
    equal(trial.db.reports(), {i: 1 for m in made for i in m.ids}, "their reports")
    for mail, letter in zip(made, server.snapshot(trial.user), strict=True):
        equal(set(letter.flags), {"\\Seen"} if mail.kind == "done" else set(), "the flags of " + mail.key)
    trial.forget()


def test_other_reports(server):
    """A mail with a report that is not kept can be found later, and is not read again now."""
    made = [mails.tls(), mails.both(), mails.failure(), mails.ordinary(), mails.google()]
    trial = Trial(server, template(server, made), rawlog=True)
    well(trial.run(), "other reports")
    well(trial.run("--drain"), "other reports, again")
    uids = {x.key: x.uid for x in trial.made.before}
    equal(trial.db.ask("SELECT uid FROM letter WHERE state = 5 ORDER BY uid"),
          sorted((uids[key],) for key in ("tls-rpt", "both", "failure")), "their state")
    equal(set(server.bodies(trial.user).values()), {1}, "other reports: each is read once")
    trial.check("other reports")


def test_everything_twice(server):
    """IMAP_SEARCH=ALL finds the same mails each time."""
    made = template(server, mails.every_kind())
    trial = Trial(server, made, rawlog=True, search="ALL")
    for n in range(3):
        well(trial.run(), "ALL, run %d" % n)
    count = server.bodies(trial.user)
    equal(set(count.values()), {1}, "ALL: each body once in three runs")
    equal(len(count), len(made.mails), "ALL: and each of them")
    trial.check("ALL")


def test_with_flags_of_others(server):
    """Another client's \\Deleted mail stays; a mail is not unflagged."""
    made = template(server, mails.a_dozen())
    for action in ACTIONS:
        trial = Trial(server, made, action)
        uids = {x.key: x.uid for x in made.before}
        server.store(trial.user, [uids["ordinary"]], "\\Seen \\Deleted")
        server.store(trial.user, [uids["plain"], uids["broken"]], "\\Flagged")
        trial.made = Template(trial.user, made.mails, server.snapshot(trial.user))
        well(trial.run(), "others' flags, " + action)
        trial.check("others' flags, " + action)


def test_opened_first(server):
    """Of what arrives between two fetches a person may open some."""
    first, later = mails.a_dozen()[:4], mails.a_dozen()[4:]
    made = template(server, first)
    trial = Trial(server, made)
    well(trial.run(), "before a person")
    server.deliver(trial.user, later)
    before = server.snapshot(trial.user)
    new = [x.uid for x in before if x.key in {m.key for m in later}]
    server.store(trial.user, new, "\\Seen")
    well(trial.run(), "after a person")
    equal(set(trial.db.reports()), {i for m in first + later for i in m.ids}, "what a person opened first is taken")
    twice = trial.run()
    well(twice, "after that")
    check(not list(trial.db.wrong(i for m in first + later for i in m.ids)), "and all is handled")
    trial.forget()


def test_opened_before_its_turn(server):
    """What comes while the first runs are still behind, and is opened by a person."""
    first, later = mails.a_dozen()[:8], mails.a_dozen()[8:]
    trial = Trial(server, template(server, first), max=3)
    well(trial.run(), "the first run of many")
    server.deliver(trial.user, later)
    new = [x.uid for x in server.snapshot(trial.user) if x.key in {m.key for m in later}]
    server.store(trial.user, new, "\\Seen")
    well(trial.run("--drain"), "the other runs")
    equal(set(trial.db.reports()), {i for m in first + later for i in m.ids}, "what is opened meanwhile is taken")
    trial.forget()


def test_another_action(server):
    """What was handled stays as it is when the settings change, and change back."""
    made = template(server, mails.a_dozen())
    trial = Trial(server, made, rawlog=True)
    server.deliver(trial.user, [], folder="Other")
    for changes in ({}, {"IMAP_POST_ACTION": DELETE}, {"IMAP_FOLDER": "Other"}, {"IMAP_POST_ACTION": MOVE}):
        well(run(dict(trial.env, **changes), "--drain"), "changed: %s" % changes)
    equal(set(server.bodies(trial.user).values()), {1}, "changed settings: each body once")
    trial.check("changed settings")


def test_set_unread(server):
    """A person sets handled mails unread: they are not fetched a second time."""
    made = template(server, mails.a_dozen())
    trial = Trial(server, made, rawlog=True)
    well(trial.run(), "before they are set unread")
    c = server.client(trial.user)
    c.select()
    c.uid("STORE", "1:*", "-FLAGS", "(\\Seen)")
    c.logout()
    before = server.bodies(trial.user)
    well(trial.run(), "after")
    equal(server.bodies(trial.user), before, "set unread: not fetched a second time")
    trial.forget()


def test_a_few_at_a_time(server):
    made = template(server, mails.every_kind())
    trial = Trial(server, made, MOVE, rawlog=True, max=5)
    well(trial.run(), "5 a run")
    equal(len(server.bodies(trial.user)), 5, "5 a run: 5 bodies")
    well(trial.run("--drain"), "5 a run, drain")
    equal(set(server.bodies(trial.user).values()), {1}, "5 a run: each once")
    equal(len(server.bodies(trial.user)), len(made.mails), "5 a run: all")
    trial.check("5 a run")


def test_filled_later(server):
    """A folder that was empty at first."""
    empty = template(server, [])
    for action in ACTIONS:
        trial = Trial(server, empty, action)
        well(trial.run(), "an empty folder, " + action)
        server.deliver(trial.user, mails.a_dozen())
        trial.made = Template(trial.user, mails.a_dozen(), server.snapshot(trial.user))
        well(trial.run("--drain"), "filled, " + action)
        trial.check("filled, " + action)


def test_made_anew(server):
    """UIDVALIDITY changed between two runs: the uids mean other mails."""
    for action in ACTIONS:
        trial = Trial(server, template(server, mails.a_dozen()), action)
        well(trial.run(), "before it is made anew, " + action)
        server.renumber(trial.user)
        later = mails.gzipped("later")
        server.deliver(trial.user, [later])
        trial.made = Template(trial.made.user, trial.made.mails + [later],
                              trial.made.before + [x for x in server.snapshot(trial.user) if x.key == "later"])
        well(trial.run("--drain"), "made anew, " + action)
        trial.check("made anew, " + action)


# Folders

def test_folders(server):
    for n, folder in enumerate(FOLDERS):
        target = FOLDERS[n - 1] + " 2" if "/" not in folder else "Berichte/Fertig"
        made = template(server, mails.a_dozen(), folder=folder)
        for action in (SEEN, "move:" + target):
            trial = Trial(server, made, action, folder=folder)
            well(trial.run(), "folder %r, %s" % (folder, action))
            trial.check("folder %r, %s" % (folder, action))
    trial = Trial(server, template(server, []), folder="No such folder")
    refuses(trial.run(), "a folder that is not there", "No such folder")
    there = Trial(server, template(server, mails.a_dozen()), MOVE)
    server.deliver(there.user, [], folder=TARGET)
    well(there.run(), "a target that is there")
    there.check("a target that is there")


# Servers that can less

def test_poorer():
    plans = [("IMAP4rev1", ACTIONS), ("IMAP4rev1 UIDPLUS", (MOVE,)), ("IMAP4rev1 MOVE", (MOVE, DELETE)),
             ("IMAP4rev1 UIDPLUS MOVE", ACTIONS)]
    for capability, actions in plans:
        server = Dovecot(ssl="no", capability=capability)
        made = template(server, mails.a_dozen())
        for action in actions:
            what = "%s, %s" % (capability, action)
            trial = Trial(server, made, action)
            uids = {x.key: x.uid for x in made.before}
            server.store(trial.user, [uids["ordinary"]], "\\Deleted")
            trial.made = Template(trial.user, made.mails, server.snapshot(trial.user))
            well(trial.run("--drain"), what)
            gone = "UIDPLUS" in capability or (action == MOVE and "MOVE" in capability)
            judge_poorer(trial, what, gone)
        server.stop()


def judge_poorer(trial, what, gone):
    if not gone and trial.action == MOVE:       # what was copied stays, marked
        trial.check(what, expunges=False)
    else:
        trial.check(what, expunges=gone)


# Connections

def test_connections():
    server, other = Dovecot(), Dovecot(names=("imap.example.test",))
    made = template(server, mails.a_dozen())

    def ask(port=None, at=server, of=made, **more):
        trial = Trial(at, of, port=port, **more)
        return trial, trial.run()

    for what, more in (("TLS", dict(port=server.tls_port, ssl=1)), ("STARTTLS", dict(ssl=0))):
        trial, r = ask(cainfo=server.ca, **more)
        well(r, what)
        trial.check(what)
        trial, r = ask(**more)
        refuses(r, what + ", unknown CA", "(?i)cert|issuer|authority|verif")
        trial, r = ask(cainfo=other.ca, **more)
        refuses(r, what + ", another CA", "(?i)cert|issuer|authority|verif")
        trial, r = ask(cainfo="/no/such/file", **more)
        refuses(r, what + ", no CA file", "(?i)IMAP_CAINFO|/no/such/file")
        user = other.user()
        env = settings(other.tls_port if more["ssl"] else other.port, user, trial.db.path, ssl=more["ssl"],
                       cainfo=other.ca)
        refuses(run(env), what + ", wrong name", "(?i)name|cert|127.0.0.1")
    trial, r = ask(port=server.port, ssl=1, cainfo=server.ca, limits="idle=2,run=10")
    refuses(r, "TLS to a plain port", ".")
    trial, r = ask(port=server.tls_port, ssl=0, cainfo=server.ca, limits="idle=2,run=10")
    refuses(r, "plain text to a TLS port", ".")
    check(r.seconds < 14, "plain text to a TLS port: in time: %.1f s" % r.seconds)
    user = other.user()
    check(not re.search(r"user=<%s>" % user, other.log.read_text()), "a wrong name: nobody logged in")
    tokens(server, made)


def script(text):
    path = scratch() / "token"
    path.write_text("#!/bin/sh\n" + text + "\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def tokens(server, made):
    """IMAP_OAUTH_TOKEN_CMD."""
    def ask(text, **more):
        trial = Trial(server, made, cainfo=server.ca, **{"pass": None}, **more)
        trial.env["IMAP_OAUTH_TOKEN_CMD"] = str(script(text.replace("TOKEN", token(trial.user))))
        return trial, trial.run()

    trial, r = ask("echo TOKEN")
    well(r, "a token")
    check(token(trial.user)[:20] not in said(r), "the token is not said")
    trial.check("a token")
    trial, r = ask("echo no.such.token")
    refuses(r, "a bad token", "(?i)IMAP_OAUTH_TOKEN_CMD|token|login|log in|refuse|denied")
    trial, r = ask("echo it is broken >&2; exit 3")
    refuses(r, "a token command that fails", "IMAP_OAUTH_TOKEN_CMD")
    trial, r = ask("exit 0")
    refuses(r, "a token command that prints nothing", "IMAP_OAUTH_TOKEN_CMD")
    trial, r = ask("exec sleep 60", limits="idle=1,run=5")
    refuses(r, "a slow token command", "IMAP_OAUTH_TOKEN_CMD")
    check(r.seconds < 9, "a slow token command: in time: %.1f s" % r.seconds)
    trial, r = ask("yes", limits="idle=1,run=5")
    refuses(r, "a token command without end", "IMAP_OAUTH_TOKEN_CMD")


def test_passwords():
    server = Dovecot(ssl="no", passwords={"odd": ODD_PASSWORD})
    env = settings(server.port, "odd", scratch() / "dmarc.db")
    well(run(dict(env, IMAP_PASS=ODD_PASSWORD)), "a password with odd characters")
    for command in ("fetch-imap", "test-imap"):
        r = run(dict(env, IMAP_PASS="wr0ng-word"), command=command)
        refuses(r, command + ": a wrong password", "(?i)login|log in|password|refuse|denied|IMAP_USER|IMAP_PASS")
        check("wr0ng-word" not in said(r), command + ": the password is not said", said(r))
    server.stop()


# Settings

def test_wrong_settings(server):
    trial = Trial(server, template(server, mails.a_dozen()))
    good = trial.env
    wrong = [("IMAP_HOST", ""), ("IMAP_USER", ""), ("IMAP_PASS", ""), ("IMAP_PORT", "x"), ("IMAP_PORT", "0"),
             ("IMAP_PORT", "70000"), ("IMAP_SSL", "perhaps"), ("IMAP_POST_ACTION", "burn"),
             ("IMAP_POST_ACTION", "move:"), ("IMAP_MAX_PER_RUN", "-1"), ("IMAP_MAX_PER_RUN", "many"),
             ("IMAP_SEARCH", "ALL\r\nx DELETE INBOX"), ("IMAP_FOLDER", "a\nb"), ("IMAP_FOLDER", "b\xff".encode("latin-1")),
             ("IMAP_USER", "a\r\nb"), ("IMAP_POST_ACTION", "move:a\r\nb")]
    for name, value in wrong:
        for command in ("fetch-imap", "test-imap"):
            env = {k.encode(): v.encode() for k, v in good.items()}
            env[name.encode()] = value if isinstance(value, bytes) else value.encode()
            r = run_raw(env, command)
            refuses(r, "%s: %s=%r" % (command, name, value), name)
    r = run(dict(good, IMAP_SEARCH="NONSENSE"))
    refuses(r, "a search that the server refuses", "(?i)search")
    well(trial.run(), "and the right ones")
    trial.check("wrong settings left it alone")


def run_raw(env, command):
    r = subprocess.run([PROGRAM, command], env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    return type("R", (), {"code": r.returncode, "out": r.stdout.decode(errors="replace"),
                          "err": r.stderr.decode(errors="replace")})


def test_only_looking(server):
    """test-imap changes nothing, and says what it saw."""
    made = template(server, mails.a_dozen())
    trial = Trial(server, made, DELETE, rawlog=True)
    trial.env["all_proxy"] = "http://127.0.0.1:1/"          # not for a server on this machine
    r = trial.run(command="test-imap")
    well(r, "test-imap")
    check("12" in said(r) and "INBOX" in said(r), "test-imap: says what it saw", said(r))
    equal(server.snapshot(trial.user), made.before, "test-imap: changes nothing")
    equal(server.bodies(trial.user), {}, "test-imap: reads no mail")
    equal(trial.db.reports(), {}, "test-imap: stores nothing")
    trial.env["IMAP_FOLDER"] = "Nowhere"
    refuses(trial.run(command="test-imap"), "test-imap, no such folder", "Nowhere")
    trial.forget()


# Several at once

def test_together(server):
    made = template(server, mails.every_kind())
    for action in ACTIONS:
        trial = Trial(server, made, action, rawlog=True)
        with concurrent.futures.ThreadPoolExecutor(10) as pool:
            results = list(pool.map(lambda _: run(trial.env, "--drain"), range(10)))
        equal({r.code for r in results}, {0}, "ten at once, %s: all go well" % action)
        idle = [r for r in results if re.search("(?i)running|runs already|another", said(r))]
        check(idle, "ten at once, %s: some say that another is running" % action, *[said(r) for r in results])
        equal(set(server.bodies(trial.user).values()), {1}, "ten at once, %s: each body once" % action)
        well(trial.run(), "after ten at once")
        trial.check("ten at once, " + action)


# Size

def test_peaks(server):
    """Of a mail of 60 MB and of one of 6 KB."""
    program, got = plain("dmarc-cron"), {}
    for name, size in (("6 KB", 4500), ("60 MB", 58_000_000)):
        trial = Trial(server, template(server, [mails.large(size)]), action=SEEN)
        file = scratch() / "used"
        well(trial.run(before=[BUILD / "killat", "-o", file, "0"], program=program), "a mail of " + name)
        got[name] = int(file.read_text().split()[2])
        trial.check("a mail of " + name)
    print("peak memory: %s" % ", ".join("%s %d KB" % x for x in got.items()))
    check(abs(got["60 MB"] - got["6 KB"]) < 4096, "a large mail takes no more memory", got)


def test_too_large(server):
    """Over the limit: bad if it was to have a report or has one, and the others are not held up."""
    larges = [mails.large(300000, becomes="other", subject="Pictures"), mails.large(300000, becomes="bad", key="promised",
              subject="Report Domain: example.org Submitter: reporter.example Report-ID: 1"), mails.report_and_large(300000)]
    box = mails.a_dozen()[:6] + larges + mails.a_dozen()[6:]
    trial = Trial(server, template(server, box), limits="mail=100000")
    well(trial.run("--drain"), "a mail over the limit")
    equal(trial.db.ask("SELECT DISTINCT message FROM refused WHERE code = 'limit'"),
          [("a message of more than 100000 bytes",)], "it is told")
    trial.check("a mail over the limit")


# The corpus

def test_corpus(server):
    if not CORPUS.exists():
        return skip("no corpus beside the checkout")
    for folder in (CORPUS / "mail", CORPUS / "mime", CASES):
        files = sorted(f for f in folder.iterdir() if f.is_file() and f.suffix not in (".json", ".tsv", ".xml", ".md"))
        whole_folder(server, folder.name, files)


def whole_folder(server, folder, files):
    """Each file as a mail; the order of uids is the order of files."""
    user = server.user()
    server.deliver(user, [f.read_bytes() for f in files])
    before = server.snapshot(user)
    equal(len(before), len(files), folder + ": all are delivered")
    trial = Trial(server, Template(user, [], before))
    well(trial.run("--drain"), folder)
    want = {}
    for letter, file in zip(before, files):
        expected = file.with_name(file.name + ".expected.json")
        want[letter.uid] = (class_of(json.loads(expected.read_text()), file.read_bytes())
                            if expected.exists() else answer_of(file))
    equal(set(trial.db.reports()), {i for _, ids in want.values() for i in ids}, folder + ": the reports")
    flags = {"done": {"\\Seen"}, "bad": {"\\Seen", "$DmarcBad"}, "other": set()}
    for letter, file in zip(server.snapshot(trial.user), files):
        equal(set(letter.flags), flags[want[letter.uid][0]], "%s/%s: its flags" % (folder, file.name))
    equal(trial.db.open_letters(), [], folder + ": nothing is open")
    print("%s: %d mails" % (folder, len(files)))
    trial.forget()


main(server=Dovecot(ssl="no"))
