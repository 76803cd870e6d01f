#!/usr/bin/env python3
# ctest: LABELS fast
"""Who holds networks, by a file that the user has; and that what hosts and networks are called tells senders."""
import csv
import random
import sqlite3
import time

from lib.dns import Resolver, reverse
from lib.mmdb import mmdb
from lib.sent import OWN, SPOOF, Case, record
from proof import api, cgi, check, equal, main, run, scratch

TODAY = int(time.time()) // 86400
DAYS = TODAY - 20454 - 20               # of lib/sent.py, until now


def rows(db, sql):
    c = sqlite3.connect(db)
    try:
        return c.execute(sql).fetchall()
    finally:
        c.close()


def recent(*others, days=20):
    """The domain's own mail of the last days, and others': a database."""
    case = Case()
    for day in range(days):
        case.add(DAYS + day, OWN, *others)
    db = scratch() / "dmarc.db"
    r = run("dmarc-import", *case.files(), db=db)
    equal(r.returncode, 0, "it is imported: %s" % r.stderr)
    return db


def look(db, file, **env):
    return run("dmarc-cron", "names", db=db, env=dict({"ASN_MMDB": str(file)}, **env))


def told(db):
    return {r["id"].split("__", 1)[1]: (r["class"], r["rule"]) for r in api("/api/senders", "range=all", db)["rows"]}


SAID = {
    "203.0.112.0/22": {"autonomous_system_number": 64500, "autonomous_system_organization": "Hoster A/S <b>\u202e"},
    "198.51.100.128/25": {"asn": "AS64501", "as_name": "Others, Inc.", "as_domain": "others.example"},
    "198.51.100.0/25": {"asn": "AS64502", "as_name": "N" * 200, "as_domain": "no domain"},
    "2001:db8::/33": {"asn": "nonsense", "as_name": "Six"},
    "100.64.0.0/10": {"country": "XX"},
}
FOUND = [("198.51.100.0/25", 64502, "N" * 100 + "..."), ("198.51.100.128/25", 64501, "others.example"),
         ("2001:db8::/33", None, "Six"), ("203.0.112.0/22", 64500, "Hoster A/S <b>%E2%80%AE")]
SEEN = [record(ip, n, **SPOOF) for n, ip in enumerate(("203.0.113.9", "203.0.112.7", "198.51.100.7", "198.51.100.200",
                                                         "2001:db8::9", "2001:db8:8000::9", "100.64.1.1", "192.0.2.77"), 1)]


def test_holders():
    db, file = recent(*SEEN), scratch() / "asn.mmdb"
    check("net__others.example" not in told(db), "nothing is known", *told(db))
    file.write_bytes(mmdb(SAID))
    r = look(db, file)
    equal((r.returncode, rows(db, "SELECT net, number, name FROM asn")), (0, FOUND), "what the file says of the networks: %s" % r.stderr)
    check(b"4 networks" in r.stdout, "it says so", r.stdout)
    now = told(db)
    check({"net__others.example", "net__Hoster_20A_2fS_20_3cb_3e_25E2_2580_25AE"} <= set(now), "and senders are told by it", *now)
    holders = {"203.0.113.9": FOUND[3][2], "203.0.112.7": FOUND[3][2], "198.51.100.7": FOUND[0][2], "198.51.100.200": FOUND[1][2],
               "2001:db8::9": FOUND[2][2]}
    answer = api("/api/group", "by=ip&range=all", db)
    equal({row["key"]: row["name"] for row in answer["rows"] if row["name"]}, holders, "it is beside each address")
    equal({row["ip"]: row["name"] for row in api("/api/records", "range=all&limit=100&dmarc=fail&sort=-messages", db)["rows"]
           if row["name"]}.items() - holders.items(), set(), "of records, too")
    panels = api("/api/summary", "range=all", db)["top"]["ip"]
    equal({row["key"]: row["name"] for row in panels if row["name"]}.items() - holders.items(), set(), "and of the dashboard")
    equal(run("dmarc-cron", "names", db=db).returncode, 0, "without the setting nothing is done")
    equal(rows(db, "SELECT net, number, name FROM asn"), FOUND, "and nothing is lost")
    four = scratch() / "four.mmdb"
    four.write_bytes(mmdb({net: said for net, said in SAID.items() if ":" not in net}, version=4))
    look(db, four)
    equal(rows(db, "SELECT net, number, name FROM asn"), [row for row in FOUND if ":" not in row[0]], "one of IPv4 alone")
    other = scratch() / "other.mmdb"
    other.write_bytes(mmdb({"203.0.113.0/24": {"as_name": "New"}, "198.51.100.0/24": {"as_name": "Whole"}}))
    look(db, other)
    equal(rows(db, "SELECT net, name FROM asn"), [("198.51.100.0/24", "Whole"), ("203.0.113.0/24", "New")], "the newest says it")
    check("net__New" in told(db) and "net__Whole" in told(db), "and senders follow", *told(db))


