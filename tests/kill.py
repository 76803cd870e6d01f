#!/usr/bin/env python3
# ctest: COST 100
"""kill -9 in the middle of an import: what was acknowledged is there, nothing is half.

An import of 3,000 reports is killed at random moments, round after round, over
the same store; KILL_ROUNDS says how often (50).  -v acknowledges a report by
its line.  After each round the database is sound, holds every acknowledged
report whole, and none that is not whole.
"""
import os
import random
import select
import shutil
import sqlite3
import subprocess
import time

from proof import BUILD, check, equal, generate, main, run, scratch, stored, total

ROUNDS = int(os.environ.get("KILL_ROUNDS", "50"))
REPORTS = 3000
FRESH = 4           # rounds until the store begins anew
SECONDS = 0.1       # at most, from the last batch seen to the kill


def killed_import(folder, db, target, seconds):
    """Kill it so long after it acknowledged so many; the lines it wrote whole."""
    p = subprocess.Popen([BUILD / "dmarc-import", "-v", folder], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, env=dict(os.environ, DMARC_DB=str(db)))
    out, deadline = b"", None
    while True:
        if deadline is None and out.count(b"\n") >= target:
            deadline = time.monotonic() + seconds
        left = None if deadline is None else max(0, deadline - time.monotonic())
        if left == 0 or not select.select([p.stdout], [], [], left)[0]:
            break
        piece = os.read(p.stdout.fileno(), 65536)
        if not piece:
            break
        out += piece
    p.kill()
    out += p.stdout.read()
    p.wait()
    p.stdout.close()
    lines = out.decode("utf-8").split("\n")[:-1]
    return p.returncode == -9, {line.split("\t")[1] for line in lines if "\t" in line}


def reports(db):
    """What is stored, by its key; and whether all of it is sound and whole."""
    c = sqlite3.connect(db, timeout=30)
    try:
        equal(c.execute("PRAGMA quick_check").fetchone()[0], "ok", "quick_check")
        half = c.execute("""SELECT count(*) FROM report p WHERE
            records <> (SELECT count(*) FROM record WHERE id BETWEEN p.rec0 AND p.rec0 + p.records - 1) OR
            messages <> (SELECT total(count) FROM record WHERE id BETWEEN p.rec0 AND p.rec0 + p.records - 1) OR
            NOT EXISTS (SELECT 1 FROM original WHERE id >> 16 = p.id)""").fetchone()[0]
        equal(half, 0, "no report is half")
        loose = c.execute("""SELECT (SELECT count(*) FROM record) - (SELECT ifnull(sum(records), 0) FROM report)""")
        equal(loose.fetchone()[0], 0, "no record is without its report")
        return {row[0]: row[1:] for row in c.execute(
            """SELECT o.name || ' ' || d.name || ' ' || p.report_id, p.records, p.messages
            FROM report p JOIN org o ON o.id = p.org JOIN domain d ON d.id = p.domain""")}
    finally:
        c.close()


def check_round(db, acknowledged, truth):
    have = reports(db)
    want = {"%(org)s %(domain)s %(id)s" % truth[f]: (truth[f]["records"], truth[f]["messages"])
            for f in acknowledged}
    lost = [k for k, v in want.items() if have.get(k) != v]
    check(not lost, "each acknowledged report is there", *lost)
    seen = stored(db)
    equal((seen["reports"], seen["messages"]), (len(have), sum(v[1] for v in have.values())),
          "the dashboard counts what is there")


def test_kill():
    rng = random.Random(6)
    folder, data = scratch(), scratch()
    truth = generate("-n", REPORTS, folder)
    kills = 0
    for n in range(ROUNDS):
        if n % FRESH == 0:
            shutil.rmtree(data)
            data.mkdir()
            acknowledged = set()
        died, lines = killed_import(folder, data / "dmarc.db", rng.randrange(REPORTS),
                                    rng.uniform(0, SECONDS))
        kills += died
        acknowledged |= {os.path.basename(f) for f in lines}
        if (data / "dmarc.db").exists():
            check_round(data / "dmarc.db", acknowledged, truth)
    r = run("dmarc-import", folder, db=data / "dmarc.db")
    equal(r.returncode, 0, "an import after all that")
    equal(stored(data / "dmarc.db"), total(truth.values()), "and all is there, once")
    check(kills >= ROUNDS / 2, "most rounds were killed before they ended: %d of %d" % (kills, ROUNDS))
    print("%d rounds, %d killed, %d acknowledged in the last store" % (ROUNDS, kills, len(acknowledged)))


main()
