#!/usr/bin/env python3
# ctest: LABELS fast COST 30
"""What alarms have to tell reaches a server of ntfy, whatever that answers: all of it in the
end, once when all goes well, and nothing of it gets out of its place in the JSON."""
import contextlib
import fcntl
import http.server
import json
import os
import signal
import socket
import sqlite3
import ssl
import subprocess
import threading
import time

from proof import BUILD, cgi, check, equal, main, run, scratch

TOKEN = "tk_sesame4711"
HERE = scratch()
DB = HERE / "dmarc.db"
CANARY = "a\r\nX-Evil: 1\r\n\r\n\"}, \"topic\": \"evil\", \"x\": \"\\ \u202egnp.\u2066exe\u200f \x07 é"


class Ntfy(http.server.ThreadingHTTPServer):
    """Answers each message as the next entry of plan says; the last is for ever."""

    daemon_threads = True

    def __init__(self, *plan):
        super().__init__(("127.0.0.1", 0), Handler)
        self.plan, self.seen, self.heads, self.paths = list(plan), [], [], []
        self.arrived, self.go_on = threading.Event(), threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def url(self, topic="alarms", scheme="http", host="127.0.0.1"):
        return "%s://%s:%d/%s" % (scheme, host, self.server_port, topic)

    def handle_error(self, request, client_address):
        pass        # a client that was killed


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        s = self.server
        s.seen.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        s.heads.append(self.headers)
        s.paths.append(self.path)
        answer = s.plan.pop(0) if len(s.plan) > 1 else s.plan[0]
        self.close_connection = True
        if answer == "close":
            return
        if answer == "garbage":
            self.wfile.write(b"\x16\x03 no HTTP at all\r\n\r\n")
            return
        if answer == "stall":
            s.arrived.set()
            s.go_on.wait(30)
            return
        if answer == "hang":        # taken, and then nothing: the program is killed here
            s.arrived.set()
            s.go_on.wait(30)
            answer = (200, {}, b"{}")
        status, headers, body = answer
        self.send_response(status)
        for name, value in headers.items():
            if value.startswith("@"):       # so many seconds from now, as a date
                value = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + int(value[1:])))
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)


OK = (200, {}, b'{"id":"abc123","event":"message"}')


def fails(status, **headers):
    return (status, {k.replace("_", "-"): v for k, v in headers.items()},
            json.dumps({"code": status * 100, "http": status, "error": "it is %d" % status}).encode())


def sql(text, *args):
    with contextlib.closing(sqlite3.connect(DB, timeout=30)) as c, c:
        return c.execute(text, args).fetchall()


def alarms(*titles, severity=1, message="what happened", link="records.html?dmarc=fail"):
    sql("DELETE FROM push")
    for title in titles:
        sql("INSERT INTO push (alarm, kind, subject, severity, value, title, message, link, made, due)"
            " VALUES (1, 'fail_rate', 'example.org', ?, 7, ?, ?, ?, unixepoch(), 0)",
            severity, title, message, link)


def push(url, command="push", **env):
    env = dict({"NTFY_URL": url, "NTFY_TOKEN": TOKEN, "DMARC_TEST_LIMITS": "idle=10"}, **env)
    r = run("dmarc-cron", command, db=DB, env=env)
    said = (r.stdout + r.stderr).decode()
    check(TOKEN not in said, "the token is not said", said)
    check("ERROR: " not in said and "runtime error" not in said, "no sanitizer spoke", said)
    return r.returncode, said


def due(since=None):
    """When each is due: seconds from then on, or from now."""
    return [(d, t, s is not None, e) for d, t, s, e in
            sql("SELECT due - ?, tries, sent, error FROM push ORDER BY id", time.time() if since is None else since)]


