"""The packages of tests/browser, from npm."""
import fcntl
import os
import shutil
import subprocess

from proof import TOP, check

PAGES = TOP / "tests" / "browser"
MODULES = PAGES / "node_modules"


def install():
    """Whether those of package-lock.json are there, installed if need be; by one test at a time."""
    with open(PAGES / "package-lock.json", "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        there = MODULES / ".package-lock.json"
        if there.exists() and there.stat().st_mtime >= os.fstat(lock.fileno()).st_mtime:
            return True
        r = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=PAGES, text=True, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT)
        if not check(r.returncode == 0, "npm ci", *r.stdout.splitlines()[-6:]):
            shutil.rmtree(MODULES, ignore_errors=True)
        return r.returncode == 0
