#!/usr/bin/env python3
# ctest: COST 60
"""dmarc-import reparse: what a later program reads otherwise is shown, then kept.

An older parser is played by a store whose rows were changed: what it read
wrong, or not at all.  A later one is dmarc-import-learned.
"""
import os
import sqlite3
import subprocess

from proof import BUILD, CORPUS, HERE, api, check, equal, main, run, scratch, skip, stored
from lib.made import files, old_reports, old_store, report, with_word

LEARNED = "dmarc-import-learned"


def reparse(db, *args, program="dmarc-import", code=0):
    """Its lines, without the sum; and the sum."""
    r = run(program, "reparse", *args, db=db)
    equal(r.returncode, code, "reparse %s: %s" % (" ".join(map(str, args)), r.stderr.decode()[:300]))
    *lines, last = r.stdout.decode("utf-8").splitlines()
    return lines, last


def change(db, *statements):
    c = sqlite3.connect(db)
    for sql in statements:
        c.execute(sql)
    c.commit()
    c.close()


def everything(db):
    """Of each report its key, place and all that is read of it, in words; and of its records their ids."""
    c = sqlite3.connect(db)
    try:
        return c.execute("""SELECT p.id, o.name, d.name, p.report_id, p.begin, p.end, p.day, p.conflict,
            hex(p.hash), p.identity, p.rec0, p.records, p.messages, p.warnings, p.via,
            (SELECT group_concat(x) FROM (SELECT r.id || ' ' || hex(i.addr) || ' ' || r.count || ' ' ||
                r.disposition || r.dkim || r.spf || ' ' || ifnull(n.name, '') || ' ' || ifnull(w.type, '') AS x
             FROM record r LEFT JOIN ip i ON i.id = r.ip LEFT JOIN name n ON n.id = r.hfrom
             LEFT JOIN reason w ON w.id = r.reason
             WHERE r.id BETWEEN p.rec0 AND p.rec0 + p.records - 1 ORDER BY r.id))
            FROM report p JOIN org o ON o.id = p.org JOIN domain d ON d.id = p.domain
            ORDER BY p.id""").fetchall(), c.execute("""SELECT d.name, y.p, s.first, s.last
            FROM policy_seen s JOIN domain d ON d.id = s.domain JOIN policy y ON y.id = s.policy
            ORDER BY 1, 2, 3""").fetchall()
    finally:
        c.close()


def sound(db, what):
    """What is derived is what a rebuild makes."""
    counted = api("/api/summary", "range=all", db)
    run("dmarc-import", "rebuild", db=db)
    equal(api("/api/summary", "range=all", db), counted, what + ": the segments are those of a rebuild")
    equal(stored(db)["reports"] > 0, True, what + ": there are reports")


def test_nothing_changes():
    """Today's parser reads what it read before."""
    db = scratch() / "dmarc.db"
    folders = [HERE / "reports"] + ([CORPUS / d for d in ("real", "edge", "mail")] if CORPUS.is_dir() else [])
    if not CORPUS.is_dir():
        skip("no shared corpus beside this checkout: only the tests' own reports were read again")
    run("dmarc-import", *folders, db=db)
    before = everything(db)
    lines, last = reparse(db)
    equal(lines, [], "nothing is read otherwise")
    equal(last, "%d read again, 0 would change, 0 not readable" % len(before[0]), "all were read")
    equal(reparse(db, "--apply"), ([], last.replace("would change", "changed")), "nor changed")
    equal(everything(db), before, "and nothing is")


def test_word():
    db = scratch() / "dmarc.db"
    run("dmarc-import", files([("a.xml", with_word("a")), ("b.xml", report(ident="b"))]), db=db)
    before = everything(db)
    want = ["1\trecords[0].reasons[0].type\t\"unknown\"\t\"arc_pass\"", "1\twarnings[0]\t\"reason_nonstandard\"\tnull"]
    equal(sorted(reparse(db, program=LEARNED)[0]), want, "what would change")
    equal(reparse(db, 2, program=LEARNED), ([], "1 read again, 0 would change, 0 not readable"), "the other one alone")
    equal(everything(db), before, "nothing is kept without --apply")
    equal(sorted(reparse(db, "--apply", 1, program=LEARNED)[0]), want, "what does change")
    equal(reparse(db, program=LEARNED)[0], [], "then nothing more")
    equal([r[:13] for r in everything(db)[0]], [r[:13] for r in before[0]], "the same report, with the same records")
    equal(everything(db)[0][1], before[0][1], "and its neighbour as it was")
    sound(db, "a word")
    equal(reparse(db)[0], ["1\twarnings[0]\tnull\t\"reason_nonstandard\""], "to an older program it is strange again")


