"""GNU Mailutils' imap4d on 127.0.0.1, one process a connection, with one user of its own."""
import collections
import email
import os
import pwd
import re
import shutil
import socket
import subprocess

from lib.dovecot import PASSWORD, SBIN
from lib.listener import Listener
from lib.remote import Remote
from proof import scratch

PROGRAM = shutil.which("imap4d", path=SBIN)

CONFIG = """
auth {{
  authentication generic;
  authorization virtdomain;
}};
virtdomain {{ passwd-dir "{dir}/passwords"; }};
logging {{ syslog no; }};
"""


class Mboxes(Remote):
    """What it can, whoever starts it."""
    name = "Mailutils"
    moves = expunges = together = False
    forgets = {"$DmarcBad"}
    own = re.compile(rb"(?m)^(Status|X-Status|X-UID|X-IMAPbase):.*\r\n")

    def plain(self, body):
        return self.own.sub(b"", body)


class Mailutils:
    user = "u@example.org"

    def __init__(self):
        self.dir = scratch()
        self.dir.chmod(0o755)
        self.owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        self._own(self.dir / "passwords", make=True)
        self.add("u", self.dir / "home")
        (self.dir / "conf").write_text(CONFIG.format(dir=self.dir))
        self.listener = Listener(self._serve)
        self.port = self.listener.port

    def _own(self, path, make=False):
        """It belongs to whom the server is."""
        if make:
            path.mkdir(exist_ok=True)
        os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def add(self, name, home):
        """A user of example.org, who has no mail."""
        self._own(home, make=True)
        (home / "INBOX").write_bytes(b"")
        self._own(home / "INBOX")
        word = subprocess.run(["openssl", "passwd", "-6", PASSWORD], check=True, capture_output=True, text=True).stdout
        with open(self.dir / "passwords" / "example.org", "a", encoding="utf-8") as f:
            f.write("%s:%s:%d:%d:%s:%s:/bin/sh\n" % (name, word.strip(), self.owner.pw_uid, self.owner.pw_gid, name, home))

    def _serve(self, connection):
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            subprocess.run(["setpriv", "--pdeathsig", "TERM", PROGRAM, "--config-file=%s" % (self.dir / "conf"), "--inetd"],
                           check=False, stdin=connection, stdout=connection, stderr=subprocess.DEVNULL)

    def stop(self):
        self.listener.stop()

    def deliver(self, mails, folder="INBOX"):
        """Into its mbox, which holds nothing else then."""
        path = self.dir / "home" / folder
        text = b"".join(b"From x@example.org Fri Jan  2 03:04:05 2026\n" +
                        m.bytes.replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ").rstrip(b"\n") + b"\n\n" for m in mails)
        self._own(path.parent, make=True)
        path.write_bytes(text)
        self._own(path)

    def _heads(self, path):
        if not path.exists():
            return []
        pieces = re.split(rb"(?m)^From .*\n", path.read_bytes())[1:]
        return [email.message_from_bytes(piece) for piece in pieces]

    def flags(self, folder="INBOX"):
        """Of each mail by its X-Key, what the mbox says: "RO" is read and old."""
        return {m["X-Key"]: m.get("Status", "") for m in self._heads(self.dir / "home" / folder)}

    def keys(self, folder):
        """How often each mail is in another folder."""
        return collections.Counter(m["X-Key"] for m in self._heads(self.dir / "home" / folder))
