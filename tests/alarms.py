#!/usr/bin/env python3
# ctest: LABELS fast COST 60
"""Alarms end the same however the reports came, and their numbers are the pages' own."""
import os
import concurrent.futures
import datetime
import json
import random
import sqlite3
import time
import urllib.parse

from proof import api, cgi, check, equal, main, run, scratch
from lib import mails

os.environ["ALARM_CLASSIC"] = "1"        # alarms by domain and address; situations.py has those by sender

TOKEN = "sesame-4711"
DAY = 86400
TODAY = int(time.time()) // DAY
RLO = "\u202e"
SENTENCE = "30 of 120 messages fail DMARC, 25.00\u00a0%; the limit is 15\u00a0%."
KEYS = ("kind", "subject", "severity", "state", "value", "total", "limit", "since", "href", "detail")

XML = """<feedback><report_metadata><org_name>%s</org_name><report_id>%s</report_id><date_range>
<begin>%d</begin><end>%d</end></date_range></report_metadata><policy_published><domain>%s</domain>
<p>none</p></policy_published>%s</feedback>"""
RECORD = """<record><row><source_ip>%s</source_ip><count>%d</count><policy_evaluated>
<disposition>%s</disposition><dkim>%s</dkim><spf>fail</spf></policy_evaluated></row><identifiers>
<header_from>%s</header_from></identifiers></record>"""


def date_of(n):
    return str(datetime.date(1970, 1, 1) + datetime.timedelta(n))


def report(name, day, domain, *records, org="google.com"):
    """Of one day; records are (source, count, disposition, passed)."""
    domain = domain.replace("&", "&amp;").replace("<", "&lt;")
    rows = "".join(RECORD % (ip, n, disp, "pass" if ok else "fail", domain) for ip, n, disp, ok in records)
    return XML % (org, name, day * DAY, day * DAY + DAY - 1, domain, rows)


def month():
    """Thirty days of reports, and what alarms they must end in."""
    rng = random.Random(1)
    reports = []

    def add(day, domain, *records):
        reports.append(report("r-%d" % len(reports), TODAY + day, domain, *records))

    for day in range(-30, 0):
        add(day, "good.example", ("192.0.2.1", rng.randint(80, 120), "none", True))
        add(day, "good.example", ("192.0.2.1", rng.randint(80, 120), "none", True),
            ("198.51.100.%d" % rng.randint(1, 200), 1, "none", False))
        add(day, "small.example", ("192.0.2.2", 5, "none", False), ("192.0.2.1", 5, "none", True))
        # Broken for good since four days; much worse, but long ago, before.
        add(day, "broken.example", ("192.0.2.1", 100, "none", True),
            ("2001:db8::7", 3 if day < -4 else 40, "none", False))
        add(day, "past.example", ("192.0.2.1", 100, "none", True),
            ("203.0.113.9", 500 if day < -9 else 1, "reject" if day < -9 else "none", False))
    # The same source fails for two domains, for neither often enough.
    for n, domain in enumerate(("good.example", "past.example")):
        add(-2 - n, domain, ("203.0.113.50", 27, "quarantine" if n else "none", False))
    add(-5, "strict.example", ("192.0.2.9", 11, "reject", False), ("192.0.2.1", 900, "none", True))
    add(-3, "strict.example", ("192.0.2.8", 10, "reject", False), ("192.0.2.1", 900, "none", True))
    add(-1, "mixed.example", ("192.0.2.7", 10, "reject", False), ("192.0.2.6", 20, "quarantine", True))
    add(-1, "mixed.example", ("192.0.2.1", 900, "none", True))
    for n, name in enumerate(HOSTILE):
        add(-2, name, ("10.0.0.%d" % n, 20, "none", False), ("192.0.2.1", 80 + n, "none", True))
    return reports


HOSTILE = ("evil\"><img src=x>.example", "a%s-moc.example" % RLO, "b&domain=good.example", "c d.example",
           "'; DROP TABLE alarm; --", "x" * 80 + ".example", "b\u00fccher.example", "xn--mnchen-3ya.example")


def ask(db, path="/api/alarms", query="", method="GET", body=b"", **env):
    status, text = cgi("dmarc-cron", path, query, db, method, body, **env)
    return status, json.loads(text)


def alarms(db, query=""):
    status, answer = ask(db, query=query)
    equal(status, 200, "/api/alarms?" + query)
    return answer["rows"]


def final(db):
    return sorted(json.dumps([row[k] for k in KEYS]) for row in alarms(db, "state=all"))


