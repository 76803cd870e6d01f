"""What fetching promises with any server, a row each: a generator of what happened instead.

A row is asked of a server of lib/remote.py.  What it returns is worth telling beside ok; it raises
Cannot where the server lacks what it is about.
"""
import re
import traceback

from proof import scratch
from lib import mails
from lib.fetch import Template, Trial, run, settings, template
from lib.proxy import FROM_CLIENT, FROM_SERVER, CopyProxy, Meanwhile, PlainProxy
from lib.remote import Cannot, read, sure

COMMANDS = ("fetch-imap", "test-imap")
LIMITS = "idle=30,run=100"
LEVELS = "Mail/DMARC 2026/Erledigt"
MANY = 1000
OTHERS = [(mails.ordinary("flagged"), "FS"), (mails.ordinary("trash"), "ST"), (mails.plain("read"), "S")]
GONE = {"google", "ordinary", "multipart-report"}       # what another client deletes; again has google's report
SECONDS = {}            # that MANY took, by the server's name


class Round(Trial):
    """A mailbox of this server, in which the bytes of mails are looked at, too."""

    def __init__(self, server, made=None, action="seen", **more):
        super().__init__(server, made or box_of(server), action, **dict({"cainfo": server.ca, "limits": LIMITS}, **more))
        self.bytes = self.contents()

    def contents(self):
        """The bytes of each mail by its X-Key."""
        folders = [box.folder for box in (self.made, *self.made.beside)]
        if self.action.startswith("move:"):
            folders.append(self.action[5:])
        return {key: body for folder in folders for key, body in contents(self.server, self.user, folder).items()}

    def _flags(self, kind, before, expunges):
        want = super()._flags(kind, before, expunges)
        return want if want is None else want - self.server.forgets

    def wrong(self, **how):
        how.setdefault("expunges", self.server.expunges)
        return super().wrong(**how) + ["%s has other bytes" % key for key, body in self.contents().items()
                                       if body != self.bytes[key]]

    def again(self, what):
        """Two runs that go well, and what is wrong then."""
        for n in range(2):
            r = self.run("--drain")
            if r.code != 0:
                yield "%s, run %d: %s" % (what, n + 1, r.err.strip())
        for each in self.wrong():
            yield "%s: %s" % (what, each)
        self.forget()


def box_of(server):
    """Mails of each class, and some that nobody asked to fetch; made once for a server."""
    if not hasattr(server, "box"):
        server.box = template(server, mails.a_dozen(), others=OTHERS)
    return server.box


def contents(server, user, folder):
    with server.session(user) as c:
        if c.select(server.quoted(folder), readonly=True)[0] != "OK":
            return {}
        return {key_of(body): server.plain(body) for _, body in read(c)}


def key_of(body):
    return re.search(rb"(?i)X-Key: *(\S+)", body).group(1).decode()


def said_well(r, what, says, never=()):
    """A refusal that says this, and nothing of that."""
    if r.code != 2:
        yield "%s: the exit status is %s" % (what, r.code)
    if not re.search(says, r.err):
        yield "%s: it says '%s'" % (what, r.err.strip())
    for word in never:
        if re.search(word, r.out + r.err):
            yield "%s: it says %s: '%s'" % (what, word, r.err.strip())


def well(r, what):
    if r.code != 0:
        yield "%s: %s" % (what, r.err.strip())


def ask(server, **more):
    """With the password of a user who has no mail."""
    if not hasattr(server, "visitor"):
        server.visitor = server.user()
    return settings(more.pop("port", server.port), server.visitor, scratch() / "dmarc.db", **dict({"limits": LIMITS}, **more))


SECURE = {"TLS": lambda s: dict(port=s.tls_port, ssl=1, cainfo=s.ca), "STARTTLS": lambda s: dict(cainfo=s.ca)}


# Logging in

def login(server):
    for command in COMMANDS:
        for how, make in SECURE.items():
            yield from well(run(ask(server, **make(server)), command=command), "%s, %s" % (how, command))
        with PlainProxy(server.port) as proxy:
            yield from well(run(ask(server, port=proxy.port), command=command), "plain text, " + command)


def wrong_password(server):
    for command in COMMANDS:
        for how, make in SECURE.items():
            yield from refused(server, how + ", " + command, run(ask(server, **{"pass": "wr0ng"}, **make(server)), command=command))
        with PlainProxy(server.port) as proxy:
            r = run(ask(server, port=proxy.port, **{"pass": "wr0ng"}), command=command)
        yield from refused(server, "plain text, " + command, r)
    return r.err.strip().partition(": ")[2]


def refused(server, what, r):
    yield from said_well(r, what, "IMAP_USER, IMAP_PASS", ("wr0ng", "IMAP_(?!USER|PASS|AUTH)", "certificate"))
    if not re.search(server.refusal, r.err):
        yield "%s: not the server's words: '%s'" % (what, r.err.strip())


def mechanisms(server):
    for how, make in SECURE.items():
        for name in (None, *server.mechanisms):
            yield from well(run(ask(server, auth=name, **make(server))), "%s, IMAP_AUTH=%s" % (how, name))
    return ", ".join(server.mechanisms)


