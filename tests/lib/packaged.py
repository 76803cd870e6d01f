"""The servers that Debian has, each in a root of its own, as its package configures it.

Changed is only what a test must: ports, the address, a certificate, users, and what a promise of
lib/promises.py is about.
"""
import contextlib
import re
import socket

from proof import free_port
from lib.dovecot import PASSWORD, SECONDS, wait_for
from lib.mailutils import Mboxes
from lib.remote import Cannot, Remote, sure
from lib.root import Root

ADMIN = "cyrus"
ALL_RIGHTS = "lrswipkxte"       # RFC 4314, but a: the owner keeps it


class Packaged(Remote):
    packages = None             # the first is the one whose version is told

    def __init__(self):
        super().__init__()
        self.root = Root(*self.packages)
        self.version = self.root.version
        self.ca = self.root.certificate()
        self.port, self.tls_port = free_port(), free_port()
        self.configure()
        self.launch()
        for port in (self.port, self.tls_port):
            wait_for("%s at %d" % (self.name, port), lambda port=port: self._listens(port))

    def _listens(self, port):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), SECONDS):
            return True
        return False

    def stop(self):
        self.root.stop()

    def make_user(self, name):
        """Of the system, with a home; which ids it has."""
        ids = self.root.user(name, "/home/" + name, password=PASSWORD)
        self.root.folder("home/" + name, ids, 0o700)
        return ids


class Dovecot(Packaged):
    """An mbox for each folder, users of the system by PAM."""
    name, packages = "Dovecot", ("dovecot-imapd",)
    mechanisms = ("PLAIN",)

    def configure(self):
        r = self.root
        r.user("dovecot", "/usr/lib/dovecot")
        r.user("dovenull", "/nonexistent")
        r.run("sh", "-c", "cp -r /usr/share/dovecot/dovecot.conf /usr/share/dovecot/conf.d /etc/dovecot/")
        r.change("etc/dovecot/conf.d/10-ssl.conf", ("/etc/dovecot/private/dovecot.pem", "/etc/ssl/server.pem"),
                 ("/etc/dovecot/private/dovecot.key", "/etc/ssl/server.key"))
        r.write("usr/share/dovecot/protocols.d/imapd.protocol", "protocols = $protocols imap\n")
        r.write("etc/pam.d/dovecot", "".join("@include common-%s\n" % kind for kind in ("auth", "account", "session")))
        r.write("etc/dovecot/local.conf", """
listen = 127.0.0.1
service imap-login {
  inet_listener imap {
    port = %d
  }
  inet_listener imaps {
    port = %d
  }
}
mail_max_userip_connections = 100
mail_plugins = quota
protocol imap {
  mail_plugins = quota imap_quota
}
plugin {
  quota = count:User quota
  quota_vsizes = yes
}
""" % (self.port, self.tls_port))

    def launch(self):
        self.root.start("/usr/sbin/dovecot", "-F")

    def full(self, user):
        self.rule(user, "plugin {\n  quota_rule = *:messages=1\n}\n", b"MESSAGE")

    def roomy(self, user):
        self.rule(user, "", b"()")

    def rule(self, user, text, told):
        """Of all users, as it is told once the configuration is read."""
        def is_told():
            with self.session(user) as c:
                return told in (c.getquotaroot("INBOX")[1][1][0] or b"()")
        self.root.write("etc/dovecot/conf.d/99-rule.conf", text)
        self.root.run("doveadm", "reload")
        wait_for("Dovecot reads its configuration", is_told)

    def forbid(self, user, rights):
        raise Cannot("its ACL is not switched on by the package")


