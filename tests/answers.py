#!/usr/bin/env python3
# ctest: LABELS fast COST 30
"""What an answer says beside the sums that tests/drilldown.py proves."""
import os
import collections
import json
import random
import time

from proof import api, cgi, check, equal, main, run, scratch

os.environ["ALARM_CLASSIC"] = "1"        # alarms by domain and address; situations.py has those by sender

DAY = 86400
TODAY = int(time.time()) // DAY

XML = """<feedback><report_metadata><org_name>%(org)s</org_name><report_id>%(name)s</report_id><date_range>
<begin>%(begin)d</begin><end>%(end)d</end></date_range></report_metadata><policy_published>
<domain>%(domain)s</domain>%(policy)s</policy_published>%(records)s</feedback>"""
RECORD = """<record><row>%s<count>%d</count><policy_evaluated><disposition>none</disposition>
<dkim>%s</dkim><spf>fail</spf></policy_evaluated></row></record>"""


def date(day):
    return time.strftime("%Y-%m-%d", time.gmtime((TODAY + day) * DAY))


class Store:
    """A database, filled report by report."""

    def __init__(self):
        self.here = scratch()
        self.db = self.here / "dmarc.db"
        self.names = 0

    def add(self, domain, *records, policy="none", day=0, org="google.com"):
        """Of one day, today being 0; records are (source, count, passed)."""
        self.names += 1
        begin = (TODAY + day) * DAY
        rows = "".join(RECORD % (ip and "<source_ip>%s</source_ip>" % ip, n, "pass" if ok else "fail")
                       for ip, n, ok in records)
        (self.here / ("%d.xml" % self.names)).write_text(XML % {
            "org": org, "name": "r-%d" % self.names, "begin": begin, "end": begin + DAY - 1, "domain": domain,
            "policy": policy and "<p>%s</p>" % policy, "records": rows})

    def keep(self):
        equal(run("dmarc-import", *self.here.glob("*.xml"), db=self.db).returncode, 0, "import")
        return self

    def ask(self, path, query="", **settings):
        """The status and the JSON, under these settings."""
        program = "dmarc-records" if path.startswith("/api/re") else "dmarc-dashboard"
        status, text = cgi(program, path, query, self.db, **settings)
        return status, json.loads(text)


def test_place():
    store = Store()
    addresses = ["192.0.2.1", "", "192.0.2.2", "nowhere", "192.0.2.1", ""]
    counts = [1, 0, 2, 0, 4, 5]
    store.add("first.example", ("192.0.2.9", 1, True), ("192.0.2.8", 1, True))
    store.add("example.org", *((ip, n, True) for ip, n in zip(addresses, counts)))
    store.keep()
    seen = []
    for row in api("/api/records", "domain=example.org", store.db)["rows"]:
        one = api("/api/records/%s" % row["id"], "", store.db)
        seen.append((one["place"], one["ip"] or one["ip_raw"] or "", one["messages"]))
        check("record_null" in one["reporter"]["warnings"], "that one is missing is told")
    kept = [(ip, n) for ip, n in zip(addresses, counts) if ip or n]
    equal(sorted(seen), [(i + 1, *record) for i, record in enumerate(kept)], "a record's place in the XML")


def test_settings():
    store = Store()
    store.add("example.org", ("192.0.2.1", 9, True))
    store.keep()
    for path, query in (("/api/summary", ""), ("/api/group", "by=domain")):
        equal(store.ask(path, query)[1]["fail_rate_warn"], 5, path + " tells the alarm's limit")
        equal(store.ask(path, query, ALARM_FAIL_RATE_WARN="2.5")[1]["fail_rate_warn"], 2.5, path + ", another")
        for name in ("ALARM_FAIL_RATE_WARN", "READY_RATE", "READY_WEEKS"):
            status, answer = store.ask(path, query, **{name: "x"})
            equal((status, answer["error"]["code"]), (500, "setting"), "%s, a wrong %s" % (path, name))
            check(name in answer["error"]["message"], "is named", answer)
    equal(store.ask("/api/facets", "", READY_WEEKS="x")[0], 200, "nobody else asks for them")


