#!/usr/bin/env python3
# ctest: COST 20
"""Folders by any server's names, what may be done in them, and servers that say OK and do nothing."""
import collections
import re

from proof import check, equal, main
from lib import mails
from lib.dovecot import Dovecot
from lib.fake import CAPABILITY, Fake
from lib.fetch import ACTIONS, Template, Trial, template

LIMITS = "idle=1,run=4"
POOR = "IMAP4rev1 AUTH=PLAIN UIDPLUS"
SEEN, DELETE, MOVE = ACTIONS


def begin(action, folders=(), limits=LIMITS, **more):
    box = mails.a_dozen()
    server = Fake(box, **more)
    server.folders.update({name: [] for name in folders})
    return server, Trial(server, Template("u", box, server.snapshot("u")), action, limits=limits)


def commands(server, name):
    """Of a name, what followed it."""
    return [m.group(1) for m in (re.match(r"\S+ (?:UID )?%s ?(.*)" % name, line) for line in server.log) if m]


def where(server):
    """How many mails are in each folder but INBOX."""
    return {name: len(box) for name, box in server.folders.items() if name != "INBOX" and box}


def refuses(r, what, says):
    equal(r.code, 2, what + ": the exit status")
    check(re.search(says, r.err), what + ": what it says", r.err, says)


def test_names():
    """What is set, what the server has, and where the mail goes."""
    dots = dict(separator=".", prefix="INBOX.")
    told = CAPABILITY + " NAMESPACE"
    plans = [("Done", (), dict(dots, capability=told), "INBOX.Done"),
             ("A/B/Über", (), dict(dots, capability=told), "INBOX.A.B.&ANw-ber"),
             ("INBOX/A", (), dict(dots, capability=told), "INBOX.A"),
             ("inbox.A", (), dict(dots, capability=told), "INBOX.A"),
             ("Done", ("INBOX.Done",), dict(dots, capability=told), "INBOX.Done"),
             ("A/B", ("shared.x", "A/B"), dict(dots, capability=told), "A/B"),       # just so
             ("A/B", ("A.B",), dict(dots, capability=told), "A.B"),
             ("Done", ("INBOX.Sent", "INBOX.Trash"), dict(dots), "INBOX.Done"),      # by LIST alone
             ("A/B", ("Sent",), dict(separator="."), "A.B"),
             ("A/B", (), dict(separator="."), "A.B"),
             ("A/B", ("INBOX/Sent",), dict(prefix="INBOX/"), "INBOX/A/B"),
             ("A.B", (), dict(capability=told), "A.B"), ("Inboxes", (), dict(capability=told), "Inboxes"),
             ("A/B", (), dict(capability=told), "A/B"),
             ("A/B", (), dict(capability=POOR + " NAMESPACE", prefix="INBOX.", separator="."), "INBOX.A.B")]
    for name, there, how, want in plans:
        for try_create in (True, False):
            what = "move:%s among %s, %s, TRYCREATE %s" % (name, ", ".join(there), how, try_create)
            server, trial = begin("move:" + name, there, try_create=try_create, **how)
            r = trial.run(command="test-imap")
            check(("which will be made" in r.out) == (want not in there), what + ": test-imap", r.out, r.err)
            check(not commands(server, "CREATE"), what + ": test-imap makes nothing")
            for _ in range(2):
                r = trial.run()
                equal((r.code, r.err), (0, ""), what)
            equal(where(server), {want: 7}, what + ": where the mail is")
            equal(commands(server, "CREATE"), [] if want in there else ['"%s"' % want], what + ": made, once")
            trial.forget()


def test_nowhere():
    """A folder that cannot be made, one that LIST has and which is gone, one that is the same."""
    server, trial = begin("move:Done", prefix="INBOX.")
    refuses(trial.run(), "a folder that may not be made", "Done.*IMAP_POST_ACTION.*permission denied")
    equal(len(server.messages), 12, "a folder that may not be made: all is where it was")
    server.prefix = ""
    check(trial.settle() is not None, "a folder that may be made then: it settles")
    trial.check("a folder that may be made then")
    server, trial = begin("move:Reports", folders=("INBOX.Reports",), prefix="INBOX.", separator=".",
                          capability=CAPABILITY + " NAMESPACE")
    trial.env["IMAP_FOLDER"] = "INBOX.Reports"
    refuses(trial.run(), "the same folder by another name", "IMAP_POST_ACTION.*INBOX.Reports")
    equal(server.sent, [], "the same folder: nothing is fetched")
    trial.forget()


