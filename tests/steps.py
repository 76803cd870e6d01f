#!/usr/bin/env python3
# ctest: LABELS fast COST 15
"""The first steps, as the page asks for them: the settings are named by their file and never told; a test of the
mailbox says what test-imap says, whatever the server does; a push that is a test arrives."""
import contextlib
import http.server
import json
import socket
import subprocess
import threading

from proof import BUILD, cgi, check, equal, main, run, scratch
from lib import mails
from lib.dovecot import PASSWORD, Dovecot
from lib.fetch import clean_environment, settings

DB = scratch() / "dmarc.db"
SECRETS = ("sesame-imap", "sesame-ntfy", "sesame-hook")


def asked(method, path, query="", status=200, **env):
    got, text = cgi("dmarc-cron", path, query, DB, method, **env)
    equal(got, status, "%s %s?%s: %s" % (method, path, query, text.decode()))
    return json.loads(text)


def test_settings():
    answer = asked("GET", "/api/settings")
    equal(answer, {"file": None, "count": 1, "unknown": [], "push": {"on": False, "last": None}}, "nothing but the database")
    credentials = scratch()
    (credentials / "imap_pass").write_text(SECRETS[0] + "\n")
    (credentials / "ntfy_token").write_text("\n")          # as systemd leaves one that is not there
    env = dict(DMARC_ENV_FILE="/etc/dmarc-analyzer/dmarc.env", IMAP_HOST="imap.example.org", IMAP_USER="dmarc", IMAP_FOLDR="x",
               WEBHOOK_TOKN=SECRETS[2], NTFY_URL="https://ntfy.example.org/x", NTFY_TOKEN=SECRETS[1], IMAP_PORT="")
    answer = asked("GET", "/api/settings", **env, CREDENTIALS_DIRECTORY=str(credentials))
    equal(answer, {"file": "/etc/dmarc-analyzer/dmarc.env", "count": 6, "push": {"on": True, "last": None}, "unknown": [
        "unknown setting IMAP_FOLDR: did you mean IMAP_FOLDER?", "unknown setting WEBHOOK_TOKN: did you mean WEBHOOK_TOKEN?"]},
          "how many, and which are none")
    check(not [s for s in SECRETS if s in json.dumps(answer)], "no value is told", answer)


def test_mailbox():
    server = Dovecot(ssl="no")
    user = server.user()
    server.deliver(user, mails.every_kind())
    env = {k: v for k, v in settings(server.port, user, "").items() if k.startswith("IMAP_")}
    said = subprocess.run([BUILD / "dmarc-cron", "test-imap"], env=dict(clean_environment(), DMARC_DB=str(DB), **env),
                          capture_output=True, text=True)
    equal(said.returncode, 0, "test-imap: " + said.stderr)
    equal(asked("POST", "/api/mailbox/test", **env), {"ok": True, "said": said.stdout.splitlines(), "error": None}, "its words")
    equal(asked("POST", "/api/mailbox/test", "mailbox=main", **env)["ok"], True, "by its name")
    token = "printf %s nothing-of-use"
    for wrong, code in ((dict(IMAP_PASS="wrong"), "setting"), (dict(IMAP_FOLDER="Nowhere"), "setting"), (dict(IMAP_PORT="none"), "setting"),
                        (dict(IMAP_PASS="", IMAP_OAUTH_TOKEN_CMD=token), None)):
        answer = asked("POST", "/api/mailbox/test", **dict(env, **wrong))
        told = subprocess.run([BUILD / "dmarc-cron", "test-imap"], env=dict(clean_environment(), DMARC_DB=str(DB), **dict(env, **wrong)),
                              capture_output=True, text=True)
        equal((answer["ok"], answer["said"], "dmarc-cron: %s\n" % answer["error"]["message"]), (False, told.stdout.splitlines(), told.stderr),
              "what is wrong: %s" % wrong)
        check(code in (None, answer["error"]["code"]), "as an error of its kind", answer)
        check(PASSWORD not in json.dumps(answer), "no secret is told")
    server.stop()


def test_silent():
    """A server that says nothing is away; what it was asked for is not awaited for ever."""
    with socket.create_server(("127.0.0.1", 0)) as s:
        env = dict(IMAP_HOST="127.0.0.1", IMAP_PORT=str(s.getsockname()[1]), IMAP_SSL="0", IMAP_USER="u", IMAP_PASS="p",
                   DMARC_TEST_LIMITS="idle=1")
        answer = asked("POST", "/api/mailbox/test", **env)
    equal((answer["ok"], answer["error"]["code"]), (False, "away"), "it is told")


def test_refused():
    mailbox = dict(IMAP_HOST="127.0.0.1", IMAP_PORT="9", IMAP_USER="u", IMAP_PASS="p")
    equal(asked("POST", "/api/mailbox/test", status=403)["error"]["code"], "forbidden", "there is no mailbox")
    equal(asked("POST", "/api/mailbox/test", "mailbox=other", 404, **mailbox)["error"]["code"], "not-found", "none of that name")
    asked("POST", "/api/mailbox/test", "mailbox=..%2Fx", 400, **mailbox)
    asked("POST", "/api/push/test", status=403)
    asked("POST", "/api/push/test", status=500, NTFY_URL="http://ntfy.example.org/x")
    for path in ("/api/mailbox/test", "/api/push/test"):
        asked("POST", path, status=403, HTTP_SEC_FETCH_SITE="cross-site", NTFY_URL="http://127.0.0.1:9/x", **mailbox)
        asked("GET", path, status=405, **mailbox)


@contextlib.contextmanager
def taker(status):
    """A server of pushes, and what it got."""
    seen = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            seen.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield "http://127.0.0.1:%d/alarms" % server.server_port, seen
        server.shutdown()


def test_push():
    for status, ok in ((200, True), (403, False)):
        with taker(status) as (url, seen):
            answer = asked("POST", "/api/push/test", NTFY_URL=url, NTFY_TOKEN=SECRETS[1])
            told = run("dmarc-cron", "test-ntfy", db=DB, env={"NTFY_URL": url, "NTFY_TOKEN": SECRETS[1]})
        equal((answer["ok"], answer["said"]), (ok, told.stdout.decode().splitlines()), "as test-ntfy says it: %d" % status)
        equal(answer["error"] is None, ok, "and whether it went well")
        equal(len(seen), 2, "one message each")
        check(SECRETS[1] not in json.dumps(answer), "no secret is told")


main()