def test_good():
    alarms("one", "two", "three")
    s = Ntfy(OK)
    code, said = push(s.url(), BASE_URL="https://dmarc.example/x/", NTFY_PREFIX="p: ")
    equal((code, said), (0, "delivered: p: one\ndelivered: p: two\ndelivered: p: three\n"
                            "3 delivered, 0 put off\n"), "three, in order")
    equal(push(s.url()), (0, "0 delivered, 0 put off\n"), "and nothing is left to do")
    equal([m["title"] for m in s.seen], ["p: one", "p: two", "p: three"], "each came once")
    equal(s.seen[0], {"topic": "alarms", "title": "p: one", "message": "what happened", "priority": 3,
                      "tags": ["warning"], "click": "https://dmarc.example/x/records.html?dmarc=fail"},
          "a message")
    equal((s.paths[0], s.heads[0]["Content-Type"], s.heads[0]["Authorization"]),
          ("/", "application/json", "Bearer " + TOKEN), "and its head")
    alarms("bad", severity=2, link="/records.html")
    push(s.url("sub/way/t"), NTFY_TOKEN="")
    m = s.seen[-1]
    equal((m["priority"], m["tags"], m["topic"], "click" in m), (5, ["rotating_light"], "t", False),
          "one that is worse, no BASE_URL")
    equal((s.paths[-1], s.heads[-1]["Authorization"]), ("/sub/way/", None), "a server below a path, no token")
    alarms("x")
    push(s.url(), BASE_URL="http://d.example")
    equal(s.seen[-1]["click"], "http://d.example/records.html?dmarc=fail", "joined by one slash")


def test_canary():
    s = Ntfy(OK)
    alarms(CANARY, message="first line\nsecond " + CANARY, link="records.html?q=%0d%0aX-Evil:%201")
    code, said = push(s.url(), BASE_URL="https://d.example", NTFY_PREFIX=CANARY)
    equal(code, 0, "hostile text is delivered")
    m, head = s.seen[0], s.heads[0]
    equal((set(m), m["topic"]), ({"topic", "title", "message", "priority", "tags", "click"}, "alarms"),
          "no field is added or changed")
    equal(sorted(k.lower() for k in head), ["accept", "authorization", "content-length", "content-type",
                                            "host", "user-agent"], "no header is added")
    check(not any(c in m["title"] + m["message"].replace("\n", "") for c in "\r\x07\u202e\u2066\u200f"),
          "no control character", m)
    check(m["message"].startswith("first line\nsecond a%0D\n"), "a message may have lines", m["message"])
    check("\x07" not in said and "\u202e" not in said, "nor on the terminal", repr(said))
    alarms("t" * 100000, message="é\"" * 100000)
    push(s.url())
    check(len(json.dumps(s.seen[-1], ensure_ascii=False).encode()) < 8000, "very long text is cut")


def test_put_off():
    for answer, wait, others, what in (
            ("close", 60, False, "no answer"), ("garbage", 60, False, "no answer"),
            (fails(500), 60, False, "500: it is 500"), (fails(503, Retry_After="300"), 300, False, "503"),
            (fails(404), 3600, False, "404"), (fails(413), 3600, False, "413"),
            (fails(401), 3600, True, "401: it is 401"), (fails(403), 3600, True, "403"),
            (fails(429), 60, True, "429"), (fails(429, Retry_After="90"), 90, True, "429"),
            (fails(429, Retry_After="99999999"), 86400, True, "429"),
            (fails(429, Retry_After="@500"), 500, True, "429"), (fails(429, Retry_After="soon"), 60, True, "429"),
            ((302, {"Location": "http://127.0.0.1:1/"}, b""), 3600, True, "302, a redirect"),
            ((204, {}, b""), None, False, ""), (fails(201), None, False, "")):
        alarms("one", "two")
        s = Ntfy(answer, OK)
        began = time.time()
        code, said = push(s.url())
        rows, name = due(began), "%s: " % (answer if isinstance(answer, str) else answer[:2],)
        took = time.time() - began
        if wait is None:
            equal((code, len(s.seen)), (0, 2), name + "taken")
            continue
        equal((code, rows[0][1], rows[0][2]), (1, 1, False), name + "status, tries, not sent")
        check(-1 <= rows[0][0] - wait <= took + 1 and what in rows[0][3], name + "when again, and why", rows, took)
        check(what in said and "put off" in said, name + "is said", said)
        equal((len(s.seen), rows[1][2]), (1, False) if others else (2, True), name + "the other one")
        if others:
            equal((rows[1][0], rows[1][1], rows[1][3]), (rows[0][0], 0, rows[0][3]), name + "waits as long")
        sql("UPDATE push SET due = min(due + 600, unixepoch() + 86400) WHERE sent IS NULL")       # however slow this machine is
        equal((push(s.url()), len(s.seen)), ((0, "0 delivered, 0 put off\n"), 1 if others else 2),
              name + "nothing is due")
        sql("UPDATE push SET due = 0")
        code, _ = push(s.url())
        equal((code, [r[2:] for r in due()]), (0, [(True, None)] * 2), name + "delivered in the end")


