"""An authorization server of our own on 127.0.0.1, over TLS: tokens, devices, and what goes wrong.

It answers each question as the next entry of plan says, and as the last for ever.  An entry is a
dict (the JSON of status 200), (status, anything), bytes as they are, or a function of the form that
gives one of these."""
import http.server
import json
import ssl
import threading
import urllib.parse

from lib.dovecot import openssl


class Provider(http.server.ThreadingHTTPServer):
    """cert: a folder with server.pem and server.key; None: in the clear."""

    daemon_threads = True

    def __init__(self, *plan, cert=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.plan, self.seen, self.heads, self.tls = list(plan), [], [], cert is not None
        if self.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(cert / "server.pem", cert / "server.key")
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def url(self, path="token"):
        return "%s://127.0.0.1:%d/%s" % ("https" if self.tls else "http", self.server_port, path)

    def handle_error(self, *_):
        pass        # a client that does not trust us, or is killed

    def forms(self):
        """What came since this was asked."""
        seen, self.seen = self.seen, []
        return [form for _, form in seen]


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        s = self.server
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(urllib.parse.parse_qsl(body, strict_parsing=True))
        s.seen.append((self.path, form))
        s.heads.append(self.headers)
        self.close_connection = True
        answer = s.plan.pop(0) if len(s.plan) > 1 else s.plan[0]
        if callable(answer):
            answer = answer(form)
        if isinstance(answer, bytes):
            self.wfile.write(answer)
            return
        status, said = answer if isinstance(answer, tuple) else (200, answer)
        said = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)


def key_file(folder):
    """A service account's, as Google makes it."""
    openssl(folder, "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "rsa.pem")
    openssl(folder, "pkey", "-in", "rsa.pem", "-pubout", "-out", "rsa.pub")
    path = folder / "account.json"
    path.write_text(json.dumps({"type": "service_account", "private_key": (folder / "rsa.pem").read_text(),
                                "client_email": "robot@example.iam", "client_id": "1"}, indent=2))
    return path
