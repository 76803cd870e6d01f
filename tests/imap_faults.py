#!/usr/bin/env python3
# ctest: COST 90
"""A fetch from a server that stalls, lies, babbles or breaks off.

Each run ends in its time and says what was wrong; and when the same mailbox is
served properly afterwards, every report is there once and every mail is as
promised.
"""
import base64
import concurrent.futures
import re

from proof import BUILD, check, equal, main, scratch
from lib import mails
from lib.dovecot import PASSWORD
from lib.fake import CAPABILITY, Fake, Over, item_of, literal, proper
from lib.fetch import ACTIONS, PROGRAM, Template, Trial
from lib.plain import plain

WORKERS = 8         # they wait for the server
RUN, SLACK = 4, 20      # seconds that a run may take, and what a busy machine adds
LIMITS = "idle=1,run=%d,answer=65536,mail=100000" % RUN
SEEN, DELETE, MOVE = ACTIONS
MEMORY = 64 << 10       # KB
PLAIN = plain("dmarc-cron")
SECRETS = (PASSWORD, base64.b64encode(("\0u\0" + PASSWORD).encode()).decode())


# Faults: at a stage

def at(where, act, nth=1):
    """The act, when the stage is reached for the n-th time."""
    seen = []

    def fault(session, stage, tag):
        if stage == where:
            seen.append(1)
            if len(seen) >= nth:
                return act(session, tag)
    return fault


def stall(session, _tag):
    session.stall()


def cut(_session, _tag):
    raise Over


def bye(session, _tag):
    session.write(b"* BYE going down\r\n")
    raise Over


def no(session, tag):
    session.write(tag + b" NO [SERVERBUG] it broke\r\n")
    return True


def bad(session, tag):
    session.write(tag + b" BAD what\r\n")
    return True


def echo(session, tag):
    """The whole command, with what is secret in it."""
    session.write(tag + b" BAD what is " + session.server.log[-1].encode() + b"\r\n")
    return True


def trickle(session, _tag):
    session.trickle()


def half_a_line(session, _tag):
    session.write(b"* OK half a li")
    session.stall()


def says(data):
    """These bytes, and then as always."""
    def act(session, tag):
        session.write(data.replace(b"TAG", tag))
    return act


def only(data):
    """These bytes instead."""
    def act(session, tag):
        session.write(data.replace(b"TAG", tag))
        return True
    return act


def endless(data):
    def act(session, _tag):
        while not session.gone(0):
            session.write(data * 100)
        raise Over
    return act


# Shapes: of a mail's answer to FETCH

def body_of(items):
    return any(i.startswith("BODY") for i in items)


def for_bodies(write):
    """Only of answers with a body."""
    def shape(session, n, m, items):
        return write(session, n, m, items) if body_of(items) else proper(session, n, m, items)
    return shape


def for_one(uid, write):
    def shape(session, n, m, items):
        return (write if m.uid == uid and body_of(items) else proper)(session, n, m, items)
    return shape


def quoted(data):
    return b'"' + re.sub(rb'(["\\])', rb"\\\1", data) + b'"'


def uid_last(_session, n, m, items):
    rest = [i for i in items if i != "UID"]
    return b"* %d FETCH (%s UID %d)\r\n" % (n, b" ".join(item_of(m, i) for i in rest), m.uid)


def lower_case(session, n, m, items):
    answer = proper(session, n, m, items)
    return answer.replace(b" FETCH (UID", b" fetch (uid", 1).replace(b"BODY[]", b"body[]", 1)


def more_items(session, n, m, items):
    more = b'FLAGS (\\Recent $Odd) MODSEQ (12) X-GM-LABELS ("a)\\"b" {3}\r\nx)y \\Inbox) INTERNALDATE "x" '
    return proper(session, n, m, items).replace(b"FETCH (", b"FETCH (" + more, 1)


def a_literal(before=b"{", after=b"}"):
    def write(session, n, m, items):
        size = b"%d" % len(m.bytes)
        return proper(session, n, m, items).replace(b"BODY[] {" + size + b"}",
                                                     b"BODY[] " + before + size + after, 1)
    return write


