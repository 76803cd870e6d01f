# ctest: COST 900
"""The pages in a real browser, over the real programs: with the demo's reports, and from an empty
store on, with a mailbox and a phone.  After BUILD: the names of some of tests/browser, not all."""
import contextlib
import os
import subprocess
import sys

from proof import BUILD, TOP, check, end, free_port, scratch
from lib.dovecot import PASSWORD
from lib.front import front
from lib.node import PAGES, install
from lib.outside import Outside

FOREIGN = ("IMAP_", "DMARC_", "NTFY_", "ALARM_", "READY_", "WEBHOOK_", "BASE_URL")


def run(*args, **more):
    return subprocess.run(args, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)


def clean_environment():
    """Without settings of the machine."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN) and not k.lower().endswith("_proxy")}
    return dict(env, DMARC_BUILD=str(BUILD))


@contextlib.contextmanager
def started(*options, **settings):
    """The address of ./start with these settings, or None."""
    data, port = scratch(), free_port()
    url = "http://127.0.0.1:%d/" % port
    schedule = scratch() / "schedule"
    schedule.write_text("push *:* 1\n")
    env = dict(clean_environment(), DMARC_TEST_SCHEDULE=str(schedule), BASE_URL=url, **settings)
    start = [TOP / "start", "--data", data]
    try:
        r = run(*start, "--detach", "--port", str(port), *options, env=env)
        yield url if check(r.returncode == 0, "started", *r.stdout.splitlines()[-6:]) else None
    finally:
        run(*start, "--stop", env=env)


def main():
    if not install():
        return
    outside = Outside()
    imap = {"IMAP_HOST": "127.0.0.1", "IMAP_PORT": str(outside.line.port), "IMAP_SSL": "0",
            "IMAP_USER": outside.user}
    with started("--demo") as demo, \
            started(**imap, IMAP_PASS=PASSWORD, NTFY_URL=outside.url + "alarms") as live, \
            started(**imap, IMAP_PASS="not-" + PASSWORD) as wrong, front(demo) as below:
        if demo and live and wrong:
            env = dict(clean_environment(), BASE=demo, LIVE=live, WRONG=wrong, OUTSIDE=outside.url, BELOW=below,
                       SHOTS=str(BUILD / "screenshots"))
            files = [PAGES / (name + ".test.js") for name in sys.argv[2:]] or [PAGES]
            r = run("node", "--test", "--test-reporter=spec", *files, env=env)
            print(r.stdout)
            check(r.returncode == 0, "node --test tests/browser")


main()
end()
