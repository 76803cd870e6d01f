#!/usr/bin/env python3
# ctest: LABELS fast COST 20
"""Several mailboxes over one database: each is fetched, told and alarmed by itself."""
import collections
import contextlib
import gzip
import json
import os
import shlex
import sqlite3
import threading

from proof import TOP, check, cgi, equal, free_port, main, scratch
from lib import mails
from lib.dovecot import PASSWORD, Dovecot, wait_for
from lib.fetch import Database, clean_environment, run
from lib.listener import Listener

SAME = {"HTTP_SEC_FETCH_SITE": "same-origin"}


class Mailboxes:
    """A database, its folder of settings, and how they are fetched."""

    def __init__(self, main=None):
        self.db = Database()
        self.folder = scratch()
        self.main = main or {}
        self.env = dict(clean_environment(), **self.main, DMARC_DB=str(self.db.path), DMARC_MAILBOXES=str(self.folder))

    def write(self, name, text):
        (self.folder / (name + ".env")).write_text(text)

    def set(self, name, settings):
        self.write(name, "".join("%s=%s\n" % (k, shlex.quote(v)) for k, v in settings.items()))

    def run(self, *args, **more):
        return run(self.env, *args, **more)

    def ask(self, method, path, query="", **headers):
        env = {k: v for k, v in self.env.items() if k.startswith(("IMAP_", "DMARC_"))}
        status, text = cgi("dmarc-cron", path, query, db=self.db.path, method=method, **{**env, **headers})
        return status, json.loads(text)

    def timer(self):
        """All are fetched; what came of each."""
        status, answer = self.ask("POST", "/cron/fetch-imap")
        equal(status, 202, "the timer starts them")
        return {j["mailbox"]: self.ended(j["job"]) for j in answer["jobs"]}

    def ended(self, number):
        wait_for("job %d to end" % number, lambda: self.job(number)["state"] != "running")
        return self.job(number)

    def job(self, number):
        return self.ask("GET", "/api/jobs/%d" % number)[1]

    def alarms(self):
        """The open ones about a mailbox, by its name; None: the main one's."""
        rows = self.ask("GET", "/api/alarms")[1]["rows"]
        return {a["subject"]: a["title"] for a in rows if a["kind"] == "fetch_failed"}


def login(server, user, **more):
    return dict(IMAP_HOST="127.0.0.1", IMAP_PORT=str(server.port), IMAP_SSL="0", IMAP_USER=user, IMAP_PASS=PASSWORD, **more)


def filled(server, *made):
    user = server.user()
    server.deliver(user, list(made))
    return user


def flags(server, user, folder="INBOX"):
    return {letter.key: sorted(letter.flags) for letter in server.snapshot(user, folder)}


def test_each_by_itself(server):
    """One good, one with a wrong password, one that cannot be reached."""
    users = [filled(server, mails.google(name)) for name in ("a", "b", "c")]
    box = Mailboxes(login(server, users[0]))
    box.set("wrong", dict(login(server, users[1]), IMAP_PASS="no"))
    gone = dict(login(server, users[2]), IMAP_PORT=str(free_port()))
    box.set("gone", gone)
    jobs = box.timer()
    equal({name: (j["state"], j["mailbox"]) for name, j in jobs.items()}, {
        "main": ("done", "main"), "wrong": ("failed", "wrong"), "gone": ("failed", "gone")}, "what came of each")
    equal((jobs["wrong"]["error"]["code"], jobs["gone"]["error"]["code"]), ("setting", "away"), "and why")
    equal(box.alarms(), {"wrong": "The mailbox wrong cannot be fetched"}, "who was away once may be there again")
    box.timer()
    both = {name: "The mailbox %s cannot be fetched" % name for name in ("wrong", "gone")}
    equal(box.alarms(), both, "a good run of one resolves no alarm of another's")
    box.run("main")
    equal(box.alarms(), both, "nor does one by hand")
    equal(json.loads(cgi("dmarc-dashboard", "/healthz", db=box.db.path)[1])["fetch_ok"], False, "not all is well")

    box.set("wrong", login(server, users[1]))
    equal(box.timer()["wrong"]["state"], "done", "the password is right now")
    equal(set(box.alarms()), {"gone"}, "its alarm is over, the other's is not")
    equal(json.loads(cgi("dmarc-dashboard", "/healthz", db=box.db.path)[1])["fetch_ok"], False, "still not")
    box.env["IMAP_PASS"] = "no"
    box.timer()
    equal(box.alarms(), {"gone": both["gone"], None: "The main mailbox cannot be fetched"}, "the main one's has no subject")
    box.env["IMAP_PASS"] = PASSWORD
    box.set("gone", login(server, users[2]))
    box.timer()
    equal(box.alarms(), {}, "all is well")
    equal(json.loads(cgi("dmarc-dashboard", "/healthz", db=box.db.path)[1])["fetch_ok"], True, "it says so")
    equal(len(box.db.reports()), 3, "each report of each came once")
    equal(set(box.db.reports().values()), {1}, "once")