def unsolicited(session, n, m, items):
    return (b"* %d FETCH (FLAGS (\\Seen))\r\n* 99 EXISTS\r\n* 1 RECENT\r\n* OK still here\r\n" % n
            + proper(session, n, m, items)
            + b"* %d FETCH (FLAGS ())\r\n* %d FETCH (UID %d FLAGS ())\r\n" % (n, n, m.uid))


def small(_session, n, m, items):
    return re.sub(rb"RFC822.SIZE \d+", b"RFC822.SIZE 100", proper(_session, n, m, items), count=1)


def twice(session, n, m, items):
    return proper(session, n, m, items) * 2


def strangers(session, n, m, items):
    """Mails that nobody asked for, and one without a uid."""
    other = mails.gzipped("stranger").bytes
    return (b"* 77 FETCH (UID 7777 BODY[] %s)\r\n* 78 FETCH (BODY[] %s)\r\n" % (literal(other), literal(other))
            + proper(session, n, m, items))


def backwards():
    """The answers of a command in the other order: they wait for the tagged one."""
    held = []

    def shape(session, n, m, items):
        held.append(proper(session, n, m, items))
        asked = session.server.log[-1].split(" FETCH ", 1)[1].split(" ", 1)[0]
        if len(held) < len(session._chosen(asked, True)):
            return b""
        answer = b"".join(reversed(held))
        held.clear()
        return answer
    return shape


def forging(session, n, m, items):
    """Lines in a mail that look like the server's, with the very tag that is waited for."""
    if m.key == "forger":
        m.bytes = forged(session.tag)
    return proper(session, n, m, items)


def forged(tag):
    lie = mails.gzipped("forged").bytes
    return b"X-Key: forger\r\n\r\n" + b"".join([
        b"\r\n)\r\n", tag, b" OK done\r\n* 3 FETCH (UID 3 BODY[] ", literal(lie), b")\r\n",
        b"* SEARCH 1 2 3\r\n* BYE bye\r\n* 1 EXPUNGE\r\n", tag, b" BAD no\r\n"])


def sends(data, then):
    """So much of a mail's answer, then an act."""
    def write(session, n, m, items):
        answer = proper(session, n, m, items)
        session.write(answer[:data] if isinstance(data, int) else data % {b"n": n, b"uid": m.uid})
        return then(session, session.tag)
    return write


def size(text):
    """A literal of that size, and no end of bytes."""
    return sends(b"* %(n)d FETCH (UID %(uid)d BODY[] {" + text + b"}\r\n", endless(b"x" * 1000))


def expunging(session, n, m, items):
    """Another client removes a mail in the middle; it is not one of ours."""
    return b"* 1 EXPUNGE\r\n" + proper(session, n, m, items)


class Case:
    """code: how the run may end; says: what it must say of it."""

    def __init__(self, name, fault=None, shape=None, code=(2,), says=".", action=SEEN, validity="77",
                 capability=CAPABILITY, box=mails.a_dozen, limits=LIMITS, **more):
        self.name, self.fault, self.shape, self.code, self.says = name, fault, shape, code, says
        self.action, self.validity, self.capability = action, validity, capability
        self.box, self.limits, self.more = box, limits, more


SLOW = "(?i)second|silent|time|no answer|long|broken"
CLOSED = "(?i)clos|connect|ended|end|reset|BYE|going down|broken"
EITHER = (0, 2)


def stages():
    """Every fault at every stage."""
    where = [("GREETING", SEEN), ("CAPABILITY", SEEN), ("LOGIN", SEEN), ("SELECT", SEEN), ("SEARCH", SEEN),
             ("FETCH", SEEN), ("STORE", SEEN), ("STORE", DELETE), ("EXPUNGE", DELETE), ("MOVE", MOVE),
             ("CREATE", MOVE)]
    for stage, action in where:
        for act in (stall, cut, bye, no, bad, trickle, half_a_line):
            said = {stall: SLOW, trickle: SLOW, half_a_line: SLOW, cut: CLOSED, bye: CLOSED}.get(act, ".")
            name = "%s: %s (%s)" % (stage, act.__name__, action)
            if stage == "GREETING" and act in (no, bad):
                continue
            early = stage in ("GREETING", "CAPABILITY", "LOGIN")    # libcurl puts it its own way
            yield Case(name, at(stage, act), says="." if early else said, action=action,
                       code=EITHER if stage == "CAPABILITY" else (2,))
    for act in (stall, cut, bye, no, bad, trickle, half_a_line):
        yield Case("LOGOUT: " + act.__name__, at("LOGOUT", act), code=(0,))
    no_move = "IMAP4rev1 SASL-IR AUTH=PLAIN UIDPLUS"
    for act in (stall, cut, no):
        yield Case("COPY: " + act.__name__, at("COPY", act), action=MOVE, capability=no_move)


