# ctest: LABELS fast COST 20
"""Fetch now: a job that a request starts, watches and stops, in a process of its own."""
import contextlib
import fcntl
import json
import os
import re
import signal
import sqlite3
import threading

from proof import cgi, check, equal, main
from lib import mails
from lib.dovecot import PASSWORD, Dovecot, wait_for
from lib.fetch import Database, run, settings
from lib.listener import Listener

SAME = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def started(number, joined):
    return {"job": number, "joined": joined, "jobs": [{"mailbox": "main", "job": number, "joined": joined}]}


def env_of(server, user, db, **more):
    env = settings(server.port, user, db.path, **more)
    return {k: v for k, v in env.items() if k.startswith(("IMAP_", "DMARC_"))}


def ask(env, method, path, **headers):
    status, text = cgi("dmarc-cron", path, db=env["DMARC_DB"], method=method, **{**env, **headers})
    return status, json.loads(text)


def job(env, number):
    return ask(env, "GET", "/api/jobs/%d" % number)[1]


def ended(env, number):
    wait_for("job %d to end" % number, lambda: job(env, number)["state"] != "running")
    return job(env, number)


def test_fetch(server):
    user, db = server.user(), Database()
    made = mails.every_kind()
    server.deliver(user, made)
    env = env_of(server, user, db)
    status, box = ask(env, "GET", "/api/mailbox")
    equal((status, box["on"], box["folder"], box["search"], box["action"], box["job"], box["problem"]),
          (200, True, "INBOX", "UNSEEN", "seen", None, None), "a mailbox before its first fetch")
    check(user in box["account"] and PASSWORD not in json.dumps(box), "whose it is, and no password")
    status, answer = ask(env, "POST", "/api/fetch", **SAME)
    equal((status, answer["joined"]), (202, False), "Fetch now")
    j = ended(env, answer["job"])
    kinds = [m.kind for m in made]
    equal((j["state"], j["by"], j["total"], j["seen"], j["failed"], j["error"]),
          ("done", "page", len(made), len(made), kinds.count("bad"), None), "what it came to")
    equal(j["imported"], len({i for m in made for i in m.ids}), "the reports")
    equal((j["duplicate"], j["other"], j["ignored"]), (1, 3, 4), "the others")
    check(len(j["errors"]) >= kinds.count("bad") and all(e["message"] for e in j["errors"]),
          "why some failed", j["errors"])
    check(all(e["file"].endswith(" in INBOX, from noreply-dmarc@reporter.example") for e in j["errors"]),
          "in which mail, from whom", j["errors"])
    equal(ask(env, "GET", "/api/mailbox")[1]["job"], j, "the mailbox tells of it")
    status, answer = ask(env, "POST", "/cron/fetch-imap")
    j = ended(env, answer["job"])
    equal((status, j["by"], j["total"]), (202, "timer", 0), "a timer's, with nothing new")


