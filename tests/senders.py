#!/usr/bin/env python3
# ctest: LABELS fast COST 15
"""Who sends, and whether it is mine: each rule of lib/sender/verdict.c by records of its own, and that no
order of arrival and no flood of forgeries changes what is said."""
import collections
import ipaddress
import json
import os
import random
import re
import subprocess
from xml.sax.saxutils import escape

from proof import BUILD, TOP, check, equal, main, scratch, skip

DAY, START = 86400, 1767225600          # 1 January 2026
OURS = "192.0.2.10"
JUDGE = TOP.parent / "shared" / "truth"

Record = collections.namedtuple("Record", "ip n dkim spf sigs env disp reasons header_from")


def record(ip=OURS, n=10, sigs=(), env=None, passes=None, disp="none", reasons=(), header_from="example.org"):
    """sigs: (d, selector, result); env: (domain, result).  passes: what the receiver says of "dkim spf",
    where it is not what these come to."""
    own = lambda domain: ("." + domain).endswith("." + header_from)
    dkim = any(own(d) and r == "pass" for d, _, r in sigs)
    spf = env is not None and own(env[0]) and env[1] == "pass"
    if passes is not None:
        dkim, spf = passes
    return Record(ip, n, dkim, spf, sigs, env, disp, reasons, header_from)


def xml(r):
    word = {True: "pass", False: "fail"}
    text = "<record><row><source_ip>%s</source_ip><count>%d</count><policy_evaluated><disposition>%s</disposition>" % (
        r.ip, r.n, r.disp)
    text += "<dkim>%s</dkim><spf>%s</spf>" % (word[r.dkim], word[r.spf])
    text += "".join("<reason><type>%s</type><comment>%s</comment></reason>" % (t, escape(c)) for t, c in r.reasons)
    text += "</policy_evaluated></row><identifiers><header_from>%s</header_from></identifiers><auth_results>" % r.header_from
    text += "".join("<dkim><domain>%s</domain><selector>%s</selector><result>%s</result></dkim>" % s for s in r.sigs)
    if r.env is not None:
        text += "<spf><domain>%s</domain><scope>mfrom</scope><result>%s</result></spf>" % r.env
    return text + "</auth_results></record>"


def report(day, records, domain="example.org", org="google.com", adkim="r", aspf="r"):
    begin = START + day * DAY
    return """<?xml version="1.0"?><feedback><report_metadata><org_name>%s</org_name><report_id>%s-%d-%s</report_id>
<date_range><begin>%d</begin><end>%d</end></date_range></report_metadata><policy_published><domain>%s</domain>
<adkim>%s</adkim><aspf>%s</aspf><p>none</p></policy_published>%s</feedback>""" % (
        org, org, day, domain, begin, begin + DAY - 1, domain, adkim, aspf, "".join(map(xml, records)))


class Case:
    def __init__(self, **more):
        self.folder, self.count, self.of = scratch(), 0, {}
        (self.folder / "case.json").write_text(json.dumps(more))

    def add(self, day, *records, **more):
        """Names of the records, in their order."""
        self.count += 1
        name = "r%04d.xml" % self.count
        (self.folder / name).write_text(report(day, records, **more))
        return ["%s#%d" % (name, n + 1) for n in range(len(records))]

    def judge(self):
        r = subprocess.run([BUILD / "dmarc-import", "judge", "--json", "--case", self.folder], capture_output=True, text=True)
        check(r.returncode == 0, "it is judged", r.stderr)
        return json.loads(r.stdout)


OWN = record(sigs=[("example.org", "mail", "pass")], env=("example.org", "pass"), n=100)
NOBODY = dict(ip="203.0.113.5", n=5)
SPOOF = dict(env=("attacker.example", "fail"))


def own_and(*others, days=range(20), of=None, base=(OWN,), more=None, **case):
    """The domain's own mail each day, and others on some: what is said of the first of them."""
    c, names = Case(**case), []
    for day in range(20):
        records = list(base) + (list(others) if day in days else [])
        named = c.add(day, *records, **(more or {}))
        names += named[len(base):len(base) + 1]
    names = names or ["r0001.xml#1"]
    found = {(i["id"], i["rule"], i["cls"], i["sure"]) for i in c.judge() if set(i["records"]) & set(names)}
    return found


