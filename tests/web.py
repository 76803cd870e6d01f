# ctest: LABELS fast COST 40
"""The whole suite behind a real nginx, as ./start starts it: what a client,
friendly or not, gets to see."""
import atexit
import base64
import concurrent.futures
import contextlib
import gzip
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import sqlite3
import subprocess
import urllib.parse

from proof import BUILD, TOP, check, equal, free_port, main, scratch
from lib.routes import LARGEST, ROUTES

TOKEN = "sesame-4711"
REPORT = """<feedback><report_metadata><org_name>google.com</org_name><email>a@example.org</email>
<report_id>%s</report_id><date_range><begin>1700000000</begin><end>1700086399</end></date_range>
</report_metadata><policy_published><domain>example.org</domain><p>none</p></policy_published>
<record><row><source_ip>192.0.2.1</source_ip><count>7</count><policy_evaluated>
<disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated></row>
<identifiers><header_from>example.org</header_from></identifiers></record></feedback>"""


def report(name):
    return (REPORT % name).encode()


DATA = scratch()
PORT = free_port()
ENV = dict(os.environ, DMARC_BUILD=str(BUILD), WEBHOOK_TOKEN=TOKEN, DMARC_TEST_SCHEDULE="/dev/null")
ENV.pop("DMARC_DB", None)


def start(*more):
    return subprocess.run([TOP / "start", "--data", DATA, *more], env=ENV, text=True,
                          capture_output=True)


class Reply:
    def __init__(self, r, body):
        self.status, self.head, self.body = r.status, r.headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        return (self.status, self.json["error"]["code"])


def ask(method, path, body=None, headers=None, chunked=False):
    c = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    with contextlib.closing(c):
        c.putrequest(method, path, skip_host="Host" in (headers or {}), skip_accept_encoding=True)
        for name, value in (headers or {}).items():
            c.putheader(name, value)
        if chunked:
            c.putheader("Transfer-Encoding", "chunked")
        elif body is not None:
            c.putheader("Content-Length", str(len(body)))
        c.endheaders()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            if chunked:
                for i in range(0, len(body), 65536):
                    piece = body[i:i + 65536]
                    c.send(b"%x\r\n%s\r\n" % (len(piece), piece))
                c.send(b"0\r\n\r\n")
            elif body:
                c.send(body)
        r = c.getresponse()
        return Reply(r, r.read())


def raw(text, wait=True):
    """Bytes as they are; the first line of the answer."""
    s = socket.create_connection(("127.0.0.1", PORT), timeout=60)
    s.sendall(text)
    if not wait:
        return s
    with s:
        return s.recv(65536).split(b"\r\n")[0].decode("latin-1")


def form(*files):
    parts = b"".join(b'--XX\r\nContent-Disposition: form-data; name="report"; filename="%s"\r\n\r\n'
                     b"%s\r\n" % (name.encode(), body) for name, body in files)
    return parts + b"--XX--\r\n", {"Content-Type": "multipart/form-data; boundary=XX"}


def children():
    top = (DATA / "pid").read_text().strip()
    out = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", top], capture_output=True, text=True)
    return sorted(line.split(None, 1)[0] for line in out.stdout.splitlines())


def test_started():
    check(STARTED.returncode == 0 and STARTED.stdout.endswith("http://127.0.0.1:%d/\n" % PORT), "started",
          STARTED.stdout, STARTED.stderr)
    check(start("--detach", "--port", str(PORT)).returncode != 0, "not twice")


