#!/usr/bin/env python3
# ctest: COST 60
"""A report keeps its identity, whatever a later program reads in it.

dmarc-import-learned is the program with a word more in lib/report/terms.c.
"""
import os
import sqlite3
import subprocess

from proof import BUILD, api, cgi, check, equal, main, run, scratch, stored
from lib.made import OLD, files, old_reports, old_store, report, with_word

LEARNED = "dmarc-import-learned"
NIGHT = "dmarc-cron", "maintain", "--clock-is-right"      # the old store saw no report lately
KILLS = int(os.environ.get("IDENTITY_KILLS", "100"))


def outcomes(*what, db, program="dmarc-import"):
    """What the last line of an import counts."""
    r = run(program, *what, db=db)
    counts = dict(reversed(part.split()) for part in r.stdout.decode().splitlines()[-1].split(", "))
    return {k: int(v) for k, v in counts.items() if v != "0"}


def rows(db, sql):
    c = sqlite3.connect(db)
    try:
        return c.execute(sql).fetchall()
    finally:
        c.close()


def test_learned_word():
    """What one program stored, one that knows a word more takes for the same; and the other way."""
    for first, second in (("dmarc-import", LEARNED), (LEARNED, "dmarc-import")):
        db, folder = scratch() / "dmarc.db", files([("a.xml", with_word("a"))])
        equal(outcomes(folder, db=db, program=first), {"imported": 1}, first)
        equal(outcomes(folder, db=db, program=second), {"duplicate": 1}, "then " + second)
    known = [r[0] for r in rows(db, "SELECT type FROM reason")]
    equal(len(known), 1, "the reason is there")
    check(known != [1], "and the word is known to one of the two", known)


def test_what_is_the_same():
    """Blanks, letters' case and the order of elements say nothing; all else does, known or not."""
    plain = with_word("a")
    same = [plain.replace(b"arc_pass", b" ARC_Pass\n"),
            plain.replace(b"<source_ip>192.0.2.1</source_ip><count>5</count>",
                          b"<count>5</count><source_ip>192.0.2.1</source_ip>"),
            plain.replace(b"<count>5</count>", b"<count>5</count><new></new>"),
            plain.replace(b"<feedback>", b"<feedback><version>1.0</version>"),
            plain.replace(b"<record>", b"<!-- a --><record>"),
            b"\xef\xbb\xbf" + plain.replace(b"version='1.0'", b"version='1.0' encoding='utf-8'")]
    other = [plain.replace(b"arc_pass", b"arc_fail"),
             plain.replace(b"<count>5</count>", b"<count>5</count><new>1</new>"),
             plain.replace(b"<count>5</count>", b"<count>6</count>"),
             plain.replace(b"<p>none</p>", b"<p>none</p><x-p>reject</x-p>"),
             plain.replace(b"<p>none</p>", b"<sp>none</sp>")]
    for what, variants in (("duplicate", same), ("conflict", other)):
        for n, data in enumerate(variants):
            check(data != plain, "variant %d of %s is one" % (n, what))
            db = scratch() / "dmarc.db"
            outcomes(files([("a.xml", plain)]), db=db)
            equal(outcomes(files([("b.xml", data)]), db=db), {what: 1}, "%s, variant %d" % (what, n))


def test_old_store_meets_old_reports():
    """An import that comes before the night finds each of them, and their words."""
    for program in ("dmarc-import", LEARNED):
        db = old_store()
        before = old_sums(db)
        equal(outcomes(files(old_reports()), db=db, program=program), {"duplicate": OLD + 3},
              program + ": all of 1.0.0's reports again")
        equal(sums(db), before, program + ": nothing has changed")


SUMS = """SELECT (SELECT count(*) FROM report), (SELECT count(*) FROM report WHERE conflict IS NOT NULL),
    (SELECT count(*) FROM record), (SELECT total(messages) FROM report WHERE conflict IS NULL)"""


def old_sums(db):
    return rows(db, SUMS)[0]


def sums(db):
    """The same, and what the dashboard counts agrees."""
    have, seen = rows(db, SUMS)[0], stored(db)
    equal((seen["reports"], seen["messages"]), (have[0] - have[1], int(have[3])), "the dashboard counts them")
    return have


def identities(db):
    return dict((r[0], r[1:]) for r in rows(db, "SELECT id, identity, hash FROM report"))


