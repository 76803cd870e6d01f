#!/usr/bin/env python3
# ctest: COST 90
"""Every number of the dashboard is the sum of the records that its link leads to.

Under random filters each number of /api/summary is compared with a plain scan
of the tables and, for a choice of them, with what /api/records and /api/reports
say under the filter of the link.
"""
import datetime
import ipaddress
import random
import sqlite3
import urllib.parse

from proof import api, check, equal, generate, main, run, scratch

ROUNDS = 20
SAMPLE = 2          # links followed for each list
TODAY = datetime.datetime.now(datetime.timezone.utc).date()
EPOCH = datetime.date(1970, 1, 1)

# One row a record, in words.  The numbers are codes of terms.h.
FLAT = """CREATE TEMP TABLE flat AS
SELECT r.id, p.id AS report, o.name AS org, d.name AS domain, p.day, r.count AS n,
    CASE r.disposition WHEN 3 THEN 'quarantine' WHEN 4 THEN 'reject' ELSE 'none' END AS disp,
    CASE r.dkim WHEN 2 THEN 'pass' ELSE 'fail' END AS dkim,
    CASE r.spf WHEN 2 THEN 'pass' ELSE 'fail' END AS spf,
    CASE WHEN 2 IN (r.dkim, r.spf) THEN 'pass' ELSE 'fail' END AS dmarc,
    i.addr, ifnull(f.name, d.name) AS header_from, p.conflict,
    (SELECT ' ' || group_concat(s.name, ' ') || ' ' FROM auth a JOIN name s ON s.id = a.selector
     WHERE a.kind = 0 AND (a.id IN (r.dk1, r.dk2) OR a.id IN
        (SELECT auth FROM auth_more m WHERE m.record = r.id))) AS selectors,
    lower(concat_list(d.name, f.name, e.name, t.name, o.name, p.report_id,
    (SELECT group_concat(concat_list(s.name, v.name), ' ') FROM auth a
     LEFT JOIN name s ON s.id = a.selector LEFT JOIN name v ON v.id = a.domain
     WHERE a.id IN (r.dk1, r.dk2, r.sp1) OR a.id IN
        (SELECT auth FROM auth_more m WHERE m.record = r.id)),
    (SELECT m.text FROM reason y JOIN misc m ON m.id = y.comment WHERE y.id = r.reason))) AS words
FROM record r JOIN report p ON r.id BETWEEN p.rec0 AND p.rec0 + p.records - 1
JOIN org o ON o.id = p.org JOIN domain d ON d.id = p.domain
LEFT JOIN ip i ON i.id = r.ip LEFT JOIN name f ON f.id = r.hfrom
LEFT JOIN name e ON e.id = r.efrom LEFT JOIN name t ON t.id = r.eto"""

ODD = """<feedback><report_metadata><org_name>odd.example</org_name><email>a@odd.example</email>
<report_id>odd-%(id)s</report_id><date_range><begin>%(begin)d</begin><end>%(end)d</end></date_range>
</report_metadata><policy_published><domain>example.org</domain><p>reject</p></policy_published>
%(records)s</feedback>"""
RECORD = """<record><row><source_ip>%s</source_ip><count>%s</count><policy_evaluated>%s
</policy_evaluated></row><identifiers>%s</identifiers><auth_results/></record>"""
ODD_RECORDS = [
    ("not an address", 3, "<disposition>none</disposition><dkim>fail</dkim><spf>fail</spf>", ""),
    ("192.0.2.200", 0, "<disposition>reject</disposition>", "<header_from>example.org</header_from>"),
    ("192.0.2.201", 9007199254740, "<disposition>pass</disposition><dkim>pass</dkim>", ""),
    ("::ffff:192.0.2.202", 11, "<disposition>whatever</disposition><spf>pass</spf>", ""),
]


def fill(db):
    """Made-up reports, and a few that no sane reporter would send."""
    folder = scratch()
    generate("-n", 1500, "-d", 500, folder)
    begin = (TODAY - datetime.timedelta(days=3) - EPOCH).days * 86400
    rows = "".join(RECORD % r for r in ODD_RECORDS)
    for name, ident, records in (("a", "1", rows), ("b", "1", rows * 2), ("c", "2", "")):
        (folder / ("odd-%s.xml" % name)).write_text(ODD % {
            "id": ident, "begin": begin, "end": begin + 86399, "records": records})
    r = run("dmarc-import", folder, db=db)
    check(r.returncode == 0, "import", r.stdout.decode(), r.stderr.decode())


def text_of(addr):
    if addr is None:
        return None
    ip = ipaddress.IPv6Address(addr)
    return str(ip.ipv4_mapped or ip)


def in_net(addr, net):
    if addr is None:
        return False
    ip = ipaddress.IPv6Address(addr)
    ip, net = ip.ipv4_mapped or ip, ipaddress.ip_network(net, strict=False)
    return ip.version == net.version and ip in net


def open_plain(db):
    c = sqlite3.connect("file:%s?mode=ro" % db, uri=True)
    c.create_function("ip_text", 1, text_of)
    c.create_function("in_net", 2, in_net)
    c.create_function("concat_list", -1, lambda *a: "\n".join(x for x in a if x))
    c.execute("PRAGMA temp_store = MEMORY")
    c.execute(FLAT)
    return c


