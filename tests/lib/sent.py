"""Records of who sends as example.org: what each rule goes by, and all of it together."""
import collections
import json
import subprocess
from xml.sax.saxutils import escape

from proof import BUILD, check, scratch

DAY, START = 86400, 1767225600          # 1 January 2026
OURS = "192.0.2.10"

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


def report(day, records, domain="example.org", org="google.com", adkim="r", aspf="r", number=0):
    begin = START + day * DAY
    return """<?xml version="1.0"?><feedback><report_metadata><org_name>%s</org_name><report_id>%s-%d-%s-%d</report_id>
<date_range><begin>%d</begin><end>%d</end></date_range></report_metadata><policy_published><domain>%s</domain>
<adkim>%s</adkim><aspf>%s</aspf><p>none</p></policy_published>%s</feedback>""" % (
        org, org, day, domain, number, begin, begin + DAY - 1, domain, adkim, aspf, "".join(map(xml, records)))


class Case:
    def __init__(self, **more):
        self.folder, self.count, self.of = scratch(), 0, {}
        (self.folder / "case.json").write_text(json.dumps(more))

    def add(self, day, *records, **more):
        """Names of the records, in their order."""
        self.count += 1
        name = "r%04d.xml" % self.count
        (self.folder / name).write_text(report(day, records, number=self.count, **more))
        return ["%s#%d" % (name, n + 1) for n in range(len(records))]

    def files(self):
        return sorted(self.folder.glob("*.xml"))

    def judge(self):
        r = subprocess.run([BUILD / "dmarc-import", "judge", "--json", "--case", self.folder], capture_output=True, text=True)
        check(r.returncode == 0, "it is judged", r.stderr)
        return json.loads(r.stdout)


OWN = record(sigs=[("example.org", "mail", "pass")], env=("example.org", "pass"), n=100)
NOBODY = dict(ip="203.0.113.5", n=5)
SPOOF = dict(env=("attacker.example", "fail"))


def own_and(others, days=range(20), base=(OWN,), **case):
    """The domain's own mail each day, and others on some: the case, and the names of the first of them."""
    c, names = Case(**case), []
    for day in range(20):
        named = c.add(day, *base, *(others if day in days else []))
        names += named[len(base):len(base) + 1]
    return c, set(names or ["r0001.xml#1"])


def sig(domain, selector="s1", result="pass"):
    return (domain, selector, result)


BROKEN = sig("example.org", "mail", "fail")
# rule: what is seen beside the own mail, and what it is.
RULES = {
    "M1": (dict(others=[]), "own:example.org/mail", "mine-ok", True),
    "M2": (dict(others=[], base=(OWN, record(sigs=[BROKEN], n=30))), "own:example.org/mail", "mine-broken", True),
    "M3": (dict(others=[record("203.0.113.9", sigs=[sig("example.net")])], domains=["example.org", "example.net"]),
           "dom:example.net", "mine-broken", True),
    "M4": (dict(others=[record("209.85.1.1", sigs=[sig("example-org.20230601.gappssmtp.com")])]),
           "svc:google example-org", "mine-broken", True),
    "M5": (dict(others=[record("203.0.113.9", **SPOOF)], ptr={"203.0.113.9": "web.example.org"}),
           "net:example.org", "mine-broken", True),
    "M6": (dict(others=[record("198.51.100.7", sigs=[sig("mcsv.net")])],
                         base=(OWN, record("198.51.100.7", sigs=[sig("example.org", "k1"), sig("mcsv.net")]))),
           "svc:mailchimp", "mine-broken", False),
    "M7": (dict(others=[record("198.51.100.7", sigs=[sig("mcsv.net")], env=("mcsv.net", "pass"))]),
           "svc:mailchimp", "mine-broken", False),
    "U2": (dict(others=[record("198.51.100.99", sigs=[sig("mcsv.net")])],
                         base=(OWN, record("198.51.100.7", sigs=[sig("example.org", "k1"), sig("mcsv.net")]))),
           "svc:mailchimp", "undecided", False),
    "U3": (dict(others=[record("198.51.100.7", sigs=[sig("zoho.com")])]), None, "undecided", False),
    "U4": (dict(others=[record("203.0.113.9", sigs=[BROKEN])], days=range(2)), "net:203.0.113.0/24", "undecided", False),
    "U5": (dict(others=[record("203.0.113.9", **SPOOF)]), "net:203.0.113.0/24", "undecided", False),
    "U6": (dict(others=[record("203.0.113.9", **SPOOF)], base=(), days=range(2)), None, "undecided", False),
    "U7": (dict(others=[record("203.0.113.9", env=("lists.club.example", "pass"))], days=range(2)),
           "dom:club.example", "undecided", False),
    "U8": (dict(others=[record("203.0.113.9", n=9000, sigs=[sig("example.org", "mail")], env=("bulk.example", "pass"))],
                         days=range(2)), "fwd:bulk.example", "undecided", False),
    "F1": (dict(others=[record("203.0.113.9", sigs=[sig("example.org", "mail")], env=("school.example", "pass"))]),
           "fwd:school.example", "forwarder", True),
    "F2": (dict(others=[record("203.0.113.9", env=("googlegroups.com", "pass"))]), None, "forwarder", True),
    "F3": (dict(others=[record("203.0.113.9", env=("club.example", "pass"), reasons=[("local_policy", "arc=pass as[1]")])]),
           "dom:club.example", "forwarder", True),
    "F4": (dict(others=[record("203.0.113.9", env=("school.example", "pass"))],
                         base=(OWN, record("203.0.113.8", sigs=[sig("example.org", "mail")], env=("school.example", "pass")))),
           "dom:school.example", "forwarder", True),
    "F5": (dict(others=[record("203.0.113.9", sigs=[BROKEN], env=("school.example", "pass"))]),
           "dom:school.example", "forwarder", False),
    "S1": (dict(others=[record("203.0.113.9", **SPOOF)], days=range(2)), "crowd:unidentified networks", "stranger", True),
    "S2": (dict(others=[record("203.0.113.9", env=("attacker.example", "pass"))], days=range(2)),
           "dom:attacker.example", "stranger", False),
    "M0": (dict(others=[record("203.0.113.9", **SPOOF)], marks={"203.0.113.0/24": "mine"}),
           "net:203.0.113.0/24", "mine-broken", True),
    "S0": (dict(others=[record("203.0.113.9", env=("crm.example", "pass"))], marks={"dom:crm.example": "not mine"}),
           "dom:crm.example", "stranger", True),
    "F0": (dict(others=[record("203.0.113.9", **SPOOF)], marks={"203.0.113.9": "expected"}),
           "net:203.0.113.0/24", "forwarder", True),
}


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