class Cyrus(Packaged):
    """Users of its own database of passwords, a hierarchy by dots below INBOX."""
    name, packages = "Cyrus", ("cyrus-imapd", "sasl2-bin", "libsasl2-modules")
    prefix, separator = "INBOX.", "."
    mechanisms = ("PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5")

    def configure(self):
        r, self.other_port = self.root, free_port()
        self.ids = r.user(ADMIN, "/var/spool/cyrus", group=8)
        for name in ("var/lib/cyrus", "var/spool/cyrus", "var/spool/sieve", "run/cyrus", "run/cyrus/socket"):
            r.folder(name, self.ids)
        r.own("etc/ssl/server.key", self.ids, 0o600)
        r.append("etc/imapd.conf", "admins: %s\ntls_server_cert: /etc/ssl/server.pem\n"
                 "tls_server_key: /etc/ssl/server.key\n" % ADMIN)
        r.change("etc/cyrus.conf", (r"^\t(pop3|nntp|http|  sieve)\b.*\n|^ +\tsieve.*\n", ""),
                 (r'^\timap\b(.*)"imap"', r'\timap\1"127.0.0.1:%d"' % self.port),
                 (r'^\t#imaps(.*imapd -s.*)"imaps"', r'\timaps\1"127.0.0.1:%d"' % self.tls_port),
                 ("^SERVICES {", 'SERVICES {\n\tchallenge cmd="imapd -C /etc/challenge.conf" listen="127.0.0.1:%d"' % self.other_port))
        r.write("etc/challenge.conf", re.sub("(?m)^(allowplaintext|tls_server_).*", "", (r.path / "etc/imapd.conf").read_text()) +
                "allowplaintext: no\nsasl_mech_list: CRAM-MD5\n")
        r.run("cyrus", "makedirs")

    def launch(self):
        self.password(ADMIN)
        self.root.start("/usr/sbin/cyrmaster", "-l", "32", "-C", "/etc/imapd.conf", "-M", "/etc/cyrus.conf")

    def password(self, user):
        self.root.run("saslpasswd2", "-p", "-c", user, input=PASSWORD)
        self.root.own("etc/sasldb2", self.ids, 0o600)

    def make_user(self, name):
        self.password(name)
        with self.session(ADMIN) as c:
            sure(c.create("user." + name), "CREATE")

    def challenges(self):
        return self.other_port

    def full(self, user):
        self.limit(user, "(MESSAGE 0)")

    def roomy(self, user):
        self.limit(user, "(MESSAGE 1000)")

    def limit(self, user, room):
        """Of one folder, else a move needs no room."""
        with self.session(ADMIN) as c:
            sure(c.setquota("user.%s.Done" % user, room), "SETQUOTA")

    def forbid(self, user, rights):
        with self.session(ADMIN) as c:
            sure(c.setacl("user." + user, user, "".join(r for r in ALL_RIGHTS if r not in rights)), "SETACL")


class Courier(Packaged):
    """Maildirs in the homes of the system's users."""
    name, packages = "Courier", ("courier-imap",)
    prefix, separator = "INBOX.", "."
    mechanisms, moves = ("PLAIN",), False

    def configure(self):
        r, self.ids = self.root, {}
        ids = r.user("courier", "/var/lib/courier")
        for name in ("run/courier", "run/courier/authdaemon", "var/lib/courier"):
            r.folder(name, ids, 0o755)
        r.own("etc/ssl/both.pem", ids, 0o600)
        (r.path / "usr/bin/makedat").symlink_to("makedat.courier")
        address = ("ADDRESS=0", "ADDRESS=127.0.0.1")
        r.change("etc/courier/imapd", address, ("^PORT=143", "PORT=%d" % self.port))
        r.change("etc/courier/imapd-ssl", address, ("^SSLPORT=993", "SSLPORT=%d" % self.tls_port),
                 ("^(TLS_CERTFILE)=.*", r"\1=/etc/ssl/both.pem"), ("^(TLS_DHPARAMS)=", r"##\1="), ("^(TLS_TRUSTCERTS)=", r"##\1="))

    def launch(self):
        """As its scripts do, which would put it into the background by courierlogger."""
        r = self.root
        r.change("usr/sbin/authdaemond", (r"\S*courierlogger .* (?=/)", ""))
        for script in ("usr/sbin/imapd", "usr/sbin/imapd-ssl"):
            r.change(script, (r"/usr/sbin/courierlogger -pid=.*-start .*(?=\\$)", "exec "),
                     ("^\t/usr/bin/env", "\texec /usr/bin/env"))
        r.start("/usr/sbin/authdaemond", "start")
        r.start("/usr/sbin/imapd", "start")
        r.start("/usr/sbin/imapd-ssl", "start")

    def make_user(self, name):
        self.ids[name] = ids = super().make_user(name)
        for sub in ("Maildir", "Maildir/cur", "Maildir/new", "Maildir/tmp"):
            self.root.folder("home/%s/%s" % (name, sub), ids, 0o700)

    def full(self, user):
        """As it is (maildirquota(7)): no more than one mail."""
        self.limit(user, 1)

    def roomy(self, user):
        self.limit(user, 1000)

    def limit(self, user, mails):
        self.root.run("maildirmake.courier", "-q", "%dC" % mails, "/home/%s/Maildir" % user)
        self.root.own("home/%s/Maildir/maildirsize" % user, self.ids[user], 0o644)

    def forbid(self, user, rights):
        with self.session(user) as c:
            sure(c.setacl("INBOX", "owner", "".join(r for r in ALL_RIGHTS if r not in rights) + "a"), "SETACL")


class Mailutils(Mboxes, Packaged):
    """An mbox for each folder."""
    packages = ("mailutils-imap4d",)

    def configure(self):
        self.root.write("etc/mailutils.conf", """
server 127.0.0.1:%d { tls-mode ondemand; };
server 127.0.0.1:%d { tls-mode connection; };
tls { ssl-certificate-file /etc/ssl/server.pem; ssl-key-file /etc/ssl/server.key; };
""" % (self.port, self.tls_port))

    def launch(self):
        self.root.start("/usr/sbin/imap4d", "--daemon", "--foreground")

    def make_user(self, name):
        ids = super().make_user(name)
        self.root.write("var/mail/" + name, "")
        self.root.own("var/mail/" + name, ids, 0o600)


SERVERS = {each.name: each for each in (Dovecot, Cyrus, Courier, Mailutils)}