def test_pages():
    for path in ("/api/summary?range=all", "/api/nothing", "/healthz"):
        r = ask("GET", path)
        csp = r.head["Content-Security-Policy"]
        check("default-src 'none'" in csp and "trusted-types 'none'" in csp, "CSP on " + path)
        equal(r.head["X-Content-Type-Options"], "nosniff", "nosniff on " + path)
        equal(r.head["Referrer-Policy"], "no-referrer", "no-referrer on " + path)
    r = ask("GET", "/healthz").json
    equal((r["ok"], all(r["libraries"].values())), (True, True), "all is well, with these libraries")
    r = ask("GET", "/api/summary?range=all")
    equal(r.head["Cache-Control"], "no-store", "answers are not kept")
    again = ask("GET", "/api/summary?range=all", headers={"If-None-Match": r.head["ETag"]})
    equal((again.status, again.body), (304, b""), "the same answer again")


def test_files():
    page = ask("GET", "/")
    equal(page.head["Cache-Control"], "no-cache", "pages are asked for again")
    files = re.findall(r'(?:href|src)="(static/[^"]+)"', page.body.decode())
    check(len(files) >= 5, "a page names its files", files)
    for name in files:
        r = ask("GET", "/" + name)
        equal((r.status, r.head["Cache-Control"]), (200, "public, max-age=31536000, immutable"), name + " is kept")
        again = ask("GET", "/" + name, headers={"If-None-Match": r.head["ETag"]})
        equal((again.status, again.head["Cache-Control"]), (304, r.head["Cache-Control"]), name + ", asked again")
        if name.endswith((".js", ".css", ".svg")):
            packed = ask("GET", "/" + name, headers={"Accept-Encoding": "gzip"})
            equal(packed.head["Content-Encoding"], "gzip", name + " comes compressed")
            check(gzip.decompress(packed.body) == r.body and int(packed.head["Content-Length"]) < len(r.body),
                  name + " was compressed before, and is the same")
    r = ask("GET", "/static/old/app.css")
    equal((r.status, r.head["Cache-Control"]), (404, "no-cache"), "that a file is gone is not kept")


def test_methods():
    for method, path, allow in (("POST", "/api/summary", "GET, HEAD"), ("FOO", "/healthz", "GET, HEAD"),
                                ("PUT", "/api/reports/1", "GET, HEAD"), ("GET", "/api/import", "POST"),
                                ("GET", "/webhook/dmarc", "POST"), ("DELETE", "/api/records/1", "GET, HEAD")):
        r = ask(method, path)
        equal((r.code, r.head["Allow"]), ((405, "method"), allow), method + " " + path)
    check(raw(b"TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n").split()[1] == "405", "no TRACE")
    equal(ask("POST", "/").status, 405, "a page takes no POST")
    for path in ("/", "/api/summary", "/api/records.csv", "/healthz"):
        r = ask("HEAD", path)
        equal((r.status, r.body), (200, b""), "HEAD " + path)


def test_paths():
    for path, want in (("/api/nothing", 404), ("/api/records/0", 404), ("/api/records/99", 404),
                       ("/api/reports/9" + "9" * 40, 404), ("/api/records/x", 404),
                       ("/api/records.csvx", 404), ("/cron/push", 404), ("/cron/maintain", 404),
                       ("/api/alarmsx", 404), ("/../../etc/passwd", 400),
                       ("/%2e%2e/%2e%2e/etc/passwd", 400), ("/a%00b", 400),
                       ("/api/summary?q=%zz", 400), ("/api/summary?q=%00", 400),
                       ("/api/summary?page=99999999999999999999", 400), ("/" + "x" * 9000, 414)):
        equal(ask("GET", path).status, want, "GET " + path[:60])
    equal(raw(b"GET / HTTP/1.1\r\nHost: localhost\r\nA: " + b"x" * 9000 + b"\r\n\r\n").split()[1], "400",
          "a header of 9 KB")
    r = ask("GET", "/api/records%0d%0aSet-Cookie:x=1")
    equal((r.status, r.head["Set-Cookie"]), (404, None), "no header is injected")