def day(n):
    return (EPOCH + datetime.timedelta(days=n)).isoformat()


def number(text):
    return (datetime.date.fromisoformat(text) - EPOCH).days


def where(f):
    """A filter as SQL over flat, said once more and plainly."""
    terms, args = ["1"], []

    def term(sql, *values):
        terms.append("(%s)" % sql)
        args.extend(values)

    spans = {"7d": 7, "30d": 30, "90d": 90, "12m": 365}
    if "from" not in f and "to" not in f and f.get("range", "30d") != "all":
        term("day BETWEEN ? AND ?", number(TODAY.isoformat()) - spans[f.get("range", "30d")] + 1,
             number(TODAY.isoformat()))
    if "from" in f:
        term("day >= ?", number(f["from"]))
    if "to" in f:
        term("day <= ?", number(f["to"]))
    if "domain" in f:
        names = f["domain"]
        term(" OR ".join("domain = ? OR (substr(?, 1, 1) = '.' AND '.' || domain LIKE '%' || ?)"
                         for _ in names), *(x for n in names for x in (n, n, n)))
    if "disp" in f:
        term("disp IN (%s)" % ", ".join("?" * len(f["disp"].split(","))), *f["disp"].split(","))
    for key in ("org", "dmarc", "dkim", "spf", "header_from", "report"):
        if key in f:
            term("%s = ?" % key, f[key])
    if "ip" in f:
        term("in_net(addr, ?)", f["ip"])
    if "selector" in f:
        term("instr(selectors, ' ' || ? || ' ')", f["selector"])
    if "q" in f:
        term("instr(words, ?)", f["q"].lower())
    if "report" not in f:
        term("conflict IS NULL")
    return " AND ".join(terms), args


def scan(c, f, what="ifnull(sum(n), 0)", tail=""):
    sql, args = where(f)
    return c.execute("SELECT %s FROM flat WHERE %s %s" % (what, sql, tail), args)


def query(f):
    return urllib.parse.urlencode(f, doseq=True)


def link(f, **more):
    """The filter of a link: None when it contradicts the filter it starts from."""
    for key in ("dmarc", "disp", "dkim", "spf"):
        if key in more and more[key] not in f.get(key, more[key]).split(","):
            return None
    f = dict(f, **more)
    if "from" in more:
        f.pop("range", None)
    return f


