"""A DNS server of our own on 127.0.0.1, by UDP (RFC 1035): what a zone says, or what goes wrong.

The zone has for (name, type) a list of what is answered: names (PTR, CNAME) or addresses.  In place
of a list may stand a number, the RCODE; None, no answer at all; or a function of the question's
bytes that gives the answer's.  What is not in it does not exist."""
import ipaddress
import socket
import struct
import threading

TYPES = {1: "A", 5: "CNAME", 12: "PTR", 28: "AAAA"}
NUMBERS = {name: number for number, name in TYPES.items()}
SERVFAIL, NXDOMAIN, REFUSED = 2, 3, 5


def wire(name):
    """A name as it is sent; bytes are its only label, whatever they are."""
    labels = [name] if isinstance(name, bytes) else [x.encode() for x in name.split(".") if x]
    return b"".join(bytes([len(x)]) + x for x in labels) + b"\0"


def read_name(message, at):
    labels = []
    while message[at]:
        labels.append(message[at + 1:at + 1 + message[at]].decode("latin-1"))
        at += 1 + message[at]
    return ".".join(labels), at + 1


def record(kind, said):
    data = ipaddress.ip_address(said).packed if kind in ("A", "AAAA") else wire(said)
    return b"\xc0\x0c" + struct.pack(">HHIH", NUMBERS[kind], 1, 60, len(data)) + data


def reverse(ip):
    return ipaddress.ip_address(ip).reverse_pointer


class Resolver:
    def __init__(self, zone):
        self.zone, self.seen = zone, []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            message, who = self.socket.recvfrom(4096)
            answer = self.answer(message)
            if answer is not None:
                self.socket.sendto(answer, who)

    def answer(self, message):
        name, at = read_name(message, 12)
        kind = TYPES.get(struct.unpack(">H", message[at:at + 2])[0])
        self.seen.append((name, kind))
        said = self.zone.get((name.lower(), kind), NXDOMAIN)
        if callable(said):
            return said(message)
        if said is None:
            return None
        rcode, said = (said, []) if isinstance(said, int) else (0, said)
        return (message[:2] + struct.pack(">HHHHH", 0x8180 | rcode, 1, len(said), 0, 0) +
                message[12:at + 4] + b"".join(record(kind, x) for x in said))
