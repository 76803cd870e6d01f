# ctest: LABELS fast COST 20
"""Files that are missing, shut, broken or another user's: what is told of them and to whom, and that
root's commands leave none behind that the programs cannot use."""
import json
import os
import shutil
import sqlite3
import subprocess

from proof import BUILD, cgi, check, equal, main, run, scratch, skip

REPORT = """<feedback><report_metadata><org_name>o</org_name><report_id>%s</report_id><date_range>
<begin>1700000000</begin><end>1700086399</end></date_range></report_metadata><policy_published>
<domain>example.org</domain><p>none</p></policy_published><record><row><source_ip>192.0.2.1</source_ip>
<count>7</count><policy_evaluated><dkim>pass</dkim><spf>fail</spf></policy_evaluated></row></record></feedback>"""
MAILBOX = {"IMAP_HOST": "127.0.0.1", "IMAP_PORT": "1", "IMAP_USER": "u", "IMAP_PASS": "p"}
OTHER = 54321           # a user and a group that the machine need not know
ASKED = (("dmarc-dashboard", "GET", "/healthz"), ("dmarc-dashboard", "GET", "/api/summary"),
         ("dmarc-records", "GET", "/api/records"), ("dmarc-import", "POST", "/api/import"),
         ("dmarc-webhook", "POST", "/webhook/dmarc"), ("dmarc-cron", "POST", "/cron/fetch-imap"),
         ("dmarc-cron", "GET", "/api/mailbox"), ("dmarc-cron", "POST", "/cron/push"),
         ("dmarc-cron", "POST", "/cron/maintain"))


def database(folder):
    """One with a report, in a folder of its own."""
    folder.mkdir()
    r = run("dmarc-import", "-", db=folder / "dmarc.db", stdin=None, input=(REPORT % "r").encode())
    equal(r.returncode, 0, "a database: " + r.stderr.decode())
    return folder / "dmarc.db"


def sql(db, text):
    with sqlite3.connect(db) as c:
        return c.execute(text).fetchall()


def broken(here):
    """Databases that something is wrong with, and what is set beside them."""
    yield "no folder", here / "no" / "dmarc.db", {}
    (here / "empty").mkdir()
    (here / "empty" / "dmarc.db").touch()
    yield "not yet made", here / "empty" / "dmarc.db", {}
    (here / "folder" / "dmarc.db").mkdir(parents=True)
    yield "a folder", here / "folder" / "dmarc.db", {}
    (here / "file").touch()
    yield "below a file", here / "file" / "dmarc.db", {}
    db = database(here / "garbage")
    db.write_bytes(b"x" * 8192)
    yield "garbage", db, {}
    db = database(here / "newer")
    sql(db, "PRAGMA user_version = 99")
    yield "a newer program's", db, {}
    for name in ("writer", "fetch"):
        db = database(here / name)
        lock = db.parent / ("dmarc.db-%s.lock" % name)
        lock.unlink(missing_ok=True)
        lock.mkdir()
        yield name + ".lock is a folder", db, {}
    db = database(here / "loop")
    db.unlink()
    db.symlink_to(db)
    yield "a link to itself", db, {}
    yield "a long path", here / ("x" * 250) / ("y" * 250) / "dmarc.db", {}
    yield "no backup folder", database(here / "backup"), {"DMARC_BACKUP_DIR": str(here / "none")}
    yield "a file for backups", database(here / "backup2"), {"DMARC_BACKUP_DIR": str(here / "file")}
    yield "no key of a service account", database(here / "key"), {"IMAP_OAUTH": "google", "IMAP_PASS": "", "IMAP_OAUTH_KEY": str(here / "none")}
    yield "no certificates", database(here / "ca"), {"IMAP_CAINFO": str(here / "none")}
    (here / "cred" / "webhook_token").mkdir(parents=True)
    for name in ("imap_pass", "ntfy_token"):
        (here / "cred" / name).write_text("x" * 20000)
    yield "odd credentials", database(here / "secrets"), {"CREDENTIALS_DIRECTORY": str(here / "cred"), "IMAP_PASS": "",
                                                         "WEBHOOK_TOKEN": "", "NTFY_URL": "http://127.0.0.1:1/t"}


def answers(db, env):
    """What HTTP answers to all that is asked."""
    for program, method, path in ASKED:
        body = (REPORT % "new").encode() if path in ("/api/import", "/webhook/dmarc") else b""
        _, text = cgi(program, path, "token=t" if "webhook" in path else "", db, method, body, **env)
        yield method + " " + path, text


def test_paths():
    """No answer has a path of the machine."""
    here = scratch()
    for what, db, more in broken(here):
        env = {**MAILBOX, "WEBHOOK_TOKEN": "t", "NTFY_URL": "http://127.0.0.1:1/t", **more}
        said = list(answers(db, env))
        found = [(asked, text) for asked, text in said if str(here).encode() in text or b"/tmp" in text]
        check(not found, "no answer has a path: " + what, *found)


def test_shell():
    """The shell is told which file it is."""
    here = scratch()
    (here / "file").touch()
    for db, folder, named in ((here / "none" / "dmarc.db", here, here / "none" / "dmarc.db"),
                              (here / "file" / "dmarc.db", here, here / "file" / "dmarc.db"),
                              (database(here / "a"), here / "none", here / "none"),
                              (database(here / "b"), here / "file", here / "file")):
        r = run("dmarc-cron", "maintain", db=db, env={"DMARC_BACKUP_DIR": str(folder)})
        check(r.returncode == 2 and b"%s: " % str(named).encode() in r.stderr, "named is %s" % named, r.stderr)


