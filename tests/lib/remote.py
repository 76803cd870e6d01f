"""A server whose mailboxes are filled and looked at by IMAP alone, as lib/fetch.py asks it of one."""
import collections
import contextlib
import imaplib
import itertools
import re
import socket
import ssl

from lib.dovecot import PASSWORD, SECONDS, letters, modified_utf7

FLAGS = {"S": "\\Seen", "F": "\\Flagged", "T": "\\Deleted"}

_numbers = itertools.count(1)


class Cannot(Exception):
    """This server lacks what somebody wants of it."""


def sure(answer, what):
    if answer[0] != "OK":
        raise RuntimeError("%s: %s" % (what, answer))
    return answer[1]


def append(c, folder, body, flags=""):
    sure(c.append(folder, "(%s)" % flags if flags else None, None, body), "APPEND")


def read(c):
    """The flags and bytes of each mail of the folder that the client has selected, in order."""
    for row in c.uid("FETCH", "1:*", "(FLAGS BODY.PEEK[])")[1]:
        if isinstance(row, tuple):
            flags = re.search(rb"FLAGS \(([^)]*)\)", row[0]).group(1).decode().split()
            yield " ".join(f for f in flags if f != "\\Recent"), row[1]


class Remote:
    """port, tls_port: where it is; who derives from it has make_user()."""
    name, at = None, ""                 # what users' names end in
    prefix, separator = "", "/"         # of the names of folders
    mechanisms = ("PLAIN", "LOGIN")     # that work with TLS
    moves = expunges = True             # MOVE; UID EXPUNGE
    forgets = frozenset()               # flags that it does not keep
    together = True                     # what one session expunges is gone for the others
    refusal = "(?i)fail|invalid|denied|reject"      # some word of what it says of a wrong password
    ca = None                           # file of who signed its certificate

    def __init__(self):
        self.filled = collections.defaultdict(set)      # by user, the folders that have mails

    def user(self, template=None, rawlog=False):
        """A new one, who has the mails of the template.  None has a raw log."""
        name = "u%d%s" % (next(_numbers), self.at)
        self.make_user(name)
        for folder in self.filled[template]:
            if folder != "INBOX":
                self.make(name, folder)
            with self.session(template, folder) as c, self.session(name) as to:
                for flags, body in read(c):
                    append(to, self.quoted(folder), body, flags)
        return name

    def forget(self, user):
        """It is gone with the server."""

    def client(self, user, tls=False):
        """Another program that uses the mailbox."""
        if tls:
            c = imaplib.IMAP4_SSL("127.0.0.1", self.tls_port, timeout=SECONDS,
                                  ssl_context=ssl.create_default_context(cafile=self.ca))
        else:
            c = imaplib.IMAP4("127.0.0.1", self.port, timeout=SECONDS)
        c.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        c.login(user, PASSWORD)
        return c

    @contextlib.contextmanager
    def session(self, user, folder=None):
        c = self.client(user)
        try:
            if folder is not None:
                sure(c.select(self.quoted(folder)), "SELECT " + folder)
            yield c
        finally:
            c.logout()

    def quoted(self, folder):
        """As the server has it: INBOX, a name as the server has it, or one with "/" and no prefix."""
        if folder != "INBOX" and not (self.prefix and folder.startswith(self.prefix)):
            folder = self.prefix + folder.replace("/", self.separator)
        return '"%s"' % modified_utf7(folder).replace("\\", "\\\\").replace('"', '\\"')

    def make(self, user, folder):
        with self.session(user) as c:
            sure(c.create(self.quoted(folder)), "CREATE " + folder)

    def deliver(self, user, mails, folder="INBOX", flags=""):
        with self.session(user) as c:
            if folder != "INBOX" and c.status(self.quoted(folder), "(UIDVALIDITY)")[0] != "OK":
                sure(c.create(self.quoted(folder)), "CREATE " + folder)
            for mail in mails:
                append(c, self.quoted(folder), mail.bytes, " ".join(FLAGS[f] for f in flags))
        self.filled[user].add(folder)

    def snapshot(self, user, folder="INBOX"):
        """Its mails in order; [] when there is no such folder.  Changes nothing."""
        with self.session(user) as c:
            if c.select(self.quoted(folder), readonly=True)[0] != "OK":
                return []
            return sorted(letters(c))

    def plain(self, body):
        """A mail's bytes without what the server itself writes into them."""
        return body

    def challenges(self):
        """A port where CRAM-MD5 alone is offered."""
        raise Cannot("users of the system have hashed passwords")

    def full(self, user):
        """No room for more mails; roomy(): there is again."""
        raise Cannot("it has no quota")

    def forbid(self, user, rights):
        """To its own INBOX."""
        raise Cannot("it has no ACL")

    def renumber(self, user, folder):
        """The folder deleted and made anew with the same mails, the other way round."""
        name = self.quoted(folder)
        with self.session(user, folder) as c:
            mails = list(read(c))
            c.close()
            was = now = c.status(name, "(UIDVALIDITY)")
            while now == was:               # some have it of the clock
                sure(c.delete(name), "DELETE " + folder)
                sure(c.create(name), "CREATE " + folder)
                now = c.status(name, "(UIDVALIDITY)")
            for flags, body in reversed(mails):
                append(c, name, body, flags)
