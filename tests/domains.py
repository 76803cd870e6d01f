#!/usr/bin/env python3
# ctest: LABELS fast COST 20
"""Of 200 domains those come first whose own mail newly fails, by how strict their policy is; each number is that of its records."""
from proof import api, check, equal, main, run, scratch
from lib.sent import record, report, sig

DOMAINS, DAYS = 200, 24
SICK = [("oak-law.example", "reject"), ("elm-hotel.example", "quarantine"), ("fir-press.example", "none")]
ASKS = "d000.example"     # somebody writes as it again and again
ALL = "range=all"


def mail(domain, day):
    """A tenth of a sick domain's mail has lost its signature; somebody else writes as each."""
    own = record(n=100, sigs=[sig(domain, "mail")], header_from=domain)
    forged = record("203.0.113.5", n=3, disp="reject", env=("attacker.example", "fail"), header_from=domain)
    lost = record(n=25, sigs=[sig(domain, "mail", "fail")], disp="reject", header_from=domain)
    return [own] + ([forged] if day < 4 or domain == ASKS else []) + ([lost] if day > DAYS - 5 and domain in dict(SICK) else [])


def provider():
    """Alike but for their names and policies; the sick ones are neither first by name nor largest."""
    folder, db = scratch(), scratch() / "dmarc.db"
    others = [("d%03d.example" % n, ("none", "quarantine", "reject")[n % 3]) for n in range(DOMAINS - len(SICK))]
    for domain, policy in others + SICK:
        for day in range(0, DAYS, 1 if domain in dict(SICK) else 4):
            text = report(day, mail(domain, day), domain=domain).replace("<p>none</p>", "<p>%s</p>" % policy)
            (folder / ("%s-%d.xml" % (domain, day))).write_text(text)
    r = run("dmarc-import", *sorted(folder.glob("*.xml")), db=db)
    equal(r.returncode, 0, "it is imported: " + r.stderr.decode())
    return db


def test_order(db):
    first = api("/api/domains", ALL, db)
    equal((first["total"], first["needs"], first["asks"]), (DOMAINS, len(SICK), 1), "how many need somebody")
    equal((first["pages"], len(first["rows"])), (8, 25), "a page of 25")
    equal(first["rows"][3]["domain"], ASKS, "then who asks")
    equal([(row["domain"], row["policy"]["p"]) for row in first["rows"][:3]], SICK, "what needs work, the strictest first")
    equal([row["mark"] for row in first["rows"][:4]], ["new"] * 3 + [None], "and that it is new")
    equal([row["broken"] for row in first["rows"][:4]], [1, 1, 1, 0], "senders that fail")
    seen = [row["domain"] for page in range(1, 9) for row in api("/api/domains", "%s&page=%d" % (ALL, page), db)["rows"]]
    equal(len(set(seen)), DOMAINS, "each is on one page")


def test_sums(db):
    """Each number is what its link leads to."""
    for row in api("/api/domains", ALL, db)["rows"][:5]:
        here = "%s&domain=%s&domain=.%s" % (ALL, row["domain"], row["domain"])
        count = lambda more: api("/api/records", here + more, db)["total"]["messages"]
        for name, more in (("own", "&class=mine"), ("failed", "&class=mine&dmarc=fail"),
                           ("stopped", "&class=mine&disp=quarantine,reject"), ("strangers", "&class=stranger"),
                           ("strangers_stopped", "&class=stranger&disp=quarantine,reject")):
            equal(row[name], count(more), "%s of %s" % (name, row["domain"]))
        check(row["own"] and (row["strangers"] or row["undecided"]), "there is such mail", row)
        equal(row["senders"], api("/api/senders", here, db)["total"], "senders of " + row["domain"])


main(db=provider())