def test_rights():
    """What is missing is told before the first mail is asked for."""
    acl = CAPABILITY + " ACL"
    plans = [(SEEN, "lrwtei", "'s' in INBOX"), (SEEN, "lrs", None), (SEEN, '""', "'s' in INBOX"), (DELETE, "lrswie", "'t'"),
             (DELETE, "lrswit", "'e'"), (DELETE, "lrswite", None), (DELETE, "lrswid", None), (DELETE, "lrswi", "'t'"),
             (MOVE, "lrswie", "'t'"), (MOVE, "lrswite", None)]
    for action, rights, says in plans:
        for command in ("test-imap", "fetch-imap"):
            server, trial = begin(action, capability=acl, rights={"INBOX": rights})
            r, what = trial.run(command=command), "%s: %s may %s" % (command, action, rights)
            if says:
                refuses(r, what, "IMAP_POST_ACTION.*" + says)
                equal(server.sent, [], what + ": nothing is fetched")
            else:
                equal(r.code, 0, what)
            trial.forget()
    server, trial = begin(MOVE, (MOVE[5:],), capability=acl, rights={"INBOX": "lrswite", MOVE[5:]: "lr"})
    refuses(trial.run(), "a target that takes nothing", "IMAP_POST_ACTION.*'i' in " + MOVE[5:])
    trial.forget()
    for action, flags, says in ((SEEN, "", "\\\\Seen"), (SEEN, "\\Deleted", "\\\\Seen"), (SEEN, "\\Seen", None), (SEEN, "\\*", None),
                                (DELETE, "\\Seen", "\\\\Deleted"), (DELETE, "\\Seen \\Deleted", None), (MOVE, "", None)):
        server, trial = begin(action, permanent=flags)
        r, what = trial.run(), "%s where (%s) is kept" % (action, flags)
        if says:
            refuses(r, what, "IMAP_POST_ACTION.*%s.*PERMANENTFLAGS" % says)
            equal(server.sent, [], what + ": nothing is fetched")
        else:
            equal(r.code, 0, what)
        trial.forget()


def test_does_nothing():
    """It says OK and changes nothing: no mail is fetched twice, and none acted on twice."""
    def idle(session, stage, tag):
        if stage in ("STORE", "MOVE", "COPY", "EXPUNGE"):
            session.write(tag + b" OK done\r\n")
            return True
        return False

    for action in ACTIONS:
        for capability in (CAPABILITY, POOR):
            what = "%s does nothing, %s" % (capability, action)
            server, trial = begin(action, capability=capability)
            server.fault = idle
            acted = []
            for n in range(4):
                equal(trial.run().code, 0, "%s, run %d" % (what, n))
                acted.append([x for name in ("STORE", "MOVE", "COPY", "EXPUNGE") for x in commands(server, name)])
            equal(sorted(server.sent), list(range(1, 13)), what + ": each body once")
            equal(acted[3], acted[0], what + ": each action once")
            equal(set(trial.db.reports()), {i for m in mails.a_dozen() for i in m.ids}, what + ": the reports")
            equal(trial.db.open_letters(), [], what + ": all is handled")
            equal(trial.db.ask("SELECT kind FROM alarm WHERE kind = 'fetch_failed'"), [], what + ": no alarm")
            server.messages.clear()
            trial.run()
            equal(trial.db.ask("SELECT uid FROM letter"), [], what + ": what is gone is forgotten")
            trial.forget()


def test_gone_meanwhile():
    """Another client removes a mail at the same moment, and the server refuses the rest once (RFC 2180)."""
    for action, stages in ((SEEN, ("STORE",)), (DELETE, ("STORE", "EXPUNGE")), (MOVE, ("MOVE", "COPY"))):
        for stage in stages:
            server, trial = begin(action, capability=POOR if stage == "COPY" else CAPABILITY)

            def refuse(session, at, tag, stage=stage, server=server):
                if at != stage:
                    return False
                server.fault = None
                session.write(tag + b" NO [EXPUNGEISSUED] Some of the requested messages no longer exist\r\n")
                return True
            server.fault = refuse
            r, what = trial.run(), "%s, gone before %s" % (action, stage)
            equal((r.code, r.err), (0, ""), what)
            trial.check(what)