def challenge_only(server):
    port = server.challenges()
    yield from well(run(ask(server, port=port)), "CRAM-MD5")
    yield from said_well(run(ask(server, port=port, **{"pass": "wr0ng"})), "a wrong password", "IMAP_USER, IMAP_PASS", ("wr0ng",))


# TLS

def secure(how):
    def row(server):
        for action in ("seen", "move:Done"):
            yield from Round(server, action=action, **SECURE[how](server)).again(action)
    return row


def wrong_ca(server):
    other = server.root.another_ca()
    for how, make in SECURE.items():
        for command in COMMANDS:
            for ca in (other, None):
                yield from said_well(run(ask(server, **dict(make(server), cainfo=ca)), command=command),
                                     "%s, %s, CA %s" % (how, command, ca), "certificate of 127.0.0.1 .*IMAP_CAINFO", ("IMAP_PASS",))


def plain_to_tls(server):
    for command in COMMANDS:
        yield from said_well(run(ask(server, port=server.tls_port, limits="idle=5,run=20"), command=command), "plain text to TLS, " + command, "IMAP_SSL=1")
        yield from said_well(run(ask(server, ssl=1), command=command), "TLS to plain text, " + command, "IMAP_SSL")


# Actions

def acted(action):
    def row(server):
        yield from Round(server, action=action).again(action)
    return row


def moved(folder, there=False):
    def row(server):
        trial = Round(server, action="move:" + folder)
        if there:
            server.make(trial.user, folder)
        yield from trial.again(trial.action)
        if not there:
            yield from made_once(server, trial, folder)
    return row


def made_once(server, trial, folder):
    """That the folder which was missing is where it should be, and no other beside it."""
    with server.session(trial.user) as c:
        names = [n.decode().rpartition(" ")[2] if isinstance(n, bytes) else n for n in c.list()[1]]
    if len([n for n in names if "INBOX" != n.strip('"')]) > folder.count("/") + 1:
        yield "move:%s: folders are %s" % (folder, names)


def by_its_own_name(server):
    name = server.prefix + server.separator.join(("Mein Archiv", "Größe"))
    yield from Round(server, action="move:" + name).again(name)


# Others

def deletes(server, user):
    """And expunges, with what was marked as deleted before."""
    uids = [str(x.uid) for x in server.snapshot(user) if x.key in GONE]

    def somebody():
        with server.session(user, "INBOX") as c:
            sure(c.uid("STORE", ",".join(uids), "+FLAGS.SILENT", "(\\Deleted)"), "STORE")
            sure(c.expunge(), "EXPUNGE")
    return somebody


def meanwhile(pattern, action, lost=frozenset()):
    """Just before that command; lost: reports that may not be there, since nobody could fetch them any more."""
    def row(server):
        trial = Round(server, action=action)
        with Meanwhile(server.port, pattern, deletes(server, trial.user)) as proxy:
            r = trial.run("--drain", port=proxy.port)
        if not proxy.came:
            yield "%s: no command like %s" % (action, pattern)
        yield from well(r, action)
        have = set(trial.db.reports())
        if not {i for m in trial.made.mails for i in m.ids} - lost <= have:
            yield "%s: the reports are %s" % (action, have)
        yield from (without(trial, have) if server.together else trial).again(action + ", then")
        return None if server.together else "but a session writes back what another expunged"
    return row


def without(trial, have):
    """What another client deleted is nobody's any more, but its reports may be there."""
    kept = [m for m in trial.made.mails if m.key not in GONE | {"trash"}]
    beside = have - {i for m in kept for i in m.ids}
    before = [x for x in trial.made.before if x.key in {m.key for m in kept}]
    trial.made = Template(trial.made.user, [*kept, mails.Mail("gone", b"", "other", tuple(beside))], before)
    return trial


# Cuts