def greetings():
    yield Case("no mail server", at("GREETING", only(b"HTTP/1.1 400 Bad Request\r\n\r\n")))
    yield Case("an endless greeting", at("GREETING", endless(b"* OK hello ")))
    yield Case("logged in already", at("GREETING", only(b"* PREAUTH welcome\r\n")), code=(0,))
    yield Case("no login allowed", capability="IMAP4rev1 LOGINDISABLED")
    yield Case("STARTTLS refused", at("STARTTLS", no), capability=CAPABILITY + " STARTTLS", code=(0,))
    yield Case("STARTTLS, then plain text", at("STARTTLS", only(b"TAG OK go on\r\n* OK x\r\nTAG OK in\r\n")),
               capability=CAPABILITY + " STARTTLS")
    yield Case("LOGIN alone", capability="IMAP4rev1", code=(0,))
    yield Case("AUTH=PLAIN in two steps", capability="IMAP4rev1 AUTH=PLAIN UIDPLUS", code=(0,))
    yield Case("a login is repeated", at("LOGIN", echo))
    yield Case("LOGIN is repeated", at("LOGIN", echo), capability="IMAP4rev1")
    yield Case("much said at login", at("LOGIN", says(b"* 7 EXISTS\r\n* OK x\r\n")), code=(0,))


def selections():
    head = b"* 12 EXISTS\r\n* OK [UIDNEXT 13] x\r\n"
    for name, line in (("no UIDVALIDITY", b""), ("UIDVALIDITY 0", b"* OK [UIDVALIDITY 0] x\r\n"),
                       ("UIDVALIDITY x", b"* OK [UIDVALIDITY x] x\r\n"),
                       ("UIDVALIDITY too large", b"* OK [UIDVALIDITY 4294967296] x\r\n")):
        yield Case(name, at("SELECT", only(head + line + b"TAG OK [READ-WRITE] x\r\n")), says="UIDVALIDITY")
    yield Case("read-only", says="(?i)read",
               fault=at("SELECT", only(head + b"* OK [UIDVALIDITY 77] x\r\nTAG OK [READ-ONLY] x\r\n")))
    yield Case("no such folder", at("SELECT", only(b"TAG NO [NONEXISTENT] no such folder\r\n")), says="INBOX")
    yield Case("endless lines", at("SELECT", endless(b"* OK still here\r\n")))
    yield Case("an endless line", at("SELECT", endless(b"* OK still here ")), says="(?i)limit|line|bytes|65536")
    yield Case("a long list of flags", at("SELECT", says(b"* FLAGS (" + b"\\x " * 100000 + b")\r\n")), code=EITHER)
    yield Case("NULs and lone CRs", at("SELECT", says(b"* OK a\0b\rc\r\n* \0\r\n\r\n*\r\n* \r\n")), code=EITHER)


def searches():
    uids = b" ".join(b"%d" % n for n in range(1, 100001))
    plain = CAPABILITY.replace(" ESEARCH", "")
    yield Case("100,000 uids, in a long line", at("SEARCH", only(b"* SEARCH " + uids + b"\r\nTAG OK x\r\n")),
               capability=plain, code=EITHER, says="gives no more mail")     # read as it comes, it is no line to keep
    yield Case("100,000 uids", at("SEARCH", only(b"* SEARCH " + uids + b"\r\nTAG OK x\r\n")), code=(0,),
               capability=plain, limits="idle=5,run=60", drain=False)
    for name, line in (("uid 0", b"* SEARCH 0 1 2"), ("a uid too large", b"* SEARCH 1 4294967296 99999999999999999999"),
                       ("no numbers", b"* SEARCH 1 x -2 3"), ("no answer", b"* OK x"),
                       ("a range without end", b'* ESEARCH (TAG "TAG") UID ALL 1:4294967295'),
                       ("a star", b'* ESEARCH (TAG "TAG") UID ALL 1:*')):
        yield Case("SEARCH: " + name, at("SEARCH", only(line + b"\r\nTAG OK x\r\n")), code=EITHER, drain=False)
    yield Case("SEARCH in lines", code=(0,), capability=plain, fault=at("SEARCH", only(
        b"* SEARCH 1 2 3\r\n* SEARCH\r\n* SEARCH 4 5 6 7 8 9 10 11 12 \r\nTAG OK x\r\n")), drain=False)


