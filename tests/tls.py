# ctest: LABELS fast COST 10
"""What is wrong with the TLS of a server that we ask, the mailbox's, a provider's of tokens, ntfy's: it is
told by name, as what somebody must mend, since it does not pass by itself; but a handshake that breaks off may."""
import contextlib
import re
import socket
import sqlite3
import ssl
import struct

from proof import check, equal, main, run, scratch
from lib.dovecot import make_certificate
from lib.fetch import Database, run as fetch, settings
from lib.listener import Listener


def folder(names=("127.0.0.1",), days=30):
    made = scratch()
    make_certificate(made, names, days)
    return made


GOOD, OTHER, NAMED, OVER = folder(), folder(), folder(("imap.example.test",)), folder(days=-1)


def speaks(cert):
    """TLS, and then nothing, for it is not trusted."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert / "server.pem", cert / "server.key")

    def serve(connection):
        with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as c:
            c.recv(1000)
    return serve


def plain(connection):
    connection.sendall(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
    with connection:
        connection.recv(1000)


def ends(connection):
    with connection:
        connection.recv(1000)


def resets(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    ends(connection)


FAULTS = (  # who answers, whom the client trusts, the kind of error, what it says, which setting it names
    ("nobody vouches for it", speaks(OTHER), GOOD / "ca.pem", "setting", "not to be trusted", "trusts"),
    ("another's name", speaks(NAMED), NAMED / "ca.pem", "setting", "not to be trusted", "trusts"),
    ("it is over", speaks(OVER), OVER / "ca.pem", "setting", "not to be trusted", "trusts"),
    ("no file of whom to trust", speaks(GOOD), GOOD / "none.pem", "setting", "none.pem: no file of certificates", "trusts"),
    ("plain text", plain, GOOD / "ca.pem", "setting", "no TLS with", "speaks"),
    ("it closes", ends, GOOD / "ca.pem", "away", "", None),
    ("it resets", resets, GOOD / "ca.pem", "away", "", None))


def tell(what, named, code, said, want, says, setting):
    equal(code, want, what + ": the kind")
    check(says in said, what + ": it is told", said)
    if setting is not None:
        check("(%s)" % named[setting] in said, what + ": the setting is named", said, named[setting])


def fetched(port, ca, **more):
    """Of a fetch from there: the kind of its error, and what it said."""
    db = Database()
    r = fetch(settings(port, "eva", db.path, cainfo=ca, ssl=1, limits="idle=5,run=10", **more))
    equal(r.code, 2, "exit status")
    return db.ask("SELECT code FROM job")[0][0], r.err


def test_mailbox():
    named = {"trusts": "IMAP_HOST, IMAP_CAINFO", "speaks": "IMAP_PORT, IMAP_SSL"}
    for what, serve, ca, *want in FAULTS:
        server = Listener(serve)
        tell("the mailbox, " + what, named, *fetched(server.port, ca), *want)
        server.stop()


def test_tokens():
    named = {"trusts": "IMAP_OAUTH_TOKEN_URL, IMAP_CAINFO", "speaks": "IMAP_OAUTH_TOKEN_URL"}
    for what, serve, ca, *want in FAULTS:
        server = Listener(serve)
        code, said = fetched(1, ca, **{"pass": None}, oauth="google", oauth_client_id="c", oauth_client_secret="s",
                             oauth_refresh_token="r", oauth_token_url="https://127.0.0.1:%d/token" % server.port)
        tell("a provider, " + what, named, code, said, *want)
        check("IMAP_OAUTH=google, 127.0.0.1" in said, what + ": which provider", said)
        server.stop()


def test_ntfy():
    """It has the system's certificates; what somebody must mend is tried again each hour."""
    db = scratch() / "dmarc.db"
    run("dmarc-cron", "check-alarms", db=db)
    for what, serve, _, want, says, _ in (f for f in FAULTS if "file" not in f[0]):
        server = Listener(serve)
        with contextlib.closing(sqlite3.connect(db)) as c, c:
            c.execute("DELETE FROM push")
            c.execute("INSERT INTO push (alarm, kind, subject, severity, value, title, message, link, made, due)"
                      " VALUES (1, 'fail_rate', 'example.org', 1, 7, 'x', 'x', '', unixepoch(), 0)")
        r = run("dmarc-cron", "push", db=db, env={"NTFY_URL": "https://127.0.0.1:%d/t" % server.port, "DMARC_TEST_LIMITS": "idle=5"})
        said = (r.stdout + r.stderr).decode()
        check(says in said and ("(NTFY_URL)" in said) == (want == "setting"), "ntfy, %s: it is told" % what, said)
        check(bool(re.search(r"put off for (3600|35\d\d) s", said)) == (want == "setting"), "ntfy, %s: when again" % what, said)
        server.stop()


main()