def in_order(db, reports):
    here = scratch()
    for n, xml in enumerate(reports):
        (here / ("%d.xml" % n)).write_text(xml, encoding="utf-8")
    for n in range(0, len(reports), 12):
        run("dmarc-import", *[here / ("%d.xml" % i) for i in range(n, min(n + 12, len(reports)))], db=db)


def at_once(db, reports):
    here = scratch()
    for n, xml in enumerate(reports):
        (here / ("%d.xml" % n)).write_text(xml, encoding="utf-8")
    equal(run("dmarc-import", here, db=db).returncode, 0, "a folder")


def one_by_one(db, reports):
    for n, xml in enumerate(reports):
        body = xml.encode()
        if n % 2:
            status = cgi("dmarc-import", "/api/import", "name=%d.xml" % n, db, "POST", body)[0]
        else:
            status = cgi("dmarc-webhook", "/webhook/dmarc", "token=" + TOKEN, db, "POST", body,
                         WEBHOOK_TOKEN=TOKEN)[0]
        if status != 200:
            check(False, "report %d is taken: %d" % (n, status))


def shuffled(seed):
    def way(db, reports):
        reports = list(reports)
        random.Random(seed).shuffle(reports)
        in_order(db, reports)
    return way


def orders():
    """The same reports in other ways, each in a database of its own."""
    reports = month()
    ways = {"in order": in_order, "one batch": at_once, "one by one": one_by_one}
    ways.update(("shuffled %d" % seed, shuffled(seed)) for seed in range(4))
    dbs = {name: scratch() / "dmarc.db" for name in ways}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda name: ways[name](dbs[name], reports), ways))
    return dbs


def test_orders(dbs):
    want = final(dbs["one batch"])
    for name in dbs:
        equal(final(dbs[name]), want, name + " ends as one batch does")


def test_rows(db):
    got = {(r["kind"], r["subject"]): (r["severity"], r["value"], r["total"], r["limit"], r["since"])
           for r in alarms(db)}
    since = [(TODAY - n) * DAY for n in range(8)]
    want = {
        ("fail_rate", "broken.example"): ("crit", 166, 766, 15, since[6]),
        ("source_fail", "2001:db8::7"): ("warn", 166, 166, 50, since[6]),
        ("source_fail", "203.0.113.50"): ("warn", 54, 54, 50, since[3]),
        ("disposition", "strict.example"): ("warn", 21, 1821, 20, since[5]),
        ("disposition", "past.example"): ("warn", 27, 633, 20, since[3]),
        ("disposition", "mixed.example"): ("warn", 30, 930, 20, since[1]),
        ("fail_rate", "past.example"): ("warn", 33, 633, 5, since[6]),
    }
    for n, name in enumerate(HOSTILE):
        want["fail_rate", name.lower()] = ("crit", 20, 100 + n, 15, since[2])
    for key in set(got) | set(want):
        equal(got.get(key), want.get(key), "the alarm %s %.40s" % key)
    order = [(r["severity"] != "crit", -r["opened"]) for r in alarms(db)]
    equal(order, sorted(order), "the worst first, then the newest")


def test_links(db):
    """The page that an alarm leads to shows as many messages as the alarm says."""
    for row in alarms(db):
        page, _, query = row["href"].partition("?")
        equal(page, "records.html", "the page of %s" % row["kind"])
        status, text = cgi("dmarc-records", "/api/records", query, db)
        if not check(status == 200, "%s answers" % row["href"], text):
            continue
        messages = json.loads(text)["total"]["messages"]
        equal(messages, row["value"], "messages at " + row["href"])


def test_dashboard(db):
    summary = api("/api/summary", "", db)
    rows = alarms(db)
    fields = ("id", "kind", "severity", "subject", "subject_idn", "title", "message", "value", "total", "limit",
              "since", "href")
    equal(summary["attention"], [{k: r[k] for k in fields} for r in rows[:3]], "the first three alarms")
    health = json.loads(cgi("dmarc-dashboard", "/healthz", "", db)[1])
    equal((health["alarms"], health["last_fetch"], health["fetch_ok"]), (len(rows), None, None), "/healthz")
    for n, (state, ok) in enumerate((("done", True), ("failed", False), ("stopped", True), ("running", True))):
        write(db, "INSERT INTO job (by, state, started, ended) VALUES ('timer', ?, ?, ?)", state, n,
              n if state != "running" else None)
        fresh = api("/api/summary", "", db)["fresh"]
        health = json.loads(cgi("dmarc-dashboard", "/healthz", "", db)[1])
        want = (min(n, 2), ok)
        equal((fresh["last_fetch"], fresh["fetch_ok"]), want, "the last fetch, %s" % state)
        equal((health["last_fetch"], health["fetch_ok"]), want, "healthz of the last fetch, %s" % state)


