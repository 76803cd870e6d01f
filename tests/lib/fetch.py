"""Runs the fetch against a mailbox, and judges what is there afterwards."""
import collections
import contextlib
import dataclasses
import os
import pathlib
import shlex
import sqlite3
import subprocess
import time

from proof import BUILD, check, scratch
from lib.dovecot import PASSWORD
from lib.mails import a_dozen, ordinary

PROGRAM = BUILD / "dmarc-cron"
TARGET = "DMARC done"           # where move: moves
ACTIONS = ("seen", "delete", "move:" + TARGET)
HANGS = 120                     # seconds; no run may take so long
BAD_FLAGS = {"\\Seen", "$DmarcBad"}

Result = collections.namedtuple("Result", "code out err seconds")


def clean_environment():
    """Without settings of the machine; a traced program cannot look for leaks."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("IMAP_", "DMARC_"))}


def run(env, *args, command="fetch-imap", before=(), program=PROGRAM, preexec_fn=None):
    """before: a program that runs it, such as killat."""
    began = time.monotonic()
    if before:
        options = "detect_leaks=0:" + env.get("ASAN_OPTIONS", "")
        env = dict(env, ASAN_OPTIONS=options, LSAN_OPTIONS="detect_leaks=0")
    try:
        r = subprocess.run([*before, program, command, *args], env=env, stdin=subprocess.DEVNULL,
                           capture_output=True, timeout=HANGS, preexec_fn=preexec_fn)
        result = Result(r.returncode, r.stdout.decode(errors="replace"),
                        r.stderr.decode(errors="replace"), time.monotonic() - began)
    except subprocess.TimeoutExpired:
        result = Result(None, "", "it hangs", time.monotonic() - began)
    if "Sanitizer" in result.err or "runtime error" in result.err:
        check(False, "no finding of a sanitizer", *result.err.splitlines())
    return result


def settings(port, user, db, **more):
    """Of a mailbox on this machine, in plain text; more: IMAP_... by their names in lower case
    without it, and limits."""
    env = dict(clean_environment(), IMAP_HOST="127.0.0.1", IMAP_PORT=str(port), IMAP_SSL="0",
               IMAP_USER=user, IMAP_PASS=PASSWORD, DMARC_DB=str(db))
    names = {"action": "IMAP_POST_ACTION", "limits": "DMARC_TEST_LIMITS", "max": "IMAP_MAX_PER_RUN",
             "token": "IMAP_OAUTH_TOKEN_CMD"}
    for name, value in more.items():
        name = names.get(name, "IMAP_" + name.upper())
        if value is None:
            env.pop(name, None)
        else:
            env[name] = str(value)
    return env


class Database:
    """What the fetch keeps."""

    def __init__(self, path=None):
        self.path = pathlib.Path(path or scratch() / "dmarc.db")

    def ask(self, sql):
        if not self.path.exists():
            return []
        with contextlib.closing(sqlite3.connect(self.path, timeout=30)) as c:
            try:
                return c.execute(sql).fetchall()
            except sqlite3.OperationalError as e:
                if "no such table" in str(e):       # killed before it made them
                    return []
                raise

    def later(self, days=0):
        """As if so long had passed, or as long at least as the server wants to be left alone."""
        with contextlib.closing(sqlite3.connect(self.path, timeout=30)) as c, c:
            c.execute("UPDATE letter SET since = since - ?, tried = tried - ?", (days * 86400, days * 86400))
            c.execute("UPDATE mailbox SET quiet = 0")

    def reports(self):
        return collections.Counter(row[0] for row in self.ask("SELECT report_id FROM report"))

    def open_letters(self):
        return self.ask("SELECT uid, state, attempts FROM letter WHERE state BETWEEN 1 AND 4")

    def wrong(self, ids):
        """What is not as it has to be, when nothing is left to do."""
        have, want = self.reports(), collections.Counter(set(ids))
        if have != want:
            yield "reports lost %s, too many %s" % (sorted(want - have), sorted(have - want))
        if self.open_letters():
            yield "letters (uid, state, attempts) are open: %s" % self.open_letters()
        if self.ask("SELECT 1 FROM job WHERE state = 'running'"):
            yield "a job still runs"
        if self.ask("PRAGMA quick_check") not in ([], [("ok",)]):
            yield "the database is not sound"


@dataclasses.dataclass
class Template:
    """Mails in a folder of a mailbox as they were before, and those in others beside it."""
    user: str
    mails: list
    before: list
    folder: str = "INBOX"
    beside: tuple = ()


def template(server, mails, folder="INBOX", flags="", others=(), beside=None):
    """others: mails that nobody asked to fetch, as (mail, flags); beside: mails by their folder."""
    user = server.user()
    server.deliver(user, mails, folder, flags)
    for mail, its in others:
        server.deliver(user, [dataclasses.replace(mail, kind="other", ids=())], folder, its)
    alone = [dataclasses.replace(mail, kind="other", ids=()) for mail, _ in others]
    for name, its in (beside or {}).items():
        server.deliver(user, its, name)
    return Template(user, list(mails) + alone, server.snapshot(user, folder), folder, tuple(
        Template(user, its, server.snapshot(user, name), name) for name, its in (beside or {}).items()))


FOLDERS = "INBOX, Reports/*"


def in_folders(server):
    """A dozen mails in three folders, and one that another client is about to remove."""
    box = a_dozen()
    return template(server, box[:4], others=[(ordinary("trash"), "ST")],
                    beside={"Reports/a": box[4:9], "Reports/b": box[9:]})


class Trial:
    """One mailbox, one database, and the runs over them.  folder: as it is set; that of the mails."""

    def __init__(self, server, made, action="seen", folder=None, port=None, rawlog=False, **more):
        self.server, self.made, self.action = server, made, action
        self.user = server.user(template=made.user, rawlog=rawlog)
        self.db = Database()
        self.env = settings(port or server.port, self.user, self.db.path, action=action,
                            folder=folder or made.folder, **more)
        self.runs = []

    def run(self, *args, port=None, **more):
        env = self.env if port is None else dict(self.env, IMAP_PORT=str(port))
        self.runs.append(run(env, *args, **more))
        return self.runs[-1]

    def settle(self, most=5):
        """Until a run went well and left nothing; how many it took, or None."""
        for n in range(1, most + 1):
            if self.run("--drain").code == 0 and not self.db.open_letters():
                return n
        return None

    def wrong(self, copies=False, expunges=True, anew=False):
        """A list of what is not as it has to be.  copies: the server cannot move, a second copy in
        the target is the lesser evil; expunges: whether it can take away ours alone; anew: its mails
        got other numbers, so those marked as deleted before are nobody's to take away."""
        boxes = (self.made, *self.made.beside)
        found = list(self.db.wrong(i for box in boxes for m in box.mails for i in m.ids))
        for box in boxes:
            found += self._wrong_box(box, expunges, anew)
        return found + self._wrong_target({m.key: m.kind for box in boxes for m in box.mails}, copies)

    def _wrong_box(self, made, expunges, anew):
        kind, found = {m.key: m.kind for m in made.mails}, []
        after = self.server.snapshot(self.user, made.folder)
        count = collections.Counter(letter.key for letter in after)
        flags = {letter.key: letter.flags for letter in after}
        for letter in made.before:
            want = self._flags(kind[letter.key], letter.flags, expunges)
            if anew and want is None and flags.get(letter.key) == letter.flags | {"\\Seen", "\\Deleted"}:
                continue
            if count[letter.key] != (want is not None):
                found.append("%s is there %d times" % (letter.key, count[letter.key]))
            elif want is not None and flags[letter.key] != want:
                found.append("%s has the flags %s, not %s" % (
                    letter.key, sorted(flags[letter.key]), sorted(want)))
        strange = set(count) - set(kind)
        if strange:
            found.append("strange mails: %s" % strange)
        return found

    def _flags(self, kind, before, expunges):
        """What a mail has afterwards; None when it is gone."""
        if kind == "other":
            return before
        if kind == "bad":
            return before | BAD_FLAGS
        if self.action == "seen":
            return before | {"\\Seen"}
        return None if expunges else before | {"\\Seen", "\\Deleted"}

    def _wrong_target(self, kind, copies):
        if not self.action.startswith("move:"):
            return []
        there = collections.Counter(x.key for x in self.server.snapshot(self.user, self.action[5:]))
        want = {key for key, its in kind.items() if its == "done"}
        if set(there) == want and (copies or max(there.values(), default=1) == 1):
            return []
        return ["in the target: lost %s, too many %s" % (
            sorted(want - set(there)), {k: n for k, n in there.items() if k not in want or n > 1})]

    def check(self, what, **how):
        """Settled and judged; then it is forgotten."""
        found = self.wrong(**how)
        last = [r for r in self.runs[-1:] if r.code != 0]
        check(not found, what, *found, *["the last run: %s %s" % (r.code, r.err) for r in last])
        self.forget()
        return not found

    def forget(self):
        self.server.forget(self.user)
        for path in self.db.path.parent.iterdir():
            path.unlink()