def test_upload():
    equal(ask("POST", "/api/import?name=a%20b.xml", report("u1")).json["reports"][0]["file"],
          "a b.xml", "a raw body with its name")
    body, head = form(("x.xml", report("u2")), ("y.xml", b"unused"), ("z.xml", report("u1")))
    r = ask("POST", "/api/import", body, head)
    equal((r.status, r.json["status"], [x["status"] for x in r.json["reports"]]),
          (200, "partial", ["imported", "failed", "duplicate"]), "a form of three")
    r = ask("POST", "/api/import", b"unused")
    equal((r.status, r.json["status"], r.json["reports"][0]["error"]["code"]),
          (422, "failed", "not-report"), "no report")
    equal(ask("POST", "/api/import", b"").json["reports"][0]["error"]["code"], "empty", "nothing")
    equal(ask("POST", "/api/import", b"--XX\r\n", head).code, (400, "bad-param"), "half a form")
    equal(ask("POST", "/api/import", body, {"Content-Type": "multipart/form-data"}).code,
          (400, "bad-param"), "a form without boundary")
    body = body[:-8]
    equal(ask("POST", "/api/import", body.replace(b"u2", b"u3"), head).code, (400, "bad-param"),
          "a form that broke off")
    r = ask("POST", "/api/import", report("u3"), chunked=True)
    equal((r.status, r.json["imported"]), (200, 1), "nothing of it was kept")


def test_limits():
    big = b"<" + b" " * LARGEST
    for path in ("/api/import", "/webhook/dmarc?token=" + TOKEN):
        for chunked in (False, True):
            r = ask("POST", path, big, chunked=chunked)
            equal(r.code, (413, "too-large"), "too large for " + path.split("?")[0])
            check("%d MiB" % (LARGEST >> 20) in r.json["error"]["message"], "which names the limit")
        check(ask("POST", path, big[:-1]).status == 422, "as much is taken and looked at")
    script = "".join(p.read_text() for p in BUILD.glob("html/static/*/import.js"))
    check("%d*1024*1024" % (LARGEST >> 20) in script, "which the pages know")
    text = (TOP / "README.md").read_text()
    for words in ("client_max_body_size %dm;", "%d MiB a request"):
        check(words % (LARGEST >> 20) in text, "as the README does: " + words)
    r = ask("POST", "/api/summary", b"x" * 70000)
    equal(r.code, (413, "too-large"), "too large elsewhere")
    check("64 KiB" in r.json["error"]["message"], "which names the limit")


def test_origin():
    here = "http://127.0.0.1:%d" % PORT
    for headers, want in (({"Origin": "http://evil.example"}, 403), ({"Origin": "null"}, 403),
                          ({"Origin": here + ".evil.example"}, 403),
                          ({"Sec-Fetch-Site": "cross-site"}, 403), ({"Sec-Fetch-Site": "same-site"}, 403),
                          ({"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"}, 403),
                          ({"Origin": here, "Sec-Fetch-Site": "same-origin"}, 200),
                          ({"Sec-Fetch-Site": "none"}, 200)):
        equal(ask("POST", "/api/import", report("o"), headers).status, want, "import, %s" % headers)
        if want == 403:
            equal(ask("DELETE", "/api/reports/1", None, headers).status, 403, "delete, %s" % headers)


def test_routes():
    """What changes something is for our own pages, for who has a token, or for the timers."""
    check(len(ROUTES) > 20, "programs tell their routes")
    for method, path, flags in ROUTES:
        path = re.sub("[*#]", "1", path)
        if path.startswith("/cron/"):
            equal(ask(method, path).status, 404, "outside, " + path)
            continue
        r = ask(method, path, b"" if method == "POST" else None, {"Sec-Fetch-Site": "cross-site"})
        if "token" in flags:
            equal(r.status, 401, "asked without its token, " + path)
        elif method == "GET":
            check(r.status not in (401, 403), "asked from another site, GET " + path, r.status)
        else:
            check(r.status == 403 and b"from another site" in r.body, "asked from another site, %s %s" % (method, path), r.body)


