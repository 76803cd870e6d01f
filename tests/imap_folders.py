#!/usr/bin/env python3
# ctest: COST 30
"""Several folders: which of them a setting means, each report in them once, and one that is ill keeps
no other out."""
import concurrent.futures
import contextlib
import itertools
import re
import sqlite3

from proof import BUILD, check, equal, main
from lib import mails
from lib.dovecot import Dovecot
from lib.fake import CAPABILITY, Fake, Over, proper
from lib.fetch import ACTIONS, TARGET, Database, Template, Trial, run, settings, template
from lib.mailutils import Mailutils

WORKERS = 8         # they wait for the server
LIMITS = "idle=1,run=6"
SEEN, DELETE, MOVE = ACTIONS
DOTS = dict(separator=".", prefix="INBOX.", capability=CAPABILITY + " NAMESPACE")
THROTTLED = b"BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds"


def few(name, n=2):
    """Mails of a folder: so many with a report, and an ordinary one."""
    return [mails.gzipped("%s-%d" % (name, i), 1) for i in range(n)] + [mails.ordinary(name + "-own")]


class Scene:
    """Folders behind a server, and runs over them.  boxes: mails by the folder they are in."""

    def __init__(self, name, setting, boxes, action=SEEN, limits=LIMITS, fault=None, max=None, **more):
        self.name, self.server = name, Fake(boxes.get("INBOX", []), **more)
        for folder, box in boxes.items():
            self.server.folders.setdefault(folder, [])
            for mail in box if folder != "INBOX" else []:
                self.server.add(mail, folder)
        made = [Template("u", box, self.server.snapshot("u", folder), folder) for folder, box in boxes.items()]
        made[0].beside = tuple(made[1:])
        self.server.fault = fault
        self.trial = Trial(self.server, made[0], action, folder=setting, limits=limits, max=max)

    def run(self, code=0, says="", *args, stored=None, what="", **more):
        self.server.log.clear()
        r = self.trial.run(*args, **more)
        what = "%s%s: " % (self.name, what and ", " + what)
        equal(r.code, code, what + "how it ends: " + r.err)
        check(re.search(says, r.err), what + "what it says", r.err, says)
        if stored is not None:
            equal(len(self.trial.db.reports()), stored, what + "the reports")
        return r

    def commands(self, name):
        """Of a name, what followed it."""
        found = [re.match(r"\S+ (?:UID )?%s ?(.*)" % name, line) for line in self.server.log]
        return [m.group(1) for m in found if m]

    def opened(self):
        return [name.strip('"') for name in self.commands("SELECT")]

    def bodies(self):
        return [what for what in self.commands("FETCH") if "BODY" in what]

    def ask(self, sql):
        return self.trial.db.ask(sql)

    def sql(self, text):
        with contextlib.closing(sqlite3.connect(self.trial.db.path, timeout=30)) as c, c:
            c.execute(text)

    def end(self):
        """The server is well: all that was there is as it has to be, and no mail was read twice."""
        self.server.heal()
        self.trial.db.later()
        check(self.trial.settle() is not None, self.name + ": it settles", self.trial.runs[-1].err)
        twice = {uid for uid in self.server.sent if self.server.sent.count(uid) > 1}
        equal(twice, set(), self.name + ": no mail is read twice")
        self.trial.check(self.name + ": and all is well afterwards")


def at(stage, folder, act, nth=1):
    """An act when a folder is opened, or one that is open is asked; the n-th time and after."""
    seen = []

    def fault(session, where, tag):
        name = session.server.log[-1].split(" ", 2)[2].strip('"') if where == "SELECT" else session.folder
        if (where, name) != (stage, folder) or (stage == "FETCH" and "BODY" not in session.server.log[-1]):
            return False
        seen.append(1)
        return len(seen) >= nth and act(session, tag)
    return fault


def says(answer):
    def act(session, tag):
        session.write(tag + b" " + answer + b"\r\n")
        return True
    return act


def cut(_session, _tag):
    raise Over


def stall(session, _tag):
    session.stall()