WRONG = {
    "a value": ["UPDATE record SET count = count + 1 WHERE id = 5",
                "UPDATE report SET messages = messages + 1 WHERE 5 BETWEEN rec0 AND rec0 + records - 1"],
    "another address": ["UPDATE record SET ip = (SELECT max(id) FROM ip) WHERE id IN (9, 10)"],
    "a policy": ["INSERT INTO policy (adkim, aspf, p, sp, np, pct, fo, testing, discovery) "
                 "VALUES (0, 0, 4, 0, 0, -1, '', 0, 0)",
                 "UPDATE report SET policy = (SELECT max(id) FROM policy) WHERE id IN (3, 4)",
                 "DELETE FROM policy_seen",
                 "INSERT INTO policy_seen SELECT domain, policy, min(day), max(day) FROM report "
                 "WHERE conflict IS NULL GROUP BY 1, 2"],
    "another day": ["UPDATE report SET begin = begin + 864000, end = end + 864000, day = day + 10 WHERE id IN (20, 30)",
                    "DELETE FROM policy_seen",
                    "INSERT INTO policy_seen SELECT domain, policy, min(day), max(day) FROM report "
                    "WHERE conflict IS NULL GROUP BY 1, 2"],
    "one counted apart from its rival": ["UPDATE report SET begin = begin + 864000, conflict = NULL "
                                         "WHERE conflict IS NOT NULL"],
}


def test_read_wrong():
    """Whatever an older parser made of it: afterwards all is as if today's had read it at once."""
    good = scratch() / "dmarc.db"
    run("dmarc-import", files(sorted(old_reports())), db=good)
    want = everything(good)
    for name, wrong in WRONG.items():
        db = scratch() / "dmarc.db"
        run("dmarc-import", files(sorted(old_reports())), db=db)
        change(db, *wrong)
        run("dmarc-import", "rebuild", db=db)
        check(everything(db) != want, name + ": it is read wrong")
        lines = reparse(db)[0]
        check(lines, name + ": it is shown", lines)
        equal(reparse(db, "--apply")[0], lines, name + ": the same is changed")
        equal(everything(db), want, name + ": as if it had been read at once")
        equal(reparse(db)[0], [], name + ": then nothing more")
        sound(db, name)


def test_other_number_of_records():
    """They get ids of their own, and the old ones are gone."""
    db = scratch() / "dmarc.db"
    run("dmarc-import", files(sorted(old_reports())), db=db)
    want, seen = {r[0]: r[11:13] for r in everything(db)[0]}, stored(db)
    c = sqlite3.connect(db)
    report_id, rec0, n = c.execute("SELECT id, rec0, records FROM report WHERE records > 5 LIMIT 1").fetchone()
    c.close()
    change(db, "DELETE FROM record WHERE id = %d" % (rec0 + n - 1),
           "UPDATE report SET records = records - 1, messages = (SELECT sum(count) FROM record "
           "WHERE id BETWEEN rec0 AND rec0 + records - 2) WHERE id = %d" % report_id)
    run("dmarc-import", "rebuild", db=db)
    lines = reparse(db, "--apply")[0]
    check(any(line.startswith("%d\trecords[%d].source_ip\tnull\t" % (report_id, n - 1)) for line in lines),
          "the one that was not read", *lines)
    equal({r[0]: r[11:13] for r in everything(db)[0]}, want, "all records are there")
    equal(stored(db), seen, "and counted")
    sound(db, "more records")


