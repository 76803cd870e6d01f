# ctest: LABELS fast COST 10
"""Who is let in by which name, and what the logs keep of an address, at ./start, at the site of the
system's nginx and behind another server: all of nginx is real."""
import contextlib
import fcntl
import json
import os
import re
import shutil
import socket
import subprocess

from proof import BUILD, TOP, check, equal, free_port, main, scratch, until
from lib.front import front
from lib.site import installed_site

TOKEN = "sesame-4711"
SERVED = ("127.0.0.1", "127.0.0.1:{port}", "192.0.2.7:1", "127.0.0.1.", "[::1]", "[::1]:{port}", "[2001:DB8::1]",
          "localhost", "LocalHost:{port}", "localhost.", "pages.localhost", "{name}", "{NAME}", "{name}.",
          "{name}:8443", "{name}.:8443")
FOREIGN = ("evil.test", "evil.test:{port}", "{name}.evil.test", "evil.{name}", "x{name}", "127.0.0.1.evil.test",
           "evil-localhost", "localhost.evil.test", "127.1", "2130706433", "0x7f.0.0.1", "[::1].evil.test",
           "[evil.test]", "[::1", "ann@127.0.0.1", "ann@evil.test", "127.0.0.1@evil.test",
           "127.0.0.1:80@evil.test", "127.0.0.1:x", "localhost,evil.test", "localhost..", ".", ":{port}", "*", "~")
PATHS = ("/", "/records.html", "/no-such-page", "/api/summary", "/api/reports/1", "/api/import", "/api/nothing",
         "/webhook/dmarc", "/healthz")
ASKS = {"/api/import": "POST", "/webhook/dmarc": "POST", "/api/reports/1": "DELETE"}
# Addresses that somebody may take for the webhook's.
MISTYPED = ("/webhook?{t}", "/webhook/dmarc/?{t}", "/webhook/dmarc2?{t}", "/Webhook/dmarc?{t}", "/webhook/DMARC?{t}",
            "//webhook//dmarc?{t}", "/webhook/dmarc/x?{t}", "/webhook/?{t}", "/api/webhook?{t}", "/api/import?{t}",
            "/api/summary?{t}", "/cron/push?{t}", "/records.html?{t}", "/records.html/?{t}", "/?{t}", "/static/?{t}",
            "/healthz?{t}", "/webhook/./x/../dmarc?{t}", "/webhook/dmarc%3F{t}", "/webhook/dmarc%3f{t}",
            "/webhook/dmarc&{t}", "/webhook/dmarc;{t}", "/api/reports/%3F{t}", "/api/jobs/1%3F{t}", "/{t}",
            "/webhook/dmarc#?{t}", "/webhook/dmarc??{t}", "/webhook/dmarc?{t}%zz", "/webhook/%zz?{t}",
            "/webhook/../../x?{t}", "/a%00b?{t}")