def once(act):
    left = [act]
    return lambda session, tag: bool(left) and left.pop()(session, tag)


# Which folders

def test_what_is_meant():
    """What is set, what the server has, and what is opened, in this order; None: what is missing."""
    slashes = ("INBOX", "Reports", "Reports/2025", "Reports/2026", "Reports2", "Other")
    dots = ("INBOX", "INBOX.Reports", "INBOX.Reports.2025", "INBOX.Reports.2026", "INBOX.Other")
    plans = [("INBOX", slashes, {}, ["INBOX"]), ("inbox", slashes, {}, ["inbox"]), ("Reports", slashes, {}, ["Reports"]),
             ("INBOX, Reports/2026", slashes, {}, ["INBOX", "Reports/2026"]),
             (" Reports ,INBOX,, ", slashes, {}, ["Reports", "INBOX"]),
             ("INBOX,inbox,Reports,Reports*", slashes, {}, ["INBOX", "Reports", "Reports/2025", "Reports/2026", "Reports2"]),
             ("Reports/*", slashes, {}, ["Reports/2025", "Reports/2026"]),
             ("Reports*", slashes, {}, ["Reports", "Reports/2025", "Reports/2026", "Reports2"]),
             ("*", slashes, {}, list(slashes)), ("Other,*", slashes, {}, ["Other", *[x for x in slashes if x != "Other"]]),
             ("Reports/2026", dots, DOTS, ["Reports/2026", "INBOX.Reports.2026"]),
             ("INBOX,Reports/2026", dots, DOTS, ["INBOX", "INBOX.Reports.2026"]),
             ("Reports/*", dots, DOTS, ["INBOX.Reports.2025", "INBOX.Reports.2026"]),
             ("INBOX/Reports*", dots, DOTS, ["INBOX.Reports", "INBOX.Reports.2025", "INBOX.Reports.2026"]),
             ("INBOX/*", dots, DOTS, list(dots[1:])), ("*", dots, DOTS, list(dots)),
             ("Reports/*", dots, dict(separator="."), ["INBOX.Reports.2025", "INBOX.Reports.2026"]),     # by LIST alone
             ("Über/*,Größe", ("INBOX", "&ANw-ber/a", "Gr&APYA3w-e"), {}, ["&ANw-ber/a", "Gr&APYA3w-e"]),
             # What is the name of a folder is that folder, as it was before.
             ("INBOX,Reports", (*slashes, "INBOX,Reports"), {}, ["INBOX,Reports"]),
             ("Reports*", (*slashes, "Reports*"), {}, ["Reports*"]),
             ("Other,Reports*", (*slashes, "Reports*"), {}, ["Other", "Reports*"]),
             ("Reports, all", (*dots, "INBOX.Reports, all"), DOTS, ["INBOX.Reports, all"])]
    for setting, there, how, want in plans:
        scene = Scene("%s among %s" % (setting, ", ".join(there)), setting, {name: [] for name in there}, **how)
        scene.run()
        equal(scene.opened(), want, scene.name + ": what is opened")
        if len(want) == 1:
            equal(scene.commands("LIST"), ['"" "*"'] if how else ['"" ""', '"" "*"'] if re.search("[,*]", setting) else [],
                  scene.name + ": what is listed")
        equal(scene.ask("SELECT count(*) FROM mailbox WHERE validity = 0"), [(0,)], scene.name + ": the journal's folders")
        equal(scene.ask("SELECT count(*) FROM mailbox"), [(len(want) - (setting == "Reports/2026"),)],
              scene.name + ": a row of the journal for each")
        if want == [setting]:
            equal(scene.ask("SELECT folder FROM mailbox"), [(setting,)], scene.name + ": its name in the journal is as it was")
        scene.end()


def test_costs():
    """One folder costs what it did: nothing is asked of the server for its name."""
    for setting in ("INBOX", "Reports/2026"):
        scene = Scene("costs", setting, {"INBOX": few("a"), "Reports/2026": few("b")}, **DOTS)
        for want in (["SELECT", "UID SEARCH", "UID SEARCH", "UID FETCH", "UID FETCH", "UID STORE"], ["SELECT", "UID SEARCH", "UID SEARCH"]):
            scene.run(stored=2)
            verbs = [re.match(r"\S+ ((UID )?\S+)", line).group(1) for line in scene.server.log]
            equal([v for v in verbs if v not in ("CAPABILITY", "AUTHENTICATE", "LOGOUT")], want, "what one folder costs: " + setting)
        scene.trial.forget()


