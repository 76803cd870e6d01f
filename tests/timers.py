#!/usr/bin/env python3
# ctest: LABELS fast COST 15
"""What runs by itself: ./start calls the tasks of its schedule and systemd's units are sound."""
import base64
import contextlib
import fcntl
import http.client
import http.server
import os
import pathlib
import re
import shutil
import socket
import stat
import subprocess
import threading

from proof import BUILD, TOP, check, equal, free_port, main, run, scratch, skip, until
from lib import mails
from lib.dovecot import Dovecot, token
from lib.maildir import Maildir
from lib.provider import Provider, key_file
from lib.seccomp import filtered
from lib.site import installed_site

PORT = free_port()
PROGRAMS = sorted(p.stem for p in (TOP / "cgi").glob("*.c"))


class Inner(http.client.HTTPConnection):
    """To the socket of the timers."""

    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


def ask(connection, method, path):
    with contextlib.closing(connection) as c:
        c.request(method, path)
        r = c.getresponse()
        return r.status, r.read()


class Ntfy(http.server.BaseHTTPRequestHandler):
    came = 0

    def do_POST(self):
        Ntfy.came += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def test_start():
    data, backups = scratch(), scratch()
    schedule = data / "schedule"
    schedule.write_text("# a test's\npush\t*:*\t1\nmaintain 03:30 3\nno-such-task  daily 1\n")
    ntfy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ntfy)
    threading.Thread(target=ntfy.serve_forever, daemon=True).start()
    env = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy") and k != "DMARC_DB"}
    env.update(DMARC_BUILD=str(BUILD), DMARC_TEST_SCHEDULE=str(schedule), DMARC_BACKUP_DIR=str(backups),
               NTFY_URL="http://127.0.0.1:%d/t" % ntfy.server_port)
    start = [TOP / "start", "--data", data]
    r = subprocess.run([*start, "--detach", "--port", str(PORT)], env=env, capture_output=True, text=True)
    if not check(r.returncode == 0, "started", r.stdout, r.stderr):
        return
    try:
        def made():
            return sorted(f.name for f in backups.glob("dmarc-*.db"))

        def insert():
            return subprocess.run(["python3", "-c", "import sqlite3, sys; c = sqlite3.connect(sys.argv[1],"
                                   " timeout=30); c.execute(\"INSERT INTO push (alarm, kind, subject, severity,"
                                   " value, title, message, link, made, due) VALUES (1, 'k', '', 1, 1, 't', 'm',"
                                   " '', 0, 0)\"); c.commit()", data / "dmarc.db"]).returncode
        until("maintain is called soon", lambda: len(made()) > 0)
        equal(insert(), 0, "something to tell")
        until("and is told", lambda: Ntfy.came == 1)
        until("maintain is called again", lambda: len(made()) > 1)
        timer = data / "tmp" / "timer.sock"
        equal(stat.S_IMODE((data / "tmp").stat().st_mode), 0o700, "their socket is ours alone")
        for path, want in (("/cron/push", 200), ("/cron/no-such-task", 204), ("/api/summary", 404), ("/", 404)):
            equal(ask(Inner(timer), "POST", path)[0], want, "inside, POST " + path)
        equal(ask(Inner(timer), "GET", "/cron/push")[0], 405, "by POST only")
        for path in ("/cron/push", "/cron/maintain", "/cron/", "/cron//push", "/CRON/push", "/x/../cron/push",
                     "/%63ron/push", "/api/cron/push", "/api/../cron/push"):
            for method in ("GET", "POST"):
                c = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
                status, _ = ask(c, method, path)
                check(status in (404, 405), "outside, %s %s" % (method, path), status)
        with socket.create_connection(("127.0.0.1", PORT)) as s:
            s.sendall(b"POST http://localhost/cron/push HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
            check(s.recv(100).split()[1] == b"404", "outside, with the inner server's name")
        text = (data / "log" / "programs.log").read_text()
        check(text.count("curl: ") == 0, "what is not there is no failure", text[-300:])
        check("ERROR: " not in text and "runtime error" not in text, "no sanitizer spoke", text[-300:])
        access = (data / "log" / "access.log").read_text()
        check("/cron/push 200" not in access, "timers do not fill the log")
    finally:
        subprocess.run([*start, "--stop"], env=env)
    left = subprocess.run(["ps", "-eo", "args="], capture_output=True, text=True).stdout
    check(str(data) not in left, "all of it ends with ./start",
          *[line for line in left.splitlines() if str(data) in line])


def installed():
    """The prefix that all is installed under."""
    usr = scratch() / "usr"
    r = subprocess.run(["cmake", "--install", BUILD, "--prefix", usr], capture_output=True, text=True)
    equal(r.returncode, 0, "cmake --install: " + r.stderr)
    return usr


def test_files(usr, units):
    text = (usr / "share" / "dmarc-analyzer" / "dmarc.env").read_text()
    names = {p.name for p in units.iterdir() if p.is_file()}
    for program in PROGRAMS:
        check({"dmarc-%s.%s" % (program, kind) for kind in ("socket", "service")} <= names and
              (usr / "bin" / ("dmarc-" + program)).exists(), program + " is installed, with its units")
    tasks = [line.split() for line in (TOP / "systemd" / "schedule").read_text().splitlines()
             if line and not line.startswith("#")]
    for task, calendar, _ in tasks:
        timer = units / ("dmarc-%s.timer" % task)
        check(timer.exists() and "OnCalendar=%s\n" % calendar in timer.read_text(), "the timer of " + task)
    secrets = set(re.findall("/etc/dmarc-analyzer/([a-z_]+), which root alone", " ".join(text.split("\n# "))))
    loaded = {name for f in units.glob("*.service") for name in re.findall("^LoadCredential=(\\w+):", f.read_text(), re.M)}
    equal(secrets, loaded, "each secret may be a file")
    check((units / "nginx.service.d" / "dmarc-analyzer.conf").exists(), "what nginx leaves behind is removed")


def password(name, text):
    return "%s:%s" % (name, subprocess.run(["openssl", "passwd", "-6", text], check=True, capture_output=True,
                                           text=True).stdout)


def test_site(usr):
    site(usr)


def test_older_site(usr):
    """Whoever has copied that of 1.0.0 need not do it again."""
    site(usr, copied=TOP / "tests" / "lib" / "site-1.0.0.conf")


def site(usr, **kept):
    here, port, nginx = installed_site(usr, **kept)
    r = subprocess.run([*nginx, "-t", "-e", "stderr"], capture_output=True, text=True)
    if not check(r.returncode == 0, "nginx takes the site", *r.stderr.splitlines()):
        return
    env = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    env.update(DMARC_DB=str(here / "dmarc.db"), WEBHOOK_TOKEN="sesame-4711")
    names = [p for p in PROGRAMS if p != "records"]      # which is not running
    with open(here / "said", "w") as said:
        p = subprocess.Popen([BUILD / "dmarc-spawn", here / "run", *names, "--", *nginx, "-e", "stderr", "-g",
                              "daemon off;"], env=env, stdout=said, stderr=said)

    def outside(path, method="GET", **headers):
        c = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        with contextlib.closing(c):
            c.request(method, path, headers=headers)
            r = c.getresponse()
            return r.status, r.read()

    def answers():
        with contextlib.suppress(OSError):
            return outside("/healthz")[0] in (200, 503)

    html = usr / "share" / "dmarc-analyzer" / "html"
    file = "/%s" % next(html.glob("static/*/common.js")).relative_to(html)
    pages = ("/", "/records.html", "/api/summary", "/api/records", "/api/import", "/webhook", "/healthz/x",
             file)
    login = {"Authorization": "Basic " + base64.b64encode(b"ann:open").decode()}
    try:
        if not until("it is up", answers):
            return print((here / "said").read_text()[-2000:])
        for path in pages:
            equal((outside(path)[0], outside(path, **login)[0]), (401, 403), "nobody gets in yet, " + path)
        (here / "dmarc-analyzer.users").write_text(password("ann", "open"))
        for path in pages:
            equal(outside(path)[0], 401, "without a login, " + path)
            equal(outside(path, Authorization=login["Authorization"][:-2])[0], 401, "with a wrong one, " + path)
        for path, want in (("/", 200), (file, 200), ("/api/summary", 200), ("/api/records", 503)):
            equal(outside(path, **login)[0], want, "with a login, " + path)
        for method in ("GET", "POST"):
            equal(outside("/cron/push", method, **login)[0], 404, "nobody outside calls a task, " + method)
        equal(outside("/webhook/dmarc", "POST")[0], 401, "the webhook wants its token")
        status, text = outside("/webhook/dmarc?token=sesame-4711", "POST", **{"Content-Length": "0"})
        check(status == 422 and b'"empty"' in text, "and no login", status, text)
        equal(outside("/healthz")[0], 200, "nor does /healthz want one")
        timer = Inner(here / "run" / "timer" / "timer.sock")
        equal(ask(timer, "POST", "/cron/push")[0], 200, "inside, a task is called")
        log = (here / "dmarc-analyzer.log").read_text()
        check("/webhook/dmarc" in log and "sesame" not in log + (here / "said").read_text(), "no log has the token")
    finally:
        p.terminate()
        p.wait()


def test_away(usr):
    """The webhook's program is away: it is said so, and no login asked for."""
    here, port, nginx = installed_site(usr)
    with open(here / "said", "w") as said:
        p = subprocess.Popen([*nginx, "-e", "stderr", "-g", "daemon off;"], stdout=said, stderr=said)
    try:
        if not until("it is up", (here / "pid").exists):
            return
        for path in ("/webhook/dmarc?token=x", "/healthz"):
            c = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            equal(ask(c, "POST", path)[0], 503, "away, " + path)
    finally:
        p.terminate()
        p.wait()


def test_units(units):
    if shutil.which("systemd-analyze") is None:
        return skip("units: there is no systemd-analyze here")
    files = [f for f in units.iterdir() if f.is_file()]
    for f in files:         # installed elsewhere: the programs are here
        f.write_text(re.sub(r"[^\s=]+/bin/dmarc-", "%s/dmarc-" % BUILD, f.read_text()))
    def analyze(*args):
        r = subprocess.run(["systemd-analyze", *args], cwd=units, capture_output=True, text=True)
        return r.returncode, r.stdout + r.stderr

    watched = units / "dmarc-maildir@var-mail-dm\\x2darc-Maildir.path"
    shutil.copy(units / "dmarc-maildir@.path", watched)
    code, said = analyze("verify", "--man=no", *["./" + f.name for f in [*files, watched]])
    # nginx.service may be another's, or not be there.
    said = "\n".join(line for line in said.splitlines() if "dmarc" in line)
    check(code == 0 and not said, "systemd-analyze verify", *said.splitlines())
    shutil.copy(units / "dmarc-timer@.service", units / "dmarc-timer@x.service")
    for f in sorted(units.glob("*.service")):
        if f.name == "dmarc-timer@.service":
            continue
        most = 12 if "cron" in f.name else 3
        code, said = analyze("security", "--offline=yes", "--threshold=%d" % most, f.name)
        check(code == 0, "%s is exposed no more than %.1f" % (f.name, most / 10), *said.splitlines()[-1:])
    for line in (TOP / "systemd" / "schedule").read_text().splitlines():
        if line and not line.startswith("#"):
            equal(analyze("calendar", line.split()[1])[0], 0, "a calendar: " + line)


def test_shown(units):
    """What the README shows for a Maildir elsewhere is hardening's, but for where that is, and a unit takes it."""
    if shutil.which("systemd-analyze") is None:
        return skip("the README's unit: there is no systemd-analyze here")
    shown = next(b for b in re.findall(r"^```ini\n(.*?)^```$", (TOP / "README.md").read_text(), re.M | re.S) if "ReadWritePaths" in b)
    hidden = [set(re.search("^InaccessiblePaths=(.+)$", text, re.M).group(1).split())
              for text in ((TOP / "systemd" / "hardening.conf").read_text(), shown)]
    equal(hidden[0] - hidden[1], {"-/var/mail"}, "what it sees now")
    equal(hidden[1] - hidden[0], set(), "what it does not see any more")
    check("\nInaccessiblePaths=\n" in shown, "the list begins anew")
    more = units / "dmarc-cron.service.d"
    more.mkdir()
    (more / "maildir.conf").write_text(shown)
    r = subprocess.run(["systemd-analyze", "verify", "--man=no", "./dmarc-cron.service"], cwd=units, capture_output=True, text=True)
    check("maildir.conf" not in r.stderr, "a unit takes it", *r.stderr.splitlines())
    (more / "maildir.conf").write_text(shown.replace("ReadWritePaths=/", "ReadWritePath=/"))
    r = subprocess.run(["systemd-analyze", "verify", "--man=no", "./dmarc-cron.service"], cwd=units, capture_output=True, text=True)
    check("maildir.conf" in r.stderr, "and would say what it does not take", r.stderr)
    shutil.rmtree(more)


def test_calls(units):
    """Each program, under the filter of its unit, does its work; cron runs a command for its token too."""
    if shutil.which("systemd-analyze") is None:
        return skip("system calls: there is no systemd-analyze here")
    server = Dovecot()
    env = {k: v for k, v in settings_of(server).items() if not k.lower().endswith("_proxy")}
    env["DMARC_MAILDIR"] = str(Maildir([mails.google()]).dir)
    for program, args, want, said in (
            ("cron", ["fetch-imap", "maildir"], 0, "1 reports imported"),
            ("cron", ["test-imap"], 0, "by token"), ("cron", ["fetch-imap"], 0, "0 mails"),
            ("cron", ["maintain"], 0, "older removed"), ("cron", ["check-alarms"], 0, "open"),
            ("cron", ["push"], 0, "delivered"), ("import", ["/dev/null"], 1, "empty"),
            ("dashboard", [], 0, '"ok":true'), ("records", [], 0, '"rows"'), ("webhook", [], 1, "unauthorized")):
        unit = (units / ("dmarc-%s.service" % program)).read_text()
        paths = {"dashboard": "/healthz", "records": "/api/records", "webhook": "/webhook/dmarc"}
        asked = {"REQUEST_METHOD": "POST" if program == "webhook" else "GET", "PATH_INFO": paths.get(program, "")}
        r = subprocess.run([BUILD / ("dmarc-" + program), *args], env=env if args else {**env, **asked},
                           stdin=subprocess.DEVNULL, capture_output=True, text=True, preexec_fn=filtered(unit))
        check(r.returncode == want and said in r.stdout + r.stderr, "under its filter: dmarc-%s %s" %
              (program, " ".join(args)), r.returncode, r.stdout, r.stderr)


def test_provider(units):
    """A token that is asked of a provider, with a signature, under the same filter."""
    if shutil.which("systemd-analyze") is None:
        return skip("system calls: there is no systemd-analyze here")
    server = Dovecot()
    env = {k: v for k, v in settings_of(server).items() if not k.lower().endswith("_proxy")}
    provider = Provider({"access_token": token(env["IMAP_USER"]), "expires_in": 3600}, cert=server.dir)
    env.update(IMAP_OAUTH_TOKEN_CMD="", IMAP_OAUTH="google", IMAP_OAUTH_KEY=str(key_file(scratch())),
               IMAP_OAUTH_TOKEN_URL=provider.url())
    unit = (units / "dmarc-cron.service").read_text()
    for _ in range(2):
        r = subprocess.run([BUILD / "dmarc-cron", "fetch-imap"], env=env, stdin=subprocess.DEVNULL, capture_output=True,
                           text=True, preexec_fn=filtered(unit))
        check(r.returncode == 0 and "0 mails" in r.stdout, "under its filter: a provider's token", r.stdout, r.stderr)
    equal(len(provider.seen), 1, "is asked for and kept")


def settings_of(server):
    """Of a mailbox that wants a token, and of all else that the programs do."""
    here, user = scratch(), server.user()
    command = here / "token"
    command.write_text("#!/bin/sh\ndate | cat >&2\necho '%s'\n" % token(user))
    command.chmod(0o755)
    return dict(os.environ, ASAN_OPTIONS="detect_leaks=0", DMARC_DB=str(here / "dmarc.db"), IMAP_HOST="127.0.0.1",
                IMAP_PORT=str(server.tls_port), IMAP_CAINFO=str(server.ca), IMAP_USER=user, WEBHOOK_TOKEN="t",
                IMAP_OAUTH_TOKEN_CMD="%s | cat" % command, DMARC_BACKUP_DIR=str(here), NTFY_URL="http://127.0.0.1:1/t")


def test_descriptors():
    """The command gets nothing that was open where it all began."""
    with open(scratch() / "lock", "w") as f:
        fd = fcntl.fcntl(f, fcntl.F_DUPFD, 100)
        r = run("dmarc-cron", "test-imap", db=scratch() / "dmarc.db", pass_fds=(fd,), env={
            "IMAP_HOST": "127.0.0.1", "IMAP_PORT": "1", "IMAP_USER": "u",
            "IMAP_OAUTH_TOKEN_CMD": "ls /proc/self/fd >&2; echo t"})
        os.close(fd)
    said = r.stderr.decode().split()
    check("0" in said and str(fd) not in said, "a command has three descriptors", r.stderr)


def test_commands(units):
    """What a token may be asked of can be executed where dmarc-cron runs, and nowhere else."""
    for f in units.glob("dmarc-*.service"):
        text = f.read_text()
        paths = [p.lstrip("-+") for line in re.findall("^ExecPaths=(.*)$", text, re.M) for p in line.split()]
        check("\nNoExecPaths=/\n" in text, f.name + " executes little")
        for name in ("sh", "cat", "date", "curl"):
            real = pathlib.Path(shutil.which(name)).resolve()
            may = any(real.is_relative_to(pathlib.Path(p).resolve()) for p in paths)
            want = "cron" in f.name or (name == "curl" and "timer" in f.name)
            equal(may, want, "%s executes %s" % (f.name, name))


os.environ["PATH"] += ":/usr/sbin:/sbin"
USR = installed()
main(usr=USR, units=USR / "lib" / "systemd" / "system")
