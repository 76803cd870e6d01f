"""A throw-away Dovecot on 127.0.0.1: imap and imaps, a CA of its own, users at will.

Any user may log in with the password "secret"; a mailbox is a Maildir that is
filled by writing files.  It ends with the test, also when that is killed.
"""
import atexit
import base64
import collections
import hashlib
import hmac
import imaplib
import itertools
import json
import os
import pwd
import re
import shutil
import socket
import ssl
import subprocess
import time

from proof import free_port, scratch

SBIN = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
PROGRAM = shutil.which("dovecot", path=SBIN)
PASSWORD = "secret"
KEY = b"dovecot-test-key"       # of the OAuth2 tokens
SECONDS = 60                    # it has to start, and to notice things

# One mail as the server shows it.
Letter = collections.namedtuple("Letter", "uid key flags size")

COMMON = """
base_dir = {dir}/run
state_dir = {dir}/run
log_path = {dir}/log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login}
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
first_valid_gid = 1
mail_fsync = never
mail_max_userip_connections = 200
auth_failure_delay = 0 secs
auth_verbose = yes
auth_mechanisms = plain login xoauth2 oauthbearer
namespace inbox {{
  inbox = yes
  separator = /
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls_port}
    ssl = yes
  }}
}}
service imap {{
  process_limit = 300
}}
service stats {{
  chroot =
}}
"""

V23 = COMMON + """
ssl_cert = <{dir}/server.pem
ssl_key = <{dir}/server.key
ssl_dh =
mail_location = maildir:~/Maildir
rawlog_dir = %h/rawlog
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%u {dir}/passwd
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {dir}/oauth2.conf.ext
}}
userdb {{
  driver = static
  args = allow_all_users=yes home={dir}/mail/%u
}}
"""

V24 = """
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
""" + COMMON + """
ssl_server_cert_file = {dir}/server.pem
ssl_server_key_file = {dir}/server.key
mail_driver = maildir
mail_path = ~/Maildir
rawlog_dir = %{{home}}/rawlog
passdb passwd-file {{
  default_password_scheme = PLAIN
  auth_username_format = %{{user}}
  passwd_file_path = {dir}/passwd
  mechanisms_filter = plain login
}}
passdb static {{
  password = {password}
  mechanisms_filter = plain login
}}
oauth2 {{
  introspection_mode = local
  username_attribute = sub
  oauth2_local_validation {{
    dict fs {{
      fs posix {{
        prefix = {dir}/jwt/
      }}
    }}
  }}
}}
userdb static {{
  userdb_static_allow_all_users = yes
  fields {{
    home = {dir}/mail/%{{user}}
  }}
}}
"""

OAUTH_23 = """introspection_mode = local
local_validation_key_dict = fs:posix:prefix={dir}/jwt/
username_attribute = sub
"""

# Rights in folders, of a file dovecot-acl.
ACL_23 = """
protocol imap {
  mail_plugins = acl imap_acl
}
plugin {
  acl = vfile
}
"""

ACL_24 = """
protocol imap {
  mail_plugins = acl imap_acl
}
acl_driver = vfile
"""

_numbers = itertools.count(1)


def openssl(folder, *args):
    subprocess.run(["openssl", *args], cwd=folder, check=True, capture_output=True)


