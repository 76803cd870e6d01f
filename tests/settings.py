#!/usr/bin/env python3
# ctest: LABELS fast COST 3
"""The table of settings is what the README, dmarc.env, --help and the programs say; a name that is
mistyped is told."""
import json
import os
import re
import socket
import subprocess

from proof import BUILD, TOP, cgi, check, equal, main, run, scratch, until

TABLE = re.findall(r"^SETTING\((\w+), (\w+), (\w+),", (TOP / "lib" / "base" / "setting.def").read_text(), re.M)
NAMES = [name for group, name, _ in TABLE if group != "TEST"]
PROGRAMS = ["dmarc-" + file.stem for file in sorted((TOP / "cgi").glob("*.c"))]
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith("DMARC_")}


def test_readme():
    rows = re.search(r"^\| name \| default \| meaning \|\n(?:\|.*\n)*", (TOP / "README.md").read_text(), re.M)[0]
    want, have = (BUILD / "settings.md").read_text().splitlines(), rows.splitlines()
    check(have == want, "README has the table; `cmake --build build --target readme` writes it",
          *["- " + line for line in have if line not in want], *["+ " + line for line in want if line not in have])
    equal(re.findall(r"^\| `(\w+)`", rows, re.M), NAMES, "each setting, in its place")


def test_env():
    text = (BUILD / "dmarc.env").read_text()
    equal(re.findall("^#([A-Z_]+)=", text, re.M), NAMES, "dmarc.env has every setting")
    check(not [line for line in text.splitlines() if line and not line.startswith("#")], "and sets none")
    equal(re.findall("/etc/dmarc-analyzer/([a-z_]+),", text.replace("\n# ", " ")),
          [name.lower() for _, name, kind in TABLE if kind in ("SECRET", "FILE")], "and where a secret is better")
    said = re.sub("^#(?=[A-Z_]+=)", "", text, flags=re.M)
    said = subprocess.run(["sh", "-euc", "set -a; %s\nenv" % said], env={}, check=True, capture_output=True, text=True).stdout
    check("NTFY_PREFIX=dmarc: \n" in said and "ALARM_FAIL_RATE_CRIT=15\n" in said, "a shell takes it", said)


def test_help():
    told = {p: re.findall("^  ([A-Z_]+)=", run(p, "--help", db="").stdout.decode(), re.M) for p in PROGRAMS}
    equal({name for names in told.values() for name in names}, set(NAMES), "each setting is in a --help")
    for program, some in (("records", ["DMARC_DB"]), ("webhook", ["WEBHOOK_TOKEN", "ALARM_MIN_VOLUME"]),
                          ("cron", ["IMAP_HOST", "RETENTION_DAYS"])):
        check(set(some) <= set(told["dmarc-" + program]), program + " tells its own", told["dmarc-" + program])
    equal(told["dmarc-records"], ["DMARC_DB"], "and no other")


def test_used():
    code = "".join(f.read_text() for files in ("lib/*/*.c", "cgi/*.c", "sql/**/*.sql") for f in TOP.glob(files))
    unused = [name for name in NAMES if not re.search(r"(\bSETTING_|:)%s\b" % name, code)]
    check(not unused, "each setting is read", *unused)


STRAYS = {
    "IMAP_FOLDR": "unknown setting IMAP_FOLDR: did you mean IMAP_FOLDER?",
    "RETENTION_DAY": "unknown setting RETENTION_DAY: did you mean RETENTION_DAYS?",
    "NFTY_URL": "unknown setting NFTY_URL: did you mean NTFY_URL?",
    "BASE_URLS": "unknown setting BASE_URLS: did you mean BASE_URL?",
    "ALARM_QUIET_HOURS": "unknown setting ALARM_QUIET_HOURS",
}
OTHERS = {"BASE_DIR": "x", "IMAP_FOLDERS": "", "IMAP": "x", "HOME": "/", "DMARC_TEST_SCHEDULE": "x", "imap_host": "x",
          "READY_WEEKS": "4", "DMARC_B\\n": "x", "CREDENTIALS_DIRECTORY": "/nowhere", "A" * 9000 + "_URL": "x"}


def test_strays():
    env = dict(CLEAN, **{name: "s3cret" for name in STRAYS}, **OTHERS)
    out = subprocess.run([BUILD / "dmarc-records", "--help"], env=env, capture_output=True, text=True).stdout
    equal(sorted(re.findall("unknown setting.*", out)), sorted(STRAYS.values()), "--help tells of them")
    check("s3cret" not in out, "and not their value")
    check("unknown" not in subprocess.run([BUILD / "dmarc-records", "--help"], env=dict(CLEAN, **OTHERS), capture_output=True,
                                          text=True).stdout, "others' variables are theirs")


def test_serving():
    """Each in the log, once, however many threads serve."""
    log = scratch() / "log"
    with socket.socket(socket.AF_UNIX) as s, open(log, "w") as to:
        s.bind(str(scratch() / "sock"))
        s.listen()
        served = subprocess.Popen([BUILD / "dmarc-records"], stdin=s, stderr=to,
                                  env=dict(CLEAN, DMARC_DB="/nowhere", **dict.fromkeys(STRAYS, "s3cret")))
    until("it tells something for each", lambda: log.read_text().count("\n") >= len(STRAYS), 10)
    served.terminate()
    served.wait()
    said = log.read_text().splitlines(keepends=True)
    equal(sorted(said), sorted("dmarc-records: %s\n" % line for line in STRAYS.values()), "the log tells of them")


def test_healthz():
    db = scratch() / "dmarc.db"
    run("dmarc-cron", "maintain", db=db)
    for env, want in (({}, []), ({"IMAP_FOLDR": "x"}, [STRAYS["IMAP_FOLDR"]]),
                      (dict.fromkeys(STRAYS, "x"), sorted(STRAYS.values()))):
        status, text = cgi("dmarc-dashboard", "/healthz", db=db, **env)
        said = json.loads(text)
        check(status == 200 and said["ok"] and sorted(said["settings"]) == want, "/healthz tells of them", status, text)


main()
