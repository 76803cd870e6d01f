#!/usr/bin/env python3
# ctest: LABELS fast COST 10
"""Nobody waits for a stranger's pace: writer.lock is taken for what was read whole."""
import concurrent.futures
import fcntl
import os
import subprocess

from proof import BUILD, check, equal, main, run, scratch, stored, until
from lib.made import files, report
from lib.server import Server

BROKEN = 4                  # files of a form that need mending
LINES = 60000               # of junk in each: nearly all the work is to read and mend them
MANY = 1000                 # reports in one archive


def processor_ticks(pid):
    """User and system time of a process so far."""
    with open("/proc/%d/stat" % pid, encoding="utf-8") as f:
        fields = f.read().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def program(server, name):
    """The process of one of a server's programs."""
    spawn = (server.data / "pid").read_text().strip()
    children = open("/proc/%s/task/%s/children" % (spawn, spawn), encoding="ascii").read().split()
    return next(int(pid) for pid in children
                if os.readlink("/proc/%s/exe" % pid) == str(BUILD / name))


def broken(n):
    """A report to be mended: a bare ampersand, and much of what nobody needs before the records."""
    junk = "<extension>" + "<x>a & b</x>\n" * LINES + "</extension>"
    return report(ident="broken-%d" % n).replace(b"<record>", junk.encode() + b"<record>", 1)


def form(parts):
    return b"".join(b'--b\r\nContent-Disposition: form-data; name="f"; filename="%d.xml"\r\n\r\n%s\r\n'
                    % (n, data) for n, data in enumerate(parts)) + b"--b--\r\n"


def work_while_waiting(pid, path, done):
    """What a process works while others have to wait for its lock."""
    ticks = 0
    with open(path, "r+b") as lock:
        while not done():
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                began = processor_ticks(pid)
                fcntl.flock(lock, fcntl.LOCK_EX)
                ticks += processor_ticks(pid) - began
            fcntl.flock(lock, fcntl.LOCK_UN)
    return ticks


def test_form():
    """A good report first, then some that take long to mend: nothing is read or mended under the lock."""
    body = form([report(ident="good")] + [broken(n) for n in range(BROKEN)])
    with Server() as server, concurrent.futures.ThreadPoolExecutor() as pool:
        server.post("/api/import", report(ident="first"), {})
        pid = program(server, "dmarc-import")
        began = processor_ticks(pid)
        answer = pool.submit(server.post, "/api/import", body,
                             {"Content-Type": "multipart/form-data; boundary=b"})
        waiting = work_while_waiting(pid, server.data / "dmarc.db-writer.lock", answer.done)
        status, answer = answer.result()
        ticks = processor_ticks(pid) - began
    equal((status, answer["imported"]), (200, 1 + BROKEN), "all of them are stored")
    check(waiting <= ticks / 3, "others wait for a small part of the work: %d of %d ticks" % (waiting, ticks))


def test_stalled_pipe():
    """A mail alias that stands still in the middle of a mail stops nobody."""
    db = scratch() / "dmarc.db"
    many = report(ident="stalled", rows=tuple(("192.0.2.%d" % (n % 250 + 1), n + 1) for n in range(2000)))
    for rest in (b"", b"<!-- the end never comes -->"):
        p = subprocess.Popen([BUILD / "dmarc-import", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, env=dict(os.environ, DMARC_DB=str(db)))
        half = many[:len(many) // 2] if not rest else many.replace(b"</feedback>", rest)
        p.stdin.write(half)
        p.stdin.flush()
        until("it has read all that is there", lambda: drained(p.stdin))
        try:
            r = run("dmarc-import", files([("other.xml", report(ident="other" + str(len(rest))))]), db=db, timeout=20)
            equal(r.returncode, 0, "another import goes on: %s" % r.stderr.decode())
        except subprocess.TimeoutExpired:
            check(False, "another import goes on")
        p.stdin.close()
        p.wait()
        p.stderr.close()
    equal(stored(db)["reports"], 3, "the others are stored, and the one that lacks but its end")


def drained(pipe):
    left = bytearray(4)
    fcntl.ioctl(pipe, 0x541b, left)     # FIONREAD
    return int.from_bytes(left, "little") == 0


def test_batches():
    """Others get the lock between the batches of one great input."""
    db, tar = scratch() / "dmarc.db", scratch() / "all.tar"
    run("dmarc-import", files([("first.xml", report(ident="first"))]), db=db)
    folder = files(("%d.xml" % n, report(ident=str(n))) for n in range(MANY))
    subprocess.run(["tar", "-C", folder, "-cf", tar, "."], check=True)
    p = subprocess.Popen([BUILD / "dmarc-import", tar], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                         env=dict(os.environ, DMARC_DB=str(db)))
    seen = set()
    with open(db.with_name("dmarc.db-writer.lock"), "r+b") as lock:
        while p.poll() is None:
            fcntl.flock(lock, fcntl.LOCK_EX)        # nobody writes while we look
            seen.add(stored(db)["reports"])
            fcntl.flock(lock, fcntl.LOCK_UN)
    check(seen - {1, MANY + 1}, "some are stored and others not when we have it", seen)
    equal(stored(db)["reports"], MANY + 1, "in the end all are stored")


main()
