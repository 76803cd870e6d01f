#!/usr/bin/env python3
# ctest: COST 60
"""The segments that imports and deletions keep are those a rebuild makes anew."""
import random
import sqlite3

from proof import api, cgi, check, equal, generate, main, run, scratch, stored, total

TABLES = {
    "seg": "SELECT id, day0, day1, rows FROM seg ORDER BY id",
    "seg2": "SELECT id, rows FROM seg2 ORDER BY id",
    "policy_seen": "SELECT domain, policy, first, last FROM policy_seen ORDER BY 1, 2",
}
DELETIONS = 40


def dump(db):
    c = sqlite3.connect("file:%s?mode=ro" % db, uri=True)
    kept = {name: c.execute(sql).fetchall() for name, sql in TABLES.items()}
    check(c.execute("PRAGMA quick_check").fetchone()[0] == "ok", "quick_check")
    c.close()
    return kept


def compare(db, when):
    """Kept, then rebuilt."""
    kept, seen = dump(db), stored(db)
    r = run("dmarc-import", "rebuild", db=db)
    equal(r.returncode, 0, "rebuild %s: %s" % (when, r.stderr.decode()))
    made = dump(db)
    for name in TABLES:
        equal(len(kept[name]), len(made[name]), "%s: rows of %s" % (when, name))
        for k, m in zip(kept[name], made[name]):
            check(k == m, "%s: %s %s" % (when, name, k[0]), difference(k, m))
    equal(stored(db), seen, when + ": the same sums")
    return seen


def difference(k, m):
    if k[:-1] != m[:-1] or not isinstance(k[-1], bytes) or len(k[-1]) != len(m[-1]):
        return "kept %.80r, rebuilt %.80r" % (k, m)
    at = next((i for i in range(len(k[-1])) if k[-1][i] != m[-1][i]), None)
    return "first difference at byte %s" % at


def conflicting(folder):
    """Some of the reports once more, each with a record that counts one more."""
    out = scratch()
    for path in sorted(folder.glob("*.xml"))[:60]:
        text = path.read_text(encoding="utf-8")
        (out / path.name).write_text(text.replace("<count>", "<count>1", 1), encoding="utf-8")
    return out


def delete(db, rng, n):
    page = api("/api/reports", "range=all&limit=100&sort=org", db)
    ids = [r["id"] for r in page["rows"]]
    page = api("/api/reports", "range=all&limit=100&sort=-records", db)
    ids += [r["id"] for r in page["rows"]]
    for ident in rng.sample(sorted(set(ids)), n):
        status, text = cgi("dmarc-import", "/api/reports/%s" % ident, "", db, "DELETE")
        equal(status, 200, "delete %s: %s" % (ident, text[:100]))


def test_segments():
    rng = random.Random(5)
    db, one, two = (scratch() / "dmarc.db"), scratch(), scratch()
    truth = generate("-n", 800, one)
    run("dmarc-import", one, db=db)
    equal(compare(db, "after an import"), total(truth.values()), "the sums are the expected")
    run("dmarc-import", conflicting(one), db=db)
    c = sqlite3.connect(db)
    equal(c.execute("SELECT count(*) FROM report WHERE conflict IS NOT NULL").fetchone()[0] > 10, True,
          "some reports are in conflict")
    # Those counted: their conflicts take their place.
    heirs = [row[0] for row in c.execute("SELECT DISTINCT conflict FROM report WHERE conflict > 0 LIMIT 5")]
    c.close()
    compare(db, "after conflicts")
    for ident in heirs:
        equal(cgi("dmarc-import", "/api/reports/%s" % ident, "", db, "DELETE")[0], 200, "delete the counted one")
    compare(db, "after heirs")
    delete(db, rng, DELETIONS)
    compare(db, "after deletions")
    for path in sorted(one.iterdir())[:10]:     # one at a time: one transaction each
        run("dmarc-import", path, db=db)
    generate("-s", 2, "-n", 200, two)
    run("dmarc-import", one, two, db=db)
    compare(db, "after all again, and more")


main()