def keys(store, query, **settings):
    status, answer = store.ask("/api/group", query, **settings)
    check(status == 200, query, answer)
    return [row["key"][0] for row in answer["rows"]]


def test_over():
    store = Store()
    for domain, passed, failed in (("big.example", 98000, 2000), ("mid.example", 900, 100), ("tiny.example", 0, 60),
                                   ("limit.example", 665, 35), ("well.example", 70, 0), ("even.example", 19, 1)):
        store.add(domain, ("192.0.2.1", passed, True), ("192.0.2.2", failed, False))
    store.keep()
    equal(keys(store, "by=domain&sort=-over"), list("tmblew"), "most above the limit first, then most failed")
    equal(keys(store, "by=domain"), list("tmblew"), "of domains that is the default")
    equal(keys(store, "by=domain&sort=over"), list("welbmt"), "the other way round")
    equal(keys(store, "by=domain&sort=-fail"), list("bmtlew"), "most failed first")
    equal(keys(store, "by=from"), list("bmtlew"), "which is the default of all others")
    equal(keys(store, "by=domain", ALARM_FAIL_RATE_WARN="1"), list("bmtlew"), "by another limit")
    equal(keys(store, "by=domain", ALARM_FAIL_RATE_WARN="0"), keys(store, "by=domain&sort=-fail"), "by none")


def test_policy():
    store = Store()
    for domain, policies in (("a.example", ("none", "none", "none")), ("b.example", ("none", "reject", "quarantine")),
                             ("c.example", ("reject", "", "monitor")), ("d.example", ("quarantine", "reject", ""))):
        for day, policy in zip((-60, -20, -2), policies):
            store.add(domain, ("192.0.2.1", 9, True), ("192.0.2.2", 1, domain < "b"), policy=policy, day=day)
    for policy in ("none", "reject", "quarantine"):
        store.add("same.example", ("192.0.2.1", 9, True), policy=policy, day=-100)
    store.add("empty.example", policy="reject")
    store.keep()
    for query, want in (("range=30d", {"none": "a", "quarantine": "b", "reject": "", "unknown": "cd"}),
                        ("range=30d&dmarc=fail", {"none": "", "quarantine": "b", "reject": "", "unknown": "cd"}),
                        ("range=30d&domain=b.example", {"none": "", "quarantine": "b", "reject": "", "unknown": ""}),
                        ("from=%s&to=%s" % (date(-70), date(-3)),
                         {"none": "a", "quarantine": "", "reject": "bd", "unknown": "c"})):
        counted = api("/api/summary", query, store.db)["policy"]
        equal(counted, {policy: len(domains) for policy, domains in want.items()}, query)
        for policy, domains in want.items():
            path = "by=domain&sort=key&policy=%s&%s" % (policy, query)
            equal(keys(store, path), list(domains), path)
    query = "to=" + date(-90)
    counted = api("/api/summary", query, store.db)["policy"]
    row, = store.ask("/api/group", "by=domain&" + query)[1]["rows"]
    equal([p for p, n in counted.items() if n], [row["policy"]["p"]], "of three on one day everybody means the same")
    equal(keys(store, "by=domain&policy=%s&%s" % (row["policy"]["p"], query)), ["s"], "and the list too")
    for path, query in (("/api/group", "by=domain&policy=x"), ("/api/group", "by=ip&policy=none"),
                        ("/api/summary", "policy=none"), ("/api/facets", "policy=none"),
                        ("/api/records", "policy=none"), ("/api/reports", "policy=none")):
        status, answer = store.ask(path, query)
        equal((status, answer["error"]["field"]), (400, "policy"), path + "?" + query)