def test_not_opened():
    """What only holds others, and what mail is moved to."""
    boxes = {name: few(name) for name in ("INBOX", "A", "A/B", "A/Done")}
    scene = Scene("no mail in A", "INBOX,A*", boxes, action="move:A/Done")
    boxes["A"].clear()
    scene.trial.made.beside = tuple(t for t in scene.trial.made.beside if t.folder not in ("A", "A/Done"))
    scene.server.folders["A"].clear()
    scene.server.folders["A/Done"].clear()
    scene.server.attributes["A"] = "\\HasChildren \\Noselect"
    r = scene.run(command="test-imap")
    equal(re.findall(r"folder    (\S+):", r.out), ["INBOX", "A/B"], "no mail in A: test-imap")
    scene.run(stored=4)
    equal(scene.opened(), ["INBOX", "A/B"], "no mail in A: what is opened")
    scene.end()
    scene = Scene("only the target", "Done*", {"INBOX": [], "Done": few("done")}, action="move:Done")
    equal(scene.run(stored=0).err, "", "only the target: nothing is said")
    equal(scene.opened(), [], "only the target: nothing is opened")
    check("none but" in scene.run(command="test-imap").out, "only the target: test-imap says so")
    for setting in ("INBOX,Done", "Done,*", "Done/2026,INBOX"):
        target = setting.replace("INBOX", "").replace("*", "").strip(",")
        for how, name in (({}, target), (DOTS, "INBOX." + target.replace("/", "."))):
            scene = Scene("%s to %s" % (setting, name), setting, {"INBOX": few("a"), name: []}, action="move:" + target, **how)
            scene.run(2, "IMAP_POST_ACTION.*" + name, stored=None)
            equal(scene.bodies(), [], scene.name + ": nothing is fetched")
            scene.trial.forget()


def test_missing():
    """A folder that is set by its name and is not there is told, with those that are; the others are read."""
    for setting, name in (("INBOX,Nowhere", "Nowhere"), ("Nowhere,INBOX", "Nowhere"), ("Nowhere/*,INBOX", "Nowhere/\\*"),
                          ("INBOX,Nowhere,A*,Never", "Nowhere")):
        scene = Scene("missing: " + setting, setting, {"INBOX": few("a"), "A": []})
        scene.run(2, r"'%s' \(IMAP_FOLDER\).*it has INBOX, A" % name, stored=2)
        equal(scene.ask("SELECT code FROM job"), [("setting",)], scene.name + ": whose fault")
        if "Never" in setting:
            scene.run(2, "Nowhere.*Never")
        r = scene.run(2, name, command="test-imap")
        check("folder    INBOX: 3 mails" in r.out, scene.name + ": test-imap shows the other", r.out)
        scene.server.folders.update({"Nowhere": [], "Nowhere/x": [], "Never": []})
        scene.run()
        scene.end()
    scene = Scene("one away, one missing", "A,Nowhere,C", {name: few(name) for name in "AC"},
                  fault=at("SELECT", "A", says(b"NO [UNAVAILABLE] later")))
    for _ in range(2):
        scene.run(2, "'Nowhere'.*nor is all fetched from A", stored=2)
    equal(scene.ask("SELECT DISTINCT code FROM job"), [("setting",)], "one away, one missing: what no time mends")
    scene.server.folders["Nowhere"] = []
    scene.end()
    scene = Scene("LIST is refused", "INBOX,A", {"INBOX": [], "A": []})
    scene.server.fault = lambda session, stage, tag: stage == "LIST" and says(b"BAD what")(session, tag)
    scene.run(2, "'INBOX,A'")
    scene.end()
    scene = Scene("too many", "*", {"x%d" % n: [] for n in range(1001)})
    scene.run(2, "IMAP_FOLDER.*1000")
    equal(scene.opened(), [], "too many: none is opened")
    scene.trial.env["IMAP_FOLDER"] = "x1*,x2,x999"
    scene.run()
    equal(len(scene.opened()), 112 + 2, "as many as are wanted")
    scene.trial.forget()


