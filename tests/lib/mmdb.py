"""A file of MaxMind's format, version 2.0: what is said of networks, which are not in one another."""
import ipaddress
import struct


def head(kind, n):
    """A field's control byte; those of the later kinds have another."""
    size, more = (n, b"") if n < 29 else (29, bytes([n - 29]))
    return bytes([kind << 5 | size]) + more if kind < 8 else bytes([size, kind - 7]) + more


def field(value):
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, dict):
        return head(7, len(value)) + b"".join(field(k) + field(v) for k, v in value.items())
    if isinstance(value, list):
        return head(11, len(value)) + b"".join(map(field, value))
    return head(6, 4) + struct.pack(">I", value)


def tree(networks, bits):
    """Nodes of two places each: None, the number of another node, or the network that ends there."""
    nodes = [[None, None]]
    for net in networks:
        path = int(net.network_address)
        depth = net.prefixlen + bits - net.max_prefixlen
        at = 0
        for i in range(depth):
            side = path >> (bits - 1 - i) & 1
            if i == depth - 1:
                nodes[at][side] = net
            else:
                if nodes[at][side] is None:
                    nodes.append([None, None])
                    nodes[at][side] = len(nodes) - 1
                at = nodes[at][side]
    return nodes


def mmdb(said, version=6):
    """said: "192.0.2.0/24": {"asn": ...}."""
    networks = {ipaddress.ip_network(net): fields for net, fields in said.items()}
    nodes = tree(networks, 128 if version == 6 else 32)
    data, places = b"", {}
    for net, fields in networks.items():
        places[net] = len(data)
        data += field(fields)
    out = b""
    for node in nodes:
        for at in node:
            value = len(nodes) if at is None else at if isinstance(at, int) else len(nodes) + 16 + places[at]
            out += struct.pack(">I", value)[1:]
    short = lambda n: head(5, 2) + struct.pack(">H", n)
    meta = {"binary_format_major_version": short(2), "binary_format_minor_version": short(0),
            "build_epoch": head(9, 8) + struct.pack(">Q", 1767225600), "database_type": field("Test-ASN"),
            "description": field({"en": "of a test"}), "ip_version": short(version), "languages": field(["en"]),
            "node_count": field(len(nodes)), "record_size": short(24)}
    return (out + bytes(16) + data + b"\xab\xcd\xefMaxMind.com" + head(7, len(meta)) +
            b"".join(field(k) + v for k, v in meta.items()))