def test_at_night():
    db = old_store()
    before = old_sums(db)
    c = sqlite3.connect(db)
    c.execute("DELETE FROM original WHERE id >> 16 = 7")
    c.commit()
    c.close()
    r = run(*NIGHT, db=db)
    equal(r.returncode, 0, "maintain: %s" % r.stderr.decode())
    check("identity   %d reports" % (OLD + 3) in r.stdout.decode(), "it says how many", r.stdout.decode())
    check(" 1 of them cannot be" in r.stdout.decode(), "and that one has no original", r.stdout.decode())
    equal(sums(db), before, "nothing has changed")
    equal({v[0] for v in identities(db).values()}, {2}, "all have their new identity")
    again = outcomes(files(old_reports()), db=db)
    equal(again, {"duplicate": OLD + 2, "conflict": 1}, "all again: known, but for the one without an original")
    check("identity   0 reports" in run(*NIGHT, db=db).stdout.decode(), "nothing is left to do")


def killed(db, point, *command):
    r = subprocess.run([BUILD / "killat", *point, BUILD / command[0], *command[1:]], capture_output=True,
                       env=dict(os.environ, DMARC_DB=str(db)), stdin=subprocess.DEVNULL)
    return r.returncode == 137


def calls(db, *command):
    file = scratch() / "calls"
    killed(db, ["-o", str(file), "0"], *command)
    return int(file.read_text().split()[0])


def test_killed():
    """Of each report the old identity or the new one, nothing between; in the end all are new."""
    old, db, done = old_store(), old_store(), 0
    run(*NIGHT, db=db)
    new, before = identities(db), sums(db)
    was = {i: (1, h) for i, h in rows(old, "SELECT id, hash FROM report")}
    points = calls(old_store(), *NIGHT)
    for n in range(KILLS):
        at = 1 + n * points // KILLS
        db = old_store()
        died = killed(db, ["-a", str(at)] if n % 2 else [str(at)], *NIGHT)
        done += died
        schema = rows(db, "PRAGMA user_version")[0][0]
        if schema <= 5:
            equal(old_sums(db), before, "killed at %d: the old schema, untouched" % at)
            continue
        have = identities(db)
        check(all(have[i] in (was[i], new[i]) for i in was) and len(have) == len(was),
              "killed at %d: each report is old or new" % at)
        equal(rows(db, "PRAGMA quick_check"), [("ok",)], "killed at %d: sound" % at)
        if n % 10 == 0:
            equal(outcomes(files(old_reports()), db=db), {"duplicate": OLD + 3}, "killed at %d: all are known" % at)
        run(*NIGHT, db=db)
        equal((identities(db), sums(db)), (new, before), "killed at %d: it goes on" % at)
    check(done >= KILLS * 0.9, "nearly all were killed: %d of %d" % (done, KILLS))
    print("%d kills" % done)


def test_twins():
    """Two that turn out to be one: the one that is counted stays."""
    db = old_store()
    run(*NIGHT, db=db)
    pair = rows(db, "SELECT id, conflict FROM report WHERE report_id = 'pair' ORDER BY id")
    equal(pair[1][1], pair[0][0], "the second is in conflict with the first")
    before = stored(db)
    c = sqlite3.connect(db)     # as if an older program had read the first's original otherwise
    c.execute("DELETE FROM original WHERE id >> 16 = ?", (pair[1][0],))
    c.execute("INSERT INTO original SELECT (? << 16) + (id & 65535), bytes FROM original WHERE id >> 16 = ?",
              (pair[1][0], pair[0][0]))
    c.execute("UPDATE report SET identity = 1 WHERE report_id = 'pair'")
    c.commit()
    c.close()
    run(*NIGHT, db=db)
    equal(rows(db, "SELECT id, conflict FROM report WHERE report_id = 'pair'"), [(pair[0][0], None)], "one is left")
    equal(stored(db), before, "and counts as before")


def test_derived():
    """What is derived by another version is made anew by whoever writes next."""
    db = old_store()
    run("dmarc-import", files([("a.xml", report(ident="new"))]), db=db)
    want = api("/api/summary", "range=all", db)["totals"]
    c = sqlite3.connect(db)
    c.execute("UPDATE seg SET rows = zeroblob(length(rows))")
    c.execute("UPDATE derived SET version = 0")
    c.commit()
    c.close()
    status, text = cgi("dmarc-dashboard", "/api/summary", "range=all", db)
    equal(status, 503, "until then the pages wait: %s" % text[:120])
    run(*NIGHT, db=db)
    equal(api("/api/summary", "range=all", db)["totals"], want, "then they count as before")


main()