def test_ill():
    """A file that is missing or broken is named, and what was known stays."""
    db, file = recent(*SEEN), scratch() / "asn.mmdb"
    good = mmdb(SAID)
    file.write_bytes(good)
    look(db, file)
    rng = random.Random(1)
    for what, data in (("gone", None), ("empty", b""), ("another kind", b"<html>" * 1000), ("cut", good[:len(good) // 2]),
                       ("a folder", ...)):
        file.unlink() if file.is_file() else None
        if data is ...:
            file.mkdir()
        elif data is not None:
            file.write_bytes(data)
        r = look(db, file)
        check(r.returncode == 2 and b"asn.mmdb: " in r.stderr, "named: " + what, r.stderr)
        equal(rows(db, "SELECT net, number, name FROM asn"), FOUND, "and nothing is lost")
    file.rmdir()
    for _ in range(150):
        data = bytearray(good)
        for _ in range(rng.randrange(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        file.write_bytes(data)
        check(look(db, file).returncode in (0, 2), "bytes that are others end nothing")
    equal(run("dmarc-cron", "names", db=db).returncode, 0, "without the setting nothing is looked up")


def test_hosts():
    """A name that leads back makes whose host it is known; a hoster's says nothing of who."""
    ips = {"11.0.113.9": "web.example.org", "11.51.100.7": "o1.sendgrid.net", "11.51.100.8": "x.clients.your-server.de"}
    db = recent(*[record(ip, **SPOOF) for ip in ips])
    check("net__11.0.113.0_2f24" in told(db), "a network without a name", *told(db))
    zone = {(reverse(ip), "PTR"): [name] for ip, name in ips.items()}
    zone.update({(name, "A"): [ip] for ip, name in ips.items()})
    r = run("dmarc-cron", "names", db=db, env={"PTR_LOOKUP": "1", "PTR_RESOLVER": Resolver(zone).address})
    equal(r.returncode, 0, "names are asked for: %s" % r.stderr)
    now = told(db)
    equal(now.get("net__example.org"), ("mine-broken", "M5"), "a host of ours")
    said = lambda query: {r["ip"] for r in api("/api/records", "range=all&limit=100&" + query, db)["rows"]}
    equal((said("q=B.exam"), said("q=nowhere")), ({"11.0.113.9"}, set()), "it is found by its name")
    lines = list(csv.reader(cgi("dmarc-records", "/api/records.csv", "range=all&q=b.exam", db)[1].decode().splitlines()))
    equal({(line[2], line[-1]) for line in lines}, {("ip", "host"), ("11.0.113.9", "web.example.org")}, "the CSV has it")
    check("svc__sendgrid" in now, "a service's host", *now)
    check("net__11.51.100.0_2f24" in now and "net__your-server.de" not in now, "one that anybody may rent", *now)


main()