class Pair(Trial):
    """Two mailboxes alike over one database, fetched side by side."""

    def __init__(self, server, made, **more):
        super().__init__(server, made, **more)
        self.second = server.user(template=made.user)
        names = ("IMAP_HOST", "IMAP_PORT", "IMAP_SSL", "IMAP_PASS", "IMAP_FOLDER", "IMAP_POST_ACTION", "IMAP_CAINFO",
                 "IMAP_SEARCH", "IMAP_MAX_PER_RUN")
        self.file = {name: self.env[name] for name in names if name in self.env}
        self.folder_of_files = scratch()
        self.env["DMARC_MAILBOXES"] = str(self.folder_of_files)

    def run(self, *args, port=None, **more):
        """A port is the second one's alone."""
        its = dict(self.file, IMAP_USER=self.second, **({} if port is None else {"IMAP_PORT": str(port)}))
        text = "".join("%s=%s\n" % (name, shlex.quote(value)) for name, value in its.items())
        (self.folder_of_files / "second.env").write_text(text)
        return super().run(*args, **more)

    def wrong(self, **how):
        found, first = super().wrong(**how), self.user
        self.user = self.second
        found += ["the second: " + each for each in super().wrong(**how)]
        self.user = first
        return found

    def forget(self):
        self.server.forget(self.second)
        super().forget()
