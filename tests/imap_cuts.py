#!/usr/bin/env python3
# ctest: COST 110
"""A connection cut at any byte, either way: nothing is lost, nothing is twice.

A first run through a proxy counts the bytes.  Then, offset by offset, the
mailbox and the database begin anew, the server's or the client's stream is cut
there, and a second run, without the proxy, settles.  CUTS says how many (390).
"""
import concurrent.futures
import os
import threading

from proof import check, main
from lib import mails
from lib.dovecot import Dovecot
from lib.fetch import ACTIONS, FOLDERS, Pair, Trial, in_folders, template
from lib.proxy import FROM_CLIENT, FROM_SERVER, CutProxy

CUTS = int(os.environ.get("CUTS", "390"))
WORKERS = 2
NAMES = {FROM_SERVER: "the server's", FROM_CLIENT: "the client's"}


class Scene:
    """A server, an action and how the connection is made."""

    def __init__(self, name, server, made, port, share=1, kind=Trial, **more):
        self.name, self.server, self.made, self.port = name, server, made, port
        self.share, self.kind, self.more = share, kind, more
        self.cuts, self.lost, self.late, self.slowest = 0, 0, 0, 0

    def trial(self):
        return self.kind(self.server, self.made, port=self.port, **self.more)

    def through(self, trial, **cut):
        with CutProxy(self.port, **cut) as proxy:
            return trial.run("--drain", port=proxy.port), proxy

    def lengths(self):
        trial = self.trial()
        r, proxy = self.through(trial)
        check(r.code == 0, self.name + ": a run that is not cut", r.code, r.err)
        trial.check(self.name + ": and what it did")
        return proxy.bytes

    def cuts_of(self, budget):
        """Offsets, as many of either stream."""
        lengths, each = self.lengths(), max(1, int(budget / 2))
        return [(way, lengths[way] * n // each) for way in (FROM_SERVER, FROM_CLIENT)
                for n in range(each)]


def cut(scene, way, after, reset, lock):
    trial = scene.trial()
    r, proxy = scene.through(trial, direction=way, after=after, reset=reset)
    runs = trial.settle(1)
    what = "%s: %s stream cut after %d bytes" % (scene.name, NAMES[way], after)
    with lock:
        scene.cuts += 1
        scene.late += not proxy.cut
        scene.slowest = max(scene.slowest, r.seconds)
        check(r.code in (0, 2) and (r.code == 0 or r.err.strip()), what + ": it says so", r.code, r.err)
        check(runs == 1, what + ": the second run settles", trial.runs[-1].code, trial.runs[-1].err)
    ok = trial.check(what)
    with lock:
        scene.lost += not ok


def scenes():
    plain, secure = Dovecot(ssl="no"), Dovecot()
    trash = [(mails.ordinary("trash"), "ST")]      # another client is about to remove it
    box, other = (template(s, mails.a_dozen(), others=trash) for s in (plain, secure))
    for action in ACTIONS:
        yield Scene("plain, " + action, plain, box, plain.port, action=action)
    yield Scene("folders, move", plain, in_folders(plain), plain.port, 0.35, action=ACTIONS[2], folder=FOLDERS)
    yield Scene("one of two, delete", plain, box, plain.port, 0.4, kind=Pair, action="delete")
    yield Scene("TLS, seen", secure, other, secure.tls_port, 0.2, ssl=1, cainfo=secure.ca)
    yield Scene("TLS, move", secure, other, secure.tls_port, 0.2, ssl=1, cainfo=secure.ca,
                action=ACTIONS[2])
    yield Scene("STARTTLS, delete", secure, other, secure.port, 0.2, cainfo=secure.ca, action="delete")


def test_cuts():
    all_scenes, lock = list(scenes()), threading.Lock()
    shares = sum(s.share for s in all_scenes)
    work = [(s, *where) for s in all_scenes for where in s.cuts_of(CUTS * s.share / shares)]
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda n: cut(*work[n], n % 2 == 1, lock), range(len(work))))
    for s in all_scenes:
        print("%s: %d cuts, %d lost, at most %.1f s" % (s.name, s.cuts, s.lost, s.slowest))
    late = sum(s.late for s in all_scenes)
    check(late <= len(work) / 10, "nearly all were cut: %d ended before" % late)
    print("%d cuts, %d lost" % (len(work), sum(s.lost for s in all_scenes)))


main()
