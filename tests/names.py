#!/usr/bin/env python3
# ctest: LABELS fast
"""The names of addresses: only what leads back to its address is one, whatever DNS says."""
import fcntl
import json
import sqlite3
import subprocess
import threading

from lib.dns import REFUSED, SERVFAIL, Resolver, reverse
from proof import cgi, check, equal, main, run, scratch, until

HERE = scratch()
DAY = 86400


def report(*rows):
    """Of today, with so many messages of each address."""
    return ("<feedback><report_metadata><org_name>r.example</org_name><email>x@r.example</email>"
            "<report_id>%d</report_id><date_range><begin>%d</begin><end>%d</end></date_range></report_metadata>"
            "<policy_published><domain>example.org</domain><p>none</p></policy_published>%s</feedback>" %
            (len(rows), NOW - 3600, NOW, "".join(
                "<record><row><source_ip>%s</source_ip><count>%d</count><policy_evaluated><disposition>none"
                "</disposition><dkim>fail</dkim><spf>fail</spf></policy_evaluated></row><identifiers><header_from>"
                "example.org</header_from></identifiers><auth_results><spf><domain>example.org</domain><result>fail"
                "</result></spf></auth_results></record>" % row for row in rows))).encode()


NOW = int(subprocess.run(["date", "+%s"], check=True, capture_output=True).stdout)


def store(name, *rows):
    db = HERE / (name + ".db")
    r = run("dmarc-import", "-", db=db, stdin=None, input=report(*rows))
    equal(r.returncode, 0, "imported: %s" % r.stderr)
    return db


def ask(db, resolver, **env):
    return run("dmarc-cron", "names", db=db, env=dict({"PTR_LOOKUP": "1", "PTR_RESOLVER": resolver.address}, **env))


def rows(db, sql):
    with sqlite3.connect(db) as c:
        return c.execute(sql).fetchall()


def names(db):
    return dict(rows(db, "SELECT address, host FROM ptr"))



def test_off():
    db, s = store("off", ("11.0.2.1", 1)), Resolver({})
    r = ask(db, s, PTR_LOOKUP="")
    equal((r.returncode, s.seen), (0, []), "nobody is asked unless it is set")
    check(b"PTR_LOOKUP" in r.stdout, "it says why", r.stdout)
    equal(json.loads(cgi("dmarc-cron", "/cron/names", db=db, method="POST")[1])["on"], False, "so does the request")


def test_confirmed():
    long = "a" * 63
    said = {
        "11.0.2.1": ("Mail.Example.NET.", "11.0.2.1", "mail.example.net"),
        "11.0.2.2": ("mail.example.net", None, None),                  # another's
        "11.0.2.3": ("nowhere.example", None, None),
        "11.0.2.4": ("11.0.2.4", None, None),                         # it would lead back
        "11.0.2.5": ("localhost", "11.0.2.5", None),
        "11.0.2.6": ("a_b.example", "11.0.2.6", None),
        "11.0.2.7": (b"<b>.example", "11.0.2.7", None),
        "11.0.2.8": ("-a.example", "11.0.2.8", None),
        "11.0.2.9": (".".join([long] * 3 + ["a" * 57, "eu"]), "11.0.2.9", None),      # 252 letters
        "2a00:db8::1": ("six.example", "2a00:db8::1", "six.example"),
        "2a00:db8::2": ("six.example", None, None),
    }
    records = {}
    for ip, (name, back, _) in said.items():
        records[reverse(ip), "PTR"] = [name]
        if back is not None and isinstance(name, str):
            records[name.lower().rstrip("."), "AAAA" if ":" in ip else "A"] = [back]
    name = said["11.0.2.9"][0]
    said["11.0.2.9"] = (name, None, name)
    db, s = store("confirmed", *[(ip, 1) for ip in said]), Resolver(records)
    r = ask(db, s)
    equal(names(db), {ip: want for ip, (_, _, want) in said.items()}, "names: %s" % r.stderr)
    equal(r.returncode, 0, "all are answered: %s" % r.stdout)
    s.seen.clear()
    equal((ask(db, s).returncode, s.seen), (0, []), "what is known is not asked for again, nor is what has none")

    answer = json.loads(cgi("dmarc-records", "/api/records", "range=all&sort=ip", db=db)[1])
    equal({row["ip"]: row["ptr"] for row in answer["rows"]}, names(db), "records have it beside the address")
    answer = json.loads(cgi("dmarc-dashboard", "/api/group", "by=ip&range=all", db=db)[1])
    equal({row["key"]: row["ptr"] for row in answer["rows"]}, names(db), "so have the sums of addresses")
    panels = json.loads(cgi("dmarc-dashboard", "/api/summary", "range=all", db=db)[1])["top"]["ip_fail"]
    equal({row["key"]: row["ptr"] for row in panels}, {row["key"]: names(db)[row["key"]] for row in panels}, "so has the dashboard")
    one = json.loads(cgi("dmarc-records", "/api/records/%s" % json.loads(cgi(
        "dmarc-records", "/api/records", "range=all&ip=11.0.2.1", db=db)[1])["rows"][0]["id"], db=db)[1])
    equal(one["ptr"], "mail.example.net", "so has a record")