def test_reports():
    xml = report("kept") + b"\n<!-- " + b"-x" * 100000 + b" -->"
    number = ask("POST", "/api/import", xml).json["reports"][0]["id"]
    r = ask("GET", "/api/reports/%s/raw" % number)
    equal((r.status, r.head["Content-Type"], r.body == xml), (200, "text/plain; charset=utf-8", True),
          "the report as it came")
    equal(ask("GET", "/api/reports/%s" % number).json["id"], number, "the report")
    r = ask("GET", "/api/records.csv?range=all")
    check(r.head["Content-Disposition"].startswith("attachment") and r.body.count(b"\r\n") > 1,
          "records as CSV", r.body)
    equal(ask("DELETE", "/api/reports/%s" % number).json,
          {"deleted": {"reports": 1, "records": 1, "messages": 7}}, "deleted")
    for method in ("GET", "DELETE"):
        equal(ask(method, "/api/reports/%s" % number).code, (404, "not-found"), method + " what is gone")
    equal(ask("GET", "/api/reports/%s/raw" % number).code, (404, "not-found"), "raw, gone")


def test_cut():
    """What fails once the answer has begun is no whole answer."""
    xml = report("cut") + b"\n<!-- " + os.urandom(200000).hex().encode() + b" -->"
    number = ask("POST", "/api/import", xml).json["reports"][0]["id"]
    with contextlib.closing(sqlite3.connect(DATA / "dmarc.db", timeout=30)) as c, c:
        c.execute("UPDATE original SET bytes = substr(bytes, 1, length(bytes) / 2) WHERE id >> 16 = ?", (int(number),))
    try:
        r = ask("GET", "/api/reports/%s/raw" % number)
        check(False, "half of it is not taken for all", r.status, len(r.body))
    except http.client.HTTPException as e:
        check(isinstance(e, http.client.IncompleteRead) and 0 < len(e.partial) < len(xml), "it is cut", e)


def test_webhook():
    bearer = {"Authorization": "Bearer " + TOKEN}
    body, kind = form(("f.xml", report("w3")))
    for n, (query, headers, data) in enumerate((
            ("", dict(bearer, **{"X-Filename": "r.xml"}), report("w1")),
            ("?token=" + TOKEN, {}, report("w2")),
            ("", dict(bearer, **kind), body),
            ("?token=" + TOKEN, kind, body.replace(b"w3", b"w4")))):
        for want in ("imported", "duplicate"):
            r = ask("POST", "/webhook/dmarc" + query, data, headers)
            equal((r.status, r.json["status"]), (200, want), "webhook, form %d" % n)
    for kind, data in (("application/json", b'{"raw":"%s"}' % base64.b64encode(report("w6"))),
                       ("application/x-www-form-urlencoded", urllib.parse.urlencode({"a": "b", "body-mime": b"A: b\nC: d\n\n" + report("w7")}).encode())):
        r = ask("POST", "/webhook/dmarc", data, dict(bearer, **{"Content-Type": kind}))
        equal((r.status, r.json["status"]), (200, "imported"), "webhook, " + kind)
    for query, headers in (("", {}), ("?token=", {}), ("?token=" + TOKEN[:-1], {}),
                           ("?token=" + TOKEN + "x", {}), ("?x=" + TOKEN, {}),
                           ("", {"Authorization": "Basic " + TOKEN}), ("", {"Authorization": TOKEN})):
        r = ask("POST", "/webhook/dmarc" + query, report("w5"), headers)
        equal((r.code, r.head["WWW-Authenticate"]), ((401, "unauthorized"), "Bearer"),
              "webhook with %s %s" % (query, headers))
    for chunked in (False, True):
        equal(ask("POST", "/webhook/dmarc", b" " * 1000000, chunked=chunked).code, (401, "unauthorized"),
              "a large body and no token")
    r = ask("POST", "/webhook/dmarc", report("w5"), bearer)
    equal(r.json["status"], "imported", "none of these kept it")
    codes = [ask("POST", "/webhook/dmarc?token=wrong", report("w")).code for _ in range(40)]
    equal((codes[0], codes[-1]), ((401, "unauthorized"), (429, "rate")), "many wrong tokens")
    equal(ask("POST", "/webhook/dmarc", report("w5"), bearer).status, 200, "the right one still works")