def cuts(server, each=25):
    """each: of an action, either way."""
    done = []
    for action in ("delete", "move:Done"):
        trial = Round(server, action=action)
        with PlainProxy(server.port) as proxy:
            trial.run("--drain", port=proxy.port)
        for way in (FROM_SERVER, FROM_CLIENT):
            for at in range(each):
                done.append((yield from cut(server, action, way, proxy.bytes[way] * at // each)))
    if sum(done) < len(done) * 0.9:
        yield "only %d of %d were cut" % (sum(done), len(done))
    return "%d cuts" % sum(done)


def cut(server, action, way, after):
    """Whether it was."""
    trial = Round(server, action=action)
    with PlainProxy(server.port, way, after, reset=after % 2 == 1) as proxy:
        trial.run("--drain", port=proxy.port)
    what = "%s, %s stream cut after %d bytes" % (action, ("the server's", "the client's")[way], after)
    if trial.settle(2) is None:
        yield what + ": it does not settle: " + trial.runs[-1].err.strip()
    for each in trial.wrong(copies=not server.moves):
        yield "%s: %s" % (what, each)
    trial.forget()
    return proxy.cut


# Quota

def quota(server):
    for how in (PlainProxy, CopyProxy):
        trial = Round(server, action="move:Done")
        server.make(trial.user, "Done")
        server.full(trial.user)
        with how(server.port) as proxy:
            r = trial.run("--drain", port=proxy.port)
        if r.code != 0 or how == CopyProxy:
            yield from not_moved(server, trial, r)
        server.roomy(trial.user)
        yield from trial.again("room again")
        if r.code != 0:
            return ("" if how == PlainProxy else "its MOVE needs no room; COPY: ") + r.err.strip()


def not_moved(server, trial, r):
    yield from said_well(r, "over quota", "(?i)quota")
    have = trial.db.reports()
    if set(have) != {i for m in trial.made.mails for i in m.ids}:
        yield "over quota: the reports are %s" % dict(have)
    if contents(server, trial.user, "INBOX") != trial.bytes or server.snapshot(trial.user, "Done"):
        yield "over quota: mails are not where they were"


# Numbers

def renumbered(server):
    later = mails.gzipped("later")
    made = template(server, mails.a_dozen(), folder="Reports")
    for action in ("seen", "delete", "move:Done"):
        trial = Round(server, made, action)
        yield from well(trial.run("--drain"), action + ", before")
        server.renumber(trial.user, "Reports")
        server.deliver(trial.user, [later], "Reports")
        new = [x for x in server.snapshot(trial.user, "Reports") if x.key == later.key]
        trial.made = Template(made.user, [*made.mails, later], made.before + new, made.folder)
        trial.bytes |= trial.contents()
        yield from trial.again(action + ", afterwards")


# Several folders

def few(key):
    return [mails.gzipped(key), mails.ordinary(key + "-lunch"), mails.broken(key + "-broken")]


def several(server):
    beside = {"Reports/Über uns": few("second"), "Reports/2026/Mai": few("third")}
    made = template(server, mails.a_dozen(), beside=beside)
    own = server.prefix + "Reports" + server.separator + "*"
    for folder in ("INBOX, Reports/*", "*", "INBOX," + own, "INBOX, Reports/Über uns,Reports/2026/Mai"):
        for action in ("seen", "move:Done"):
            yield from Round(server, made, action, folder=folder).again("%s, %s" % (folder, action))


# Rights

def rights(server):
    for action, lacks, says in (("seen", "s", "'s'"), ("delete", "te", "'[te]'"), ("move:Done", "te", "'[te]'")):
        trial = Round(server, action=action)
        server.forbid(trial.user, lacks)
        yield from said_well(trial.run("--drain"), action, "IMAP_POST_ACTION.*" + says)
        if trial.db.reports():
            yield "%s: it fetched" % action


# Many

def many(server):
    user = server.user()
    server.deliver(user, mails.thousands(MANY))
    r = run(settings(server.port, user, scratch() / "dmarc.db", cainfo=server.ca, limits="idle=60,run=600"), "--drain")
    yield from well(r, "%d mails" % MANY)
    SECONDS[server.name] = r.seconds
    return "%.1f s, %s times Dovecot" % (r.seconds, "%.1f" % (r.seconds / SECONDS["Dovecot"]) if "Dovecot" in SECONDS else "?")


ROWS = {
    "login as configured": login,
    "a wrong password": wrong_password,
    "PLAIN, LOGIN, others over TLS": mechanisms,
    "only CRAM-MD5 offered": challenge_only,
    "TLS from the start": secure("TLS"),
    "STARTTLS": secure("STARTTLS"),
    "another CA": wrong_ca,
    "plain text to TLS, and back": plain_to_tls,
    "seen": acted("seen"),
    "delete": acted("delete"),
    "move, folder there": moved("Done", there=True),
    "move, folder missing": moved("Done"),
    "move, with spaces": moved("a folder of mine"),
    "move, umlauts": moved("Geprüft & gültig"),
    "move, three levels": moved(LEVELS),
    "move, three levels, there": moved(LEVELS, there=True),
    "move, the server's own name": by_its_own_name,
    "others delete before a fetch": meanwhile(rb"UID FETCH [^\r\n]*BODY", "seen", lost={"multipart-report"}),
    "others delete before seen": meanwhile(rb"UID STORE", "seen"),
    "others delete before delete": meanwhile(rb"UID STORE", "delete"),
    "others delete before move": meanwhile(rb"UID (MOVE|COPY)", "move:Done"),
    "cuts": cuts,
    "over quota": quota,
    "renumbered": renumbered,
    "rights missing": rights,
    "several folders, and a *": several,
    "%d mails" % MANY: many,
}


def cell(row, server):
    """What a row yields is what happened instead; what it returns is worth telling beside ok."""
    found, steps = [], row(server)
    try:
        while True:
            found.append(next(steps))
    except StopIteration as e:
        note = e.value
    except Cannot as e:
        return "cannot: %s" % e
    except Exception as e:
        traceback.print_exc()
        found.append("broke off: %s" % e)
    for each in found:
        print("  ", each, flush=True)
    return "FAILED: %s" % found[0] if found else "ok" + (" (%s)" % note if note else "")