def ask(port, text):
    """The status, the head and the body of the answer to these bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as s:
        s.sendall(text.encode("latin-1"))
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            while piece := s.recv(65536):
                answer += piece
    head, _, body = answer.decode("latin-1").partition("\r\n\r\n")
    line = head.split("\r\n")[0].split()
    return int(line[1]) if line and line[0].startswith("HTTP") else 0, head, body


def request(path, host, method="GET", version="1.1", body="", *more):
    lines = ["%s %s HTTP/%s" % (method, path, version), *([] if host is None else ["Host: " + host]),
             "Connection: close", *more, *(["Content-Length: %d" % len(body)] if body or method == "POST" else [])]
    return "\r\n".join(lines) + "\r\n\r\n" + body


class Door:
    """Where nginx listens, the name it goes by, and the folder of all that is logged."""

    def __init__(self, port, name, logs, login=()):
        self.port, self.name, self.logs, self.login = port, name, logs, login

    def status(self, path, host, *args):
        return ask(self.port, request(path, self.spell(host), *args))[0]

    def spell(self, host):
        return host.format(port=self.port, name=self.name, NAME=self.name.upper())

    def logged(self):
        return "".join(p.read_text(errors="replace") for p in self.logs.glob("**/*") if p.is_file() and
                       p.suffix in (".log", ""))


def is_free(path):
    with open(path) as f, contextlib.suppress(BlockingIOError):
        fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True


@contextlib.contextmanager
def started():
    data, port = scratch(), free_port()
    env = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy") and k != "DMARC_DB"}
    env.update(DMARC_BUILD=str(BUILD), WEBHOOK_TOKEN=TOKEN, DMARC_TEST_SCHEDULE="/dev/null",
               BASE_URL="https://Dmarc.Example.org.:8443/x/")
    start = [TOP / "start", "--data", data]
    lock = data / "callers"
    try:
        with open(lock, "w") as f:
            fcntl.flock(f, fcntl.LOCK_EX)
            r = subprocess.run([*start, "--detach", "--port", str(port)], env=env, capture_output=True, text=True,
                               pass_fds=(f.fileno(),))
        check(r.returncode == 0, "started", r.stdout, r.stderr)
        check(is_free(lock), "what runs on holds no lock of who started it")
        wrong = dict(env, BASE_URL="dmarc.example.org\";x")
        r = subprocess.run([*start, "--port", str(free_port())], env=wrong, capture_output=True, text=True)
        check(r.returncode == 1 and "BASE_URL must be" in r.stderr, "a BASE_URL that is none is named", r.stderr)
        yield Door(port, "dmarc.example.org", data / "log")
    finally:
        subprocess.run([*start, "--stop"], env=env)


@contextlib.contextmanager
def installed():
    usr = scratch() / "usr"
    subprocess.run(["cmake", "--install", BUILD, "--prefix", usr], check=True, stdout=subprocess.DEVNULL)
    here, port, nginx = installed_site(usr, "server_name Reports.Example.net;")
    env = dict(os.environ, DMARC_DB=str(here / "dmarc.db"), WEBHOOK_TOKEN=TOKEN)
    with open(here / "said.log", "w") as said:
        p = subprocess.Popen([BUILD / "dmarc-spawn", here / "run", "dashboard", "import", "webhook", "cron", "--",
                              *nginx, "-e", "stderr", "-g", "daemon off;"], env=env, stdout=said, stderr=said)

    def answers():
        with contextlib.suppress(OSError):
            return ask(port, request("/healthz", "127.0.0.1"))[0] == 200
    try:
        until("it is up", answers)
        yield Door(port, "reports.example.net", here)
    finally:
        p.terminate()
        p.wait()


def is_told(answer, path, what):
    """By a sentence that says what to do: as JSON where a program is asked."""
    status, head, body = answer
    if not check(status == 421, what + " is misdirected", status):
        return
    said = body
    if path.startswith(("/api", "/webhook", "/healthz")) and check("application/json" in head, what + " is JSON", head):
        error = json.loads(body)["error"]
        check(error["code"] == "misdirected" and error["request"], what + " has a code and a number", body)
        said = error["message"]
    check("BASE_URL" in said and "<" not in said, what + " says what to set", body)
    check("nosniff" in head and "evil" not in body + head, what + " repeats nothing", head, body)


def test_hosts(doors):
    for door in doors:
        hosts(door)


def hosts(door):
    for host in SERVED:
        equal(door.status("/healthz", host), 200, "asked for as " + door.spell(host))
    for host in FOREIGN:
        status = door.status("/healthz", host)
        check(status == 421 or (status == 400 and host in ("[::1", ".", ":{port}", "localhost..", "[evil.test]")),
              "asked for as " + door.spell(host), status)
    for path in PATHS:
        for version in ("1.1", "1.0"):
            text = request(path, "evil.test", ASKS.get(path, "GET"), version, "", "X-Forwarded-Host: localhost",
                           "Forwarded: host=localhost", "Authorization: Bearer " + TOKEN)
            is_told(ask(door.port, text), path, "HTTP/%s of a stranger, %s" % (version, path))
            text = request(path, None, ASKS.get(path, "GET"), version)
            check(ask(door.port, text)[0] in (400, 421), "HTTP/%s of nobody, %s" % (version, path))
    is_told(ask(door.port, request("/api/import", "evil.test", "POST", "1.1", "x" * 70000)), "/api/import", "an upload")
    equal(door.status("/healthz", "localhost", "GET", "1.1", "", "X-Forwarded-Host: evil.test"), 200,
          "X-Forwarded-Host is nothing to us")


def test_targets(doors):
    """A target may name the host as well; only the Host header reaches the programs."""
    for door in doors:
        targets(door)


def targets(door):
    for target, host, want in (("http://evil.test", "127.0.0.1", 421), ("http://127.0.0.1", "evil.test", 421),
                               ("https://evil.test", "evil.test", 421), ("http://ann@127.0.0.1", "127.0.0.1", 421),
                               ("http://127.0.0.1@evil.test", "127.0.0.1", 421), ("http://evil.test", None, 400),
                               ("HTTP://LOCALHOST:1", "localhost", 200), ("http://" + door.name, door.name, 200)):
        status = ask(door.port, request(target + "/healthz", host))[0]
        check(status == want or (want == 421 and status == 400), "GET %s, Host: %s" % (target, host), status)
    for lines in ("Host: 127.0.0.1\r\nHost: evil.test", "Host: evil.test\r\nHost: 127.0.0.1", "Host:", "Host : localhost",
                  "Host: 127.0.0.1\r\n evil.test", "Host: local host"):
        status = ask(door.port, "GET /healthz HTTP/1.1\r\n%s\r\nConnection: close\r\n\r\n" % lines)[0]
        check(status in (400, 421), "odd: " + repr(lines), status)
    check(ask(door.port, "GET /healthz\r\n\r\n")[0] == 0 and "fail_rate" not in ask(door.port, "GET /api/summary\r\n")[2],
          "HTTP/0.9 gets nothing")


def test_browser(here):
    """The attack: a page whose name has come to mean this machine."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    for host, want in (("evil.test", "BASE_URL"), ("localhost", "<h1")):
        url = "http://%s:%d/" % (host, here.port)
        r = subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "--no-proxy-server",
                            "--user-data-dir=%s" % scratch(), "--host-resolver-rules=MAP evil.test 127.0.0.1", url],
                           capture_output=True, text=True, timeout=60)
        check(want in r.stdout, "a browser at " + url, r.stdout[:300], r.stderr[-300:])


