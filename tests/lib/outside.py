"""What the tests of the pages need of the world: a mailbox behind a line that can be held, and a
phone that alarms are pushed to.  A test in a browser gives its orders by HTTP."""
import contextlib
import http.server
import json
import socket
import threading
import urllib.parse

from lib import mails
from lib.dovecot import Dovecot

KEPT = {"tls-rpt", "failure", "both"}   # reports of another kind


class Line:
    """A proxy before the port of a mail server; mails pass as far as they are let: so many more, or,
    with None, all."""

    def __init__(self, port):
        self.to, self.left, self.change = port, None, threading.Condition()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def let(self, count):
        with self.change:
            self.left = count
            self.change.notify_all()

    def _serve(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(("127.0.0.1", self.to))
            for pair in ((client, server), (server, client)):
                threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source, sink):
        with contextlib.suppress(OSError), source.makefile("rb") as lines:
            for line in lines:
                if line.startswith(b"X-Key:"):      # each mail has one
                    self._await()
                sink.sendall(line)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)

    def _await(self):
        with self.change:
            self.change.wait_for(lambda: self.left != 0)
            if self.left is not None:
                self.left -= 1


class Outside(http.server.ThreadingHTTPServer):
    """POST / is a push of ntfy, GET /pushes lists them; POST /deliver?kind=every|plain&count=N puts
    mails into the mailbox and tells what they are; POST /let?mails=N|all lets them pass."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.dovecot = Dovecot(ssl="no")
        self.user = self.dovecot.user()
        self.line = Line(self.dovecot.port)
        self.pushes, self.made = [], 0
        self.url = "http://127.0.0.1:%d/" % self.server_port
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def deliver(self, count, every=False):
        """Plain ones, and those of every kind after them."""
        made = [mails.gzipped("plain-%d" % n) for n in range(self.made, self.made + count)]
        self.made += count
        if every:
            made += mails.every_kind()
        self.dovecot.deliver(self.user, made)
        kinds = [m.kind for m in made]
        return {"total": len(made), "imported": len({i for m in made for i in m.ids}),
                "duplicate": len([m for m in made if m.kind == "done" and not m.ids]),
                "other": len([m for m in made if m.key in KEPT]), "failed": kinds.count("bad"),
                "ignored": len([m for m in made if m.kind == "other" and m.key not in KEPT])}


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        self._answer(self.server.pushes)

    def do_POST(self):
        url = urllib.parse.urlsplit(self.path)
        asked = dict(urllib.parse.parse_qsl(url.query))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if url.path == "/deliver":
            self._answer(self.server.deliver(int(asked["count"]), asked["kind"] == "every"))
        elif url.path == "/let":
            self.server.line.let(None if asked["mails"] == "all" else int(asked["mails"]))
            self._answer({})
        else:
            self.server.pushes.append(json.loads(body))
            self._answer({"id": "1", "event": "message"})

    def _answer(self, value):
        text = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