# Fetching

def test_each_once():
    """Counts of one job, the same promises in each folder, and what came later; by --drain, too."""
    boxes = {"INBOX": mails.a_dozen(), "Reports/a": few("a"), "Reports/b": few("b", 5)}
    ids = {i for box in boxes.values() for m in box for i in m.ids}
    for action in ACTIONS:
        for args in ((), ("--drain",)):
            scene = Scene("%s %s" % (action, args), "INBOX,Reports/*", boxes, action=action, max=7 if args else None)
            scene.run(0, "", *args, stored=len(ids))
            total = sum(map(len, boxes.values()))
            equal(scene.ask("SELECT state, total, seen, imported FROM job"), [("done", total, total, len(ids))],
                  scene.name + ": the job")
            scene.run(0, "", *args, stored=len(ids))
            equal(scene.bodies(), [], scene.name + ": nothing is asked for twice")
            scene.end()


def test_before_the_list():
    """What was read while one folder was set is not read anew when it is one of several."""
    scene = Scene("more folders", "INBOX", {"INBOX": few("a"), "B": few("b")})
    scene.run(stored=2)
    scene.trial.env["IMAP_FOLDER"] = "B*,INBOX"
    scene.run(stored=4)
    equal(len(scene.bodies()), 1, "more folders: one is read")
    scene.end()


def feed(scene, folder, name, n):
    for i in range(n):
        scene.server.add(mails.gzipped("%s-%d" % (name, i), 1), folder)


def test_fairness():
    """Folders that fill each run keep no other out; IMAP_MAX_PER_RUN is of all together."""
    order = "ABC"
    scene = Scene("fairness", "A,B,C", {"A": [], "B": [], "C": []}, max=4)
    for n in range(9):      # all are always full
        for folder in order:
            feed(scene, folder, "%s%d" % (folder, n), 5)
        scene.run(what="run %d" % n, stored=4 * (n + 1))
        equal(scene.opened()[0], order[n % 3], "fairness, run %d: whose turn it is" % n)
    scene.trial.forget()
    scene = Scene("one is full", "A,B,C", {"A": [], "B": [], "C": []}, max=4)
    for n in range(6):
        feed(scene, "A", "A%d" % n, 9)
        feed(scene, "C", "C%d" % n, 1)
        scene.run(what="run %d" % n)
        waits = sum("\\Seen" not in m.flags for m in scene.server.folders["C"])
        check(waits <= 1, "one is full, run %d: no report waits for a second run" % n, waits)
        seen = sum("\\Seen" in m.flags for box in scene.server.folders.values() for m in box)
        equal(seen, 4 * (n + 1), "one is full, run %d: the run is full, too" % n)
    scene.run(0, "", "--drain", what="--drain")
    equal(len(scene.trial.db.reports()), 60, "one is full: --drain takes all")
    scene.trial.forget()


def trickle(session, _tag):
    session.trickle()


def test_time():
    """A run's time is for all folders; one that takes it all has its turn last the next time."""
    for stage in ("SELECT", "FETCH"):
        scene = Scene("slow: %s" % stage, "A,B,C", {name: few(name) for name in "ABC"}, limits="idle=1,run=2",
                      fault=at(stage, "A", trickle))
        scene.run(2, "A: ", stored=0)
        equal(scene.opened(), ["A"], scene.name + ": there is no time for another")
        equal(scene.ask("SELECT code FROM job"), [("away",)], scene.name + ": who is to blame")
        scene.run(2, "A: ", stored=4)
        equal(scene.opened()[:3], ["B", "C", "A"], scene.name + ": the others are first then")
        scene.end()