def test_same_after_all():
    """Two whose keys turn out to be one: what says the same goes, what does not is in conflict."""
    db = scratch() / "dmarc.db"
    run("dmarc-import", files([("a.xml", report(ident="a")), ("b.xml", report(ident="b"))]), db=db)
    change(db, "UPDATE report SET report_id = 'x' WHERE id = 1")
    run("dmarc-import", files([("a.xml", report(ident="a"))]), db=db)
    equal(stored(db)["reports"], 3, "it was stored twice")
    lines = reparse(db, "--apply")[0]
    equal(lines, ["1\tmetadata.report_id\t\"x\"\t\"a\"", "1\tis removed: it says what report 3 says"], "one is removed")
    equal(stored(db)["reports"], 2, "and counts no more")
    sound(db, "the same after all")


def test_rival_the_same_after_all():
    """The one that is counted stays; its rival goes, which is told, and is not missed when its turn comes."""
    db = scratch() / "dmarc.db"
    folder = files([("a.xml", report(ident="a"))])
    run("dmarc-import", folder, db=db)
    change(db, "UPDATE report SET hash = zeroblob(16), messages = messages + 1",
           "UPDATE record SET count = count + 1 WHERE id = 1")
    run("dmarc-import", folder, db=db)
    equal([r[7] for r in everything(db)[0]], [None, 1], "it was stored twice, in conflict")
    equal(reparse(db, "--apply"), (["1\trecords[0].count\t6\t5", "2\tis removed: it says what report 1 says"],
                                   "1 read again, 1 changed, 0 not readable"), "the rival is removed")
    equal([r[0] for r in everything(db)[0]], [1], "and gone")
    sound(db, "its rival")


def test_others_write_meanwhile():
    """What is changed is kept before long, though nothing more is found to change until the end."""
    n, db = 2000, scratch() / "dmarc.db"
    run("dmarc-import", files([("%d.xml" % i, report(ident=str(i))) for i in range(n)]), db=db)
    change(db, "UPDATE report SET warnings = 1 WHERE id IN (1, %d)" % n)
    c = sqlite3.connect(db)
    left = "SELECT count(*) FROM report WHERE warnings <> 0"
    p = subprocess.Popen([BUILD / "dmarc-import", "reparse", "--apply"], stdout=subprocess.DEVNULL,
                         env=dict(os.environ, DMARC_DB=str(db)))
    seen = [2]
    while p.poll() is None:
        seen.append(c.execute(left).fetchone()[0])
    c.close()
    equal(p.returncode, 0, "it went well")
    check(1 in seen, "the first was kept while others were read", sorted(set(seen)))


def test_old_store():
    """What 1.0.0 read is read the same; applied, all have their new identity."""
    db = old_store()
    equal(reparse(db)[0], [], "nothing is read otherwise")
    reparse(db, "--apply")
    equal({r[9] for r in everything(db)[0]}, {2}, "all have their new identity")
    sound(db, "an old store")


def test_refused():
    db = scratch() / "dmarc.db"
    run("dmarc-import", files([("a.xml", report(ident="a")), ("b.xml", report(ident="b"))]), db=db)
    change(db, "DELETE FROM original WHERE id >> 16 = 1",
           "UPDATE original SET bytes = x'1f8b08' WHERE id >> 16 = 2")
    r = run("dmarc-import", "reparse", "--apply", db=db)
    equal((r.returncode, r.stdout.decode()), (1, "2 read again, 0 changed, 2 not readable\n"), "two that cannot be read")
    said = r.stderr.decode().splitlines()
    equal(len(said), 2, "are named")
    check(said[0] == "report 1: its original was not kept" and said[1].startswith("report 2: "), "with the reason", *said)
    equal(stored(db)["reports"], 2, "and stay")
    r = run("dmarc-import", "reparse", "7", db=db)
    equal((r.returncode, r.stderr.decode()), (1, "report 7: there is no such report\n"), "one that is not there")
    for args in (["--help"], ["1", "--apply"], ["--apply", "-v"]):
        r = run("dmarc-import", "reparse", *args, db=db)
        equal((r.returncode, r.stdout, r.stderr.decode()),
              (2, b"", "dmarc-import: usage: dmarc-import reparse [--apply] [REPORT...]\n"), "reparse %s" % args)
    r = run("dmarc-import", "reparse", "seven", db=db)
    equal((r.returncode, r.stderr.decode()), (2, "dmarc-import: not the number of a report: seven\n"), "no number")


main()