class Round:
    """One filter: its summary, and the numbers to be checked."""

    def __init__(self, c, db, f):
        self.c, self.db, self.f = c, db, f
        self.answer = api("/api/summary", query(f), db)

    def number(self, got, what, follow=True, **more):
        f = link(self.f, **more)
        name = "%s, %s %s" % (query(self.f), what, more)
        if f is None:
            equal(got, 0, name)
            return
        equal(got, scan(self.c, f).fetchone()[0], name)
        if follow:
            equal(api("/api/records", query(f), self.db)["total"]["messages"], got, name + ", followed")

    def totals(self):
        t = self.answer["totals"]
        self.number(t["messages"], "messages")
        self.number(t["pass"], "pass", dmarc="pass")
        self.number(t["fail"], "fail", dmarc="fail")
        for name, column, tail in (
                ("records", "count(*)", ""), ("orgs", "count(DISTINCT org)", ""),
                ("ips", "count(DISTINCT ifnull(addr, ''))", ""), ("domains", "count(DISTINCT domain)", ""),
                ("froms", "count(DISTINCT header_from)", ""),
                ("ips_failing", "count(DISTINCT ifnull(addr, ''))", "AND dmarc = 'fail' AND n > 0"),
                ("froms_failing", "count(DISTINCT header_from)", "AND dmarc = 'fail' AND n > 0")):
            equal(t[name], scan(self.c, self.f, column, tail).fetchone()[0], query(self.f) + ", " + name)
        equal(api("/api/records", query(self.f), self.db)["total"]["records"], t["records"], "records")
        for by, name in (("ip", "ips"), ("domain", "domains"), ("org", "orgs"), ("from", "froms")):
            rows = api("/api/group", "by=%s&%s" % (by, query(self.f)), self.db)["total"]
            equal((rows["rows"], rows["messages"], rows["fail"]), (t[name], t["messages"], t["fail"]),
                  "%s, all by %s" % (query(self.f), by))
        policies = self.answer["policy"]
        equal(sum(policies.values()), t["domains"], query(self.f) + ", policies")
        for policy, n in policies.items():
            rows = api("/api/group", "by=domain&policy=%s&%s" % (policy, query(self.f)), self.db)
            equal(rows["total"]["rows"], n, "%s, of policy %s" % (query(self.f), policy))
            for row in rows["rows"]:
                p = row["policy"]["p"]
                equal(p if p in policies else "unknown", policy, "%s, %s" % (query(self.f), row["key"]))
        reports = api("/api/reports", query(self.f), self.db)["total"]
        equal((reports["reports"], reports["messages"]), (t["reports"], t["messages"]),
              query(self.f) + ", reports")

    def parts(self):
        a = self.answer
        for name, dkim, spf in (("both", "pass", "pass"), ("dkim", "pass", "fail"),
                                ("spf", "fail", "pass"), ("none", "fail", "fail")):
            self.number(a["align"][name], "align", dkim=dkim, spf=spf)
        for dmarc in ("pass", "fail"):
            for disp in ("none", "quarantine", "reject"):
                self.number(a["disp"][dmarc][disp], "disp", dmarc=dmarc, disp=disp)
        if a["prev"]:
            days = {"from": a["window"]["prev_from"], "to": a["window"]["prev_to"]}
            self.number(a["prev"]["messages"], "prev", **days)
            self.number(a["prev"]["fail"], "prev", dmarc="fail", **days)

    def series(self, rng):
        s, w = self.answer["series"], self.answer["window"]
        starts = s["t"]
        follow = set(rng.sample(range(len(starts)), min(SAMPLE, len(starts))))
        for i, first in enumerate(starts):
            last = day(number(starts[i + 1]) - 1) if i + 1 < len(starts) else w["to"] or day(number(first) + 31)
            days = {"from": max(first, w["from"] or first), "to": min(last, w["to"] or last)}
            for dmarc in ("pass", "fail"):
                self.number(s[dmarc][i], s["bucket"], i in follow, dmarc=dmarc, **days)
        t = self.answer["totals"]
        equal((sum(s["pass"]), sum(s["fail"])), (t["pass"], t["fail"]), query(self.f) + ", series")

    def lists(self, rng):
        for name, key, column, order in (
                ("ip", "ip", "ip_text(addr)", "messages"), ("ip_fail", "ip", "ip_text(addr)", "fail"),
                ("domain", "domain", "domain", "messages"), ("org", "org", "org", "messages"),
                ("from_fail", "header_from", "header_from", "fail")):
            entries = self.answer["top"][name]
            sums = {row[0]: row[1:] for row in scan(
                self.c, self.f, column + ", sum(n), sum(CASE dmarc WHEN 'fail' THEN n ELSE 0 END)",
                "GROUP BY 1")}
            got = [(e["messages"], e["fail"]) for e in entries]
            equal(got, [sums.get(e["key"]) for e in entries], "%s, top %s" % (query(self.f), name))
            by = 0 if order == "messages" else 1
            best = sorted((s[by] for s in sums.values() if s[by] > 0), reverse=True)[:10]
            equal([g[by] for g in got if g[by] > 0], best, "%s, top %s are the most" % (query(self.f), name))
            for e in rng.sample(entries, min(SAMPLE, len(entries))):
                if e["key"] is None:
                    continue
                value = [e["key"]] if key == "domain" else e["key"]
                self.number(e["messages"], name, **{key: value})
                self.number(e["fail"], name, **{key: value, "dmarc": "fail"})


def random_filter(rng, c):
    """One to four conditions that some record meets, and a range."""
    row = dict(zip(("report", "org", "domain", "addr", "header_from", "selectors", "day"), rng.choice(
        c.execute("SELECT report, org, domain, addr, header_from, selectors, day FROM flat").fetchall())))
    ip = text_of(row["addr"]) or "192.0.2.1"
    bits = rng.choice((24, 28, 32) if "." in ip else (32, 64, 128))
    selector = (row["selectors"] or " k1 ").split()[0]
    ends = sorted(rng.sample(range(row["day"] - 60, row["day"] + 60), 2))
    choices = {
        "domain": [[row["domain"]], [row["domain"], "example.com"], ["." + row["domain"].split(".")[-1]]],
        "header_from": [row["header_from"]], "dmarc": ["pass", "fail"],
        "disp": ["none", "quarantine", "reject", "quarantine,reject"], "dkim": ["pass", "fail"], "spf": ["pass", "fail"],
        "ip": ["%s/%d" % (ip, bits), ip], "org": [row["org"]], "selector": [selector],
        "q": [row["domain"][1:6], selector, "LISTS.example", row["org"][:4], "known"],
        "report": [row["report"]],
    }
    weights = [1 if k == "report" else 4 for k in choices]
    keys = set(rng.choices(list(choices), weights, k=rng.randint(0, 4)))
    f = {k: rng.choice(choices[k]) for k in sorted(keys)}
    f.update(rng.choice([{"range": r} for r in ("7d", "30d", "90d", "12m", "all", "all")] + [
        {"from": day(ends[0]), "to": day(ends[1])}, {"from": day(ends[0])}, {"to": day(ends[1])}]))
    return f


def test_numbers():
    db = scratch() / "dmarc.db"
    fill(db)
    c = open_plain(db)
    rng = random.Random(4)
    filters = [{"range": "all"}, {"range": "30d"}] + [random_filter(rng, c) for _ in range(ROUNDS)]
    seen = 0
    for f in filters:
        r = Round(c, db, f)
        seen += r.answer["totals"]["records"] > 0
        r.totals()
        r.parts()
        r.series(rng)
        r.lists(rng)
    check(seen > ROUNDS / 2, "most filters find something: %d" % seen)


main()
