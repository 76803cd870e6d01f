#!/usr/bin/env python3
# ctest: COST 200
"""kill -9 at every call of a fetch that others can see: nothing is lost, nothing is twice.

A first run, under tests/killat.c, counts the calls that change a file or say
something to the server.  Then, for each of them, the mailbox and the database
begin anew, the fetch is killed just before or just after that call, and run
again until it has settled.  CRASH_POINTS says how many points in all (790).
"""
import concurrent.futures
import contextlib
import os
import sqlite3
import threading

from proof import BUILD, check, equal, main, scratch
from lib import mails
from lib.dovecot import Dovecot
from lib.fetch import ACTIONS, FOLDERS, Pair, Trial, in_folders, template

POINTS = int(os.environ.get("CRASH_POINTS", "790"))
WORKERS = 2
MOST = 5            # runs until it has settled
POISON = "poison-report"


class Scene:
    """A kind of mailbox and how it is fetched.  anew: a folder that gets other numbers meanwhile."""

    def __init__(self, name, server, made, share=1, anew=None, copies=False, kind=Trial, **more):
        self.name, self.server, self.made, self.share = name, server, made, share
        self.anew, self.copies, self.kind, self.more = anew, copies, kind, more
        self.worst, self.points, self.lost, self.alive = 0, 0, 0, 0

    def trial(self):
        return self.kind(self.server, self.made, **self.more)

    def calls(self):
        """How many there are in a run that nobody kills."""
        trial, file = self.trial(), scratch() / "calls"
        r = trial.run("--drain", before=[BUILD / "killat", "-o", file, "0"])
        check(r.code == 0, self.name + ": a run that is only watched", r.code, r.err)
        trial.settle()
        trial.check(self.name + ": and what it did", copies=self.copies)
        return int(file.read_text().split()[0])

    def points_of(self, budget):
        """Before and after each call, or fewer of them, evenly."""
        both = [(n, after) for n in range(1, self.calls() + 1) for after in (False, True)]
        step = max(1, len(both) / budget)
        return [both[int(i * step)] for i in range(int(len(both) / step))]


def crash(scene, point, lock):
    n, after = point
    trial = scene.trial()
    r = trial.run("--drain", before=[BUILD / "killat", *(["-a"] if after else []), str(n)])
    if scene.anew:
        scene.server.renumber(trial.user, scene.anew)
    runs = trial.settle(MOST)
    what = "%s: killed %s call %d" % (scene.name, "after" if after else "before", n)
    with lock:
        scene.points += 1
        scene.alive += r.code != 137
        scene.worst = max(scene.worst, runs or 0)
        check(runs is not None, what + ": it settles", *["%s %s" % (x.code, x.err) for x in trial.runs[-2:]])
    ok = trial.check(what, copies=scene.copies, anew=bool(scene.anew))
    with lock:
        scene.lost += not ok


def box(server):
    """And a mail that another client is about to remove."""
    return template(server, mails.a_dozen(), others=[(mails.ordinary("trash"), "ST")])


def scenes():
    plain = Dovecot(ssl="no")
    bare = Dovecot(ssl="no", capability="IMAP4rev1 UIDPLUS")
    dozen = box(plain)
    seen, delete, move = ACTIONS
    yield Scene("seen", plain, dozen, action=seen)
    yield Scene("delete", plain, dozen, action=delete)
    yield Scene("move", plain, dozen, action=move)
    yield Scene("all of them, seen", plain, dozen, action=seen, search="ALL", share=0.5)
    yield Scene("5 a run, move", plain, dozen, action=move, max=5, share=0.5)
    yield Scene("made anew, seen", plain, dozen, action=seen, anew="INBOX", share=0.5)
    yield Scene("made anew, delete", plain, dozen, action=delete, anew="INBOX", share=0.5)
    yield Scene("two mailboxes, move", plain, dozen, action=move, kind=Pair, share=0.5)
    for action, more in ((move, {}), (seen, {"max": 3}), (delete, {"anew": "Reports/a"})):
        yield Scene("folders, %s %s" % (action, more), plain, in_folders(plain), action=action, folder=FOLDERS, share=0.25, **more)
    yield Scene("no MOVE", bare, box(bare), action=move, copies=True, share=0.5)


def deaths(trial, what):
    """How often a run was killed at storing that report's id, until one goes well."""
    for died in range(8):
        r = trial.run("--drain", before=[BUILD / "killat", "-m", POISON, "1"])
        if r.code != 137:
            break
    check(r.code == 0, what + ": it settles", r.code, r.err)
    return died


def weekly(trial):
    with contextlib.closing(sqlite3.connect(trial.db.path)) as c, c:
        c.execute("UPDATE letter SET tried = tried - 8 * 86400 WHERE state = 6")


def poisoned(server, action):
    """A mail whose reading kills the program each time: after three attempts it is set aside by name,
    as it was, for nobody knows what is in it; the others are imported.  Each week it is tried once."""
    what, others, poison = "a mail that kills the program, %s" % action, mails.a_dozen(), mails.gzipped(POISON)
    unread = mails.Mail(poison.key, poison.bytes, "other")
    trial = Trial(server, template(server, others[:6] + [unread] + others[6:]), action)
    died = deaths(trial, what)
    check(3 <= died <= 4, what + ": three times, or a neighbour's fourth: %d" % died)
    equal(trial.wrong(), [], what + ": it is as it was, and all others are done")
    told = trial.db.ask("SELECT file, code FROM refused WHERE message GLOB '*ended the program three times*'")
    check(len(told) == 1 and told[0][1] == "limit" and "mail 7" in told[0][0] and "noreply-dmarc@reporter.example" in told[0][0]
          and "Report Domain" in told[0][0], what + ": it is told by its name, once", told)
    equal(deaths(trial, what), 0, what + ": it is left alone")
    weekly(trial)
    server.deliver(trial.user, [mails.google("after-a-week")])
    equal(deaths(trial, what), 1, what + ": once a week")
    equal(trial.db.reports()["after-a-week"], 1, what + ": and holds up no other")
    equal(len(trial.db.ask("SELECT 1 FROM refused WHERE message GLOB '*ended the program*'")), 1, what + ": nor is it told again")
    weekly(trial)
    check(trial.settle() == 1 and trial.db.reports()[POISON] == 1, what + ": what can be read then is stored")


def test_every_call(all_scenes):
    lock, shares = threading.Lock(), sum(s.share for s in all_scenes)
    work = [(s, point) for s in all_scenes for point in s.points_of(POINTS * s.share / shares)]
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda w: crash(*w, lock), work))
    for s in all_scenes:
        print("%s: %d points, %d lost, settled within %d runs" % (s.name, s.points, s.lost, s.worst))
    ended = sum(s.alive for s in all_scenes)
    check(ended <= len(work) / 10, "nearly all were killed: %d were not" % ended)
    print("%d crash points, %d lost" % (len(work), sum(s.lost for s in all_scenes)))


def test_poisoned(all_scenes):
    for action in ACTIONS:
        poisoned(all_scenes[0].server, action)


main(all_scenes=list(scenes()))
