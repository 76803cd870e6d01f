"""A proxy on 127.0.0.1 that cuts a connection after so many bytes."""
import re
import select
import socket
import struct
import threading

FROM_SERVER, FROM_CLIENT = 0, 1
RESET = struct.pack("ii", 1, 0)         # close with an error, at once


class CutProxy:
    """One connection to the port; cut at byte `after` of that direction, or never.  Who connects
    afterwards is refused."""

    def __init__(self, port, direction=FROM_SERVER, after=None, reset=False):
        self.limit = [None, None]
        self.limit[direction] = after
        self.reset, self.bytes, self.cut = reset, [0, 0], False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.to = port
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.thread.join()

    def passed(self, way, data):
        """What is handed on."""
        return data

    def _serve(self):
        with self.listener:
            try:
                client, _ = self.listener.accept()
            except OSError:             # nobody came
                return
        with client, socket.create_connection(("127.0.0.1", self.to)) as server:
            for s in (client, server):
                s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                while self._pass_on([server, client]):
                    pass
            except OSError:             # one end is gone
                pass
            if self.reset and self.cut:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)

    def _pass_on(self, ends):
        if 0 in self.limit:
            self.cut = True
            return False
        for ready in select.select(ends, [], [])[0]:
            way = ends.index(ready)
            room = 65536 if self.limit[way] is None else self.limit[way] - self.bytes[way]
            data = ready.recv(min(room, 65536))
            if not data:
                return False
            self.bytes[way] += len(data)
            ends[1 - way].sendall(self.passed(way, data))
            if self.bytes[way] == self.limit[way]:
                self.cut = True
                return False
        return True


class PlainProxy(CutProxy):
    """Hides that the server has STARTTLS."""
    hides = re.compile(rb"STARTTLS")

    def passed(self, way, data):
        return self.hides.sub(lambda m: b"X" * len(m[0]), data) if way == FROM_SERVER else data


class CopyProxy(PlainProxy):
    """And that it has MOVE."""
    hides = re.compile(rb"STARTTLS|\bMOVE\b")


class Meanwhile(PlainProxy):
    """Before the client's first command that is like the pattern, somebody does something."""

    def __init__(self, port, pattern, somebody):
        self.pattern, self.somebody, self.came = re.compile(pattern), somebody, False
        super().__init__(port)

    def passed(self, way, data):
        if way == FROM_CLIENT and not self.came and self.pattern.search(data):
            self.came = True
            self.somebody()
        return super().passed(way, data)
