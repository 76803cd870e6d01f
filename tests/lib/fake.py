"""An IMAP server of our own on 127.0.0.1, that misbehaves on demand.

Without a fault it serves one mailbox properly, as far as a fetch may ask
(RFC 3501, 4315, 4731, 6851).  A fault is a function that is asked first at its
stage; a shape is a function that writes the answer to a FETCH for one mail.
"""
import base64
import re
import select
import socket
import threading

from lib.dovecot import PASSWORD, Letter
from lib.listener import Listener

CAPABILITY = "IMAP4rev1 SASL-IR AUTH=PLAIN UIDPLUS MOVE ESEARCH LITERAL+"
PATIENCE = 60       # seconds a stalled session waits for the client to give up
STAGES = {"AUTHENTICATE": "LOGIN", "EXAMINE": "SELECT"}
FLAG_KEYS = ("SEEN", "ANSWERED", "FLAGGED", "DELETED", "DRAFT")


class Over(Exception):
    """The session ends here."""


class Message:
    def __init__(self, uid, mail):
        self.uid, self.key, self.bytes, self.flags = uid, mail.key, mail.bytes, set()


# What the client writes

def words(text):
    """Of a command, with its lists as lists: a quoted string is a word."""
    stack = [[]]
    for quote, mark, atom in re.findall(r'"((?:[^"\\]|\\.)*)"|([()])|([^\s()"]+)', text):
        if mark == "(":
            stack.append([])
        elif mark == ")":
            inner = stack.pop()
            stack[-1].append(inner)
        else:
            stack[-1].append(atom or re.sub(r"\\(.)", r"\1", quote))
    return stack[0]


def in_set(text, n, last):
    """Whether a sequence set holds a number."""
    for item in text.split(","):
        ends = [last if x == "*" else int(x) for x in item.split(":")]
        if min(ends) <= n <= max(ends):
            return True
    return False


def compact(numbers):
    """As a sequence set."""
    runs = []
    for n in sorted(numbers):
        if runs and runs[-1][1] == n - 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return ",".join("%d" % a if a == b else "%d:%d" % (a, b) for a, b in runs)


class Search:
    """The keys of a SEARCH: RFC 3501, 6.4.4; dates are not looked at."""

    def __init__(self, keys, box):
        self.box, self.keys = box, list(keys)

    def found(self):
        for n, message in enumerate(self.box, 1):
            self.rest = list(self.keys)
            hits = []
            while self.rest:
                hits.append(self.key(n, message))
            if all(hits):
                yield message.uid

    def key(self, n, m):
        word = self.rest.pop(0)
        if isinstance(word, list):
            saved, self.rest, hits = self.rest, list(word), []
            while self.rest:
                hits.append(self.key(n, m))
            self.rest = saved
            return all(hits)
        name = word.upper()
        if name == "NOT":
            return not self.key(n, m)
        if name == "OR":
            return self.key(n, m) | self.key(n, m)
        if name in ("KEYWORD", "UNKEYWORD"):
            return (self.rest.pop(0) in m.flags) == (name == "KEYWORD")
        if name == "UID":
            return in_set(self.rest.pop(0), m.uid, self.box[-1].uid)
        if name in ("LARGER", "SMALLER"):
            size = int(self.rest.pop(0))
            return len(m.bytes) > size if name == "LARGER" else len(m.bytes) < size
        if name == "HEADER":
            self.rest.pop(0)
        if name in ("HEADER", "FROM", "TO", "SUBJECT", "TEXT", "BODY"):
            return self.rest.pop(0).encode().lower() in m.bytes.lower()
        if re.search("SINCE|BEFORE|^ON$|SENTON|CHARSET", name):
            self.rest.pop(0)
            return True
        if name in FLAG_KEYS:
            return "\\" + name.capitalize() in m.flags
        if name[:2] == "UN" and name[2:] in FLAG_KEYS:
            return "\\" + name[2:].capitalize() not in m.flags
        if name[0] in "0123456789*":
            return in_set(name, n, len(self.box))
        return name in ("ALL", "OLD")


# Answers to a FETCH

def body_name(item):
    return re.sub(r"\.PEEK|\.\d+(?=>)", "", item)


def body_of(message, item):
    what = re.search(r"\[(.*)\]", item).group(1)
    data = message.bytes if not what else message.bytes.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    piece = re.search(r"<(\d+)\.(\d+)>", item)
    if piece:
        start, n = map(int, piece.groups())
        data = data[start:start + n]
    return data