def test_killed():
    """So is one at which the program ends."""
    scene = Scene("killed", "A,B,C", {name: few(name) for name in "ABC"})
    equal(scene.trial.run(before=[BUILD / "killat", "-m", 'SELECT "A"', "1"]).code, 137, "killed: it is")
    scene.run(stored=6)
    equal(scene.opened(), ["B", "C", "A"], "killed: the others are first then")
    scene.end()


def test_stop():
    """A stop is for all folders."""
    scene = Scene("stop", "A,B,C", {name: few(name) for name in "ABC"})

    def fault(session, stage, _tag):
        if stage == "STORE" and session.folder == "A":
            scene.sql("UPDATE job SET stop = 1")
        return False
    scene.server.fault = fault
    check("stopped" in scene.run(stored=2).out, "stop: it says so")
    equal(scene.opened(), ["A"], "stop: no other is opened")
    equal(scene.ask("SELECT state FROM job"), [("stopped",)], "stop: the job")
    scene.end()


# One that is ill, or away

ILL = [("SELECT", says(b"NO [NOPERM] not for you"), "not for you", "setting"),
       ("SELECT", says(b"OK [READ-WRITE] no numbers"), "UIDVALIDITY", "remote"),
       ("SELECT", says(b"BAD what"), "B: .*BAD what", "away"), ("SELECT", says(b"NO [UNAVAILABLE] later"), "B: .*later", "away"),
       ("SELECT", stall, "B: ", "away"), ("SELECT", cut, "B: ", "away"), ("SEARCH", says(b"NO no search"), "B: .*no search", "remote"),
       ("SEARCH", says(b"NO [SERVERBUG] oops"), "B: .*oops", "away"), ("FETCH", says(b"NO [UNAVAILABLE] later"), "B: .*later", "away"),
       ("FETCH", says(b"BAD what"), "B: .*BAD what", "away"), ("FETCH", stall, "B: ", "away"), ("FETCH", cut, "B: ", "away"),
       ("STORE", says(b"NO no marks"), "no marks", "remote"), ("STORE", cut, "B: ", "away")]


def one_is_ill(case):
    setting, (stage, act, said, code) = case
    boxes = {"INBOX": [], **{name: few(name) for name in "ABC"}}
    scene = Scene("%s in one of %s: %s" % (stage, setting, said), setting, boxes, fault=at(stage, "B", act),
                  limits="idle=1,run=20")
    for n in range(2):
        scene.run(2, said, stored=6 if stage == "STORE" else 4, what="run %d" % n)
    equal(scene.ask("SELECT DISTINCT code FROM job"), [(code,)], scene.name + ": who is to blame")
    equal({m.key for name in "AC" for m in scene.server.folders[name] if m.flags},
          {m.key for name in "AC" for m in boxes[name] if m.ids}, scene.name + ": the others are done with")
    equal(scene.ask("SELECT count(*) FROM letter WHERE withheld > 0"), [(0,)], scene.name + ": no mail is blamed")
    scene.end()


def test_one_is_ill():
    """Whatever is wrong with one, the others are read in the same run, and it is told by its name."""
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(one_is_ill, itertools.product(("A,B,C", "*"), ILL)))


def test_no_right_in_one():
    """What may not be done in one keeps nothing in the others."""
    acl = dict(capability=CAPABILITY + " ACL")
    scene = Scene("no right in one", "A,B,C", {name: few(name) for name in "ABC"}, **acl)
    scene.server.rights.update(A="lrswite", B="lr", C="lrswite")
    scene.run(2, "'s' in B", stored=4)
    equal(sorted(scene.server.sent), [1, 2, 3, 7, 8, 9], "no right in one: nothing of it is fetched")
    check("folder    C: 3 mails" in scene.run(2, "'s' in B", command="test-imap").out, "no right in one: test-imap shows the others")
    scene.server.rights.clear()
    scene.end()


def test_all_are_ill():
    """A server that is ill in one folder after the other is left alone."""
    names = ("INBOX", *"ABCDEF")
    scene = Scene("all are ill", "*", {name: few(name) for name in names})
    scene.server.fault = lambda session, stage, tag: stage == "FETCH" and says(b"NO [UNAVAILABLE] later")(session, tag)
    for want in (names[:3], names[3:6], names[6:] + names[:2]):
        scene.run(2, "later", stored=0)
        equal(scene.opened(), list(want), "all are ill: three in a run, each in its turn")
    scene.end()