def test_many_names():
    """One of a few is enough, and the order they come in does not matter."""
    several = ["z%d.example" % i for i in range(30)] + ["b.example", "a.example", "b.example"]
    db = store("many", ("11.0.2.1", 1))
    for said in (several, several[::-1]):
        s = Resolver({(reverse("11.0.2.1"), "PTR"): said, ("b.example", "A"): ["11.0.2.9", "11.0.2.1"],
                      ("z1.example", "A"): ["11.0.2.1"]})
        rows(db, "DELETE FROM ptr")
        ask(db, s)
        equal(names(db), {"11.0.2.1": "b.example"}, "the first that leads back")
    none = Resolver({(reverse("11.0.2.1"), "PTR"): ["x%02d.example" % i for i in range(40)]})
    rows(db, "DELETE FROM ptr")
    ask(db, none)
    equal(len(none.seen), 5, "no more than four names are tried")


def test_ill():
    """What was not answered is no answer; what was known stays."""
    def garbage(message):
        return message[:2] + b"\x81\x80\0\1\xff\xff\0\0\0\0" + message[12:] + b"\xc0\xff" * 40

    ips = ["11.0.2.%d" % i for i in range(1, 5)]
    db = store("ill", *[(ip, 1) for ip in ips])
    good = {(reverse(ip), "PTR"): ["h.example"] for ip in ips}
    good["h.example", "A"] = ips
    ask(db, Resolver(good))
    equal(names(db), dict.fromkeys(ips, "h.example"), "all have one")
    rows(db, "UPDATE ptr SET due = 0")
    ill = {(reverse(ips[0]), "PTR"): SERVFAIL, (reverse(ips[1]), "PTR"): REFUSED, (reverse(ips[2]), "PTR"): garbage}
    r = ask(db, Resolver(ill))
    equal(names(db), dict(dict.fromkeys(ips[:2], "h.example"), **{ips[2]: None, ips[3]: None}),
          "only an answer takes a name away: %s" % r.stdout)
    equal(r.returncode, 1, "some of it was put off")
    due = dict(rows(db, "SELECT address, (due - %d + %d) / %d FROM ptr" % (NOW, DAY // 2, DAY)))
    equal((due[ips[0]], due[ips[3]]), (1, 30), "days until they are asked for again")


def test_nobody_answers():
    db = store("away", ("11.0.2.1", 1))
    r = run("dmarc-cron", "names", db=db, env={"PTR_LOOKUP": "1", "PTR_RESOLVER": "127.0.0.1:9"})
    equal((r.returncode, names(db)), (2, {}), "nothing is kept of a resolver that is away")
    check(b"no resolver answers" in r.stderr, "it is said", r.stderr)
    r = run("dmarc-cron", "names", db=db, env={"PTR_LOOKUP": "1", "PTR_RESOLVER": "no address"})
    check(r.returncode == 2 and b"PTR_RESOLVER" in r.stderr, "a setting that is none is named", r.stderr)


def test_busiest_first():
    ips = ["11.0.%d.%d" % (i >> 8, i & 255) for i in range(2100)]
    db = store("many_addresses", *[(ip, i + 1) for i, ip in enumerate(ips)])
    s = Resolver({})
    ask(db, s)
    equal(sorted(names(db)), sorted(ips[100:]), "a run takes the busiest")
    ask(db, s)
    equal(len(names(db)), 2100, "the next the others")


def test_one_at_a_time():
    db, s = store("busy", ("11.0.2.1", 1)), Resolver({})
    with open(str(db) + "-names.lock", "w", encoding="ascii") as f:
        fcntl.lockf(f, fcntl.LOCK_EX)
        r = ask(db, s)
        equal((r.returncode, s.seen), (0, []), "another one is at it")
        check(b"another" in r.stdout, "it says so", r.stdout)


def test_request():
    """It answers at once, whatever DNS does, and a process of its own goes on."""
    wait = threading.Event()
    db, name = store("request", ("11.0.2.1", 1)), "slow.example"

    def slow(message):
        wait.wait(60)
        return Resolver({(reverse("11.0.2.1"), "PTR"): [name]}).answer(message)

    s = Resolver({(reverse("11.0.2.1"), "PTR"): slow, (name, "A"): ["11.0.2.1"]})
    status, text = cgi("dmarc-cron", "/cron/names", db=db, method="POST", PTR_LOOKUP="1", PTR_RESOLVER=s.address)
    equal((status, json.loads(text), names(db)), (202, {"on": True}, {}), "it does not wait")
    until("DNS is asked", lambda: s.seen)
    wait.set()
    until("and the name is kept", lambda: names(db) == {"11.0.2.1": name})


def test_special():
    """Nobody is asked about addresses that no host of the public network has (RFC 6890)."""
    ips = ["0.1.2.3", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "169.254.1.1", "172.16.0.1", "172.31.255.255",
           "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
           "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fdff::1", "ff02::1", "2001::1", "2001:db8::1",
           "2001:1ff::1", "3fff:fff::1", "64:ff9b::102:304"]
    others = ["9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "172.15.255.255", "172.32.0.1", "192.0.1.1",
              "192.0.3.1", "198.17.255.255", "198.20.0.1", "203.0.114.1", "223.255.255.255", "2001:200::1", "2001:db9::1",
              "2a00::1", "3fff:1000::1"]
    db, s = store("special", *[(ip, 1) for ip in ips + others]), Resolver({})
    equal(ask(db, s).returncode, 0, "all is done")
    equal(sorted(name for name, _ in s.seen), sorted(map(reverse, others)), "who is asked about")
    equal(names(db), dict.fromkeys(ips + others), "the others have none")


main()
