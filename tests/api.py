#!/usr/bin/env python3
# ctest: LABELS fast COST 40
"""What is answered is what html/js/types.d.ts and cgi/API.md say: no key more, none less, each of its
type; and the routes and parameters of the programs are those that cgi/API.md tells."""
import collections
import contextlib
import http.server
import json
import re
import sqlite3
import subprocess
import threading
import time

from proof import HERE, TOP, cgi, check, equal, generate, main, run, scratch
from lib import mails
from lib.dovecot import Dovecot
from lib.fetch import settings
from lib.node import MODULES, install
from lib.notation import Notation, with_id

TOKEN = "sesame-4711"
DAY = 86400
ODD = ("xml/rfc7489-all-elements.xml", "xml/rfc9990-all-elements.xml", "xml/ip-forms.xml", "xml/alignment-unknown.xml",
       "xml/org-and-email-missing.xml", "xml/identifiers-missing.xml", "mail/google", "mail/two")
TYPES = {"/api/import": "ImportAnswer", "/webhook/dmarc": "ImportAnswer"}
UNSET = {"ptr", "name"}     # null until something fills them

Asked = collections.namedtuple("Asked", "method path query status answer")


# What the sources and the document know

# Key, name, words and meaning of each row of the programs' table.
PARAMETERS = re.findall(r'^FILTER\((\w+), "(\w+)", \w+, ("[^"]+"|NULL),\s+([^)]*)\)$',
                        (TOP / "lib/http/filter.def").read_text(), re.M)


def routes():
    """(method, path): its program and, of its parameters, the names."""
    keys = {key: name for key, name, _, _ in PARAMETERS}
    masks = {"TAKES_FILTERS": {name for _, name, _, means in PARAMETERS if "CHOOSES" in means}}
    found = {}
    for file in sorted(TOP.glob("cgi/*.c")):
        text = file.read_text().replace("\\\n", " ")
        for name, value in re.findall(r"#define\s+(\w+)\s+\((.*)\)", text):
            masks[name] = taken(value, masks, keys)
        for method, path, takes in re.findall(r'\{ "([A-Z]+)", "(/[^"]+)", [^{}]*?,\s+([^,{}]+) \}', text):
            found[method, re.sub("[*#]", "ID", path)] = "dmarc-" + file.stem, taken(takes, masks, keys)
    own = {"/api/import": {"name"}, "/webhook/dmarc": {"token"}}       # not of filters
    for (_, path), (_, names) in found.items():
        names |= own.get(path, set())
    return found, masks["TAKES_FILTERS"]


def taken(text, masks, keys):
    names = set()
    for word, key in re.findall(r"(\w+)(?:\((\w+)\))?", text):
        names |= {keys[key]} if key else masks.get(word, set())
    return names


ROUTES, FILTERS = routes()
API = Notation(TOP / "cgi" / "API.md", FILTERS)


def test_routes():
    equal(sorted(API.routes), sorted(ROUTES), "the routes of cgi/API.md are those of the programs")
    equal(set(API.filters), FILTERS, "as are the filters")
    pages = re.search(r"^export const FILTERS = .*?^\}\);", (TOP / "html/js/url.js").read_text(), re.M | re.S).group(0)
    equal(set(re.findall(r"^\t(\w+): \[", pages, re.M)), FILTERS, "as are those of the pages")
    ranges = re.search(r"^export const RANGES = (\{.*\});", (TOP / "html/js/url.js").read_text(), re.M).group(1)
    equal(re.findall(r"'?(\w+)'?:", ranges), [words for key, _, words, _ in PARAMETERS if key == "RANGE"][0].strip('"').split(),
          "and the periods")
    for route, (_, names) in ROUTES.items():
        equal(sorted(API.routes.get(route, ())), sorted(names), "the parameters of %s %s" % route)


def told_of(key, name, means):
    """The parts of the document that tell of a parameter: of a filter one, else the routes that take it."""
    if "CHOOSES" in means:
        return {API.filters[name]}
    return {API.sections[route] for route, names in API.routes.items()
            if name in names and (name != "sort" or key[5:].lower() in route[1])}


def test_words():
    """The words that a parameter may be stand where it is told of."""
    for key, name, words, means in PARAMETERS:
        if words == "NULL":
            continue
        told = [set(re.findall(r"[\w,-]+", " ".join(re.findall(r"`[^`]+`|^## .*$", part, re.M))))
                for part in told_of(key, name, means)]
        check(any(set(words.strip('"').split()) <= some for some in told), "the words of %s" % key, words)


