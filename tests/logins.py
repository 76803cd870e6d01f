#!/usr/bin/env python3
# ctest: COST 20
"""Logging in: by what works with each server, and what is said where nothing does."""
import base64
import json
import re
import socket
import threading

from proof import check, equal, main, scratch
from lib import mails
from lib.dovecot import Dovecot, PASSWORD
from lib.fake import Fake
from lib.fetch import Database, Template, Trial, run, settings
from lib.mailutils import Mailutils

LIMITS = "idle=1,run=4"
OTHERS = "AUTH=GSSAPI AUTH=NTLM AUTH=SCRAM-SHA-256 AUTH=DIGEST-MD5 AUTH=CRAM-MD5"


def asked(server):
    """How the clients logged in: the command, and its mechanism."""
    logins = [re.match(r"\S+ (AUTHENTICATE \S+|LOGIN)\b", line) for line in server.log]
    return [m.group(1) for m in logins if m]


def refuses(r, what, says, never=()):
    equal(r.code, 2, what + ": the exit status")
    check(re.search(says, r.err), what + ": what it says", r.err, says)
    check(not re.search("|".join(never) or r"(?!)", r.err), what + ": what it does not say", r.err, never)


# What is taken of what is offered

def test_what_is_offered():
    """PLAIN or LOGIN, whatever else there is; the others only where there is neither."""
    plans = [("AUTH=PLAIN " + OTHERS, "AUTHENTICATE PLAIN"), ("SASL-IR AUTH=PLAIN AUTH=LOGIN", "AUTHENTICATE PLAIN"),
             ("AUTH=LOGIN " + OTHERS, "AUTHENTICATE LOGIN"), (OTHERS, "LOGIN"), ("", "LOGIN"),
             ("LOGINDISABLED AUTH=LOGIN", "AUTHENTICATE LOGIN"),
             ("LOGINDISABLED AUTH=GSSAPI AUTH=CRAM-MD5", "AUTHENTICATE CRAM-MD5"), ("LOGINDISABLED", None)]
    for offers, want in plans:
        server = Fake(mails.a_dozen()[:2], "IMAP4rev1 UIDPLUS " + offers)
        r = run(settings(server.port, "u@example.org", scratch() / "dmarc.db", limits=LIMITS))
        equal(asked(server), [want] if want else [], "offered '%s': the login" % offers)
        good = want in ("LOGIN", "AUTHENTICATE PLAIN", "AUTHENTICATE LOGIN")
        equal(r.code, 0 if good else 2, "offered '%s': the exit status" % offers)
        server.stop()


def test_passwords():
    """With what has to be quoted, by each way."""
    for offers in ("AUTH=PLAIN", "SASL-IR AUTH=PLAIN", "AUTH=LOGIN", ""):
        for password in ('a"b\\c d%', "*", "päss", PASSWORD):
            server = Fake([], "IMAP4rev1 " + offers, password=password)
            env = settings(server.port, 'u"\\', scratch() / "dmarc.db", limits=LIMITS, **{"pass": password})
            r = run(env)
            equal(r.code, 0, "the password %s by '%s'" % (password, offers))
            refuses(run(dict(env, IMAP_PASS="wr0ng")), "a wrong one by '%s'" % offers, "IMAP_USER, IMAP_PASS",
                    never=("wr0ng",))
            server.stop()


def test_setting():
    """IMAP_AUTH."""
    for name, offers, want in (("LOGIN", "AUTH=PLAIN", "LOGIN"), ("login", "AUTH=PLAIN AUTH=LOGIN", "AUTHENTICATE LOGIN"),
                               ("PLAIN", "AUTH=PLAIN " + OTHERS, "AUTHENTICATE PLAIN"),
                               ("CRAM-MD5", "AUTH=PLAIN AUTH=CRAM-MD5", "AUTHENTICATE CRAM-MD5")):
        server = Fake([], "IMAP4rev1 " + offers)
        run(settings(server.port, "u", scratch() / "dmarc.db", limits=LIMITS, auth=name))
        equal(asked(server), [want], "IMAP_AUTH=%s: the login" % name)
        server.stop()
    server = Fake([], "IMAP4rev1 AUTH=LOGIN")
    env = settings(server.port, "u", scratch() / "dmarc.db", limits=LIMITS)
    for name, says in (("PLAIN", "IMAP_AUTH"), ("CRAM-MD5", "IMAP_AUTH"), ("APOP", "IMAP_AUTH.*PLAIN, LOGIN, CRAM-MD5"),
                       ("XOAUTH2", "IMAP_AUTH.*IMAP_OAUTH")):
        refuses(run(dict(env, IMAP_AUTH=name)), "IMAP_AUTH=" + name, says)
    refuses(run(dict(env, IMAP_AUTH="PLAIN", IMAP_OAUTH_TOKEN_CMD="echo x")), "a token by PLAIN", "IMAP_AUTH.*IMAP_PASS")
    equal(asked(server), [], "nobody logged in")
    server.stop()


def test_real():
    """Dovecot, which offers what it cannot do with this password."""
    server = Dovecot(ssl="yes", passwords={"u@example.org": PASSWORD},
                     extra="auth_mechanisms = plain login cram-md5\n")
    for what, more in (("TLS", dict(ssl=1, port=server.tls_port)), ("STARTTLS", dict(ssl=0, port=server.port))):
        for auth in (None, "PLAIN", "LOGIN"):
            env = settings(more["port"], "u@example.org", scratch() / "dmarc.db", ssl=more["ssl"], cainfo=server.ca,
                           auth=auth)
            equal(run(env).code, 0, "Dovecot, %s, IMAP_AUTH=%s" % (what, auth))
        refuses(run(dict(env, IMAP_AUTH="CRAM-MD5")), "Dovecot, %s, CRAM-MD5" % what, "AUTHENTICATIONFAILED|UNAVAILABLE")
    server.stop()