def ready(store, query="", **settings):
    """By the first letter of the domain: to, weeks, and the blocker as text."""
    status, answer = store.ask("/api/group", "by=domain&limit=100&" + query, **settings)
    check(status == 200, query, answer)
    seen = {}
    for row in answer["rows"]:
        r = row["ready"]
        equal((r["of"], r["rate"]), (int(settings.get("READY_WEEKS", 4)), float(settings.get("READY_RATE", 99.5))),
              "what is asked for")
        seen[row["key"].split(".")[0]] = (r["to"], r["weeks"], r["blocker"] and "%(ip)s*%(fail)d" % r["blocker"])
    return seen


GOOD = (("192.0.2.1", 199, True), ("192.0.2.9", 1, False))       # 99.5 %, no less


def test_ready():
    store = Store()

    def add(domain, policy, days, *records):
        for day in days:
            store.add(domain + ".example", *records, policy=policy, day=day)

    def bad(*fails):
        return (("192.0.2.1", 900, True), *((ip, n, False) for ip, n in fails))

    four = (-3, -10, -17, -24)
    add("all", "none", four, *GOOD)
    add("twice", "quarantine", four, *GOOD)
    add("twice", "quarantine", (-18,), *bad(("192.0.2.7", 9)))
    add("now", "none", four, *GOOD)
    add("now", "none", (-1,), *bad(("192.0.2.3", 30), ("192.0.2.2", 29)))
    add("now", "none", (-25,), *bad(("192.0.2.2", 2)))                # together the worst
    add("before", "none", four, *bad(("192.0.2.4", 30)))
    add("before", "none", (-40,), *bad(("192.0.2.5", 800)))           # too long ago to block
    add("end", "reject", four, *bad(("192.0.2.4", 30)))
    add("done", "reject", four, *GOOD)
    add("gaps", "", (-3, -15, -40, -83), *GOOD)
    add("older", "none", (-3, -15, -40, -84), *GOOD)                  # the last is of a 13th week
    add("young", "none", (0, -7, -14), *GOOD)
    add("past", "none", (-3, -10, -17), *GOOD)
    add("past", "none", (-40,), *bad(("192.0.2.4", 30)))
    add("edge", "none", (-6, -13), *GOOD)
    add("edge", "none", (-14,), *bad(("192.0.2.4", 30)))
    add("nowhere", "none", four, *bad(("", 30)))
    add("moved", "none", (-24, -17), *GOOD)
    add("moved", "quarantine", (-10, -3), *GOOD)
    store.keep()
    want = {"all": ("quarantine", 4, None), "twice": ("reject", 2, "192.0.2.7*9"),
            "now": ("quarantine", 0, "192.0.2.2*31"), "before": ("quarantine", 0, "192.0.2.4*120"),
            "end": (None, 0, None), "done": (None, 4, None), "gaps": ("quarantine", 4, None),
            "older": ("quarantine", 3, None), "young": ("quarantine", 3, None), "past": ("quarantine", 3, None),
            "edge": ("quarantine", 2, "192.0.2.4*30"), "nowhere": ("quarantine", 0, "None*120"),
            "moved": ("reject", 4, None)}
    equal(ready(store), want, "who may take the next step")
    equal(ready(store, "range=90d"), want, "whatever the range's length")
    store.add("future.example", *GOOD, day=3000)
    store.keep()
    equal(ready(store, "range=all"), want | {"future": ("quarantine", 0, None)}, "whatever day somebody says it is")
    equal(ready(store, "domain=twice.example"), {"twice": want["twice"]}, "of a domain chosen")
    equal(ready(store, "policy=reject"), {k: want[k] for k in ("end", "done")}, "of a policy")
    equal(ready(store, READY_WEEKS="1")["edge"], ("quarantine", 1, None), "one week will do")
    equal(ready(store, READY_WEEKS="12")["gaps"], ("quarantine", 4, None), "twelve will not")
    equal(ready(store, READY_RATE="99.51")["all"], ("quarantine", 0, "192.0.2.9*4"), "a hundredth more is asked")
    equal(ready(store, READY_RATE="90")["now"], ("quarantine", 4, None), "less is asked")
    equal(ready(store, "to=" + date(-2))["now"], ("quarantine", 4, None), "two days ago")
    for more in ("dmarc=fail", "disp=none", "dkim=pass", "spf=fail", "ip=192.0.2.0/24", "org=google.com",
                 "header_from=all.example", "q=example", "report=1"):
        rows = store.ask("/api/group", "by=domain&" + more)[1]["rows"]
        check(rows and all(row["ready"] is None for row in rows), "none when only some mail is chosen: " + more, rows)
    for by in ("ip", "org", "from"):
        rows = store.ask("/api/group", "by=" + by)[1]["rows"]
        check(rows and all(row["ready"] is None for row in rows), "none by " + by, rows)