def fetches():
    legal = {"uid last": uid_last, "lower case": lower_case, "more items": more_items, "twice": twice,
             "unsolicited": unsolicited, "strangers": strangers}
    for name, write in legal.items():
        yield Case("FETCH: " + name, shape=for_bodies(write), code=(0,))
    yield Case("FETCH: backwards", shape=backwards(), code=(0,))
    yield Case("FETCH: quoted", shape=for_bodies(
        lambda s, n, m, i: b"* %d FETCH (UID %d BODY[] %s)\r\n" % (n, m.uid, quoted(m.bytes))),
        box=lambda: [mails.Mail("line", b"X-Key: line", "other")], code=(0,))
    yield Case("FETCH: NIL for one", code=EITHER, shape=for_one(
        3, lambda s, n, m, i: b"* %d FETCH (UID %d BODY[] NIL)\r\n" % (n, m.uid)))
    yield Case("FETCH: nothing for one", code=EITHER, shape=for_one(3, lambda *_: b""))
    yield Case("FETCH: an empty mail", code=(0,), box=lambda: [mails.Mail("none", b"", "other"), mails.google()])
    yield Case("FETCH: ~{n}", shape=for_bodies(a_literal(b"~{")), code=EITHER)
    yield Case("FETCH: {n+}", shape=for_bodies(a_literal(after=b"+}")), code=EITHER)
    yield Case("FETCH: wrong sizes", shape=small, code=(0,), limits="idle=5,run=30,mail=20000000",
               box=lambda: [mails.Mail("huge", b"X-Key: huge\r\n\r\n" + b"x" * 9000000, "other"), mails.google()])
    yield Case("FETCH: a mail goes", shape=for_one(5, expunging), code=EITHER)
    yield Case("FETCH: forged lines", shape=forging, code=(0,), box=lambda: mails.a_dozen()[:4] + [
        mails.Mail("forger", forged(b"x1"), "other")] + mails.a_dozen()[4:])
    for text in (b"99999999999999999999999", b"4294967295", b"18446744073709551615", b"100001"):
        yield Case("FETCH: {%s}" % text.decode(), shape=for_one(4, size(text)), code=EITHER)
    for text in (b"-1", b"", b"1x", b" 5", b"0x10"):
        yield Case("FETCH: {%s}" % text.decode(), shape=for_one(4, size(text)), code=EITHER)
    for act in (stall, cut, bye, trickle):
        name, said = act.__name__, SLOW if act in (stall, trickle) else CLOSED
        code = EITHER if act is trickle else (0,)   # the others come; a trickle may take all the time there is
        yield Case("in a literal: " + name, shape=for_one(4, sends(300, act)), says=said, code=code)
        yield Case("after the literal: " + name, shape=for_one(4, sends(-3, act)), says=said, code=code)
        yield Case("between mails: " + name, shape=for_one(4, sends(0, act)), says=said, code=code)
    yield Case("FETCH: an endless line", shape=for_one(4, sends(b"* 4 FETCH (", endless(b"x"))), code=(0,))
    yield Case("FETCH: deep lists", shape=for_one(4, sends(b"* 4 FETCH (" + b"(" * 60000 + b"\r\n", proper_rest)),
               code=EITHER)


def proper_rest(_session, _tag):
    return b""


def start(case):
    """The server, and the mailbox behind it."""
    box = case.box()
    server = Fake(box, case.capability, case.validity)
    server.fault, server.shape = case.fault, case.shape or proper
    more = dict(case.more)
    drain = ["--drain"] if more.pop("drain", True) else []
    trial = Trial(server, Template("u", box, server.snapshot("u")), case.action, limits=case.limits, **more)
    return server, trial, drain