def sig(domain, selector="s1", result="pass"):
    return (domain, selector, result)


BROKEN = sig("example.org", "mail", "fail")
# rule: what is seen beside the own mail, and what it is
RULES = {
    "M1": (own_and, dict(others=[]), "own:example.org/mail", "mine-ok", True),
    "M2": (own_and, dict(others=[], base=(OWN, record(sigs=[BROKEN], n=30))), "own:example.org/mail", "mine-broken", True),
    "M3": (own_and, dict(others=[record("203.0.113.9", sigs=[sig("example.net")])], domains=["example.org", "example.net"]),
           "dom:example.net", "mine-broken", True),
    "M4": (own_and, dict(others=[record("209.85.1.1", sigs=[sig("example-org.20230601.gappssmtp.com")])]),
           "svc:google example-org", "mine-broken", True),
    "M5": (own_and, dict(others=[record("203.0.113.9", **SPOOF)], ptr={"203.0.113.9": "web.example.org"}),
           "net:example.org", "mine-broken", True),
    "M6": (own_and, dict(others=[record("198.51.100.7", sigs=[sig("mcsv.net")])],
                         base=(OWN, record("198.51.100.7", sigs=[sig("example.org", "k1"), sig("mcsv.net")]))),
           "svc:mailchimp", "mine-broken", False),
    "M7": (own_and, dict(others=[record("198.51.100.7", sigs=[sig("mcsv.net")], env=("mcsv.net", "pass"))]),
           "svc:mailchimp", "mine-broken", False),
    "U2": (own_and, dict(others=[record("198.51.100.99", sigs=[sig("mcsv.net")])],
                         base=(OWN, record("198.51.100.7", sigs=[sig("example.org", "k1"), sig("mcsv.net")]))),
           "svc:mailchimp", "undecided", False),
    "U3": (own_and, dict(others=[record("198.51.100.7", sigs=[sig("zoho.com")])]), None, "undecided", False),
    "U4": (own_and, dict(others=[record("203.0.113.9", sigs=[BROKEN])], days=range(2)), "net:203.0.113.0/24", "undecided", False),
    "U5": (own_and, dict(others=[record("203.0.113.9", **SPOOF)]), "net:203.0.113.0/24", "undecided", False),
    "U6": (own_and, dict(others=[record("203.0.113.9", **SPOOF)], base=(), days=range(2)), None, "undecided", False),
    "U7": (own_and, dict(others=[record("203.0.113.9", env=("lists.club.example", "pass"))], days=range(2)),
           "dom:club.example", "undecided", False),
    "U8": (own_and, dict(others=[record("203.0.113.9", n=9000, sigs=[sig("example.org", "mail")], env=("bulk.example", "pass"))],
                         days=range(2)), "fwd:bulk.example", "undecided", False),
    "F1": (own_and, dict(others=[record("203.0.113.9", sigs=[sig("example.org", "mail")], env=("school.example", "pass"))]),
           "fwd:school.example", "forwarder", True),
    "F2": (own_and, dict(others=[record("203.0.113.9", env=("googlegroups.com", "pass"))]), None, "forwarder", True),
    "F3": (own_and, dict(others=[record("203.0.113.9", env=("club.example", "pass"), reasons=[("local_policy", "arc=pass as[1]")])]),
           "dom:club.example", "forwarder", True),
    "F4": (own_and, dict(others=[record("203.0.113.9", env=("school.example", "pass"))],
                         base=(OWN, record("203.0.113.8", sigs=[sig("example.org", "mail")], env=("school.example", "pass")))),
           "dom:school.example", "forwarder", True),
    "F5": (own_and, dict(others=[record("203.0.113.9", sigs=[BROKEN], env=("school.example", "pass"))]),
           "dom:school.example", "forwarder", False),
    "S1": (own_and, dict(others=[record("203.0.113.9", **SPOOF)], days=range(2)), "crowd:unidentified networks", "stranger", True),
    "S2": (own_and, dict(others=[record("203.0.113.9", env=("attacker.example", "pass"))], days=range(2)),
           "dom:attacker.example", "stranger", False),
    "M0": (own_and, dict(others=[record("203.0.113.9", **SPOOF)], marks={"203.0.113.0/24": "mine"}),
           "net:203.0.113.0/24", "mine-broken", True),
    "S0": (own_and, dict(others=[record("203.0.113.9", env=("crm.example", "pass"))], marks={"dom:crm.example": "not mine"}),
           "dom:crm.example", "stranger", True),
    "F0": (own_and, dict(others=[record("203.0.113.9", **SPOOF)], marks={"203.0.113.9": "expected"}),
           "net:203.0.113.0/24", "forwarder", True),
}