def test_over_quota():
    """The folder where mail goes is full: that is told, blames no setting, and all stays where it is."""
    for capability, stage in ((CAPABILITY, "MOVE"), (POOR, "COPY")):
        server, trial = begin(MOVE, capability=capability)

        def full(session, at, tag, stage=stage):
            if at == stage:
                session.write(tag + b" NO [OVERQUOTA] Quota exceeded\r\n")
            return at == stage
        server.fault = full
        before = server.snapshot("u")
        for n in range(2):
            r, what = trial.run(), "over quota at %s, run %d" % (stage, n)
            refuses(r, what, r"mail cannot be moved to %s: .*\[OVERQUOTA\]" % MOVE[5:])
            check("IMAP_" not in r.err, what + ": no setting is blamed", r.err)
            moved = {m.key for m in mails.a_dozen() if m.kind == "done"}
            equal([x for x in server.snapshot("u") if x.key in moved], [x for x in before if x.key in moved],
                  what + ": where mails are")
        equal(sorted(server.sent), list(range(1, 13)), "over quota at %s: each body once" % stage)
        server.heal()
        check(trial.settle() is not None, "over quota at %s: it settles" % stage)
        trial.check("over quota at " + stage)


def test_searches():
    """The plainest, and test-imap the same as a fetch."""
    server, trial = begin(SEEN)
    trial.run(command="test-imap")
    equal([s for s in commands(server, "SEARCH")], ["RETURN (ALL) UNDELETED UNSEEN"], "test-imap")
    for n in range(2):
        server.log.clear()
        trial.run()
        equal([s for s in commands(server, "SEARCH")], ["RETURN (ALL) ALL", "RETURN (ALL) UNDELETED UNSEEN"],
              "a fetch, run %d" % n)
    server.log.clear()
    server.next = 20
    trial.run()
    equal(commands(server, "SEARCH")[1:], ["RETURN (ALL) UNDELETED UNSEEN", "RETURN (ALL) UNDELETED UID 13:4294967295"],
          "a fetch where more came meanwhile")
    server.log.clear()
    trial.env["IMAP_SEARCH"] = "OR FROM x SUBJECT y"
    trial.run()
    equal(commands(server, "SEARCH")[1:], ["RETURN (ALL) UNDELETED OR FROM x SUBJECT y"], "a search of one's own")
    trial.forget()


DOTS = "namespace inbox {\n  inbox = yes\n  prefix = INBOX.\n  separator = .\n}\n"


def test_dovecot():
    """One whose own folders are below INBOX; with rights in the folder."""
    server = Dovecot(ssl="no", extra=DOTS, acl=True)
    for name, want in (("Fertig/Größe", "INBOX.Fertig.Größe"), ("INBOX/Done", "INBOX.Done")):
        trial = Trial(server, template(server, mails.a_dozen()), "move:" + name)
        for _ in range(2):
            equal(trial.run().code, 0, "Dovecot with INBOX.: move:" + name)
        count = collections.Counter(x.key for x in server.snapshot(trial.user, want))
        equal(count, {m.key: 1 for m in mails.a_dozen() if m.kind == "done"}, "Dovecot with INBOX.: in " + want)
        trial.forget()
    for action, rights, says in ((SEEN, "lrwit", "'s'"), (DELETE, "lrwsti", "'e'"), (DELETE, "lrwste", None)):
        made = template(server, mails.a_dozen())
        trial = Trial(server, made, action, rawlog=True)
        (server.path(trial.user) / "dovecot-acl").write_text("owner %s\n" % rights)
        r, what = trial.run(), "Dovecot, %s may %s" % (action, rights)
        if says:
            refuses(r, what, "IMAP_POST_ACTION.*" + says)
            equal(server.bodies(trial.user), {}, what + ": nothing is fetched")
        else:
            equal(r.code, 0, what)
        trial.forget()
    server.stop()


main()
