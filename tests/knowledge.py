#!/usr/bin/env python3
# ctest: LABELS fast
"""What is known of names, by settings: the user's domains, his table of services, his list of suffixes.  When
one changes all senders are told anew; one that is wrong is named and stops nothing."""
import json
import socket
import subprocess

from lib.sent import OWN, RULES, Case, own_and, record, sig
from proof import BUILD, api, cgi, check, equal, main, run, scratch, until

ROW = "%s\t%s\t%s\t%s\t\t\t\tAdd a CNAME\t%s\n"


def kept(case, **env):
    db = scratch() / "dmarc.db"
    r = run("dmarc-import", *case.files(), db=db, env=env)
    equal(r.returncode, 0, "it is imported: %s" % r.stderr)
    return db


def again(db, **env):
    equal(run("dmarc-cron", "check-alarms", db=db, env=env).returncode, 0, "alarms are checked")


def told(db, **env):
    """Class and rule of each sender; titles."""
    status, text = cgi("dmarc-dashboard", "/api/senders", "range=all", db, **env)
    equal(status, 200, "senders are told: %s" % text)
    return {r["id"].split("__", 1)[1]: (r["class"], r["rule"], r["title"]) for r in json.loads(text)["rows"]}


def judged(case, **env):
    r = run("dmarc-import", "judge", "--json", "--case", case.folder, env=env)
    equal(r.returncode, 0, "it is judged: %s" % r.stderr)
    return {i["id"]: (i["cls"], i["rule"]) for i in json.loads(r.stdout)}


def amiss(db, **env):
    return json.loads(cgi("dmarc-dashboard", "/healthz", db=db, **env)[1])["settings"]


def test_domains():
    how = dict(RULES["M3"][0], domains=[])
    case, _ = own_and(**how)
    db, mine = kept(case), dict(DOMAINS="example.org, WWW.Example.NET.")
    equal(told(db)["dom__example.net"][0], "undecided", "another domain that signs is anybody's")
    again(db, **mine)
    equal(told(db)["dom__example.net"][:2], ("mine-broken", "M3"), "until it is said to be his")
    equal(told(kept(case, **mine)), told(db), "so does an import")
    equal(judged(case, **mine)["dom:example.net"], ("mine-broken", "M3"), "and the judge")
    other, _ = own_and(**dict(how, domains=["example.org"]))
    equal(judged(other, **mine)["dom:example.net"][0], "undecided", "who goes by the case, if it has any")
    again(db)
    equal(told(db)["dom__example.net"][0], "undecided", "and not any more")
    equal(amiss(db, **mine), [], "nothing is wrong with it")
    odd = dict(DOMAINS="example.net, x<b>\u202e")
    again(db, **odd)
    equal(told(db)["dom__example.net"][:2], ("mine-broken", "M3"), "those that are some count")
    equal(amiss(db, **odd)[0], "DOMAINS: x<b>%E2%80%AE is no domain name", "the others are named")


def vendor():
    return own_and([record("203.0.113.9", sigs=[sig("mail.vendor.example")])])[0]


def test_services():
    case, file = vendor(), scratch() / "services.tsv"
    env = dict(SERVICES_FILE=str(file))
    db = kept(case, **env)
    equal(told(db, **env)["dom__vendor.example"][2], "vendor.example", "nobody's name; and no file is no fault")
    equal(amiss(db, **env), [], "and no file is no fault")
    file.write_text("# ours\r\n\r\n" + ROW % ("ours", "Our <Mailer>", "esp!v", "Vendor.example, v2.example", "C: its documents"))
    again(db, **env)
    equal(told(db, **env)["svc__ours"], ("mine-broken", "M7", "Our <Mailer>"), "a row that adds a service")
    check("ours" in {i.split(":")[1] for i in judged(case, **env)}, "the judge knows it")
    file.write_text(ROW % ("ours", "Ours\u202e", "host", "vendor.example", "K"))
    again(db, **env)
    equal(told(db, **env)["svc__ours"][2], "Ours%E2%80%AE", "another name, as it may be shown")
    again(db)
    check("dom__vendor.example" in told(db), "without the file it is nobody's again")


def test_replaced():
    """A row in place of one that is built in."""
    case, file = own_and([record("203.0.113.9", sigs=[sig("mcsv.net")])])[0], scratch() / "services.tsv"
    db, env = kept(case), dict(SERVICES_FILE=str(file))
    check("svc__mailchimp" in told(db), "it is built in")
    file.write_text(ROW % ("mailchimp", "Chimp", "esp", "chimp.example", "K"))
    again(db, **env)
    check("dom__mcsv.net" in told(db, **env), "its names are others now", *told(db, **env))


def test_bad_services():
    case, file = vendor(), scratch() / "services.tsv"
    good = ROW % ("ours", "Ours", "esp", "vendor.example", "C")
    env = dict(SERVICES_FILE=str(file))
    for text, fault in ((good + "a\tb\n", "services.tsv: line 2: it must have nine columns, with tabs between them"),
                        (good + ROW % ("x", "X", "esp!v", "x.example", "K"), "services.tsv: line 2: !v must have been seen: its source must be C or R"),
                        (good + ROW % ("x", "X", "esp", "vendor.example", "K"), "services.tsv: line 2: vendor.example is of ours and of x"),
                        ("#\n" + ROW % ("x", "X", "esp", "mcsv.net", "K"), "services.tsv: line 2: mcsv.net is of mailchimp and of x"),
                        (good * 40000, "services.tsv: more than 1 MiB")):
        file.write_text(text)
        db = kept(case, **env)
        check("dom__vendor.example" in told(db, **env), "the built-in table is used", *told(db, **env))
        equal(amiss(db, **env), [fault], "and the fault is told")
        again(db, **env)
        check(fault.encode() in run("dmarc-cron", "--help", env=env).stdout, "by --help, too", fault)
    with socket.socket(socket.AF_UNIX) as s, open(file.parent / "log", "w") as to:
        s.bind(str(file.parent / "sock"))
        s.listen()
        served = subprocess.Popen([BUILD / "dmarc-cron"], stdin=s, stderr=to, env=dict(env, DMARC_DB=str(db)))
    until("and the log", lambda: "dmarc-cron: %s\n" % fault in (file.parent / "log").read_text(), 10)
    served.terminate()
    served.wait()


def test_suffixes():
    case, file = Case(), scratch() / "list.dat"
    for day in range(20):
        case.add(day, OWN, record("203.0.113.9", sigs=[sig("a.vendor.example")]))
    db, env = kept(case), dict(PSL_FILE=str(file))
    check("dom__vendor.example" in told(db), "it is below a suffix")
    file.write_text("// ===BEGIN ICANN DOMAINS===\ncom\norg\nexample\nvendor.example\n// ===END ICANN DOMAINS===\n")
    again(db, **env)
    check("dom__a.vendor.example" in told(db), "by a list that has another", *told(db))
    for text, fault in (("<html>not found</html>\n", "list.dat: no list of public suffixes (PSL_FILE)"), (None,) * 2):
        if text is None:
            file.unlink()
        else:
            file.write_text(text)
        again(db, **env)
        check("dom__vendor.example" in told(db), "else the newest of this machine is used")
        equal(amiss(db, **env), ["list.dat: no list of public suffixes (PSL_FILE)"], "and the fault is told")


main()
