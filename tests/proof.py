"""What the tests in Python share: where things are, counting, running programs.

A test is started as  NAME.py BUILD [ARGUMENT...], BUILD being the folder that
holds the programs.  It ends in "N passed, N failed" and an exit status.
"""
import atexit
import inspect
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent
CORPUS = TOP.parent / "shared" / "corpus"
CASES = CORPUS.parent / "cases"
BUILD = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else TOP / "build").resolve()

_count = {"passed": 0, "failed": 0, "skipped": 0}


def check(ok, what, *detail):
    """Count; say what failed, and the detail that explains it."""
    _count["passed" if ok else "failed"] += 1
    if not ok:
        print("FAIL", what)
        for line in detail[:6]:
            print("    ", str(line)[:400])
    return ok


def equal(got, want, what):
    return check(got == want, what, "got  %r" % (got,), "want %r" % (want,))


def skip(what, n=1):
    _count["skipped"] += n
    print("skipped:", what)


def end():
    """Say the sum and leave."""
    tail = ", %d skipped" % _count["skipped"] if _count["skipped"] else ""
    print("%d passed, %d failed%s" % (_count["passed"], _count["failed"], tail))
    sys.exit(_count["failed"] > 0 or _count["passed"] == 0)


def _call(name, test, shared):
    """A test that breaks off has failed, as has one that checks nothing; the others go on."""
    began, before, used = time.monotonic(), sum(_count.values()), sum(os.times()[:4])
    try:
        test(**{each: shared[each] for each in inspect.signature(test).parameters})
        if sum(_count.values()) == before:
            check(False, name + " checks nothing")
    except Exception:
        check(False, name + " broke off")
        traceback.print_exc(file=sys.stdout)
    print("%6.1f s, %6.1f s of a processor: %s" % (time.monotonic() - began, sum(os.times()[:4]) - used, name), flush=True)


def main(**shared):
    """Call every test_... of the file that runs, in their order; a test names what it takes of what
    is shared.  Say the sum and leave."""
    for name, test in list(vars(sys.modules["__main__"]).items()):
        if name.startswith("test_"):
            _call(name, test, shared)
    end()


def until(what, true, seconds=60):
    """Wait for it to be so, and count whether it came."""
    end_at = time.monotonic() + seconds
    while not true() and time.monotonic() < end_at:
        time.sleep(0.05)
    return check(true(), what)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def scratch():
    """A folder of our own, gone when the test ends."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="dmarc-test-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def run(program, *args, db=None, env=None, **more):
    """Run one of the programs as a command."""
    env = dict(os.environ, **(env or {}))
    if db is not None:
        env["DMARC_DB"] = str(db)
    more.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run([BUILD / program, *map(str, args)], env=env, capture_output=True, **more)


def cgi(program, path, query="", db=None, method="GET", body=b"", **headers):
    """Ask a program as a CGI server would: the status and the body."""
    env = {k: v for k, v in os.environ.items() if k.startswith(("ASAN", "UBSAN", "LSAN", "TMPDIR", "ALARM_CLASSIC"))}
    env.update(GATEWAY_INTERFACE="CGI/1.1", REQUEST_METHOD=method, PATH_INFO=path,
               QUERY_STRING=query, DMARC_DB=str(db), CONTENT_LENGTH=str(len(body)))
    env.update(headers)
    r = subprocess.run([BUILD / program], env=env, input=body, capture_output=True)
    head, _, text = r.stdout.partition(b"\r\n\r\n")
    status = 200
    for line in head.decode("latin-1").split("\r\n"):
        if line.lower().startswith("status:"):
            status = int(line.split()[1])
    if not head:
        raise RuntimeError("%s %s?%s: no answer: %s" % (program, path, query, r.stderr.decode()))
    return status, text


def api(path, query="", db=None):
    """The JSON of a page program."""
    program = "dmarc-records" if path.startswith(("/api/records", "/api/reports")) else "dmarc-dashboard"
    status, text = cgi(program, path, query, db)
    if status != 200:
        raise RuntimeError("%s?%s: %d %s" % (path, query, status, text.decode()))
    return json.loads(text)


def generate(*args):
    """Made-up reports; returns what is in them, by file."""
    truth = scratch() / "truth.tsv"
    subprocess.run([BUILD / "dmarc-generate", "-t", truth, *map(str, args)], check=True)
    rows = {}
    for line in truth.read_text(encoding="utf-8").splitlines():
        file, org, domain, ident, begin, stop, records, messages, passed = line.split("\t")
        rows[file] = {"org": org, "domain": domain, "id": ident, "begin": int(begin), "end": int(stop),
                      "records": int(records), "messages": int(messages), "pass": int(passed)}
    return rows


def total(rows):
    rows = list(rows)
    return {"reports": len(rows), **{k: sum(r[k] for r in rows) for k in ("records", "messages", "pass")}}


def stored(db):
    """The same four numbers, as the dashboard tells them."""
    t = api("/api/summary", "range=all", db)["totals"]
    return {k: t[k] for k in ("reports", "records", "messages", "pass")}
