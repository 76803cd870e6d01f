"""A Maildir, filled as delivery agents do it, and what a fetch has to make of it."""
import collections
import functools
import itertools
import os
import shutil

from proof import check, scratch
from lib.fetch import Database, clean_environment, run

ACTIONS = ("seen", "delete")
KINDS = {"bad": [("cur", "FS")], "other": [("new", None)]}      # where a mail is then, with which flags

_numbers = itertools.count(1)


@functools.cache
def made_database():
    """One that a fetch has made, of nothing."""
    trial = Trial([])
    trial.run()
    return trial.db.path


class Maildir:
    def __init__(self, mails=(), info=""):
        self.dir = scratch() / "Maildir"
        for sub in ("", "tmp", "new", "cur"):
            (self.dir / sub).mkdir()
        self.deliver(mails, info)

    def deliver(self, mails, info=""):
        """Written in tmp, then moved; the names of their files."""
        names = []
        for mail in mails:
            data = getattr(mail, "bytes", mail)
            names.append("%d.M%dP7V0801I99.mx.example.org,S=%d%s" % (1767225600, next(_numbers), len(data), info))
            (self.dir / "tmp" / names[-1]).write_bytes(data)
            os.rename(self.dir / "tmp" / names[-1], self.dir / "new" / names[-1])
        return names

    def files(self, sub):
        return sorted(p for p in (self.dir / sub).iterdir())

    def snapshot(self):
        """Of each mail, by its key, the folders it is in, each with its flags."""
        there = collections.defaultdict(list)
        for sub in ("new", "cur"):
            for file in self.files(sub):
                if file.is_file() and not file.is_symlink():
                    key = next((line[7:].strip() for line in file.read_bytes().splitlines()
                                if line.startswith(b"X-Key: ")), file.name.encode())
                    there[key.decode()].append((sub, file.name.rpartition(":2,")[2] if ":2," in file.name else None))
        return dict(there)


class Trial:
    """One Maildir, one database, and the runs over them."""

    def __init__(self, mails, action="seen", made=False, preexec_fn=None, **more):
        """made: there was a database before; preexec_fn: of each run."""
        self.box, self.mails, self.action, self.db = Maildir(mails), list(mails), action, Database()
        self.env = dict(clean_environment(), DMARC_DB=str(self.db.path), DMARC_MAILDIR=str(self.box.dir),
                        DMARC_MAILDIR_POST_ACTION=action, **more)
        self.runs, self.preexec_fn = [], preexec_fn
        if made:
            shutil.copytree(made_database().parent, self.db.path.parent, dirs_exist_ok=True)

    def run(self, *args, **more):
        self.runs.append(run(self.env, "maildir", *args, **{"preexec_fn": self.preexec_fn, **more}))
        return self.runs[-1]

    def settle(self, most=5):
        """Until a run went well and left nothing; how many it took, or None."""
        for n in range(1, most + 1):
            if self.run().code == 0 and not self.db.open_letters():
                return n
        return None

    def wrong(self, moved=False):
        """A list of what is not as it has to be.  moved: another client takes all mails to cur meanwhile;
        what it took before it was read is nobody's to read."""
        found = list(self.db.wrong(i for m in self.mails for i in m.ids)) if not moved else []
        after = self.box.snapshot()
        for mail in self.mails:
            want = KINDS.get(mail.kind, [] if self.action == "delete" else [("cur", "S")])
            may = [want, [("cur", "")]] if moved else [want]
            if after.get(mail.key, []) not in may:
                found.append("%s is in %s, not in %s" % (mail.key, after.get(mail.key), want))
        strange = set(after) - {m.key for m in self.mails}
        return found + (["strange mails: %s" % strange] if strange else [])

    def check(self, what, **how):
        found = self.wrong(**how)
        last = [r for r in self.runs[-1:] if r.code != 0]
        return check(not found, what, *found, *["the last run: %s %s" % (r.code, r.err) for r in last])
