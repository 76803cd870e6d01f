"""What the tests in a browser share: ./start with settings, and node."""
import contextlib
import os
import subprocess

from proof import BUILD, TOP, check, free_port, scratch
from lib.node import install

FOREIGN = ("IMAP_", "DMARC_", "NTFY_", "ALARM_", "READY_", "WEBHOOK_", "BASE_URL")


def run(*args, **more):
    return subprocess.run(args, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)


def clean_environment(**more):
    """Without settings of the machine."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN) and not k.lower().endswith("_proxy")}
    return dict(env, DMARC_BUILD=str(BUILD), **more)


@contextlib.contextmanager
def started(*options, **settings):
    """The address of ./start with these settings, or None."""
    data, port = scratch(), free_port()
    url = "http://127.0.0.1:%d/" % port
    schedule = scratch() / "schedule"
    schedule.write_text("push *:* 1\n")
    env = clean_environment(DMARC_TEST_SCHEDULE=str(schedule), BASE_URL=url, **settings)
    start = [TOP / "start", "--data", data]
    try:
        r = run(*start, "--detach", "--port", str(port), *options, env=env)
        yield url if check(r.returncode == 0, "started", *r.stdout.splitlines()[-6:]) else None
    finally:
        run(*start, "--stop", env=env)


def node(*files, **settings):
    """Whether these tests pass."""
    r = run("node", "--test", "--test-reporter=spec", *files, env=clean_environment(**settings))
    print(r.stdout)
    return check(r.returncode == 0, "node --test", *files)


def node_with_demo(*files):
    """The same, over the demo's reports."""
    if not install():
        return
    with started("--demo") as demo:
        if demo:
            node(*files, BASE=demo)
