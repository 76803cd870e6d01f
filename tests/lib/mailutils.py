"""GNU Mailutils' imap4d on 127.0.0.1, one process a connection, with one user of its own."""
import collections
import email
import os
import pwd
import re
import shutil
import subprocess

from lib.dovecot import PASSWORD, SBIN
from lib.listener import Listener
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


class Mailutils:
    user = "u@example.org"

    def __init__(self):
        self.dir = scratch()
        self.dir.chmod(0o755)
        owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        for name in ("passwords", "home"):
            (self.dir / name).mkdir()
            os.chown(self.dir / name, owner.pw_uid, owner.pw_gid)
        word = subprocess.run(["openssl", "passwd", "-6", PASSWORD], check=True, capture_output=True, text=True).stdout
        (self.dir / "passwords" / "example.org").write_text("u:%s:%d:%d:u:%s:/bin/sh\n" % (
            word.strip(), owner.pw_uid, owner.pw_gid, self.dir / "home"))
        (self.dir / "conf").write_text(CONFIG.format(dir=self.dir))
        self.owner = owner
        self.listener = Listener(self._serve)
        self.port = self.listener.port

    def _serve(self, connection):
        with connection:
            subprocess.run(["setpriv", "--pdeathsig", "TERM", PROGRAM, "--config-file=%s" % (self.dir / "conf"), "--inetd"],
                           check=False, stdin=connection, stdout=connection, stderr=subprocess.DEVNULL)

    def stop(self):
        self.listener.stop()

    def deliver(self, mails, folder="INBOX"):
        """Into its mbox, which holds nothing else then."""
        path = self.dir / "home" / folder
        text = b"".join(b"From x@example.org Fri Jan  2 03:04:05 2026\n" +
                        m.bytes.replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ").rstrip(b"\n") + b"\n\n" for m in mails)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text)
        for each in (path.parent, path):
            os.chown(each, self.owner.pw_uid, self.owner.pw_gid)

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
