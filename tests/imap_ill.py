# ctest: COST 40
"""Mails that do not come, and servers that are ill: which of the two it is, what is counted, who is told.

What holds after each of five runs is written with each case: reports stored, how the run ends, what
it says, whom it counts for; and never is a mail marked that was not read."""
from proof import check, equal, main
from lib import mails
from lib.fake import Fake, Over, in_set, literal, proper
from lib.fetch import Template, Trial

LIMITS = "idle=1,run=20,answer=65536,mail=100000"
RUNS = 5
EXCHANGE = (b"From: Microsoft Exchange Server <.MISSING-HOST-NAME.>\r\n"
            b"Subject: Retrieval using the IMAP4 protocol failed for the following message:\r\n 3\r\n\r\nno\r\n")
COURIER = b"From: System Administrator <root@localhost>\nSubject: message unavailable\n\nThis is gone.\n"
THROTTLED = b"BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds"


def reports(n):
    """So many mails with a report each, and an ordinary one."""
    return [mails.gzipped("r%d" % i, 1) for i in range(n)] + [mails.ordinary()]


class Scene:
    """A mailbox behind a server, and the runs over it."""

    def __init__(self, name, box, **more):
        self.name, self.box, self.server = name, box, Fake(box)
        self.trial = Trial(self.server, Template("u", box, self.server.snapshot("u")), limits=LIMITS, **more)

    def run(self, code, says="", stored=None, what=""):
        r = self.trial.run()
        what = "%s%s: " % (self.name, what and ", " + what)
        equal(r.code, code, what + "how it ends: " + r.err)
        check(says in r.err + r.out, what + "what it says", r.err, r.out)
        if stored is not None:
            equal(len(self.trial.db.reports()), stored, what + "the reports")
        return r

    def ask(self, sql):
        return self.trial.db.ask(sql)

    def counted(self):
        return dict(self.ask("SELECT uid, withheld FROM letter WHERE withheld > 0"))

    def flags(self, uid):
        return next(m.flags for m in self.server.messages if m.uid == uid)

    def later(self, days=1):
        self.trial.db.later(days)

    def comes(self, mail):
        """One more."""
        self.server.add(mail)
        self.box.append(mail)

    def end(self):
        """The server is well: all that was there is as it has to be."""
        self.server.heal()
        self.later(8)
        check(self.trial.settle() is not None, self.name + ": it settles", self.trial.runs[-1].err)
        self.trial.check(self.name + ": and all is well afterwards")


def bodies(session, stage):
    """The set of a FETCH of whole mails."""
    asked = session.server.log[-1].split(" ") if stage == "FETCH" else []
    return asked[3] if "BODY.PEEK[])" in asked else None


def refuses(answer, wanted=lambda asked: True, after=0):
    """Mails that are asked for, once so many of them were given."""
    def fault(session, stage, tag):
        asked = bodies(session, stage)
        if asked is None or not wanted(asked):
            return False
        first = session._chosen(asked, True)[:after - len(session.server.sent)] if after > len(session.server.sent) else []
        for n, m in first:
            session.server.sent.append(m.uid)
            session.write(proper(session, n, m, ["UID", "BODY.PEEK[]"]))
        session.write(tag + b" " + answer + b"\r\n")
        return True
    return fault


def holds(uid):
    return lambda asked: in_set(asked, uid, 10**6)


def instead(uid, write):
    """Of one mail something else than it."""
    def shape(session, n, m, items):
        return write(session, n, m) if m.uid == uid and any(i.startswith("BODY") for i in items) else proper(session, n, m, items)
    return shape


def breaks(session, n, m):
    session.write(proper(session, n, m, ["UID", "BODY.PEEK[]"])[:200])
    raise Over


def short(session, n, m):
    """A literal that is shorter than it says."""
    return b"* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n" % (n, m.uid, len(m.bytes) + 500, m.bytes)


def nil(_session, n, m):
    return b"* %d FETCH (UID %d BODY[] NIL)\r\n" % (n, m.uid)


def null(_session, n, m):
    return b"* %d FETCH (UID %d BODY[NULL] NIL)\r\n" % (n, m.uid)


def says(text):
    return lambda _session, n, m: b"* %d FETCH (UID %d BODY[] %s)\r\n" % (n, m.uid, literal(text))


def test_ill_server():
    """It refuses for now: no attempt is counted, no mail is marked, and later all is there."""
    for answer in (b"NO [UNAVAILABLE] try again later", b"NO [LIMIT] enough", b"NO [INUSE] locked",
                   b"NO [SERVERBUG] oops", b"NO [OVERQUOTA] full", b"NO no, and no reason", THROTTLED):
        scene = Scene(answer.decode(), reports(30))
        scene.server.fault = refuses(answer, after=1)
        for n in range(RUNS):
            scene.run(2, answer.decode()[:60], None, "run %d" % n)
            scene.later(0)
        equal(scene.counted(), {}, scene.name + ": nothing is counted")
        check(not any(m.flags - {"\\Seen"} for m in scene.server.messages), scene.name + ": nothing is marked")
        equal(scene.ask("SELECT count(*) FROM refused"), [(0,)], scene.name + ": nobody is told of a mail")
        equal(scene.ask("SELECT DISTINCT code FROM job"), [("away",)], scene.name + ": the server is away")
        scene.end()