def literal(data):
    return b"{%d}\r\n%s" % (len(data), data)


def envelope(message):
    """RFC 3501, 7.4.2: of the date, the subject and the first sender."""
    def field(name):
        found = re.search(rb"^%s: (.*?)\r?$" % name, message.bytes, re.M)
        return b'"%s"' % re.sub(rb'(["\\])', rb"\\\1", found.group(1)) if found else b"NIL"
    mailbox, _, host = field(b"From").strip(b'"').rpartition(b"@")
    return b'(%s %s ((NIL NIL "%s" "%s")) NIL NIL NIL NIL NIL NIL NIL)' % (field(b"Date"), field(b"Subject"), mailbox, host)


def item_of(message, item):
    """Name and value, as bytes."""
    values = {"UID": b"%d" % message.uid, "RFC822.SIZE": b"%d" % len(message.bytes),
              "FLAGS": b"(" + " ".join(sorted(message.flags)).encode() + b")",
              "INTERNALDATE": b'"02-Jan-2026 03:04:05 +0000"'}
    if item == "ENVELOPE":
        return b"ENVELOPE " + envelope(message)
    if item in values:
        return item.encode() + b" " + values[item]
    return body_name(item).encode() + b" " + literal(body_of(message, item))


def proper(session, n, message, items):
    return b"* %d FETCH (%s)\r\n" % (n, b" ".join(item_of(message, i) for i in items))


class Fake:
    """fault(session, stage, tag) is asked before each command, and may answer itself: then it
    returns true.  shape(session, n, message, items) gives a mail's answer to a FETCH.
    separator, prefix: of the names of folders, which must begin with it; rights: what MYRIGHTS
    says; permanent: what flags it keeps, as PERMANENTFLAGS has them; try_create: whether it says
    so.  Of single folders: validities, and attributes, as LIST has them."""

    def __init__(self, mails, capability=CAPABILITY, validity="77", password=PASSWORD, separator="/",
                 prefix="", rights=None, permanent="\\Seen \\Deleted \\Flagged \\*", try_create=True):
        self.messages = [Message(uid, mail) for uid, mail in enumerate(mails, 1)]
        self.next = len(self.messages) + 1
        self.folders = {"INBOX": self.messages}
        self.capability, self.validity, self.password = capability, validity, password
        self.separator, self.prefix, self.rights = separator, prefix, rights or {}
        self.permanent, self.try_create = permanent, try_create
        self.validities, self.attributes = {}, {}
        self.fault, self.shape = None, proper
        self.log = []               # what clients wrote
        self.sent = []              # uids whose body was sent
        self.lock = threading.Lock()
        self.listener = Listener(lambda connection: Session(self, connection).serve())
        self.port = self.listener.port

    def add(self, mail, folder="INBOX"):
        with self.lock:
            self.folders.setdefault(folder, []).append(Message(self.next, mail))
            self.next += 1

    def stop(self):
        self.listener.stop()

    def heal(self):
        self.fault, self.shape = None, proper

    # As class Dovecot has them, for class Trial.

    def user(self, **_):
        return "u"

    def forget(self, _user):
        self.stop()

    def snapshot(self, _user, folder="INBOX"):
        with self.lock:
            return [Letter(m.uid, m.key, frozenset(m.flags), len(m.bytes))
                    for m in self.folders.get(folder, [])]