def write(db, sql, *values):
    c = sqlite3.connect(str(db))
    c.execute(sql, values)
    c.commit()
    c.close()


def read(db, sql):
    c = sqlite3.connect("file:%s?mode=ro" % db, uri=True)
    rows = c.execute(sql).fetchall()
    c.close()
    return rows


def test_user(db):
    first = alarms(db)[0]
    path = "/api/alarms/%d" % first["id"]
    health = len(alarms(db))
    for action, field in (("seen", "seen"), ("mute", "muted"), ("close", "closed")):
        status, row = ask(db, path, "action=" + action, "POST", HTTP_HOST="x", HTTP_ORIGIN="https://x")
        check(status == 200 and row["id"] == first["id"] and row[field], "%s answers the row" % action, row)
    check(6.9 * DAY < row["muted"] - time.time() <= 7 * DAY, "muted for seven days")
    equal(ask(db, path, "action=unmute", "POST")[1]["muted"], None, "unmuted")
    equal(len(alarms(db)), health - 1, "a closed one is not listed")
    equal(ask(db, query="state=open")[1]["open"], health - 1, "nor counted")
    check(first["id"] in [r["id"] for r in alarms(db, "state=all")], "but under all")
    equal(json.loads(cgi("dmarc-dashboard", "/healthz", "", db)[1])["alarms"], health - 1, "nor in /healthz")
    for where, query, status, code, field in (
            (path, "action=explode", 400, "bad-param", "action"), (path, "", 400, "bad-param", "action"),
            (path, "action=seen&x=1", 400, "bad-param", "x"), ("/api/alarms/999", "action=seen", 404, "not-found", None)):
        got, answer = ask(db, where, query, "POST")
        equal((got, answer["error"]["code"], answer["error"]["field"]), (status, code, field), where + "?" + query)
    for headers in ({"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_SEC_FETCH_SITE": "cross-site"}):
        equal(ask(db, path, "action=seen", "POST", HTTP_HOST="dmarc.example", **headers)[0], 403, "%s" % headers)
    equal(ask(db, path, method="DELETE")[0], 405, "DELETE of one")
    equal(ask(db, query="state=x")[1]["error"]["field"], "state", "state=x")


def test_settings(db):
    given = {"ALARM_WINDOW_DAYS": "3", "ALARM_FAIL_RATE_WARN": "2.5", "ALARM_FAIL_RATE_CRIT": "40",
             "ALARM_MIN_VOLUME": "7", "ALARM_SOURCE_FAIL_MIN": "8", "ALARM_DISPOSITION_MIN": "1234"}
    status, answer = ask(db, NTFY_URL="https://ntfy.example/x", **given)
    told = {row["setting"]: row["value"] for row in answer["limits"]}
    for name, value in given.items():
        equal(answer["thresholds"][name[6:].lower()], float(value), name + " is told")
        equal(told[name], value.replace("1234", "1,234") + "\u00a0%" * ("RATE" in name), "and in words")
    equal(sorted(told), sorted("ALARM_" + name.upper() for name in answer["thresholds"]), "as all are")
    equal(answer["push"]["on"], True, "as is that there is somebody to tell")
    equal(answer["window"], {"from": date_of(TODAY - 2), "to": date_of(TODAY), "days": 3}, "the window")
    status, answer = ask(db, ALARM_MIN_VOLUME="many")
    equal((status, answer["error"]["code"]), (500, "setting"), "a wrong setting")
    check("ALARM_MIN_VOLUME" in answer["error"]["message"], "is named")
    # A wrong setting keeps no report out.
    db = scratch() / "dmarc.db"
    xml = report("r-1", TODAY - 1, "a.example", ("192.0.2.1", 500, "none", False)).encode()
    status, text = cgi("dmarc-import", "/api/import", "name=a.xml", db, "POST", xml, ALARM_MIN_VOLUME="many")
    equal((status, json.loads(text)["imported"]), (200, 1), "an import under a wrong setting")
    r = run("dmarc-import", "-", db=db, input=xml.replace(b"r-1", b"r-2"), stdin=None,
            env={"ALARM_MIN_VOLUME": "many"})
    check(r.returncode == 0 and b"ALARM_MIN_VOLUME" in r.stderr, "and in a shell, which is told", r.stderr)
    equal(alarms(db), [], "nothing was checked")


