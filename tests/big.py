#!/usr/bin/env python3
# ctest: COST 80
"""One enormous report: little memory by shell, refused over HTTP by name of the limit.

BIG_BYTES says how large (200,000,000; the promise is made for 1 GB).  Memory is
measured in a build without sanitizers.
"""
import json
import os
import re
import subprocess
import time

from proof import BUILD, cgi, check, equal, main, scratch, stored
from lib.plain import plain
from lib.routes import LARGEST

BYTES = int(os.environ.get("BIG_BYTES", "200000000"))
RESIDENT = 32 << 20
RAISED = "unpacked=%d,records=100000000" % (BYTES * 2)


def make(out):
    """The report as gzip, and what is in it."""
    path, truth = out / "big.xml.gz", out / "truth"
    with open(path, "wb") as f:
        maker = subprocess.Popen([BUILD / "dmarc-generate", "-g", str(BYTES), "-t", truth],
                                 stdout=subprocess.PIPE)
        packer = subprocess.run(["gzip", "-3"], stdin=maker.stdout, stdout=f)
        equal((maker.wait(), packer.returncode), (0, 0), "made")
    return path, [int(x) for x in truth.read_text().split("\t")[-3:]]


def measured(command, **env):
    """Its status, what it printed, its resident bytes at most, and seconds."""
    began = time.monotonic()
    p = subprocess.Popen(command, env=dict(os.environ, **env), stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True)
    text = p.stdout.read()
    _, status, usage = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    p.stdout.close()
    return p.returncode, text, usage.ru_maxrss * 1024, time.monotonic() - began


def test_by_shell(path, truth, out):
    program, db = plain("dmarc-import"), out / "dmarc.db"
    for again in ("1 imported", "0 imported, 1 duplicate"):
        status, text, resident, seconds = measured([program, path], DMARC_DB=str(db),
                                                   DMARC_TEST_LIMITS=RAISED)
        equal((status, text.startswith(again)), (0, True), "%s: %s" % (again, text))
        check(resident < 2 * RESIDENT, "in less than 64 MiB, who sends it being told after", "%.1f MiB" % (resident / 2**20))
        print("%s: %d bytes, %d records: %.1f MiB resident, %.1f s" % (
            again, BYTES, truth[0], resident / 2**20, seconds))
    seen = stored(db)
    equal([seen["reports"], seen["records"], seen["messages"], seen["pass"]], [1, *truth], "the sums")


def test_refused(path, out):
    """With the limits as they are: by shell, and by HTTP packed and unpacked."""
    db = out / "small.db"
    status, text, resident, _ = measured([plain("dmarc-import"), path], DMARC_DB=str(db))
    check(status == 1 and re.search(r"limit: .*(128 MiB|500000)", text), "refused by shell", text)
    check(resident < RESIDENT, "in less than 32 MiB", "%.1f MiB" % (resident / 2**20))
    for name, body in (("big.xml.gz", path.read_bytes()), ("big.xml", b"<feedback>" + b" " * LARGEST)):
        status, text = cgi("dmarc-import", "/api/import", "name=" + name, db, "POST", body)
        answer = json.loads(text)
        said = answer["error"]["message"]
        want = 413 if len(body) > LARGEST else 422
        equal(status, want, "%s, %d bytes" % (name, len(body)))
        check(re.search("(%d|128) MiB|500000" % (LARGEST >> 20), said), "which names the limit", said)
        print("%s of %d bytes: %d, %s" % (name, len(body), status, said))
    equal(stored(db)["reports"], 0, "nothing was kept")


OUT = scratch()
PATH, TRUTH = make(OUT)
main(path=PATH, truth=TRUTH, out=OUT)