def test_own_settings(server):
    """Each has its folder, its action and its defaults: nothing of the main one's is another's."""
    one, two = filled(server, mails.google("a")), server.user()
    server.deliver(two, [mails.gzipped("b")], "Reports")
    box = Mailboxes(login(server, one, IMAP_FOLDER="INBOX", IMAP_POST_ACTION="delete", IMAP_SEARCH="ALL"))
    box.set("shop", login(server, two, IMAP_FOLDER="Reports"))
    r = box.run()
    equal(r.code, 0, "by hand: " + r.err)
    equal(sorted(line.split(" mails: ")[0] for line in r.out.splitlines()), ["main: 1", "shop: 1"], "whose is each line")
    equal((flags(server, one), flags(server, two, "Reports")), ({}, {"b": ["\\Seen"]}), "each by its own action")
    shown = {name: box.ask("GET", "/api/mailbox", "mailbox=" + name)[1] for name in ("main", "shop")}
    equal({name: (a["name"], a["mailboxes"], a["folder"], a["search"], a["action"], a["job"]["mailbox"])
           for name, a in shown.items()},
          {"main": ("main", ["main", "shop"], "INBOX", "ALL", "delete", "main"),
           "shop": ("shop", ["main", "shop"], "Reports", "UNSEEN", "seen", "shop")}, "each is shown")
    equal(box.ask("GET", "/api/mailbox")[1], shown["main"], "the first without a name")
    r = box.run(command="test-imap")
    check(r.code == 0 and "main:\n" in r.out and "\nshop:\n" in r.out, "test-imap looks at each", r)
    r = box.run("shop", command="test-imap")
    check(r.code == 0 and "Reports: 1 mails" in r.out and "main" not in r.out, "or at one", r)


def test_alone(server):
    """Without a main one: a file is enough."""
    user = filled(server, mails.google("a"), mails.cut_gzip())
    box = Mailboxes()
    box.set("shop", login(server, user))
    answer = box.ask("GET", "/api/mailbox")[1]
    equal((answer["name"], answer["on"], answer["mailboxes"]), ("shop", True, ["shop"]), "it is the first")
    status, answer = box.ask("POST", "/api/fetch", **SAME)
    equal((status, [j["mailbox"] for j in answer["jobs"]]), (202, ["shop"]), "it is fetched")
    job = box.ended(answer["job"])
    equal((job["imported"], job["errors"][0]["file"]), (1, "mail 2 in INBOX of shop, from noreply-dmarc@reporter.example"),
          "by the page, which names where a bad one is")
    r = box.run()
    check(r.code == 0 and r.out.startswith("0 mails"), "one alone needs no name in front", r)