def programs():
    """Copies that another user may run."""
    here = scratch()
    here.chmod(0o755)
    for name in ("dmarc-import", "dmarc-cron", "dmarc-dashboard"):
        shutil.copy(BUILD / name, here)
    return here


def as_other(bin, program, *args, db, stdin=b"", **env):
    return subprocess.run([bin / program, *args], env=dict(os.environ, DMARC_DB=str(db), **env), input=stdin,
                          capture_output=True, user=OTHER, group=OTHER, extra_groups=())


def asks(bin, program, method, path, db, **env):
    r = as_other(bin, program, db=db, REQUEST_METHOD=method, PATH_INFO=path, **env)
    head, _, body = r.stdout.partition(b"\r\n\r\n")
    return int(head.split(b"Status: ")[1].split()[0]), json.loads(body)


def others_folder():
    folder = scratch()
    os.chown(folder, OTHER, OTHER)
    return folder


def test_root():
    """What root makes is the folder's owner's."""
    if os.geteuid() != 0:
        return skip("root's commands: we are not root")
    bin, folder, backup = programs(), others_folder(), others_folder()
    db = folder / "dmarc.db"
    env = dict(MAILBOX, DMARC_BACKUP_DIR=str(backup), NTFY_URL="http://127.0.0.1:1/t")
    equal(run("dmarc-import", "-", db=db, stdin=None, input=(REPORT % "root").encode()).returncode, 0, "root imports")
    for command, want in (("fetch-imap", 2), ("push", 0), ("check-alarms", 0), ("maintain", 0)):
        equal(run("dmarc-cron", command, db=db, env=env).returncode, want, "root's " + command)
    made = [*folder.iterdir(), *backup.iterdir()]
    names = {p.name for p in made}
    check({"dmarc.db", "dmarc.db-wal", "dmarc.db-shm", "dmarc.db-writer.lock", "dmarc.db-fetch.lock", "dmarc.db-push.lock", "dmarc.db-roster.lock",
           "dmarc.db-maintain.lock"} <=
          names and len(names) == 9, "all the files there are", names)
    equal([p.name for p in made if (p.stat().st_uid, p.stat().st_gid) != (OTHER, OTHER)], [], "none is root's")
    r = as_other(bin, "dmarc-import", "-", db=db, stdin=(REPORT % "other").encode())
    equal(r.returncode, 0, "the other imports: " + r.stderr.decode())
    for command, want in (("fetch-imap", (2,)), ("push", (0, 1)), ("check-alarms", (0,)), ("maintain", (0,))):
        r = as_other(bin, "dmarc-cron", command, db=db, **env)
        check(r.returncode in want and b"ermission" not in r.stderr, "and may " + command, r.returncode, r.stderr)
    equal(asks(bin, "dmarc-dashboard", "GET", "/healthz", db)[0], 200, "all is well")


def test_links():
    """Who owns the folder gets no file elsewhere by root's hand."""
    if os.geteuid() != 0:
        return skip("links: we are not root")
    for there in (False, True):
        folder, target = others_folder(), scratch() / "target"
        if there:
            target.write_text("root's")
        for name in ("dmarc.db-fetch.lock", "dmarc.db-writer.lock"):
            (folder / name).symlink_to(target)
        for command in (["dmarc-cron", "fetch-imap"], ["dmarc-import", "-"]):
            r = run(*command, db=folder / "dmarc.db", env=MAILBOX)
            check(r.returncode == 2 and b".lock: " in r.stderr, "a link is refused", r.stderr)
        equal(target.exists() and target.stat().st_uid == 0, there, "and not followed")


def test_shut():
    """A file that is shut to the programs is told, to whoever asks."""
    if os.geteuid() != 0:
        return skip("shut files: we are not root")
    bin = programs()
    for name in ("dmarc.db-fetch.lock", "dmarc.db-push.lock", "dmarc.db-maintain.lock", "dmarc.db-writer.lock", "dmarc.db", "."):
        folder = others_folder()
        db = folder / "dmarc.db"
        r = as_other(bin, "dmarc-import", "-", db=db, stdin=(REPORT % "other").encode())
        equal(r.returncode, 0, "a database of the other's: " + r.stderr.decode())
        shut = folder / name
        if name != ".":
            shut.touch()
            shut.chmod(0o644)
        else:
            shut.chmod(0o755)
        os.chown(shut, 0, 0)
        status, health = asks(bin, "dmarc-dashboard", "GET", "/healthz", db)
        check((status, health["ok"]) == (503, False), name + " is shut: that is not ok", health)
        said = str(health["database"]["error"])
        check("ermission denied" in said and str(folder) not in said, "it says why", said)
        if name == "dmarc.db-fetch.lock":
            fetch_is_shut(bin, db)


def fetch_is_shut(bin, db):
    status, body = asks(bin, "dmarc-cron", "POST", "/cron/fetch-imap", db, **MAILBOX)
    check(status == 500 and body["error"]["message"].startswith("dmarc.db-fetch.lock: Permission denied"), "a timer is told", body)
    r = as_other(bin, "dmarc-cron", "fetch-imap", db=db, **MAILBOX)
    check(r.returncode == 2 and str(db.parent / "dmarc.db-fetch.lock").encode() in r.stderr, "the shell is told", r.stderr)
    status, body = asks(bin, "dmarc-cron", "GET", "/api/mailbox", db, **MAILBOX)
    check(body["job"]["state"] == "failed" and "dmarc.db-fetch.lock" in body["problem"]["message"], "the page is told", body)
    status, body = asks(bin, "dmarc-cron", "GET", "/api/alarms", db)
    check("fetch_failed" in [a["kind"] for a in body["rows"]], "there is an alarm", body)


main()
