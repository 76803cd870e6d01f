#!/usr/bin/env python3
# ctest: COST 50
"""What `dmarc-import parse` reads in a file equals what is written beside it.

tests/reports/NAME with NAME.json, and, where a shared corpus stands beside the
checkout, its files and its long list.  Tiers 1 and 2 must be right, of tier 3
nine in ten.  Absent, null and [] are the same.
"""
import collections
import concurrent.futures
import csv
import json
import re
import subprocess
import tarfile

from proof import BUILD, CASES, CORPUS, HERE, check, main, scratch, skip

MANY = 200           # files in a tar
SECONDS = 60         # a program that takes longer hangs
NOT_COMPARED = {"schema", "file", "tier", "covers", "note", "report_ids", "identity", "alt_error",
                "lossy", "warnings"}
XML = {"xml-malformed", "xml-truncated"}


def parse(path):
    """The program's answer, or a string that says why there is none."""
    try:
        r = subprocess.run([BUILD / "dmarc-import", "parse", path], capture_output=True,
                           timeout=SECONDS, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return "no answer in %d seconds" % SECONDS
    if r.returncode < 0:
        return "signal %d: %s" % (-r.returncode, r.stderr.decode(errors="replace"))
    try:
        return json.loads(r.stdout.decode("utf-8"))
    except ValueError as e:
        return "no JSON: %s: %s" % (e, r.stderr.decode(errors="replace"))


def nothing(x):
    return x is None or x == []


def ascii_only(s):
    return re.sub(r"[^\x21-\x7e]", "", s)


def differences(want, got, lossy, path=""):
    """Each as a line of text."""
    if nothing(want) and nothing(got):
        return
    if isinstance(want, dict) and isinstance(got, dict):
        for key in want:
            if key not in NOT_COMPARED:
                yield from differences(want[key], got.get(key), lossy, path + "/" + key)
    elif isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
        for i, (w, g) in enumerate(zip(want, got)):
            yield from differences(w, g, lossy, "%s[%d]" % (path, i))
    elif lossy and isinstance(want, str) and isinstance(got, str) and ascii_only(want) == ascii_only(got):
        return
    elif want != got or isinstance(want, bool) != isinstance(got, bool):
        yield "%s: want %.120r, got %.120r" % (path, want, got)


def kinds(answer):
    return sorted(r["error"] for r in answer.get("rejected") or [])


def judge(want, got, types_only=False):
    """A list of differences: empty is right."""
    if isinstance(got, str):
        return [got]
    refused = None if got.get("reports") else got.get("error", "neither reports nor error")
    allowed = want.get("alt_error")
    if "error" in want:
        return [] if refused and refused in (want["error"], allowed) else [
            "want error %s, got %s" % (want["error"], refused or "%d reports" % len(got["reports"]))]
    if refused:
        same = allowed and (refused == allowed or allowed in XML and refused in XML)
        return [] if same else ["want a report, got error %s" % refused]
    if types_only:
        want = {"reports": [{"type": r["type"]} for r in want["reports"]]}
    found = list(differences(want["reports"], got["reports"], want.get("lossy")))
    if "rejected" in want and kinds(want) != kinds(got):
        found.append("rejected: want %s, got %s" % (kinds(want), kinds(got)))
    return found


def run_all(paths):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return pool.map(parse, paths)


def folder(where, ending, types_only=False):
    """Every file of a folder that has an answer beside it."""
    pairs = [(a, a.with_name(a.name[:-len(ending)])) for a in sorted(where.rglob("*" + ending))]
    pairs = [(answer, file) for answer, file in pairs if file.exists()]
    tally = collections.Counter()
    for (answer, file), got in zip(pairs, run_all(file for _, file in pairs)):
        want = json.loads(answer.read_text(encoding="utf-8"))
        wrong = judge(want, got, types_only)
        tier = want.get("tier", 1)
        tally[tier, not wrong] += 1
        if tier < 3:
            check(not wrong, "%s (tier %d)" % (file, tier), *wrong)
        elif wrong:
            print("tier 3: %s: %s" % (file, wrong[0]))
    good, bad = tally[3, True], tally[3, False]
    if good + bad:
        check(good >= 9 * bad, "%s: %d of %d in tier 3" % (where, good, good + bad))
    print("%s: %s" % (where.name, ", ".join(
        "tier %d %d of %d" % (t, tally[t, True], tally[t, True] + tally[t, False])
        for t in (1, 2, 3) if tally[t, True] + tally[t, False])))
    return len(pairs)


def row_of(answer):
    """An answer as a line of expected.tsv, without the file's name."""
    if isinstance(answer, str) or not answer.get("reports"):
        kind = answer if isinstance(answer, str) else answer.get("error", "")
        return ["xml-malformed" if kind in XML else kind] + [""] * 8
    r = answer["reports"][0]
    m, t = r.get("metadata", {}), r.get("totals", {})
    values = [m.get("org_name"), m.get("report_id"), r["policy"].get("domain"), m.get("begin"),
              m.get("end"), t.get("records"), t.get("messages"), t.get("dmarc_pass")]
    return [""] + ["" if v is None else str(v) for v in values]


def read_in_tars(out, files):
    """The answer to each of what has to be read, many by one run of the program."""
    tars = []
    for n in range(0, len(files), MANY):
        tars.append(out / ("%d.tar" % n))
        with tarfile.open(tars[-1], "w") as tar:
            for file in files[n:n + MANY]:
                tar.add(file, file.name)
    for n, answer in enumerate(run_all(tars)):
        its = answer.get("reports", []) if isinstance(answer, dict) else []
        check(len(its) == len(files[n * MANY:(n + 1) * MANY]), "all of %s are read" % tars[n].name, str(answer)[:300])
        yield from ({"reports": [r]} for r in its)


def bulk(where):
    """Thousands of reports in one archive, a line for each."""
    out, at = scratch(), {}
    with tarfile.open(where / "dmarcrua-aggregate.tar.xz") as tar:
        for n, member in enumerate(m for m in tar if m.isfile()):
            name = member.name.partition("/")[2]
            at[name] = out / ("%d.xml" % n)
            at[name].write_bytes(tar.extractfile(member).read())
    with open(where / "expected.tsv", encoding="utf-8", newline="") as f:
        rows = list(csv.reader(f, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    read, refused = [r for r in rows if not r[1]], [r for r in rows if r[1]]
    answers = [*read_in_tars(out, [at[r[0]] for r in read]), *run_all(at[r[0]] for r in refused)]
    right = 0
    for row, got in zip(read + refused, answers, strict=True):
        right += check(row_of(got) == row[1:], "bulk " + row[0], row[1:], row_of(got))
    print("bulk: %d of %d" % (right, len(rows)))


def test_fixtures():
    check(folder(HERE / "reports", ".json") > 0, "there are fixtures in tests/reports")


def test_cases():
    if not CASES.is_dir():
        return skip("no shared cases beside this checkout")
    folder(CASES, ".expected.json")


def test_corpus():
    if not CORPUS.is_dir():
        return skip("no shared corpus beside this checkout: its six folders were not read", 6)
    for name in ("real", "edge", "mail"):
        folder(CORPUS / name, ".expected.json")
    for name in ("tls", "failure"):
        folder(CORPUS / name, ".expected.json", types_only=True)
    bulk(CORPUS / "bulk")


main()