def test_backoff():
    alarms("one")
    s, waits = Ntfy(fails(500)), []
    for _ in range(9):
        began = time.time()
        push(s.url())
        waits.append((due(began)[0][0], time.time() - began))
        sql("UPDATE push SET due = 0")
    want = [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    check(all(-1 <= got - w <= took + 1 for w, (got, took) in zip(want, waits)),
          "longer and longer, at most an hour", waits)


def test_away():
    alarms("one", "two", "three")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))        # nobody listens
        code, said = push("http://127.0.0.1:%d/t" % taken.getsockname()[1])
    check(code == 1 and "0 delivered, 3 put off" in said and "no answer" in said, "refused", said)
    equal([(r[1], r[3] is not None) for r in due()], [(1, True), (0, True), (0, True)],
          "one try, all put off")
    alarms("one")
    s, began = Ntfy("stall"), time.monotonic()
    code, said = push(s.url(), DMARC_TEST_LIMITS="idle=1")
    check(code == 1 and time.monotonic() - began < 25, "a server that says nothing (for 30 s)", said)
    s.go_on.set()
    alarms("one")
    s = Ntfy((200, {"Content-Length": "99999999"}, b"x" * 1000000))
    equal(push(s.url())[0], 0, "an answer without end is not read to it")
    s = Ntfy((200, {"Content-Length": "99"}, b"{"), OK)
    alarms("one")
    equal((push(s.url())[0], push(s.url())[0], len(s.seen)), (0, 0, 1), "200 is enough, though the rest is missing")


def test_clock():
    """Put off by a clock that was years ahead, and now it is right."""
    alarms("one", "two")
    sql("UPDATE push SET due = unixepoch() + 999 * 86400, made = due, tries = 1 WHERE title = 'one'")
    sql("UPDATE push SET due = unixepoch() + 86300 WHERE title = 'two'")
    s = Ntfy(OK)
    equal((push(s.url())[0], [m["title"] for m in s.seen]), (0, ["dmarc: one"]), "it is not waited for")


def test_proxy():
    """What goes in the clear goes to this machine, and by nobody."""
    alarms("one")
    proxy, s = Ntfy(OK), Ntfy(OK)
    for name in ("http_proxy", "all_proxy", "ALL_PROXY"):
        sql("UPDATE push SET sent = NULL, due = 0")
        equal(push(s.url(), **{name: proxy.url("")})[0], 0, "delivered, with " + name)
    equal((len(s.seen), len(proxy.seen)), (3, 0), "past the proxy")


def test_tls():
    key = HERE / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                    "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", key],
                   check=True, capture_output=True)
    s = Ntfy(OK)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(key)
    s.socket = context.wrap_socket(s.socket, server_side=True)
    alarms("one")
    code, said = push(s.url(scheme="https", host="localhost"))
    check(code == 1 and "certificate" in said and not s.seen, "a certificate nobody vouches for", said)
    code, said = push(s.url(scheme="https", host="localhost"), "test-ntfy")
    check(code == 2 and "certificate" in said, "the test says so", said)


def test_settings():
    alarms("one")
    equal(push(""), (0, "pushes are off: NTFY_URL is not set\n"), "off")
    for url in ("http://ntfy.example/t", "https://u:%s@h.example/t" % TOKEN, "https://ntfy.sh", "ntfy.sh/t"):
        for command in ("push", "test-ntfy"):
            code, said = push(url, command)
            check(code == 2 and "NTFY_URL" in said and "https://SERVER/TOPIC" in said, url, said)
    for token in (TOKEN + "\r\nX-Evil: 1", TOKEN + "\n", "é"):
        code, said = push("https://ntfy.sh/t", NTFY_TOKEN=token)
        check(code == 2 and "NTFY_TOKEN" in said, "a token with more in it", said)
    equal(due()[0][1:], (0, False, None), "none of that touched what waits")
    folder = HERE / "credentials"
    folder.mkdir()
    (folder / "ntfy_token").write_text("tk_other\n")
    s = Ntfy(OK)
    push(s.url(), NTFY_TOKEN="", CREDENTIALS_DIRECTORY=str(folder))
    equal(s.heads[0]["Authorization"], "Bearer tk_other", "a token from a credential")