def test_parallel():
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda _: ask("POST", "/api/import", report("p")).json["status"],
                                range(50)))
    equal((replies.count("imported"), replies.count("duplicate")), (1, 49), "one report, 50 times at once")


def test_slow_clients():
    slow = [raw(b"POST /api/import HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n<a>", wait=False)
            for _ in range(30)]
    equal(ask("POST", "/api/import", report("s")).status, 200, "an upload beside 30 slow ones")
    equal(ask("GET", "/api/summary").status, 200, "a page beside them")
    for s in slow:
        s.close()
    for _ in range(100):
        raw(b"GET /api/records.csv?range=all HTTP/1.1\r\nHost: localhost\r\n\r\n", wait=False).close()
    equal(ask("GET", "/healthz").status, 200, "100 who leave at once")


def fcgi(path, data, wait):
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(30)
        s.connect(str(DATA / path))
        s.sendall(data)
        with contextlib.suppress(ConnectionResetError):
            while wait and s.recv(65536):
                pass


def test_socket():
    begin = b"\1\1\0\1\0\10\0\0\0\1\0\0\0\0\0\0"
    for name in ("dashboard", "import"):
        for data in (b"", b"\0" * 8, b"GET / HTTP/1.0\r\n\r\n", begin[:5], begin,
                     b"\2" + begin[1:], begin.replace(b"\0\1\0\0\0\0\0\0", b"\3\347\0\0\0\0\0\0"),
                     b"\1\5\0\1\0\0\0\0", begin + begin, begin + b"\1\4\0\1\0\4\0\0\x7fabc"):
            fcgi(name + ".sock", data, wait=False)
        equal(oct((DATA / (name + ".sock")).stat().st_mode & 0o777), "0o700", name + ".sock is ours alone")
    equal(ask("GET", "/api/summary").status, 200, "strange bytes at the socket")


def test_processes(pids):
    equal(children(), pids, "the same processes as in the beginning")


def test_restart():
    for program in ("dmarc-dashboard", "dmarc-import"):
        pid = next(p for p in children() if program in pathlib.Path("/proc/%s/cmdline" % p).read_text())
        os.kill(int(pid), signal.SIGKILL)
        path = "/healthz" if program == "dmarc-dashboard" else "/api/import"
        method, body = ("GET", None) if path == "/healthz" else ("POST", report("k"))
        equal(ask(method, path, body).status, 200, "%s killed: the next request waits for it" % program)


def test_logs():
    text = "".join(p.read_text(errors="replace") for p in (DATA / "log").iterdir())
    check(TOKEN not in text and "token=" not in text, "the token is in no log")
    check("ERROR: " not in text and "runtime error" not in text, "no sanitizer spoke",
          *[line for line in text.splitlines() if "ERROR: " in line or "runtime error" in line])
    check("POST /api/import" in text and "405 method" in text, "but failures are")


def test_stop():
    before = ask("GET", "/api/summary?range=all").json["totals"]
    check(start("--stop").returncode == 0, "stopped")
    check(start("--stop").returncode == 0, "stopped again")
    with contextlib.suppress(ConnectionRefusedError):
        ask("GET", "/healthz")
        check(False, "nothing answers any more")
    check(start("--detach", "--port", str(PORT)).returncode == 0, "started again")
    equal(ask("GET", "/api/summary?range=all").json["totals"], before, "all is still there")


atexit.register(start, "--stop")
STARTED = start("--detach", "--port", str(PORT))
main(pids=children())