def test_names(server):
    user = filled(server, mails.google("a"))
    box = Mailboxes(login(server, user))
    for name in (".hidden", "no such", "main", "maildir", "x" * 65, "-x", "a\nb"):
        box.write(name, "IMAP_HOST=127.0.0.1\n")
    (box.folder / "notes").write_text("x")
    box.set("x.y_z-1", login(server, user, IMAP_FOLDER="INBOX"))
    equal(box.ask("GET", "/api/mailbox")[1]["mailboxes"], ["main", "x.y_z-1"], "those that may be")
    r = box.run()
    equal(sorted(r.err.replace(str(box.folder), "").splitlines()), sorted(
        "/%s is not read: a mailbox's name must be of at most 64 letters, digits, '.', '_' and '-', and not "
        "main or maildir" % name for name in ("no such.env", "main.env", "maildir.env", "x" * 65 + ".env", "-x.env", "a%0Ab.env")), "the others are told")
    for name, code in (("nobody", 404), ("..%2Fx", 400), ("x" * 65, 400)):
        equal(box.ask("GET", "/api/mailbox", "mailbox=" + name)[0], code, "asked for " + name)
        equal(box.ask("POST", "/api/fetch", "mailbox=" + name, **SAME)[0], code, "a fetch of " + name)
    for name in ("nobody", "../x", "", "x" * 65):
        r = box.run(name)
        check(r.code == 2 and "there is no mailbox" in r.err, "by hand: " + name, r)


def test_too_many(server):
    box = Mailboxes()
    for i in range(101):
        box.write("m%d" % i, "IMAP_HOST=127.0.0.1\n")
    status, answer = box.ask("POST", "/cron/fetch-imap")
    equal((status, answer["error"]["message"]), (500, "DMARC_MAILBOXES has more than 100 mailboxes"), "the timer is told")
    r = box.run()
    check(r.code == 2 and "more than 100" in r.err, "so is the shell", r)
    (box.folder / "m0.env").unlink()
    equal(len(box.ask("GET", "/api/mailbox")[1]["mailboxes"]), 100, "as many as may be")


WRONG = {
    "IMAP_HOTS=x": "line 2: unknown setting IMAP_HOTS: did you mean IMAP_HOST?",
    "NTFY_URL=x": "line 2: NTFY_URL is no setting of a mailbox; its place is dmarc.env",
    "DMARC_TEST_LIMITS=idle=1": "line 2: unknown setting DMARC_TEST_LIMITS",
    "IMAP_PASS='a": "line 2: a quote of IMAP_PASS has no end",
    "IMAP HOST=x": "line 2: it must be NAME=VALUE",
    "IMAP_PORT=0": "IMAP_PORT is '0'; it must be a number from 1 to 65535",
    "IMAP_HOST=": "IMAP_HOST is not set",
    "#" * 70000: "more than 64 KiB",
}


def test_wrong_files(server):
    """What is wrong is told with the file's name, and is that mailbox's trouble alone."""
    user = filled(server, mails.google("a"))
    box = Mailboxes(login(server, user))
    for text, why in WRONG.items():
        box.write("shop", "IMAP_HOST=127.0.0.1\n%s\nIMAP_USER=x\nIMAP_PASS=y\n" % text)
        jobs = box.timer()
        equal((jobs["main"]["state"], jobs["shop"]["error"]), ("done", {"code": "setting", "message": "shop.env: " + why}), why)
        equal(box.ask("GET", "/api/mailbox", "mailbox=shop")[1]["problem"]["message"], "shop.env: " + why, "on the page")
        r = box.run("shop", command="test-imap")
        check(r.code == 2 and "%s/shop.env: %s" % (box.folder, why) in r.err, "in the shell", r)
    (box.folder / "shop.env").unlink()
    (box.folder / "shop.env").mkdir()
    check("shop.env: Is a directory" in box.timer()["shop"]["error"]["message"], "a folder is no file")
    (box.folder / "shop.env").rmdir()
    (box.folder / "shop.env").symlink_to("nowhere")
    check("there is no mailbox" in box.timer()["shop"]["error"]["message"], "a link to nowhere")
    box.env["DMARC_MAILBOXES"] = str(box.folder / "shop.env" / "x")
    equal(box.timer()["main"]["state"], "done", "no folder is no others")


