#!/usr/bin/env python3
# ctest: LABELS fast COST 15
"""Who sends, and whether it is mine: each rule of lib/sender/verdict.c by records of its own, and that no
order of arrival and no flood of forgeries changes what is said."""
import collections
import ipaddress
import random
import re
import subprocess

from proof import BUILD, TOP, check, equal, main, skip
from lib.sent import OURS, RULES, SPOOF, Case, mixed, own_and, record

JUDGE = TOP.parent / "shared" / "truth"


def test_rules():
    for rule, (how, ident, cls, sure) in RULES.items():
        case, names = own_and(**how)
        found = {(i["id"], i["rule"], i["cls"], i["sure"]) for i in case.judge() if set(i["records"]) & names}
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