def test_codes():
    """Of errors."""
    kinds = re.findall(r'\[ERR_\w+\]\s*= \{ "([\w-]+)", (\d+) \}', (TOP / "lib" / "base" / "err.c").read_text())
    told = dict(re.findall(r"`([\w-]+)` (\d{3})", API.text))
    for code, status in kinds:
        check(told.get(code) == status or (status == "422" and "`%s`" % code in API.text), "the code " + code, status)
    check(len(kinds) > 20, "there are codes", kinds)


# What is answered

def odd():
    """Files with what few have, and of each kind."""
    recent = int(time.time()) // DAY - 2
    texts = {name: (HERE / "reports" / name).read_bytes() for name in ODD}
    for day, policy, word in ((0, b"none", b"fail"), (1, b"reject", b"pass")):
        text = mails.xml("idn-%d" % day, domain="xn--mnchen-3ya.example").replace(b"<count>", b"<count>9")
        for old, new in ((b"<p>none", b"<p>" + policy), (b"%d" % mails.BEGIN, b"%d" % ((recent + day) * DAY)),
                         (b"%d" % (mails.BEGIN + DAY - 1), b"%d" % ((recent + day + 1) * DAY - 1)), (b"dkim>pass", b"dkim>" + word)):
            text = text.replace(old, new)
        texts["idn-%d.xml" % day] = text
    texts["known.xml"] = texts["idn-0.xml"]
    texts["conflict.xml"] = texts["idn-0.xml"].replace(b"<count>", b"<count>1", 1)
    texts["signed.eml"] = b"Authentication-Results: mx.example.org; dkim=pass\r\n" + mails.plain("signed").bytes
    return dict(texts, **{
        "two.zip": mails.zipped(a__xml=mails.xml("zip"), b__xml=mails.xml("bad")[:-150]), "empty": b"", "no.xml": b"<a/>",
        "tls.eml": mails.tls().bytes, "failure.eml": mails.failure().bytes})


class Scene:
    """A database, and what was asked over it."""

    def __init__(self, answers, **env):
        self.db, self.env, self.answers = scratch() / "dmarc.db", env, answers

    def ask(self, method, path, query="", body=b"", **headers):
        program = ROUTES[method, with_id(path)][0]
        status, text = cgi(program, path, query, self.db, method, body, **dict(self.env, **headers))
        self.answers.append(Asked(method, path, query, status, json.loads(text)))
        return self.answers[-1].answer

    def get(self, path, *queries):
        return [self.ask("GET", path, q) for q in queries or ("",)][-1]

    def look(self):
        """All that the pages ask."""
        self.get("/api/summary", "", "range=all", "range=7d", "from=2020-01-01", "range=all&dmarc=fail", "range=all&q=a")
        for by in ("domain", "ip", "org", "from", "selector"):
            self.get("/api/group", "by=" + by, "range=all&limit=100&by=" + by)
        self.get("/api/group", "by=domain&policy=none", "by=domain&dmarc=fail", "by=ip&range=all&page=2")
        self.get("/api/facets", "", "range=all")
        self.get("/api/domains", "", "range=all", "range=all&page=2")
        self.get("/api/parts", "", "range=all&class=mine")
        self.get("/api/own", "", "range=all", "range=all&class=mine")
        for sender in self.get("/api/senders", "", "range=all", "range=all&sort=-rate&page=2", "range=all")["rows"]:
            self.get("/api/senders/" + sender["id"], "range=all")
        self.get("/api/mailbox")
        self.get("/healthz")
        for alarm in self.get("/api/alarms", "", "state=all")["rows"][:2]:
            for action in ("seen", "mute", "close"):
                self.ask("POST", "/api/alarms/%d" % alarm["id"], "action=" + action)
        self.get("/api/alarms", "state=all")
        for path in ("/api/records", "/api/reports"):
            for sort in ("day", "-day"):
                page = self.get(path, "", "range=all&limit=25&sort=" + sort)
                for row in page["rows"][:3]:
                    self.get("%s/%s" % (path, row["id"]))
                if page["next"]:
                    self.get(path, "range=all&limit=25&sort=%s&after=%s" % (sort, page["next"]))


def sql(db, text, *args):
    with contextlib.closing(sqlite3.connect(db, timeout=30)) as c, c:
        c.execute(text, args)