QUOTED = {
    "plain": "plain", "'a b'": "a b", '"a b"': "a b", "a b": "a b", "'a\"b'": 'a"b', '"a\\"b\\$c\\d"': 'a"b$c\\d', "a\\ b": "a b",
    "$x": "$x", "'a'\"b\"c": "abc", "a  \t": "a", "'a '": "a ", "a#b": "a#b", "'#'": "#", "é": "é", "a\r": "a", "a=b": "a=b",
}


def test_quotes(server):
    """A value is what systemd makes of it."""
    box = Mailboxes()
    for text, want in QUOTED.items():
        box.write("q", "# a note\n\n ; another\n  IMAP_HOST=h\nIMAP_USER= u\nIMAP_PASS=p\nIMAP_FOLDER=%s" % text)
        equal(box.ask("GET", "/api/mailbox", "mailbox=q")[1]["folder"], want, repr(text))


class Held:
    """A server that greets, and then says nothing; how many were there at a time."""

    def __init__(self):
        self.here, self.most, self.lock = 0, 0, threading.Lock()
        self.go = threading.Event()
        self.came = threading.Semaphore(0)
        self.listener = Listener(self.talk)
        self.port = self.listener.port

    def talk(self, c):
        with self.lock:
            self.here += 1
            self.most = max(self.most, self.here)
        self.came.release()
        with contextlib.suppress(OSError), c:
            c.settimeout(0.1)
            while not self.go.is_set():
                with contextlib.suppress(TimeoutError):
                    if not c.recv(4096):
                        break
        with self.lock:
            self.here -= 1

    def close(self):
        self.go.set()
        self.listener.stop()


def test_nobody_waits(server):
    """One that hangs keeps none of the others; they are told and fetched meanwhile."""
    user, held = filled(server, mails.google("a")), Held()
    box = Mailboxes(login(held, "u"))
    box.set("shop", login(server, user))
    answer = box.ask("POST", "/cron/fetch-imap")[1]
    number = {j["mailbox"]: j["job"] for j in answer["jobs"]}
    check(held.came.acquire(timeout=60), "one hangs")
    equal(box.ended(number["shop"])["imported"], 1, "the other is fetched")
    equal(box.job(number["main"])["state"], "running", "while it hangs")
    again = box.ask("POST", "/api/fetch", **SAME)[1]
    equal({j["mailbox"]: j["joined"] for j in again["jobs"]}, {"main": True, "shop": False}, "which is joined, not begun again")
    equal(again["jobs"][0]["job"], number["main"], "as the same job")
    equal(box.ended(again["jobs"][1]["job"])["state"], "done", "the other begins anew")
    r = box.run("shop")
    check(r.code == 0 and "another" not in r.out, "by hand, too", r)
    r = box.run("main")
    check(r.code == 0 and r.out == "another fetch is running\n", "that one is told to be busy", r)
    equal(box.ask("DELETE", "/api/jobs/%d" % number["main"], **SAME)[0], 200, "it is stopped")
    equal(box.ended(number["main"])["state"], "stopped", "and ends")
    held.close()


def test_one_of_an_account(server):
    """Two mailboxes of one account take turns; and so do more mailboxes than are fetched at once."""
    held = Held()
    box = Mailboxes()
    for name in ("a", "b"):
        box.set(name, login(held, "u"))
    jobs = box.ask("POST", "/cron/fetch-imap")[1]["jobs"]
    check(held.came.acquire(timeout=60), "the first is there")
    for i in range(12):
        box.set("m%02d" % i, login(held, "u%d" % i))
    jobs += [j for j in box.ask("POST", "/cron/fetch-imap")[1]["jobs"] if not j["joined"]]
    for _ in range(7):
        check(held.came.acquire(timeout=60), "the others come")
    equal({box.job(j["job"])["state"] for j in jobs}, {"running"}, "all of them run")
    last = next(j["job"] for j in jobs if j["mailbox"] == "b")
    box.ask("DELETE", "/api/jobs/%d" % last, **SAME)
    equal(box.ended(last)["state"], "stopped", "one that waits for its turn can be stopped")
    equal(held.most, 8, "eight at a time")
    held.go.set()
    for j in jobs:
        check(box.ended(j["job"])["state"] in ("failed", "stopped"), "each has its turn", j)
    held.close()


