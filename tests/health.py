#!/usr/bin/env python3
# ctest: LABELS fast COST 5
"""A database that is lost, or cannot be used, looks like neither a new one nor a well one: /healthz and
the pages say which it is, at once, and no program begins a new one in its place."""
import contextlib
import fcntl
import json
import os
import shutil
import socket
import sqlite3
import struct
import subprocess
import time

from proof import BUILD, cgi, check, equal, generate, main, run, scratch, skip, stored, until

IN = scratch()
generate("-n", 30, IN)
GOOD = scratch() / "dmarc.db"
run("dmarc-import", IN, db=GOOD)
run("dmarc-cron", "maintain", db=GOOD)          # all of it is in the file itself
NOBODY = 65534


def copy():
    """A store in a folder of its own, with all that lies beside it."""
    folder = scratch() / "data"
    shutil.copytree(GOOD.parent, folder)
    return folder / "dmarc.db"


def bad(db, part, pages=True, **env):
    """503 and why, without a path; within a second, but for the machine's own haste."""
    began = time.monotonic()
    status, text = cgi("dmarc-dashboard", "/healthz", db=db, **env)
    took = time.monotonic() - began
    said = json.loads(text)
    check(status == 503 and not said["ok"] and part in said["database"]["error"], "/healthz: " + part, status, text)
    check(said["database"]["schema"] is None and said["last_report"] is None, "it makes nothing up", text)
    check(str(db.parent).encode() not in text, "no path", text)
    check(took < 4, "/healthz: %s: at once" % part, took)
    for program, path in (("dmarc-dashboard", "/api/summary"), ("dmarc-records", "/api/records")) if pages else ():
        status, text = cgi(program, path, "range=all", db, **env)
        said = json.loads(text)
        check(status == 503 and part in said.get("error", {}).get("message", ""), "%s: %s" % (path, part), status, text[:200])


def no_import(db, part):
    r = run("dmarc-import", IN, db=db)
    check(r.returncode == 2 and part in r.stderr.decode(), "no import: " + part, r.returncode, r.stdout, r.stderr)
    check(not db.is_file() or db.stat().st_size == 0, "none is made in its place")


def test_never_made():
    db = scratch() / "dmarc.db"
    bad(db, "no database")
    check(not db.exists(), "looking makes none")
    equal(run("dmarc-import", IN / sorted(os.listdir(IN))[0], db=db).returncode, 0, "an import makes it")
    status, text = cgi("dmarc-dashboard", "/healthz", db=db)
    check(status == 200 and json.loads(text)["database"] == {"ok": True, "error": None, "schema": schema(db)}, "and it is well",
          text)


def schema(db):
    with contextlib.closing(sqlite3.connect(db)) as c:
        return c.execute("PRAGMA user_version").fetchone()[0]


def test_lost():
    db = copy()
    db.unlink()
    bad(db, "gone")
    no_import(db, "gone")
    shutil.rmtree(db.parent)
    bad(db, "folder")
    no_import(db, "folder")
    db.parent.write_text("")
    bad(db, "folder")


def test_no_file():
    db = copy()
    os.truncate(db, 0)
    bad(db, "empty")
    no_import(db, "empty")
    db.unlink()
    db.mkdir()
    bad(db, "folder")
    no_import(db, "folder")
    db.rmdir()
    os.mkfifo(db)
    bad(db, "no file")


def test_no_database():
    db = copy()
    db.write_text("this is no database, " * 1000)
    bad(db, "not a database")
    db = copy()
    data = bytearray(db.read_bytes())
    data[100:400] = b"\xee" * 300       # the page of the schema
    db.write_bytes(data)
    bad(db, "damaged")


def test_unreadable():
    if os.geteuid() != 0:
        return skip("a file that may not be read: only root can be somebody else")
    db = copy()
    for folder in (db.parent, db.parent.parent):
        folder.chmod(0o755)
    os.chown(db, 0, 0)
    db.chmod(0o600)
    program = scratch() / "dmarc-dashboard"
    shutil.copy(BUILD / "dmarc-dashboard", program)
    program.parent.chmod(0o755)
    env = dict(os.environ, GATEWAY_INTERFACE="CGI/1.1", REQUEST_METHOD="GET", PATH_INFO="/healthz", DMARC_DB=str(db))
    text = subprocess.run([program], env=env, capture_output=True, user=NOBODY, group=NOBODY).stdout
    check(b"Status: 503" in text and b"may not be read" in text, "a file that may not be read", text)