class Session:
    def __init__(self, server, connection):
        self.server, self.connection, self.input = server, connection, b""
        self.box, self.folder = self.server.messages, None
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def serve(self):
        try:
            if not self._faulty("GREETING", b"*"):
                self.write(b"* OK ready\r\n")
            while True:
                self._command(self._line())
        except (Over, OSError):
            pass
        finally:
            self.connection.close()

    def write(self, data):
        self.connection.sendall(data)

    def gone(self, seconds):
        """Whether the client goes away within so long."""
        if not select.select([self.connection], [], [], seconds)[0]:
            return False
        data = self.connection.recv(65536)
        self.input += data
        return not data

    def stall(self):
        for _ in range(PATIENCE * 10):
            if self.gone(0.1):
                break
        raise Over

    def trickle(self, data=b"* OK still here\r\n", seconds=0.2):
        """Byte by byte, again and again, until nobody listens."""
        while True:
            for n in range(len(data)):
                self.write(data[n:n + 1])
                if self.gone(seconds):
                    raise Over

    def _bytes(self, n):
        while len(self.input) < n:
            data = self.connection.recv(65536)
            if not data:
                raise Over
            self.input += data
        got, self.input = self.input[:n], self.input[n:]
        return got

    def _line(self):
        """A command; its literals become quoted strings."""
        line = b""
        while True:
            while b"\r\n" not in self.input:
                self.input = self._bytes(len(self.input) + 1) + self.input
            piece, _, self.input = self.input.partition(b"\r\n")
            line += piece
            size = re.search(rb"\{(\d+)(\+?)\}$", line)
            if not size:
                return line.decode("latin-1")
            if not size.group(2):
                self.write(b"+ go on\r\n")
            data = self._bytes(int(size.group(1)))
            line = line[:size.start()] + b'"' + re.sub(rb'(["\\])', rb"\\\1", data) + b'"'

    def _faulty(self, stage, tag):
        fault = self.server.fault
        return fault is not None and fault(self, stage, tag)

    def _command(self, line):
        self.server.log.append(line)
        tag, _, rest = line.partition(" ")
        name, _, rest = rest.partition(" ")
        name, uid = name.upper(), name.upper() == "UID"
        if uid:
            name, _, rest = rest.partition(" ")
            name = name.upper()
        self.tag = tag.encode()
        if self._faulty(STAGES.get(name, name), self.tag):
            return
        handler = getattr(self, "on_" + name.lower(), None)
        if handler is None:
            return self.done("BAD unknown command")
        with self.server.lock:
            answer = handler(rest, uid)
        self.done(answer or "OK done")
        if name == "LOGOUT":
            raise Over

    def done(self, text):
        self.write(self.tag + b" " + text.encode() + b"\r\n")

    # Commands.  What they return is the tagged answer.

    def on_capability(self, _rest, _uid):
        self.write(b"* CAPABILITY " + self.server.capability.encode() + b"\r\n")

    def on_noop(self, _rest, _uid):
        pass

    on_id = on_enable = on_check = on_subscribe = on_noop

    def on_logout(self, _rest, _uid):
        self.write(b"* BYE bye\r\n")

    def on_login(self, rest, _uid):
        if words(rest.encode("latin-1").decode())[1:] != [self.server.password]:
            return "NO [AUTHENTICATIONFAILED] no"

    def on_authenticate(self, rest, _uid):
        name, _, first = rest.partition(" ")
        said = [first] if first else []
        while len(said) < (2 if name.upper() == "LOGIN" else 1):
            self.write(b"+ \r\n")
            said.append(self._line())
        word = base64.b64decode(said[-1]).split(b"\0")[2 * (name.upper() == "PLAIN"):]
        if name.upper() not in ("PLAIN", "LOGIN") or word != [self.server.password.encode()]:
            return "NO [AUTHENTICATIONFAILED] no"

    def on_select(self, rest, _uid):
        folder, self.folder = re.sub("(?i)^inbox$", "INBOX", words(rest)[0]), None
        if folder not in self.server.folders:
            return "NO [NONEXISTENT] there is no such folder"
        self.box, self.folder = self.server.folders[folder], folder
        self.write(b"* FLAGS (\\Seen \\Deleted \\Flagged)\r\n* %d EXISTS\r\n* 0 RECENT\r\n" % len(self.box))
        self.write(b"* OK [PERMANENTFLAGS (%s)] ok\r\n" % self.server.permanent.encode())
        validity = self.server.validities.get(folder, self.server.validity)
        if validity is not None:
            self.write(b"* OK [UIDVALIDITY %s] ok\r\n" % validity.encode())
        self.write(b"* OK [UIDNEXT %d] ok\r\n" % self.server.next)
        return "OK [READ-WRITE] selected"

    def on_examine(self, rest, uid):
        return self.on_select(rest, uid) and "OK [READ-ONLY] selected"

    def on_close(self, _rest, _uid):
        self._expunge(lambda m: True)

    def on_unselect(self, _rest, _uid):
        self.box = None

    def on_status(self, rest, _uid):
        self.write(b"* STATUS %s (MESSAGES %d UIDNEXT %d UIDVALIDITY %s)\r\n" % (
            rest.split(" (")[0].encode(), len(self.server.messages), self.server.next,
            (self.server.validity or "0").encode()))

    def on_list(self, rest, _uid):
        if words(rest)[1] == "":
            self.write(b'* LIST (\\Noselect) "%s" ""\r\n' % self.server.separator.encode())
            return
        for name in self.server.folders:
            self.write(b'* LIST (%s) "%s" "%s"\r\n' % (
                self.server.attributes.get(name, "").encode(), self.server.separator.encode(), name.encode()))

    def on_namespace(self, _rest, _uid):
        self.write(b'* NAMESPACE (("%s" "%s")) NIL NIL\r\n' % (
            self.server.prefix.encode(), self.server.separator.encode()))

    def on_myrights(self, rest, _uid):
        folder = words(rest)[0]
        if folder not in self.server.rights:
            return "NO you may not ask"
        self.write(b"* MYRIGHTS %s %s\r\n" % (rest.encode(), self.server.rights[folder].encode()))

    def on_create(self, rest, _uid):
        folder = words(rest)[0]
        if folder in self.server.folders:
            return "NO [ALREADYEXISTS] it is there"
        if not folder.startswith(self.server.prefix):
            return "NO permission denied"
        self.server.folders[folder] = []

    def on_search(self, rest, uid):
        keys = words(rest)
        extended = keys[0].upper() == "RETURN"
        if extended:
            keys = keys[2:]
        found = list(Search(keys, self.box).found())
        if not uid:
            found = [n for n, m in enumerate(self.box, 1) if m.uid in found]
        if extended:
            self.write(b'* ESEARCH (TAG "%s")%s%s\r\n' % (
                self.tag, b" UID" * uid, b" ALL " + compact(found).encode() if found else b""))
        else:
            self.write(b"* SEARCH%s\r\n" % b"".join(b" %d" % n for n in found))

    def _chosen(self, text, uid):
        """The messages of a set, with their numbers."""
        last = (self.box[-1].uid if uid else len(self.box)) if self.box else 0
        return [(n, m) for n, m in enumerate(self.box, 1) if in_set(text, m.uid if uid else n, last)]

    def on_fetch(self, rest, uid):
        numbers, _, what = rest.partition(" ")
        items = [i.upper() for i in re.findall(r"(?i)BODY(?:\.PEEK)?\[[^\]]*\](?:<[\d.]+>)?|[A-Z0-9.]+", what)]
        if uid and "UID" not in items:
            items.insert(0, "UID")
        for n, m in self._chosen(numbers, uid):
            if any(i.startswith("BODY[") for i in items):
                m.flags.add("\\Seen")
            if any(i.startswith("BODY") for i in items):
                self.server.sent.append(m.uid)
            self.write(self.server.shape(self, n, m, items))

    def on_store(self, rest, uid):
        numbers, how, flags = (rest.split(" ", 2) + [""])[:3]
        flags = set(flags.strip("()").split())
        for n, m in self._chosen(numbers, uid):
            if how.startswith("-"):
                m.flags -= flags
            elif how.startswith("+"):
                m.flags |= flags
            else:
                m.flags = flags
            if "SILENT" not in how.upper():
                self.write(proper(self, n, m, ["FLAGS", "UID"]))

    def on_copy(self, rest, uid):
        numbers, target = rest.split(" ", 1)
        target = words(target)[0]
        if target not in self.server.folders:
            return "NO " + "[TRYCREATE] " * self.server.try_create + "there is no such folder"
        for _, m in self._chosen(numbers, uid):
            self.server.folders[target].append(m)

    def on_move(self, rest, uid):
        chosen = {m.uid for _, m in self._chosen(rest.split(" ", 1)[0], uid)}
        refused = self.on_copy(rest, uid)
        if refused:
            return refused
        self._remove(lambda m: m.uid in chosen)

    def on_expunge(self, rest, uid):
        chosen = {m.uid for _, m in self._chosen(rest, uid)} if uid else None
        self._expunge(lambda m: chosen is None or m.uid in chosen)

    def _expunge(self, ours):
        self._remove(lambda m: "\\Deleted" in m.flags and ours(m))

    def _remove(self, goes):
        for n in range(len(self.box), 0, -1):
            if goes(self.box[n - 1]):
                del self.box[n - 1]
                self.write(b"* %d EXPUNGE\r\n" % n)