def test_rules():
    for rule, (make, how, ident, cls, sure) in RULES.items():
        others = how.pop("others")
        found = make(*others, **how)
        check(len(found) == 1 and next(iter(found))[1:] == (rule, cls, sure) and (ident is None or next(iter(found))[0] == ident),
              "%s: %s" % (rule, ident), *found)
    table = set(re.findall(r'^\t\{ "(\w\d)",', (TOP / "lib" / "sender" / "verdict.c").read_text(), re.M))
    equal(table - set(RULES), {"U1"}, "each rule has records of its own")



def classes(case):
    """What is said, whatever the files are called; the crowd as one."""
    sums = collections.Counter()
    for i in case.judge():
        sums[i["domain"], i["id"], i["rule"], i["cls"], i["sure"]] += i["n"]
    return sums


def mixed():
    """Days of a domain that has a bit of everything."""
    days = []
    for day in range(20):
        days.append((day, [OWN, record("198.51.100.7", sigs=[sig("example.org", "k1"), sig("mcsv.net")], n=40),
                           record("203.0.113.20", sigs=[sig("example.org", "mail")], env=("school.example", "pass")),
                           record("203.0.113.30", env=("vendor.example", "pass"), n=7),
                           record("192.0.2.11", env=("example.org", "pass"), n=3), record(OURS, n=2, **SPOOF)]))
        if day % 7 == 0:
            days.append((day, [record("203.0.113.%d" % (40 + day), **SPOOF)]))
    return days


def test_order():
    """Files, records and results in any order, in one report or in many: the same."""
    want = None
    for seed in range(12):
        rng, case = random.Random(seed), Case()
        days = mixed()
        rng.shuffle(days)
        for day, records in days:
            records = [r._replace(sigs=rng.sample(r.sigs, len(r.sigs))) for r in rng.sample(records, len(records))]
            parts = [records] if rng.random() < .5 else [records[:2], records[2:]]
            for n, part in enumerate(parts):
                case.add(day, *part)
        found = classes(case)
        want = want or found
        equal(found, want, "shuffle %d" % seed)
    check(len({cls for _, _, _, cls, _ in want}) >= 4, "of a domain that has many", *want)


def test_flood():
    """A million forged messages from 2,000 addresses change no class of a real sender."""
    before, after = Case(), Case()
    for day, records in mixed():
        before.add(day, *records)
        after.add(day, *records)
    addresses = [str(ipaddress.ip_address("100.64.0.0") + 64 * n) for n in range(2000)]
    for day in range(2):
        for org in ("google.com", "yahoo.com"):
            after.add(day + 18, *[record(ip, 250, disp="reject", **SPOOF) for ip in addresses], org=org)
    real = lambda found: {who[:4]: n for who, n in found.items() if not who[1].startswith(("net:", "crowd:"))}
    equal(real(classes(after)), real(classes(before)), "of the real ones")
    forged = [i for i in after.judge() if i["id"].startswith("crowd:")]
    check(sum(i["n"] for i in forged) >= 10**6 and {i["cls"] for i in forged} == {"stranger"}, "and the forged are strangers")


def test_shared_cases():
    if not (JUDGE / "judge.py").exists():
        return skip("the labelled cases are not beside the checkout")
    r = subprocess.run(["python3", JUDGE / "judge.py", "--prog", "%s judge" % (BUILD / "dmarc-import"),
                        "--skip", "forged-*,foreign-domain", JUDGE / "open"], capture_output=True, text=True)
    check(r.returncode == 0 and ", 0 wrong; groups split 0, merged 0" in r.stdout, "the labelled cases", *r.stdout.splitlines())


main()
