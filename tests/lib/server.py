"""The whole of it, as ./start runs it."""
import contextlib
import http.client
import json
import os
import subprocess

from proof import BUILD, TOP, check, end, free_port, scratch

TOKEN = "a token/with+signs"


class Server:
    """./start over a folder of its own."""

    def __init__(self):
        self.data, self.port = scratch(), free_port()
        self.db = self.data / "dmarc.db"

    def start(self, *args):
        env = dict(os.environ, DMARC_BUILD=str(BUILD), WEBHOOK_TOKEN=TOKEN)
        env.pop("DMARC_DB", None)
        r = subprocess.run([TOP / "start", "--data", self.data, *args], env=env, text=True,
                           capture_output=True)
        return check(r.returncode == 0, "start " + " ".join(args), r.stdout, r.stderr)

    def __enter__(self):
        if not self.start("--detach", "--port", str(self.port)):
            end()
        return self

    def __exit__(self, *_):
        self.start("--stop")

    def post(self, path, body, headers):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        with contextlib.closing(c):
            c.request("POST", path, body, headers)
            r = c.getresponse()
            return r.status, json.loads(r.read())

    def totals(self):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        with contextlib.closing(c):
            c.request("GET", "/api/summary?range=all")
            return json.loads(c.getresponse().read())["totals"]