def test_push():
    """With somebody to tell, an import leaves the news; a back-fill none."""
    db = scratch() / "dmarc.db"
    ntfy = {"NTFY_URL": "https://ntfy.example/x"}
    old = report("old", TODAY - 40, "a.example", ("192.0.2.1", 5000, "reject", False)).encode()
    new = report("new", TODAY - 1, "a%s<b>.example" % RLO, ("192.0.2.1", 30, "none", False),
                 ("192.0.2.1", 90, "none", True)).encode()
    cgi("dmarc-import", "/api/import", "name=a.xml", db, "POST", old, **ntfy)
    run("dmarc-import", "-", db=db, input=old.replace(b">old<", b">older<"), stdin=None, env=ntfy)
    run("dmarc-cron", "check-alarms", db=db, env=ntfy)
    equal((alarms(db, "state=all"), read(db, "SELECT * FROM push")), ([], []), "a back-fill is silent")
    cgi("dmarc-import", "/api/import", "name=b.xml", db, "POST", new, **ntfy)
    row, = alarms(db)
    equal((row["title"], row["message"], row["amount"], row["limit_text"]),
          ("Mail of a%s<b>.example fails" % RLO, SENTENCE, "25.00\u00a0%", "15\u00a0%"), "the alarm in words")
    equal(read(db, "SELECT kind, severity, value, title, message, sent FROM push"),
          [("fail_rate", 2, 30, row["title"], "%s Since %s." % (SENTENCE, date_of(TODAY - 1)), None)], "the news")
    link = read(db, "SELECT link FROM push")[0][0]
    query = urllib.parse.parse_qs(link.partition("?")[2])
    equal(query["domain"], ["a%s<b>.example" % RLO], "its link")
    r = run("dmarc-cron", "check-alarms", db=db, env=ntfy)
    equal((r.returncode, r.stdout.decode().splitlines()),
          (0, ["crit\tfail_rate\tMail of a%E2%80%AE<b>.example fails: " + SENTENCE,
               "1 open, 0 of them new"]), "check-alarms")
    status, answer = ask(db, "/cron/check-alarms", "", "POST", **ntfy)
    equal((status, answer), (200, {"open": 1, "opened": 0, "waiting": 1}), "/cron/check-alarms")
    ident = api("/api/reports", "range=7d", db)["rows"][0]["id"]
    equal(cgi("dmarc-import", "/api/reports/%s" % ident, "", db, "DELETE")[0], 200, "the report is deleted")
    equal((alarms(db, "state=all"), read(db, "SELECT * FROM push")), ([], []), "so is its alarm")


def test_refused():
    db = scratch() / "dmarc.db"
    name = "evil\x1b[2J\u202e.xml"
    hook = dict(WEBHOOK_TOKEN=TOKEN, HTTP_X_FILENAME=name)
    for body, status in ((b"no report at all", 422), (b"<feedback><a></feedback>", 422)):
        equal(cgi("dmarc-webhook", "/webhook/dmarc", "token=" + TOKEN, db, "POST", body, **hook)[0], status,
              "the webhook refuses")
    equal(read(db, "SELECT via, job, code FROM refused"),
          [("webhook", None, "not-report"), ("webhook", None, "missing-field")], "and keeps what")
    rows = alarms(db)
    equal([(r["kind"], r["subject"], r["severity"], r["value"], r["href"]) for r in rows],
          [("import_failed", None, "warn", 2, "import.html")], "one alarm of both")
    check(rows and rows[0]["detail"].startswith("evil%1B[2J%E2%80%AE.xml: "), "says which", rows)
    cgi("dmarc-import", "/api/import", "name=x", db, "POST", b"no report")
    run("dmarc-import", "-", db=db, input=b"no report", stdin=None)
    equal(len(read(db, "SELECT 1 FROM refused")), 2, "who is told at once gets no alarm")
    cgi("dmarc-webhook", "/webhook/dmarc", "token=" + TOKEN, db, "POST", b"", WEBHOOK_TOKEN="other")
    equal(len(read(db, "SELECT 1 FROM refused")), 2, "nor does a stranger")


def test_refused_mail():
    """Of a mail that the webhook gets only a lost report is kept."""
    for mail in mails.archives() + mails.lost():
        db = scratch() / "dmarc.db"
        status, text = cgi("dmarc-webhook", "/webhook/dmarc", "token=" + TOKEN, db, "POST", mail.bytes, WEBHOOK_TOKEN=TOKEN)
        equal((status, json.loads(text)["status"]), (200, "failed"), "it refuses the mail %s, for good" % mail.key)
        equal(bool(read(db, "SELECT 1 FROM refused")), mail.kind == "bad", "and keeps what is lost: " + mail.key)
        equal(bool(alarms(db)), mail.kind == "bad", "and that is an alarm: " + mail.key)


DBS = orders()
main(dbs=DBS, db=DBS["shuffled 1"])