def test_ready_again():
    """Many domains, once more and plainly."""
    rng = random.Random(5)
    store, want = Store(), {}
    for n in range(60):
        weeks = collections.defaultdict(lambda: [0, 0, collections.Counter()])
        for day in rng.sample(range(-89, 0), rng.randint(3, 20)):
            records = [("192.0.2.%d" % rng.randint(1, 250), rng.randint(1, 900), rng.random() < 0.93) for _ in range(9)]
            store.add("d%d.example" % n, *records, day=day)
            for ip, count, ok in records:
                week = weeks[-day // 7]
                week[0] += count
                week[1] += 0 if ok else count
                week[2][ip] += 0 if ok else count
        good = {w: 100 * (m - f) >= 85 * m for w, (m, f, _) in weeks.items() if w < 12}
        run = 0
        while run < min(5, len(good)) and good[sorted(good)[run]]:
            run += 1
        blocker = None
        if not all(ok for w, ok in good.items() if w < 5):
            sums = sum((weeks[w][2] for w in range(5)), collections.Counter())
            blocker = max(sums.values())
        want["d%d" % n] = ("quarantine", run, blocker)
    store.keep()
    got = {k: (to, run, blocker and int(blocker.split("*")[1])) for k, (to, run, blocker) in
           ready(store, "range=90d", READY_RATE="85", READY_WEEKS="5").items()}
    equal(got, want, "weeks and blockers of many domains")
    check(len({run for _, run, _ in want.values()}) == 6, "some of them are ready", want)


def test_weeks():
    """Of who fails, what passed is there as well, under any filter but the one that leaves it out."""
    store = Store()
    store.add("example.org", ("192.0.2.1", 7, True), ("192.0.2.2", 5, True), day=-9)
    store.add("example.org", ("192.0.2.1", 3, False), ("192.0.2.1", 20, True), ("192.0.2.3", 2, False), day=-1)
    store.add("example.net", ("192.0.2.1", 100, True), day=-1)
    store.keep()
    for query, want in (("", {"1": ([7, 0], [120, 3]), "2": ([5, 0], [0, 0]), "3": ([0, 0], [0, 2])}),
                        ("dmarc=fail", {"1": ([7, 0], [120, 3]), "3": ([0, 0], [0, 2])}),
                        ("dkim=fail&spf=fail&domain=example.org", {"1": ([7, 0], [20, 3]), "3": ([0, 0], [0, 2])}),
                        ("dmarc=fail&disp=reject", {}),
                        ("dmarc=pass", {"1": ([7, 0], [120, 0]), "2": ([5, 0], [0, 0])})):
        rows = store.ask("/api/group", "by=ip&to=%s&%s" % (date(0), query))[1]["rows"]
        equal({row["key"][-1]: tuple(row["weeks"][-2:]) for row in rows}, want, "passed and failed: " + query)
        equal({row["key"][-1]: row["fail"] for row in rows if row["fail"]}, {"1": 3, "3": 2} if want and "pass" not in query else {},
              "and the sums are of what was asked for")
        equal([sum(map(sum, row["weeks"][:-2])) for row in rows], [0] * len(rows), "in their weeks")


def last_report(store):
    """As two answers tell it."""
    at, fresh = store.ask("/healthz")[1]["last_report"], store.ask("/api/summary")[1]["fresh"]["last_report"]
    equal(fresh, at, "the last report, on the dashboard as in the header")
    return at


def test_last_report():
    store, began = Store(), int(time.time())
    equal(run("dmarc-cron", "check-alarms", db=store.db).returncode, 0, "a database is made")
    equal(last_report(store), None, "of an empty store")
    store.add("example.org", ("192.0.2.1", 1, True), day=-5)
    store.add("example.org", ("192.0.2.1", 1, True), day=-400)
    equal(last_report(store.keep()), (TODAY - 4) * DAY - 1, "where all are of long ago, the end of the newest")
    for day, what in ((-2, "came in time"), (3000, "says it is of a far future")):
        store.add("example.org", ("192.0.2.1", 1, True), day=day)
        at = last_report(store.keep())
        check(began <= at <= time.time(), "of one that %s: when it came" % what, at)


def bare(answer):
    """Without what a store calls things, and when they came."""
    if isinstance(answer, dict):
        return {k: bare(v) for k, v in answer.items()
                if k not in ("id", "report", "next", "prev", "imported", "last_import", "last_report", "conflict_of")}
    return [bare(v) for v in answer] if isinstance(answer, list) else answer


def test_order_of_import():
    """Words of equal sums come in the order of words, whichever came first."""
    rng, stores = random.Random(7), [Store(), Store()]
    reports = [("%s.example" % d, "192.0.2.%d" % rng.randrange(1, 60), rng.choice("abcdefgh") + ".net", -n % 20)
               for n, d in enumerate(rng.sample(["d%d" % i for i in range(30)] * 4, 120))]
    for store, order in zip(stores, (reports, reports[::-1])):
        for domain, ip, org, day in order:
            store.add(domain, (ip, 1, False), ("198.51.100.7", 1, True), day=day, org=org)
        equal(run("dmarc-import", *sorted(store.here.glob("*.xml"), key=lambda f: int(f.stem)), db=store.db).returncode, 0, "import")
    lists = [("/api/group", "by=%s&sort=%s%s&page=%d&limit=25" % (by, sign, sort, page))
             for by in ("domain", "ip", "org", "from", "selector") for sign in ("", "-")
             for sort in ("fail", "over", "messages", "rate", "last", "key") for page in (1, 2)]
    for path, query in [("/api/summary", "range=all"), ("/api/summary", "range=7d"), ("/api/summary", "domain=d1.example"),
                        ("/api/facets", "range=all"), *lists]:
        one, other = (bare(store.ask(path, query)[1]) for store in stores)
        equal(one, other, "%s?%s of either order" % (path, query))
    for path in ("/api/records", "/api/reports"):
        for query in ("limit=100&range=all", "limit=100&range=all&org=a.net"):
            one, other = (bare(store.ask(path, query)[1]) for store in stores)
            equal(one["total"], other["total"], "%s?%s of either order" % (path, query))
    check(len({row["messages"] for row in stores[0].ask("/api/group", "by=ip&limit=100")[1]["rows"]}) < 20, "many are equal")


def test_sorted_pages():
    rng, store = random.Random(3), Store()
    counts = rng.sample(range(1, 500), 60)
    for i in range(0, 60, 3):
        store.add("s%02d.example" % i, *(("192.0.2.%d" % (n % 250), n, n % 2 > 0) for n in counts[i:i + 3]), day=-rng.randrange(20))
    store.keep()
    for path, sorts in (("/api/records", ("day", "messages", "ip", "from")), ("/api/reports", ("day", "messages", "domain", "records"))):
        for sort in sorts:
            for sign in ("", "-"):
                rows = store.ask(path, "range=all&limit=100&sort=" + sign + sort)[1]["rows"]
                listed = [tuple(map(int, row["ip"].split("."))) if sort == "ip" else row[sort] for row in rows]
                equal(listed, sorted(listed, reverse=sign == "-"), "%s by %s%s" % (path, sign, sort))
                check(len(rows) >= 20, "all are there")


def report_of(domain, store):
    return "report=%s" % api("/api/reports", "domain=" + domain, store.db)["rows"][0]["id"]


def alarms(store, query):
    """By kind and subject, as the dashboard names them under a filter."""
    status, answer = store.ask("/api/summary", query)
    check(status == 200, query, answer)
    return {(a["kind"], a["subject"]) for a in answer["attention"]}


def test_attention():
    store, source = Store(), "198.51.100.9"
    for domain, ip, failed, org in (("one.example", "192.0.2.1", 30, "google.com"), ("two.example", "192.0.2.2", 30, "yahoo.com"),
                                    ("well.example", source, 60, "google.com")):
        store.add(domain, (ip, failed, False), ("192.0.2.9", 100 if failed == 30 else 4000, True), day=-1, org=org)
    store.keep()
    one, two, sender = ("fail_rate", "one.example"), ("fail_rate", "two.example"), ("source_fail", source)
    everything = {one, two, sender}
    for query, want in (("", everything), ("range=7d", everything), ("range=all", everything), ("from=" + date(-1), everything),
                        ("domain=one.example", {one}), ("domain=two.example&range=7d", {two}), ("domain=well.example", set()),
                        ("domain=.example", {one, two}), ("domain=one.example&domain=well.example", {one}),
                        ("domain=other.example", set()), ("header_from=two.example", {two}), ("org=yahoo.com", {two}),
                        ("q=ONE.ex", {one}), ("q=" + source, set()), (report_of("one.example", store), {one}), ("selector=s1", set()),
                        ("ip=192.0.2.1", {one}), ("ip=198.51.100.0/24", {sender}), ("ip=203.0.113.0/24", set()),
                        ("ip=%s&domain=well.example" % source, set()), ("dmarc=fail", everything), ("spf=pass", {sender}),
                        ("dmarc=fail&domain=two.example", {two})):
        equal(alarms(store, query), want, "needs attention under " + query)


def test_attention_system():
    store = Store()
    store.add("one.example", ("192.0.2.1", 9, True), day=-1)
    store.keep()
    cgi("dmarc-webhook", "/webhook/dmarc", "token=sesame-4711", store.db, "POST", b"no report", WEBHOOK_TOKEN="sesame-4711")
    equal(alarms(store, ""), {("import_failed", None)}, "the system's own alarm")
    equal(alarms(store, "range=7d"), {("import_failed", None)}, "whatever the period")
    for query in ("domain=one.example", "ip=192.0.2.1", "q=one", "org=google.com", "dmarc=pass", "report=1"):
        equal(alarms(store, query), set(), "is of no filter: " + query)


def test_alarms_of_domains():
    store = Store()
    for domain in ("one.example", "two.example"):
        store.add(domain, ("192.0.2.1", 60, False), ("192.0.2.9", 100, True), day=-1)
    store.keep()
    for query, want in (("", {"one.example", "two.example", "192.0.2.1"}), ("domain=one.example", {"one.example"}),
                        ("domain=.example&state=all", {"one.example", "two.example"}), ("domain=well.example", set())):
        status, text = cgi("dmarc-cron", "/api/alarms", query, store.db)
        if not equal(status, 200, "alarms under " + query):
            continue
        answer = json.loads(text)
        equal(answer["open"], 3, "open are all of them, under " + query)
        equal({row["subject"] for row in answer["rows"]}, want, "the alarms of " + query)


def test_events():
    store = Store()
    for domain, ip in (("one.example", "192.0.2.1"), ("two.example", "192.0.2.2")):
        for day, policy in ((-9, "none"), (-2, "reject")):
            store.add(domain, (ip, 9, True), policy=policy, day=day)
    store.add("bare.example", policy="none", day=-9)
    store.add("bare.example", policy="reject", day=-2)
    store.keep()
    for query, want in (("", "obt"), ("domain=one.example", "o"), ("domain=bare.example", "b"), ("q=two", "t"), ("ip=192.0.2.1", "o"),
                        ("header_from=two.example", "t"), (report_of("one.example", store), "o"), ("dmarc=pass", "ot"), ("dmarc=fail", "")):
        events = api("/api/summary", query and query + "&range=30d", store.db)["events"]
        equal({e["domain"][0] for e in events}, set(want), "changed policies under " + query)


main()