def test_schema():
    for version, part in ((99, "newer"), (1, "older")):
        db = copy()
        with contextlib.closing(sqlite3.connect(db)) as c:
            c.execute("PRAGMA user_version = %d" % version)
        bad(db, part)


def test_locked():
    db = copy()
    with open(db.parent / "dmarc.db-writer.lock") as lock, contextlib.closing(sqlite3.connect(db, isolation_level=None)) as c:
        fcntl.flock(lock, fcntl.LOCK_EX)
        c.execute("BEGIN IMMEDIATE")
        c.execute("DELETE FROM report")
        equal(cgi("dmarc-dashboard", "/healthz", db=db)[0], 200, "a writer at work is no illness")
        c.execute("ROLLBACK")
    with contextlib.closing(sqlite3.connect(db, isolation_level=None)) as c:
        c.execute("PRAGMA locking_mode = EXCLUSIVE")
        c.execute("BEGIN IMMEDIATE")
        c.execute("DELETE FROM report")
        bad(db, "locked", pages=False)


class Program:
    """One that serves by FastCGI, as long as it is asked."""

    def __init__(self, name, db):
        self.path = scratch() / "sock"
        with socket.socket(socket.AF_UNIX) as s:
            s.bind(str(self.path))
            s.listen()
            self.run = subprocess.Popen([BUILD / name], stdin=s, env=dict(os.environ, DMARC_DB=str(db)),
                                        stderr=subprocess.DEVNULL)

    def ask(self, method, path, query="", body=b""):
        params = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "CONTENT_LENGTH": str(len(body))}
        pairs = b"".join(struct.pack("BB", len(k), len(v)) + k.encode() + v.encode() for k, v in params.items())
        out = b""
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(str(self.path))
            for kind, data in ((1, struct.pack(">HB5x", 1, 0)), (4, pairs), (4, b""), (5, body), (5, b"")):
                s.sendall(struct.pack(">BBHHBx", 1, kind, 1, len(data), 0) + data)
            f = s.makefile("rb")
            while len(head := f.read(8)) == 8:
                _, kind, _, n, pad = struct.unpack(">BBHHBx", head)
                data = f.read(n + pad)[:n]
                out += data if kind == 6 else b""
                if kind == 3:
                    break
        head, _, text = out.partition(b"\r\n\r\n")
        return int(head.split(b"Status: ")[1].split()[0]), text

    def end(self):
        self.run.terminate()
        equal(self.run.wait(), 0, "it ends well")


def test_lost_meanwhile():
    """The disk goes while the programs run, and comes back."""
    db, report = copy(), sorted(IN.iterdir())[0].read_bytes()
    away = db.parent.with_name("away")
    programs = Program("dmarc-dashboard", db), Program("dmarc-import", db)
    reader, writer = programs
    equal(reader.ask("GET", "/healthz")[0], 200, "well")
    equal(writer.ask("POST", "/api/import", "", report)[0], 200, "it takes reports")
    for what in ("the folder", "all that was in it"):
        os.rename(db.parent, away)
        if what != "the folder":
            db.parent.mkdir()           # where the disk was mounted
        for path in ("/healthz", "/api/summary"):
            equal(reader.ask("GET", path)[0], 503, "%s is gone: %s" % (what, path))
        status, text = writer.ask("POST", "/api/import", "", report)
        equal(status, 503, "%s is gone: an import" % what)
        check(b"disk" in text, "and it says so", text)
        if what != "the folder":
            equal(os.listdir(db.parent), [], "none is begun in its place")
            db.parent.rmdir()
        os.rename(away, db.parent)
        until("it is back", lambda: reader.ask("GET", "/healthz")[0] == 200)
        equal(writer.ask("POST", "/api/import", "", report)[0], 200, "and takes reports")
    for p in programs:
        p.end()
    equal(stored(db), stored(GOOD), "all is there")


def test_new():
    """The programs that write make it when they start: an empty one is well."""
    db = scratch() / "dmarc.db"
    writer = Program("dmarc-webhook", db)
    until("it is made", lambda: cgi("dmarc-dashboard", "/healthz", db=db)[0] == 200)
    equal(stored(db)["reports"], 0, "and empty")
    writer.end()


main()