def test_shared(server):
    """Two that read the same folder of the same account: each report once, each mail done once."""
    made = mails.a_dozen()
    user = filled(server, *made)
    box = Mailboxes(login(server, user, IMAP_POST_ACTION="delete"))
    box.set("same", login(server, user, IMAP_POST_ACTION="delete"))
    r = box.run("--drain")
    equal(r.code, 0, "both: " + r.err)
    equal(box.db.reports(), collections.Counter({i: 1 for m in made for i in m.ids}), "each report once")
    equal(set(flags(server, user)), {m.key for m in made if m.kind != "done"}, "each mail as it has to be")


def test_locks(server):
    """A lock is a database's: not a folder's, and not a path's."""
    user, held = filled(server, mails.google("a")), Held()
    slow = Mailboxes(login(held, "u"))
    number = slow.ask("POST", "/api/fetch", **SAME)[1]["job"]
    check(held.came.acquire(timeout=60), "one runs")
    other = dict(slow.env, **login(server, user), DMARC_DB=str(slow.db.path.with_name("other.db")))
    r = run(other)
    check(r.code == 0 and "1 reports imported" in r.out, "another database of the same folder", r)
    link = scratch() / "link.db"
    link.symlink_to(slow.db.path)
    r = run(dict(slow.env, DMARC_DB=str(link)))
    equal(r.out, "another fetch is running\n", "a link leads to the same one")
    slow.ask("DELETE", "/api/jobs/%d" % number, **SAME)
    held.close()
    slow.ended(number)


def test_removed(server):
    """The alarm of a mailbox that is set no more ends."""
    user = filled(server, mails.google("a"))
    box = Mailboxes(login(server, user))
    box.set("wrong", dict(login(server, user), IMAP_PASS="no"))
    box.timer()
    equal(set(box.alarms()), {"wrong"}, "an alarm")
    (box.folder / "wrong.env").unlink()
    equal(set(box.timer()), {"main"}, "it is no more")
    equal(box.alarms(), {}, "nor is its alarm")
    box.env["IMAP_PASS"] = "no"
    box.timer()
    equal(set(box.alarms()), {None}, "the main one's")
    del box.env["IMAP_HOST"]
    equal(box.ask("POST", "/cron/fetch-imap")[0], 403, "there is none at all")
    equal(box.alarms(), {}, "and nothing to be told")


def test_older(server):
    """Fetches of before there were several are the main mailbox's."""
    box = Mailboxes(login(server, filled(server, mails.google("a"))))
    box.db.path.write_bytes(gzip.decompress((TOP / "tests" / "stores" / "1.0.0.db.gz").read_bytes()))
    with contextlib.closing(sqlite3.connect(box.db.path)) as c, c:
        c.execute("INSERT INTO job (by, state, started, ended, code, message) "
                  "VALUES ('timer', 'failed', unixepoch(), unixepoch(), 'setting', 'no')")
    box.run("--clock-is-right", command="maintain")
    r = box.run(command="check-alarms")
    equal(r.code, 0, "the database is brought up to date: " + r.err)
    equal(box.alarms(), {None: "The mailbox cannot be fetched"}, "its alarm as it was")
    equal(box.ask("GET", "/api/mailbox")[1]["job"]["mailbox"], "main", "its job")
    box.timer()
    equal(box.alarms(), {}, "and its end")


main(server=Dovecot(ssl="no"))
