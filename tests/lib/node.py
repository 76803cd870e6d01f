"""The packages of tests/browser, from npm."""
import fcntl
import shutil
import subprocess

from proof import TOP, check

PAGES = TOP / "tests" / "browser"
MODULES = PAGES / "node_modules"


def install():
    """Whether they are there, installed if need be; by one test at a time."""
    with open(PAGES / "package-lock.json", "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if MODULES.exists():
            return True
        r = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=PAGES, text=True, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT)
        if not check(r.returncode == 0, "npm ci", *r.stdout.splitlines()[-6:]):
            shutil.rmtree(MODULES, ignore_errors=True)
        return r.returncode == 0