def make_certificate(folder, names, days=30):
    """server.pem for the names, signed by ca.pem; it is over when the days are negative."""
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-sha256"]
    openssl(folder, "req", "-x509", *curve, "-days", "30", "-keyout", "ca.key", "-out", "ca.pem",
            "-subj", "/CN=a CA for tests", "-addext", "basicConstraints=critical,CA:TRUE",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    openssl(folder, "req", *curve, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=test")
    kind = ["IP" if re.fullmatch(r"[\d.]+", n) else "DNS" for n in names]
    alt = ",".join("%s:%s" % pair for pair in zip(kind, names))
    (folder / "ext").write_text("subjectAltName=%s\nextendedKeyUsage=serverAuth\n"
                                "basicConstraints=CA:FALSE\n" % alt)
    openssl(folder, "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-days", str(days), "-sha256", "-extfile", "ext", "-out", "server.pem")


def modified_utf7(name):
    """A folder's name as IMAP writes it (RFC 3501, 5.1.3)."""
    def shift(match):
        code = base64.b64encode(match.group().encode("utf-16-be")).decode().rstrip("=")
        return "&" + code.replace("/", ",") + "-"
    return re.sub(r"[^\x20-\x7e]+", shift, name.replace("&", "&-"))


def quoted(name):
    return '"%s"' % modified_utf7(name).replace("\\", "\\\\").replace('"', '\\"')


def token(user, seconds=3600):
    """An OAuth2 token (a JWT, HS256) that the server takes."""
    def plain(b):
        return base64.urlsafe_b64encode(b).rstrip(b"=")
    now = int(time.time())
    claims = {"sub": user, "iat": now - 60, "nbf": now - 60, "exp": now + seconds}
    text = plain(b'{"alg":"HS256","typ":"JWT"}') + b"." + plain(json.dumps(claims).encode())
    return (text + b"." + plain(hmac.new(KEY, text, hashlib.sha256).digest())).decode()


def wait_for(what, condition):
    limit = time.monotonic() + SECONDS
    while True:
        got = condition()
        if got:
            return got
        if time.monotonic() > limit:
            raise RuntimeError("not within %d seconds: %s" % (SECONDS, what))
        time.sleep(0.005)


class Dovecot:
    """capability: what it says it can, instead of all; names: of its certificate;
    passwords: of users that have another one; extra: more of its configuration; acl: it has rights."""

    def __init__(self, capability=None, names=("localhost", "127.0.0.1"), ssl="yes", passwords=None,
                 extra="", acl=False):
        self.dir = scratch()
        self.dir.chmod(0o755)
        self.ca = self.dir / "ca.pem"
        self.log = self.dir / "log"
        for folder in ("run", "mail", "jwt/default/HS256"):
            (self.dir / folder).mkdir(parents=True)
        make_certificate(self.dir, names)
        (self.dir / "jwt/default/HS256/default").write_bytes(base64.b64encode(KEY))
        (self.dir / "oauth2.conf.ext").write_text(OAUTH_23.format(dir=self.dir))
        (self.dir / "passwd").write_text("".join(
            "%s:{PLAIN}%s::::::\n" % pair for pair in (passwords or {}).items()))
        if capability is not None:
            extra += "imap_capability = %s\n" % capability
        self._start(ssl, extra, acl)

    def _start(self, tls, extra, acl):
        user = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        known = {u.pw_name for u in pwd.getpwall()}
        self.owner = pwd.getpwnam(user)
        os.chown(self.dir / "mail", self.owner.pw_uid, self.owner.pw_gid)
        group = subprocess.run(["id", "-gn", user], capture_output=True, text=True).stdout.strip()
        version = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True).stdout
        new = tuple(map(int, re.findall(r"\d+", version)[:2])) >= (2, 4)
        template = V24 if new else V23
        if acl:
            extra += ACL_24 if new else ACL_23
        for _ in range(5):      # somebody may take a port meanwhile
            self.port, self.tls_port = free_port(), free_port()
            (self.dir / "conf").write_text(template.format(
                dir=self.dir, ssl=tls, user=user, group=group, port=self.port,
                tls_port=self.tls_port, password=PASSWORD,
                login="dovenull" if os.getuid() == 0 and "dovenull" in known else user) + extra)
            if self._launch():
                return
        raise RuntimeError("Dovecot does not start: " + self.log.read_text()[-2000:])

    def _launch(self):
        """In the foreground, to end with us; whether it answers."""
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", PROGRAM, "-F", "-c", self.dir / "conf"],
            stdin=subprocess.DEVNULL, stdout=open(self.dir / "out", "wb"), stderr=subprocess.STDOUT)
        atexit.register(self.stop)
        wait_for("a greeting", lambda: self.process.poll() is not None or self._greets())
        return self.process.poll() is None

    def _greets(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), SECONDS) as s:
                return s.recv(4) == b"* OK"
        except OSError:
            return False

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()

    # Mailboxes

    def user(self, template=None, rawlog=False):
        """A new user, whose mail is that of the template user."""
        name = "u%d" % next(_numbers)
        home = self.home(name)
        if template is not None:
            subprocess.run(["cp", "-a", self.home(template), home], check=True)
        else:
            self._make(home)
        if rawlog:
            self._make(home / "rawlog")
        return name

    def home(self, user):
        return self.dir / "mail" / user

    def forget(self, user):
        shutil.rmtree(self.home(user), ignore_errors=True)

    def _make(self, folder):
        folder.mkdir()
        os.chown(folder, self.owner.pw_uid, self.owner.pw_gid)

    def path(self, user, folder="INBOX"):
        top = self.home(user) / "Maildir"
        return top if folder == "INBOX" else top / ("." + modified_utf7(folder).replace("/", "."))

    def deliver(self, user, mails, folder="INBOX", flags=""):
        """Into the folder, in this order; flags as Maildir writes them: "S", "FT"."""
        top = self.path(user, folder)
        for path in (self.path(user), top, *(top / sub for sub in ("cur", "new", "tmp"))):
            if not path.exists():
                self._make(path)
        for mail in mails:
            n = next(_numbers)
            name = "%d.M%d.test" % (1700000000 + n, n)
            into = top / "cur" / (name + ":2," + flags) if flags else top / "new" / name
            (top / "tmp" / name).write_bytes(getattr(mail, "bytes", mail))
            os.chown(top / "tmp" / name, self.owner.pw_uid, self.owner.pw_gid)
            os.rename(top / "tmp" / name, into)

    def client(self, user, tls=False):
        """Another program that uses the mailbox."""
        if tls:
            c = imaplib.IMAP4_SSL("127.0.0.1", self.tls_port, timeout=SECONDS,
                                  ssl_context=ssl.create_default_context(cafile=self.ca))
        else:
            c = imaplib.IMAP4("127.0.0.1", self.port, timeout=SECONDS)
        c.login(user, PASSWORD)
        return c

    def snapshot(self, user, folder="INBOX"):
        """Its mails in order; [] when there is no such folder.  Changes nothing."""
        c = self.client(user)
        try:
            if c.select(quoted(folder), readonly=True)[0] != "OK":
                return []
            return sorted(letters(c))
        finally:
            c.logout()

    def store(self, user, uids, flags, folder="INBOX"):
        """What a person does to mails."""
        c = self.client(user)
        c.select(quoted(folder))
        for uid in uids:
            c.uid("STORE", str(uid), "+FLAGS", "(%s)" % flags)
        c.logout()

    def quiet(self, user):
        """Wait until nobody uses the mailbox."""
        def ended():
            log = self.log.read_text()
            return log.count("Login: user=<%s>," % user) <= \
                len(re.findall(r"imap\(%s\)<.*(?:Disconnected|closed|Logged out)" % user, log))
        try:
            wait_for("the mailbox of %s is quiet" % user, ended)
        except RuntimeError as e:
            said = [line for line in self.log.read_text().splitlines() if user in line]
            raise RuntimeError("\n".join([str(e), *said])) from e

    def renumber(self, user, folder="INBOX", step=1):
        """The folder as if it had been made anew: the same mails under another UIDVALIDITY,
        their uids the other way round."""
        self.quiet(user)
        top = self.path(user, folder)
        text = (top / "dovecot-uidlist").read_text().split("\n")
        validity = int(re.search(r" V(\d+)", text[0]).group(1)) + step
        names = [line.split(" :", 1)[1] for line in text[1:] if " :" in line]
        for index in top.glob("dovecot.index*"):
            index.unlink()
        head = re.sub(r" V\d+", " V%d" % validity, text[0])
        lines = ["%d :%s" % (n, name) for n, name in enumerate(reversed(names), 1)]
        (top / "dovecot-uidlist").write_text("\n".join(
            [re.sub(r" N\d+", " N%d" % (len(names) + 1), head), *lines, ""]))

    def bodies(self, user):
        """How often the body of each uid was sent; of a user with a raw log."""
        count = collections.Counter()
        for file in (self.home(user) / "rawlog").glob("*.out"):
            for line in re.findall(rb"^\S* ?\* \d+ FETCH \([^\r\n]*BODY\[\][^\r\n]*", file.read_bytes(), re.M):
                count[int(re.search(rb"UID (\d+)", line).group(1))] += 1
        return count

    def asked(self, user):
        """All that clients of this user wrote; of a user with a raw log."""
        return b"".join(f.read_bytes() for f in sorted((self.home(user) / "rawlog").glob("*.in")))


def letters(c):
    """Of the folder that the client has selected."""
    if c.untagged_responses.get("EXISTS", [b"0"])[-1] == b"0":
        return
    _, answer = c.uid("FETCH", "1:*", "(UID FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (X-KEY)])")
    for row in answer:
        if not isinstance(row, tuple):
            continue
        flags = re.search(rb"FLAGS \(([^)]*)\)", row[0]).group(1).decode().split()
        key = re.search(rb"(?i)X-Key: *(\S+)", row[1])
        yield Letter(int(re.search(rb"UID (\d+)", row[0]).group(1)), key and key.group(1).decode(),
                     frozenset(flags) - {"\\Recent"},
                     int(re.search(rb"SIZE (\d+)", row[0]).group(1)))