def test_logs(doors):
    for door in doors:
        logs(door)


def logs(door):
    query = "token=" + TOKEN
    for path in MISTYPED:
        path = path.format(t=query)
        for host in ("127.0.0.1", "evil.test"):
            for method in ("GET", "POST"):
                ask(door.port, request(path, host, method, "1.1", "", "Referer: http://x" + path))
        ask(door.port, request(path, "127.0.0.1", "POST", "1.1", "x" * 70000))
        ask(door.port, request(path, None, "POST"))
        ask(door.port, request(path, "a b", "POST"))
        ask(door.port, request(path, "127.0.0.1", "POST", "9.9"))
        ask(door.port, request(path, "127.0.0.1", "POST", "1.1", "", "Transfer-Encoding: what"))
        ask(door.port, request(path, "127.0.0.1", "POST", "1.1", "", "X: " + "x" * 9000))
        ask(door.port, request(path + "x" * 9000, "127.0.0.1", "POST"))
        ask(door.port, "POST %s\r\n\r\n" % path)
    text = door.logged()
    found = [line for line in text.splitlines() if TOKEN in line or "token=" in line]
    check(not found, "no log has a token, however it came", *found)
    check('"POST /webhook/dmarc2" 404' in text or '"POST /webhook/dmarc2" 40' in text, "but what was asked is there",
          text[-300:])


def test_front(here):
    """As the README says, with logs of its own."""
    logs = scratch()
    with front("http://127.0.0.1:%d/" % here.port, logs) as url:
        port = int(re.search(":([0-9]+)/", url).group(1))
        for host, want in (("127.0.0.1:%d" % port, 200), (here.name, 200), ("evil.test", 421)):
            equal(ask(port, request("/dmarc/healthz", host))[0], want, "behind another server, as " + host)
        for path in (p for p in MISTYPED if "/.." not in p and "%zz?" not in p and "%00" not in p):  # its own
            ask(port, request("/dmarc" + path.format(t="token=" + TOKEN), "localhost", "POST"))
    text = "".join(p.read_text() for p in logs.iterdir()) + here.logged()
    check(TOKEN not in text, "nor has the log of another server", *[l for l in text.splitlines() if TOKEN in l])


with started() as start, installed() as site:
    main(here=start, doors=(start, site))