def test_mailutils():
    """It offers fifteen, of which two work; and forgets by the next login what was marked as deleted."""
    box = mails.a_dozen()
    want = {i for m in box for i in m.ids}
    done = {m.key for m in box if m.kind == "done"}
    for action in ("seen", "delete", "move:Done/2026"):
        server, db = Mailutils(), Database()
        server.deliver(box)
        env = settings(server.port, server.user, db.path, action=action)
        for n in range(3):
            equal(run(env).code, 0, "Mailutils, %s, run %d" % (action, n))
        equal(run(env, command="test-imap").code, 0, "Mailutils, %s: test-imap" % action)
        equal(set(db.reports()), want, "Mailutils, %s: each report" % action)
        flags = server.flags()
        equal({key for key, its in flags.items() if "R" in its}, done | {m.key for m in box if m.kind == "bad"},
              "Mailutils, %s: what is marked as read" % action)
        equal(dict(server.keys("Done/2026")), {key: 1 for key in done if "move" in action},
              "Mailutils, %s: what is in the other folder, once" % action)
        server.stop()


# What is said of a refusal

def test_reason_of_a_token():
    """The challenge with the reason: decoded, cleaned, bounded."""
    reason = {"status": "400", "schemes": "Bearer", "error_description": "AADSTS700082: it expired\x1b[2J"}
    long = dict(reason, more="x" * 5000)
    for name in ("XOAUTH2", "OAUTHBEARER"):
        for text in (reason, long):
            server = Fake([], "IMAP4rev1 SASL-IR AUTH=GSSAPI AUTH=CRAM-MD5 AUTH=" + name)
            challenge = base64.b64encode(json.dumps(text, ensure_ascii=False).encode())

            def fault(session, stage, tag):
                if stage == "LOGIN":
                    session.write(b"+ " + challenge + b"\r\n")
                    session._line()
                    session.write(tag + b" NO [AUTHENTICATIONFAILED] not let in\r\n")
                    return True
                return False
            server.fault = fault
            env = settings(server.port, "u@example.org", scratch() / "dmarc.db", limits=LIMITS, **{"pass": None})
            r = run(dict(env, IMAP_OAUTH_TOKEN_CMD="echo no.such.token"))
            refuses(r, name + ": the reason", "AADSTS700082: it expired", never=("\x1b", "no.such.token"))
            equal(asked(server), ["AUTHENTICATE " + name], name + ": the login")
            check(len(r.err) < 600, name + ": the reason is bounded", len(r.err))
            server.stop()


def test_whose_fault():
    """A trouble of the server is not the settings' fault."""
    for stage, answer, away in (
            ("LOGIN", "NO [UNAVAILABLE] Temporary authentication failure", True),
            ("LOGIN", "NO [ALERT] Too many simultaneous connections. (Failure)", True),
            ("LOGIN", "NO [AUTHENTICATIONFAILED] no", False),
            ("SELECT", "BAD User is authenticated but not connected.", True),
            ("SELECT", "BAD Command received in Invalid state.", True),
            ("SELECT", "NO [INUSE] locked", True),
            ("SELECT", "BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds", True),
            ("SELECT", "NO [NONEXISTENT] no such folder", False),
            ("SEARCH", "NO [SERVERBUG] it broke", True), ("SEARCH", "BAD no such key", False)):
        box = mails.a_dozen()
        server = Fake(box)

        def fault(session, at, tag, stage=stage, answer=answer):
            if at == stage and not session.server.log[-1].endswith(" ALL"):
                session.write(b"%s %s\r\n" % (tag, answer.encode()))
                return True
            return False
        server.fault = fault
        trial = Trial(server, Template("u", box, server.snapshot("u")), limits=LIMITS)
        for command in ("fetch-imap", "test-imap"):
            r = run(trial.env, command=command)
            what = "%s: %s, %s" % (stage, answer, command)
            refuses(r, what, re.escape(answer), never=("IMAP_",) if away else ())
            check(away or "IMAP_" in r.err, what + ": it names the setting", r.err)
        trial.run()
        equal(trial.db.ask("SELECT code FROM job ORDER BY id DESC LIMIT 1"), [("away" if away else "setting",)],
              "%s: %s: the job" % (stage, answer))
        server.heal()
        trial.db.later()
        check(trial.settle() is not None, "%s: %s: it settles" % (stage, answer))
        trial.check("%s: %s" % (stage, answer))


def test_tls_or_not():
    """Plain text spoken to a port for TLS, which stays mute or hangs up; TLS to a port that has none."""
    server = Dovecot()
    env = settings(server.tls_port, "u", scratch() / "dmarc.db", limits=LIMITS, ssl=0)
    refuses(run(env), "plain text to a port for TLS", "IMAP_SSL=1")
    refuses(run(dict(env, IMAP_PORT=str(server.port), IMAP_SSL="1")), "TLS to a plain port", "IMAP_SSL")
    server.stop()
    listener = socket.create_server(("127.0.0.1", 0))

    def hang_up():
        connection, _ = listener.accept()
        connection.sendall(b"\x15\x03\x01\x00\x02\x02\x46")
        connection.close()
    threading.Thread(target=hang_up, daemon=True).start()
    refuses(run(dict(env, IMAP_PORT=str(listener.getsockname()[1]))), "an alert of TLS", "IMAP_SSL=1")
    slow = Fake([])
    slow.fault = lambda session, stage, tag: stage == "CAPABILITY" and session.stall()
    refuses(run(dict(env, IMAP_PORT=str(slow.port))), "a server that is slow after its greeting", ".", never=("IMAP_SSL",))
    slow.stop()


main()