def test_mends():
    """A cut in the second folder: it goes on in it, and reads none twice."""
    def breaks(session, n, m, items):
        if m.key == "B-3" and any(i.startswith("BODY") for i in items) and not broken:
            broken.append(1)
            session.write(proper(session, n, m, items)[:50])
            raise Over
        return proper(session, n, m, items)

    broken = []
    scene = Scene("a cut", "A,B,C", {"A": few("A"), "B": few("B", 6), "C": few("C")})
    scene.server.shape = breaks
    scene.run(stored=10)
    equal(scene.opened(), ["A", "B", "B", "C"], "a cut: the same folder again")
    scene.server.sent.remove(next(m.uid for m in scene.server.folders["B"] if m.key == "B-3"))
    scene.end()
    scene = Scene("a cut between folders", "A,B,C", {name: few(name) for name in "ABC"}, fault=at("SELECT", "B", once(cut)))
    scene.run(stored=6)
    equal(scene.opened(), ["A", "B", "B", "C"], "a cut between folders: the same folder again")
    scene.end()


def test_gone():
    """One that a "*" stood for and that goes before it is opened is no failure; one by its name is."""
    def goes(session, tag):
        session.server.folders.pop("B", None)
        return says(b"NO [NONEXISTENT] no such folder")(session, tag)

    for setting, code in (("*", 0), ("A,C*,*", 0), ("A,B,C", 2), ("*,B", 2)):
        scene = Scene("gone: " + setting, setting, {"A": few("A"), "B": [], "C": few("C")}, fault=at("SELECT", "B", goes))
        scene.run(code, "'B'" if code else "^$", stored=4)
        scene.run(code, stored=4, what="again")
        scene.trial.made.beside = tuple(t for t in scene.trial.made.beside if t.folder != "B")
        scene.server.folders.update({"B": []} if code else {})
        scene.end()


def test_numbers_anew():
    """Other numbers in one folder concern it alone, between runs and in one."""
    boxes = {name: few(name) for name in "ABC"}
    scene = Scene("other numbers", "*", boxes)
    scene.run(stored=6)
    scene.server.validities["B"] = "78"
    for m in scene.server.folders["B"]:
        m.uid += 100
        m.flags.clear()
    scene.run(stored=6)
    equal(scene.bodies(), ["104:106 (UID BODY.PEEK[])"], "other numbers: only of that folder")
    equal(scene.ask("SELECT folder, validity FROM mailbox ORDER BY folder"), [("A", 77), ("B", 78), ("C", 77), ("INBOX", 77)],
          "other numbers: the journal")
    scene.end()

    def renumbers(session, _tag):
        session.server.validities["B"] = "78"
        raise Over
    scene = Scene("other numbers meanwhile", "A,B,C", boxes, fault=at("FETCH", "B", once(renumbers)))
    scene.run(2, "B: .*other numbers", stored=4)
    scene.end()


def left_alone(scene):
    scene.server.heal()
    for setting in ("A,B,C", "C", "A,B,C"):
        scene.trial.env["IMAP_FOLDER"] = setting
        scene.run(2, "left alone until")
        equal(scene.server.log, [], scene.name + ": nothing is asked for")
    scene.end()


def test_left_alone():
    """How long it wants to be left alone is said of one folder, and meant of all."""
    for stage in ("SELECT", "SEARCH", "FETCH", "STORE"):
        scene = Scene("back-off, " + stage, "A,B,C", {name: few(name) for name in "ABC"}, fault=at(stage, "B", says(THROTTLED)))
        scene.run(2, "throttled", stored=4 if stage == "STORE" else 2)
        equal(scene.opened(), ["A", "B"], scene.name + ": no other is asked for")
        left_alone(scene)
    for stage in ("LOGIN", "LIST"):
        scene = Scene("back-off, " + stage, "A,B,C", {name: few(name) for name in "ABC"})
        scene.server.fault = lambda session, at, tag, stage=stage: at == stage and says(THROTTLED)(session, tag)
        scene.run(2, "throttled", stored=0)
        left_alone(scene)