def test_refusals(server):
    env = env_of(server, server.user(), Database())
    for headers in ({"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "http://evil.example"}):
        equal(ask(env, "POST", "/api/fetch", **headers)[0], 403, "from another site: %s" % headers)
        equal(ask(env, "DELETE", "/api/jobs/1", **headers)[0], 403, "a stop from another site")
    equal(ask(env, "GET", "/api/jobs/1")[0], 404, "no such job")
    equal(ask(env, "GET", "/api/fetch")[0], 405, "a GET starts nothing")
    off = dict(env, IMAP_HOST="")
    status, answer = ask(off, "POST", "/api/fetch", **SAME)
    equal((status, answer["error"]["code"]), (403, "forbidden"), "no mailbox")
    check("IMAP_HOST" in answer["error"]["message"], "it says which setting", answer)
    equal(ask(off, "GET", "/api/mailbox")[1]["on"], False, "the page knows")
    wrong = dict(env, IMAP_PORT="none")
    box = ask(wrong, "GET", "/api/mailbox")[1]
    check(box["problem"]["code"] == "setting" and "IMAP_PORT" in box["problem"]["message"],
          "a wrong setting is the mailbox's problem", box)
    box = ask(dict(wrong, IMAP_PORT="143", IMAP_FOLDER="b\udcff"), "GET", "/api/mailbox")[1]
    check("'b%FF'" in box["problem"]["message"], "what is no text is shown as such", box)
    j = ended(wrong, ask(wrong, "POST", "/api/fetch", **SAME)[1]["job"])
    equal((j["state"], j["error"]["code"]), ("failed", "setting"), "and a job's")
    denied = dict(env, IMAP_PASS="wrong-4711")
    j = ended(denied, ask(denied, "POST", "/api/fetch", **SAME)[1]["job"])
    check(j["error"]["code"] == "setting" and "wrong-4711" not in json.dumps(j), "a wrong password", j)
    box = ask(denied, "GET", "/api/mailbox")[1]
    equal((box["problem"]["message"], box["problem"]["time"]), (j["error"]["message"], j["ended"]),
          "it is the mailbox's problem")


class Holder:
    """A server that greets, and then lets one wait until it is let go."""

    def __init__(self):
        self.held = threading.Event()
        self.listener = Listener(self.talk)
        self.port = self.listener.port

    def talk(self, c):
        with contextlib.suppress(OSError), c, c.makefile("rb") as f:
            c.sendall(b"* OK hello\r\n")
            for line in f:
                tag, verb = line.split()[:2]
                if verb == b"CAPABILITY":
                    c.sendall(b"* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n")
                elif verb == b"SELECT":
                    self.held.set()
                    c.recv(1)
                    return
                c.sendall(tag + b" OK\r\n")

    def close(self):
        self.listener.stop()


def slow(holder, **more):
    return {k: v for k, v in settings(holder.port, "u", Database().path, **more).items()
            if k.startswith(("IMAP_", "DMARC_"))}


def test_join_and_stop():
    holder = Holder()
    env = slow(holder)
    first = ask(env, "POST", "/api/fetch", **SAME)[1]
    check(holder.held.wait(30), "it waits for the server")
    equal(ask(env, "POST", "/api/fetch", **SAME), (202, started(first["job"], True)), "a second is the first")
    r = run(dict(os.environ, **env))
    check(r.code == 0 and "another fetch is running" in r.out, "by hand one is told", r)
    equal(job(env, first["job"])["state"], "running", "it runs")
    status, j = ask(env, "DELETE", "/api/jobs/%d" % first["job"], **SAME)
    equal((status, j["id"]), (200, first["job"]), "stop")
    equal(ended(env, first["job"])["state"], "stopped", "it stops, though the server is silent")
    holder.close()


def process_of(db, *words):
    """The dmarc-cron that has this database, and these words after its name."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            with open("/proc/%s/cmdline" % pid, "rb") as f, open("/proc/%s/environ" % pid, "rb") as e:
                name, *others = f.read().split(b"\0")
                if name.endswith(b"dmarc-cron") and tuple(others[:len(words)]) == words and os.fsencode(db) in e.read():
                    return int(pid)
    return None


def fetcher_of(db):
    """Who started it goes on before its name is to be seen."""
    return wait_for("a fetch's process", lambda: process_of(db, b"job"))


def waits(db):
    """A request over this database has slept a few times."""
    with contextlib.suppress(OSError, TypeError):
        with open("/proc/%d/status" % process_of(db), encoding="ascii") as f:
            return int(re.search(r"^voluntary_ctxt_switches:\s*(\d+)", f.read(), re.M).group(1)) > 8
    return False


def unreachable():
    """The environment of a database that is there, whose mailbox is not."""
    env = dict(IMAP_HOST="127.0.0.1", IMAP_PORT="1", DMARC_DB=str(Database().path))
    run(dict(os.environ, **env))
    return env


def test_ending():
    """A fetch whose job has ended, and that has not let go yet, keeps nobody from the next."""
    env, answers = unreachable(), []
    with open(os.path.join(os.path.dirname(env["DMARC_DB"]), "dmarc.db-fetch.lock"), "r+b") as f:
        fcntl.lockf(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
        asks = threading.Thread(target=lambda: answers.append(ask(env, "POST", "/api/fetch", **SAME)))
        asks.start()
        wait_for("the request to wait", lambda: waits(env["DMARC_DB"]))
    asks.join()
    status, answer = answers[0]
    equal((status, answer.get("joined")), (202, False), "it starts the next")
    ended(env, answer["job"])


def test_killed():
    holder = Holder()
    env = slow(holder)
    number = ask(env, "POST", "/api/fetch", **SAME)[1]["job"]
    check(holder.held.wait(30), "it waits for the server")
    os.kill(fetcher_of(env["DMARC_DB"]), signal.SIGKILL)
    j = ended(env, number)
    equal((j["state"], j["error"]["code"]), ("failed", "system"), "a job whose process is gone has failed")
    equal(ask(env, "POST", "/api/fetch", **SAME)[1], started(number + 1, False), "another starts")
    os.kill(fetcher_of(env["DMARC_DB"]), signal.SIGKILL)
    holder.close()


def test_next():
    env = unreachable()
    for visits, want in (((), None), ((-100,), None), ((-1000, -100), 800), ((-3000, -2000), None)):
        with contextlib.closing(sqlite3.connect(env["DMARC_DB"])) as c, c:
            c.execute("DELETE FROM job")
            for at in visits:
                c.execute("INSERT INTO job (by, state, started, ended) VALUES "
                          "('timer', 'done', unixepoch() + ?, unixepoch() + ?)", (at, at))
            now = c.execute("SELECT unixepoch()").fetchone()[0]
        after = ask(env, "GET", "/api/mailbox")[1]["next"]
        check(after is None if want is None else abs(after - now - want) <= 5,
              "the timer's next visit after %s" % (visits,), after)


main(server=Dovecot(ssl="no"))