def test_backoff():
    """How long a server wants to be left alone is heeded."""
    scene = Scene("back-off", reports(3))
    scene.server.fault = refuses(THROTTLED)
    scene.run(2, "throttled")
    scene.server.heal()
    asked = len(scene.server.log)
    scene.run(2, "left alone until", 0)
    equal(len(scene.server.log), asked, "back-off: it is")
    scene.end()


SICK = (("refused", refuses(b"NO it br\xf6ke", holds(3)), proper), ("NIL", None, instead(3, nil)),
        ("BODY[NULL]", None, instead(3, null)), ("nothing", None, instead(3, lambda *_: b"")),
        ("Exchange's substitute", None, instead(3, says(EXCHANGE))), ("Courier's", None, instead(3, says(COURIER))),
        ("SERVERBUG", refuses(b"NO [SERVERBUG] oops", holds(3)), proper),
        ("breaks", None, instead(3, breaks)), ("too short", None, instead(3, short)))


def test_sick_mail():
    """One mail never comes: the others do, it is counted when others came, set aside after three times
    and a day, told of once by its name, never marked, and asked for once a week."""
    for name, fault, shape in SICK:
        scene = Scene("a sick mail, " + name, reports(6))
        scene.server.fault, scene.server.shape = fault, shape
        for n in range(3 if name == "SERVERBUG" else 0):    # may well be the server, until it is the mail alone
            scene.run(2, "SERVERBUG", 0, "run %d before" % n)
        scene.run(0, stored=5, what="run 1")
        equal(scene.counted(), {3: 1}, scene.name + ": counted once")
        scene.run(0, stored=5, what="with nothing else to do")
        equal(scene.counted(), {3: 1}, scene.name + ": nothing to compare with, nothing counted")
        for n in (2, 3):
            scene.comes(mails.gzipped("more%d" % n, 1))
            scene.run(0, stored=4 + n, what="run %d" % n)
            equal(scene.counted(), {3: n}, scene.name + ": counted again")
        equal(scene.ask("SELECT count(*) FROM refused"), [(0,)], scene.name + ": not yet a day")
        scene.later()
        scene.comes(mails.gzipped("more4", 1))
        scene.run(0, stored=8, what="after a day")
        told = scene.ask("SELECT file, message FROM refused")
        check(len(told) == 1 and "mail 3 in INBOX" in told[0][0] and "once a week" in told[0][1], scene.name + ": told", told)
        asked = len(scene.server.sent)
        scene.run(0, stored=8, what="set aside")
        equal(len(scene.server.sent), asked, scene.name + ": it is not asked for")
        equal(scene.flags(3) - {"\\Seen"}, set(), scene.name + ": it is not marked")
        check("\\Seen" not in scene.flags(3), scene.name + ": nor seen", scene.flags(3))
        equal(scene.ask("SELECT count(*) FROM alarm WHERE kind = 'fetch_failed'"), [(0,)], scene.name + ": no alarm of the fetch")
        scene.end()


def test_one_a_run():
    """A mail that is never given does not keep those behind it out, one a run."""
    for name, fault, shape in SICK:
        scene = Scene("one a run, " + name, reports(6), max=1)
        scene.server.fault, scene.server.shape = fault, shape
        for _ in range(10):
            scene.trial.run()
        equal(len(scene.trial.db.reports()), 5, scene.name + ": the others")
        equal(scene.trial.runs[-1].code, 0, scene.name + ": it goes well")
        scene.end()


def test_no_substitute():
    """A mail that quotes a substitute is itself, and so is one whose parts are more than are read."""
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(40))
    box = [mails.mail("quote", b"\r\n" + EXCHANGE.replace(b"\r\n", b"\n"), "other", subject="See below"),
           mails.mail("deep", deep, "other", subject="Parts"), *reports(2)]
    scene = Scene("no substitute", box)
    scene.run(0, stored=2)
    equal(scene.ask("SELECT count(*) FROM letter WHERE withheld > 0 OR state = 1"), [(0,)], "no substitute: all were read")
    scene.end()


def test_one_a_connection():
    """A server that says goodbye after each mail."""
    def goodbye(session, n, m, items):
        answer = proper(session, n, m, items)
        if any(i.startswith("BODY") for i in items):
            session.write(answer + b"* BYE enough\r\n")
            raise Over
        return answer

    scene = Scene("one a connection", reports(12))
    scene.server.shape = goodbye
    scene.run(0, stored=12)
    scene.end()


def test_gone():
    """Another client deletes a mail while it is asked for: it is forgotten at once."""
    def gone(session, n, m):
        session.server.messages.remove(m)
        return b""

    scene = Scene("gone", reports(4))
    scene.server.shape = instead(3, gone)
    scene.run(0, stored=3)
    equal(scene.ask("SELECT count(*) FROM letter WHERE uid = 3"), [(0,)], "gone: forgotten")
    equal(scene.ask("SELECT count(*) FROM refused"), [(0,)], "gone: nobody is told")
    scene.run(0, stored=3)


def test_lies_about_size():
    """What a server announces is a hint: only what comes is too large."""
    def triples(session, n, m, items):
        answer = proper(session, n, m, items)
        return answer.replace(b"RFC822.SIZE ", b"RFC822.SIZE 900") if m.uid == 2 else answer

    scene = Scene("lies about sizes", reports(3))
    scene.server.shape = triples
    scene.run(0, stored=3)
    scene.end()


main()