@contextlib.contextmanager
def taker():
    """The address of a server that takes every push."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield "http://127.0.0.1:%d/alarms" % server.server_port
        server.shutdown()


def empty(answers):
    s = Scene(answers)
    s.ask("POST", "/cron/check-alarms")
    s.look()


def made_up(answers):
    """Made-up reports and odd ones, by every door, and what alarms they raise."""
    s = Scene(answers, WEBHOOK_TOKEN=TOKEN, NTFY_URL="http://127.0.0.1:1/alarms", ALARM_CLASSIC="1")
    folder = scratch()
    generate("-n", 100, "-d", 60, folder)
    run("dmarc-import", folder, db=s.db)
    for name, body in odd().items():
        for report in s.ask("POST", "/api/import", "name=" + name, body)["reports"]:
            if report["status"] in ("imported", "conflict"):
                s.get("/api/reports/%s" % report["id"])
                s.get("/api/reports", "report=%s" % report["id"])
                for row in s.get("/api/records", "report=%s" % report["id"])["rows"]:
                    s.get("/api/records/%s" % row["id"])
    s.ask("POST", "/webhook/dmarc", "token=" + TOKEN, mails.xml("webhook"))
    s.ask("POST", "/webhook/dmarc", "token=" + TOKEN, b"no report")
    s.ask("POST", "/cron/check-alarms")
    s.look()
    s.get("/api/summary", "domain=xn--mnchen-3ya.example")
    s.ask("DELETE", "/api/reports/%s" % s.get("/api/reports", "range=all")["rows"][0]["id"])
    s.ask("POST", "/cron/push", NTFY_URL="")
    s.ask("POST", "/cron/push")
    s.get("/api/alarms")
    with taker() as url:
        sql(s.db, "UPDATE push SET due = 0")
        s.ask("POST", "/cron/push", NTFY_URL=url)
        s.ask("POST", "/api/push/test", NTFY_URL=url)
    s.ask("GET", "/api/settings", DMARC_ENV_FILE="/etc/dmarc-analyzer/dmarc.env", IMAP_FOLDR="x")
    s.ask("POST", "/api/import", "name=well.xml", odd()["idn-1.xml"].replace(b"<report_id>", b"<report_id>w").replace(
        b"<count>9", b"<count>99999"))
    s.get("/api/alarms", "state=all")
    s.ask("POST", "/cron/names")
    s.ask("POST", "/cron/maintain", RETENTION_DAYS="3000")


def by_sender(answers):
    """What the user says of senders, and the alarms about them."""
    s = Scene(answers)
    folder = scratch()
    generate("-n", 300, "-d", 60, folder)
    run("dmarc-import", folder, db=s.db)
    s.ask("POST", "/cron/check-alarms")
    for row, what in zip(s.get("/api/senders", "class=undecided")["rows"], ("mine", "not-mine", "expected", "none")):
        s.ask("POST", "/api/senders/" + row["id"], "mark=" + what, b"a note", REMOTE_USER="anna")
    first = s.get("/api/senders")["rows"][0]["id"]
    address = s.get("/api/senders/" + first)["addresses"][0]["ip"]
    sql(s.db, "INSERT INTO ptr VALUES (?, 'mail.example.org', 0)", address)
    s.get("/api/senders/" + first)
    s.look()


def damaged(answers):
    s = Scene(answers)
    s.db.write_bytes(b"no database" * 1000)
    s.ask("GET", "/healthz", REQUEST_ID="4711")
    s.ask("GET", "/api/summary", REQUEST_ID="4711")


def refused(answers):
    """A request of each kind that is refused."""
    s = Scene(answers)
    s.ask("POST", "/cron/check-alarms")
    for path, query in (("/api/summary", "ip=x"), ("/api/summary", "x=1"), ("/api/group", ""), ("/api/records", "sort=x"),
                        ("/api/records/99", ""), ("/api/reports/99", ""), ("/api/jobs/99", ""), ("/api/alarms", "state=x")):
        s.get(path, query)
    s.ask("POST", "/api/alarms/99", "action=seen")
    s.ask("POST", "/api/import", "name=x", b"<a/>", HTTP_SEC_FETCH_SITE="cross-site")
    s.ask("POST", "/api/import", "name=x", b"<a/>" * 400, DMARC_TEST_LIMITS="body=1024")
    s.ask("POST", "/webhook/dmarc", "token=x", b"<a/>")
    s.ask("POST", "/webhook/dmarc", "token=x", b"<a/>", WEBHOOK_TOKEN=TOKEN)
    run("dmarc-import", "--deliver", "-", db=s.db, input=mails.mixed().bytes, stdin=None)
    s.get("/api/mailbox")
    s.ask("POST", "/api/fetch")
    s.ask("POST", "/api/push/test")
    s.ask("POST", "/cron/push", NTFY_URL="http://ntfy.example/x")
    s.ask("GET", "/api/alarms", ALARM_MIN_VOLUME="many")


def fetched(answers):
    """A mailbox before, after and without its fetches."""
    server = Dovecot(ssl="no")
    user = server.user()
    server.deliver(user, mails.every_kind())
    env = settings(server.port, user, "")
    s = Scene(answers, **{k: v for k, v in env.items() if k.startswith("IMAP_")})
    s.ask("POST", "/cron/check-alarms")
    s.get("/api/mailbox")
    run("dmarc-cron", "fetch-imap", db=s.db, env=s.env)
    s.get("/api/jobs/1")
    s.get("/api/settings")
    s.ask("POST", "/api/mailbox/test")
    s.ask("POST", "/api/mailbox/test", IMAP_PASS="wrong")
    s.env["IMAP_PASS"] = "wrong"
    run("dmarc-cron", "fetch-imap", db=s.db, env=s.env)
    s.ask("DELETE", "/api/jobs/2")
    s.get("/api/mailbox")
    s.ask("POST", "/api/fetch")
    s.ask("POST", "/cron/fetch-imap")
    s.ask("POST", "/cron/fetch-maildir", DMARC_MAILDIR="/nowhere")
    for ago in (1000, 100):
        sql(s.db, "INSERT INTO job (by, state, started, ended) VALUES ('timer', 'done', unixepoch() - ?, unixepoch())", ago)
    s.get("/api/mailbox")
    s.env.update(IMAP_PORT="none", IMAP_FOLDR="x")
    s.get("/api/mailbox")
    s.get("/healthz")
    s.get("/api/summary")
    server.stop()


def asked():
    answers = []
    for scene in (empty, made_up, by_sender, damaged, refused, fetched):
        scene(answers)
    return answers


def what(a):
    return "%s %s?%s: %d" % a[:4]


def is_error(a):
    return a.status >= 400 and list(a.answer) == ["error"]


def test_document(answers):
    """Each answer is as cgi/API.md has it; and none of its keys is always null."""
    seen = set()
    for a in answers:
        key = "Filters" if is_error(a) else API.shape(a.method, a.path)
        wrong = list(API.differences(a.answer, key, seen))
        check(not wrong, what(a), *wrong)
    for name, text in odd().items():
        answer = json.loads(run("dmarc-import", "parse", "-", input=text, stdin=None).stdout)
        wrong = list(API.differences(answer, "dmarc-import parse FILE parse", seen))
        check(not wrong, "parse " + name, *wrong)
    for key in sorted(API.paths() - seen):
        check(key.rpartition(".")[2] in UNSET, "seen with a value: " + key)


def type_of(a):
    """As html/js/types.d.ts calls it; None: no page reads it."""
    if is_error(a):
        return "ErrorAnswer"
    if a.path.startswith("/cron/") or (a.method == "DELETE" and "/reports/" in a.path):
        return None
    return TYPES.get(a.path) or "Answer<%s>" % json.dumps((a.path + "?" + a.query).strip("/?"))


def test_types(answers):
    """As literals of their types: the compiler finds a key too many, one that is missing, a null."""
    if not install():
        return
    typed = [(a, type_of(a)) for a in answers if type_of(a)]
    here = scratch()
    lines = ["export const a%d: T.%s = %s;" % (n, name, json.dumps(a.answer))
             for n, (a, name) in enumerate(typed)]
    (here / "answers.ts").write_text("\n".join(["import type * as T from %s;" % json.dumps(
        str(TOP / "html" / "js" / "types.js")), *lines]))
    r = subprocess.run([MODULES / ".bin" / "tsc", "--noEmit", "--allowJs", "--strict", "--exactOptionalPropertyTypes", "--target",
                        "es2023", "--module", "preserve", "--types", "", "--pretty", "false", here / "answers.ts"],
                       cwd=here, capture_output=True, text=True)
    wrong, at = collections.defaultdict(list), None
    for line in r.stdout.splitlines():
        m = re.match(r"\S*answers\.ts\((\d+),\d+\): ", line)
        at = int(m.group(1)) - 2 if m else at if line.startswith(" ") else None     # the line before says where
        wrong[at].append(line[m.end():] if m else line)
    check(None not in wrong and (r.returncode == 0) == (not wrong), "the compiler runs", r.stderr, *wrong.get(None, ()))
    for n, (a, name) in enumerate(typed):
        check(n not in wrong, "%s is %s" % (what(a), name), *wrong[n])


main(answers=asked())