def no_password(server, name):
    """Where login is not to be tried, the password was not said."""
    check(not [x for x in server.log if any(w in x for w in SECRETS)], name + ": no password was sent",
          *server.log)


def try_case(case, program):
    server, trial, drain = start(case)
    file = scratch() / "used"
    watch = [BUILD / "killat", "-o", file, "0"] if program == PLAIN else []
    r = trial.run(*drain, before=watch, program=program)
    run_limit = int(re.search(r"run=(\d+)", case.limits).group(1))
    check(r.seconds <= run_limit + SLACK, "%s: it ends in time: %.1f s" % (case.name, r.seconds))
    check(r.code in case.code, case.name + ": the exit status", r.code, case.code, r.err, r.out)
    check(r.code == 0 or re.search(case.says, r.err), case.name + ": what it says", r.err, case.says)
    check(not any(w in r.err + r.out for w in SECRETS), case.name + ": no password in what it says", r.err)
    if watch:
        peak = int(file.read_text().split()[2])
        check(peak < MEMORY, "%s: little memory: %d KB" % (case.name, peak))
    if case.name in ("no login allowed", "STARTTLS, then plain text"):
        no_password(server, case.name)
    heal(server, case)
    runs = trial.settle()
    check(runs is not None, case.name + ": it settles", trial.runs[-1].code, trial.runs[-1].err)
    trial.check(case.name + ": and all is well afterwards", copies=" MOVE" not in server.capability,
                expunges="UIDPLUS" in server.capability)


def heal(server, case):
    server.heal()
    server.validity = "77"
    if case.name in ("no login allowed", "STARTTLS refused", "STARTTLS, then plain text"):
        server.capability = CAPABILITY


def test_refused():
    """Nobody listens."""
    server = Fake([])
    trial = Trial(server, Template("u", [], []), limits=LIMITS)
    server.stop()
    r = trial.run()
    equal(r.code, 2, "nobody listens: the exit status")
    check(re.search("(?i)connect|refused", r.err), "nobody listens: what it says", r.err)


def test_half_an_answer():
    """A search that once finds nothing of what is there makes nothing forgotten."""
    def finds_none(session, stage, tag):
        if stage == "SEARCH" and session.server.log[-1].endswith(" ALL"):
            session.write(b'* ESEARCH (TAG "%s") UID\r\n%s OK done\r\n' % (tag, tag))
            return True
        return False

    box = mails.every_kind()
    server = Fake(box)
    trial = Trial(server, Template("u", box, server.snapshot("u")), limits=LIMITS)
    for fault in (None, finds_none, None):
        server.fault = fault
        equal(trial.run().code, 0, "half an answer: it goes well")
    equal(sorted(server.sent), sorted(set(server.sent)), "half an answer: no mail is fetched twice")
    trial.check("half an answer")


def test_no_marks():
    """Who may not mark the bad ones still has done with the others what is to be done."""
    def marks_none(session, stage, tag):
        if stage == "STORE" and "Deleted" not in session.server.log[-1]:
            session.write(tag + b" NO you may not\r\n")
            return True
        return False

    box = mails.a_dozen()
    server = Fake(box)
    server.fault = marks_none
    trial = Trial(server, Template("u", box, server.snapshot("u")), action=ACTIONS[1], limits=LIMITS)
    r = trial.run()
    equal(r.code, 2, "no right to mark: the exit status")
    check("you may not" in r.err, "no right to mark: what it says", r.err)
    there = {letter.key for letter in server.snapshot("u")}
    equal(there, {m.key for m in box if m.kind != "done"}, "no right to mark: what is done is deleted")
    server.heal()
    check(trial.settle() is not None, "no right to mark: it settles")
    trial.check("no right to mark: and all is well afterwards")


def guarded(case, program):
    try:
        try_case(case, program)
    except Exception as e:      # one of them must not hide the others
        check(False, case.name, repr(e))


def test_faults():
    """By the program as it was built, and by one that takes no more memory than it needs."""
    work = [(c, program) for program in {PROGRAM, PLAIN}
            for some in (stages, greetings, selections, searches, fetches) for c in some()]
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda w: guarded(*w), work))
    print("%d faults" % len(work))


main()
