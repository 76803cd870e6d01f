#!/usr/bin/env python3
# ctest: LABELS fast COST 5
"""A program that runs out of descriptors says so, waits, and serves again with all its threads."""
import os
import pathlib
import resource
import signal
import socket
import struct
import subprocess

from proof import BUILD, check, equal, main, run, scratch, until

OUT = scratch()
SOCKET, LOG, DB = OUT / "s", OUT / "log", OUT / "dmarc.db"
HELD = 40           # more than there are threads


def record(kind, data):
    return struct.pack(">BBHHBx", 1, kind, 1, len(data), 0) + data


def request(path):
    """A GET as nginx sends it."""
    names = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "CONTENT_LENGTH": ""}
    pairs = b"".join(bytes([len(k), len(v)]) + k.encode() + v.encode() for k, v in names.items())
    return record(1, b"\0\1\0\0\0\0\0\0") + record(4, pairs) + record(4, b"") + record(5, b"")


def connect(data):
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(30)
    s.connect(str(SOCKET))
    s.sendall(data)
    return s


def answer(s):
    text = b""
    while piece := s.recv(65536):
        text += piece
    s.close()
    return b"Status: 200" in text or b'"ok"' in text


def start():
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(SOCKET))
    listening.listen(128)
    env = dict(os.environ, DMARC_DB=str(DB))
    with open(LOG, "wb") as log:
        return subprocess.Popen([BUILD / "dmarc-dashboard"], stdin=listening, stdout=log, stderr=log, env=env)


def threads(program):
    return len(list(pathlib.Path("/proc/%d/task" % program.pid).iterdir()))


def descriptors(program, n):
    resource.prlimit(program.pid, resource.RLIMIT_NOFILE, (n, resource.prlimit(
        program.pid, resource.RLIMIT_NOFILE)[1]))


def test_descriptors():
    run("dmarc-import", "-", db=DB)
    program = start()
    check(answer(connect(request("/healthz"))), "it serves")
    until("all threads are there", lambda: threads(program) > os.cpu_count())
    before = threads(program)
    descriptors(program, 3)
    waiting = [connect(request("/healthz")) for _ in range(HELD)]
    until("it says what is short, or is gone",
          lambda: "Too many open files" in LOG.read_text() or program.poll() is not None)
    equal(program.poll(), None, "it is still there")
    descriptors(program, 1024)
    equal([answer(s) for s in waiting], [True] * HELD, "all that came meanwhile are answered")
    equal(threads(program), before, "by as many threads as before")
    said = LOG.read_text().count("Too many open files")
    check(said < before, "and it was said once in a while", said)
    slow = [connect(request("/healthz")[:20]) for _ in range(before - 2)]
    check(answer(connect(request("/healthz"))), "the last of them serves alone")
    for s in slow:
        s.close()
    program.send_signal(signal.SIGTERM)
    equal(program.wait(30), 0, "it ends when told")


main()