def test_test():
    s = Ntfy(OK, fails(401), (200, {}, b"<html>"), (200, {}, json.dumps({"id": TOKEN}).encode()), fails(500))
    code, said = push(s.url(), "test-ntfy", BASE_URL="https://d.example/")
    check(code == 0 and all(w in said for w in (s.url("")[:-1], "alarms", "200", "abc123", "clear", "sent",
                                                "https://d.example")), "what the test saw", said)
    equal((s.seen[0]["title"], s.seen[0]["click"]), ("dmarc: a test", "https://d.example/"), "what it sent")
    code, said = push(s.url(), "test-ntfy")
    check(code == 2 and "401" in said and "it is 401" in said, "a wrong token", said)
    code, said = push(s.url(), "test-ntfy")
    check(code == 0 and "is it a server of ntfy" in said, "another server", said)
    push(s.url(), "test-ntfy")
    equal(push(s.url(), "test-ntfy")[0], 2, "500")
    code, said = push("", "test-ntfy")
    check(code == 2 and "NTFY_URL" in said, "off", said)


def start(s):
    env = dict(os.environ, DMARC_DB=str(DB), NTFY_URL=s.url(), DMARC_TEST_LIMITS="idle=30")
    return subprocess.Popen([BUILD / "dmarc-cron", "push"], env=env, stdout=subprocess.PIPE, text=True)


def test_kill():
    """Killed when the server has it and before that is noted: once more, and later."""
    alarms("one", "two")
    s = Ntfy("hang", OK)
    began = time.time()
    p = start(s)
    s.arrived.wait(30)
    p.send_signal(signal.SIGKILL)
    p.communicate()
    s.go_on.set()
    rows = due(began)
    check(59 <= rows[0][0] <= 61 + time.time() - began and not rows[0][2], "it waits", rows)
    equal(push(s.url())[0], 0, "the next run goes on")
    sql("UPDATE push SET due = 0")
    push(s.url())
    equal(sorted(m["title"] for m in s.seen), ["dmarc: one", "dmarc: one", "dmarc: two"], "twice, not more")


def test_two():
    alarms("one", "two")
    s = Ntfy("hang", OK)
    p = start(s)
    s.arrived.wait(30)
    equal(push(s.url()), (0, "another push is running\n"), "the second leaves at once")
    status, text = cgi("dmarc-cron", "/cron/push", db=DB, method="POST", NTFY_URL=s.url())
    equal((status, json.loads(text)["busy"]), (200, True), "so does one by HTTP")
    with open(HERE / "dmarc.db-writer.lock", "r+") as lock:      # raises if it is held
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    s.go_on.set()
    equal((p.communicate()[0].splitlines()[-1], len(s.seen)), ("2 delivered, 0 put off", 2), "the first does its work")


def test_http():
    alarms("one", "two")
    status, text = cgi("dmarc-cron", "/cron/push", db=DB, method="POST")
    equal((status, json.loads(text)), (200, {"on": False, "busy": False, "delivered": 0, "put_off": 0,
                                             "waiting": 2, "error": None}), "off")
    s = Ntfy(OK, fails(404))
    status, text = cgi("dmarc-cron", "/cron/push", db=DB, method="POST", NTFY_URL=s.url())
    answer = json.loads(text)
    equal((status, answer.pop("error")), (200, "the server answers 404: it is 404"), "one is put off")
    equal(answer, {"on": True, "busy": False, "delivered": 1, "put_off": 1, "waiting": 1}, "the counts")
    equal(cgi("dmarc-cron", "/cron/push", db=DB)[0], 405, "by POST only")
    status, text = cgi("dmarc-cron", "/cron/push", db=DB, method="POST", NTFY_URL="http://ntfy.example/t")
    equal((status, json.loads(text)["error"]["code"]), (500, "setting"), "a wrong setting")


for name in [k for k in os.environ if k.lower().endswith("_proxy") or k.startswith("NTFY") or k == "BASE_URL"]:
    del os.environ[name]
run("dmarc-import", "-", db=DB)
main()