def test_looking():
    """test-imap shows each folder that would be read, and what is found in it."""
    scene = Scene("test-imap", "INBOX,B*", {"INBOX": few("a", 4), "B": few("b"), "B/x": []})
    scene.server.folders["B"][0].flags.add("\\Seen")
    r = scene.run(command="test-imap")
    shown = [line for line in r.out.splitlines() if line.startswith(("folder ", "search"))]
    equal(shown, ["folder    INBOX: 5 mails, UIDVALIDITY 77", "search    UNSEEN finds 5", "folder    B: 3 mails, UIDVALIDITY 77",
                  "search    UNSEEN finds 2", "folder    B/x: 0 mails, UIDVALIDITY 77", "search    UNSEEN finds 0"], "test-imap")
    equal(scene.opened(), [], "test-imap: it only looks")
    scene.trial.forget()


# Real servers

def test_dovecot():
    """By a list and a "*", with names of more than ASCII, each action; and without rights in one."""
    server = Dovecot(ssl="no", acl=True)
    beside = {"Berichte/Über": few("ü"), "Berichte/Über/2026": few("y"), "Berichte/b": mails.a_dozen()[:3] + few("b")}
    kept = {m.key: m for m in beside["Berichte/b"]}
    beside["Berichte/b"] = [m for key, m in kept.items() if key not in {x.key for x in mails.a_dozen()}]
    made = template(server, mails.a_dozen(), beside=beside)
    for setting in ("INBOX,Berichte/*", "*", "Berichte/Über, Berichte/Über/*, Berichte/b, INBOX"):
        for action in ACTIONS:
            trial = Trial(server, made, action, folder=setting, rawlog=True)
            for _ in range(2):
                equal(trial.run().code, 0, "Dovecot, %s, %s" % (setting, action))
            equal(len(re.findall(rb"SELECT", trial.server.asked(trial.user))), 8, "Dovecot, %s, %s: each is opened" % (setting, action))
            trial.check("Dovecot, %s, %s" % (setting, action))
    trial = Trial(server, made, folder="*")
    (server.path(trial.user, "Berichte/b") / "dovecot-acl").write_text("owner lrwit\n")
    r = trial.run()
    equal(r.code, 2, "Dovecot, no right in one: how it ends")
    check(re.search("'s' in Berichte/b", r.err), "Dovecot, no right in one: what it says", r.err)
    (server.path(trial.user, "Berichte/b") / "dovecot-acl").unlink()
    check(trial.settle() is not None, "Dovecot, no right in one: it settles", trial.runs[-1].err)
    trial.check("Dovecot, no right in one")
    server.stop()


def test_mailutils():
    """Whose folders are mboxes beside each other."""
    boxes = {"INBOX": few("a"), "Reports/a": few("b"), "Reports/b": few("c")}
    for setting in ("INBOX,Reports/*", "INBOX, Reports/a, Reports/b"):
        server, db = Mailutils(), Database()
        for name, box in boxes.items():
            server.deliver(box, name)
        env = settings(server.port, server.user, db.path, folder=setting)
        for n in range(3):
            r = run(env)
            equal((r.code, r.err), (0, ""), "Mailutils, %s, run %d" % (setting, n))
        r = run(env, command="test-imap")
        equal(sorted(re.findall(r"folder +(\S+): (\d+) mails", r.out)), [(name, "3") for name in boxes], "Mailutils, %s: test-imap" % setting)
        equal(set(db.reports().values()), {1}, "Mailutils, %s: each once" % setting)
        equal(set(db.reports()), {i for box in boxes.values() for m in box for i in m.ids}, "Mailutils, %s: each report" % setting)
        for name, box in boxes.items():
            equal({key for key, its in server.flags(name).items() if "R" in its}, {m.key for m in box if m.ids},
                  "Mailutils, %s: what is marked in %s" % (setting, name))
        server.stop()


main()
