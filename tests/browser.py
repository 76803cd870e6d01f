"""The pages in a real browser, over the real programs and the demo's reports."""
import os
import shutil
import subprocess

from proof import BUILD, TOP, check, end, free_port, scratch

PAGES = TOP / "tests" / "browser"


def run(*args, **more):
    return subprocess.run(args, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)


def main():
    data, port = scratch(), free_port()
    env = dict(os.environ, DMARC_BUILD=str(BUILD), BASE="http://127.0.0.1:%d/" % port)
    env.pop("DMARC_DB", None)
    if not (PAGES / "node_modules").exists():
        r = run("npm", "ci", "--no-audit", "--no-fund", cwd=PAGES)
        if not check(r.returncode == 0, "npm ci", *r.stdout.splitlines()[-6:]):
            shutil.rmtree(PAGES / "node_modules", ignore_errors=True)
            end()
    try:
        r = run(TOP / "start", "--demo", "--detach", "--data", data, "--port", str(port), env=env)
        if check(r.returncode == 0, "started", *r.stdout.splitlines()[-6:]):
            r = run("node", "--test", PAGES, env=env)
            print(r.stdout)
            check(r.returncode == 0, "node --test tests/browser")
    finally:
        run(TOP / "start", "--stop", "--data", data, env=env)
    end()


main()
