# ctest: COST 30
"""Bodies as large as the webhook takes them, of what costs most to read: in little memory."""
import base64
import gzip
import json
import os
import subprocess
import tempfile

from proof import check, equal, main, scratch
from lib import mails
from lib.made import report
from lib.plain import plain
from lib.routes import LARGEST

DB = scratch() / "dmarc.db"
TOKEN = "sesame"


def lines(text):
    """Of a length that its base64 has no padding."""
    return text + b" " * ((1 - len(text)) % 3) + b"\r\n"


def large_mail():
    """In base64, in pieces: what begins it, what fills it, what ends it."""
    head = b"From: a@reporter.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n"
    last = b"\r\n--x\r\n" + mails.attached("application/gzip", "large.xml.gz", gzip.compress(report(ident="large"))) + b"\r\n--x--\r\n"
    return [base64.b64encode(part) for part in (lines(head), lines(b"words " * 1000), last)]


def measured(pieces, size, kind):
    """A body of about that size, with the second piece as often as it fits: the answer, and KiB at most."""
    head, fill, tail = pieces
    with tempfile.TemporaryFile() as body:
        body.write(head)
        many = fill * (100000 // len(fill) + 1)
        while body.tell() < size - len(many) - len(tail):
            body.write(many)
        body.write(tail)
        length = body.tell()
        body.seek(0)
        env = dict(os.environ, GATEWAY_INTERFACE="CGI/1.1", REQUEST_METHOD="POST", PATH_INFO="/webhook/dmarc", DMARC_DB=str(DB),
                   QUERY_STRING="token=" + TOKEN, WEBHOOK_TOKEN=TOKEN, CONTENT_TYPE=kind, CONTENT_LENGTH=str(length))
        p = subprocess.Popen([plain("dmarc-webhook")], env=env, stdin=body, stdout=subprocess.PIPE)
        text = p.stdout.read()
        _, p.returncode, usage = os.wait4(p.pid, 0)
        p.stdout.close()
    return json.loads(text.partition(b"\r\n\r\n")[2]), usage.ru_maxrss


def test_large():
    head, fill, tail = large_mail()
    for what, pieces, kind, became in (
            ("a large mail", (b'{"raw":"' + head, fill, tail + b'"}'), "application/json", "imported"),
            ("many strings", (b'{"a":[""', b',""', b"]}"), "application/json", "failed"),
            ("many numbers", (b'{"a":[1', b",1", b"]}"), "application/json", "failed"),
            ("many names", (b'{"a":1', b',"a":1', b"}"), "application/json", "failed"),
            ("one string", (b'{"raw":"', b"AAAA", b'"}'), "application/json", "failed"),
            ("one name", (b'{"', b"A", b'":1}'), "application/json", "failed"),
            ("escapes", (b'{"raw":"', b"\\u0041", b'"}'), "application/json", "failed"),
            ("percents", (b"message=", b"%41", b""), "application/x-www-form-urlencoded", "failed")):
        answer, peak = measured(pieces, LARGEST - 100000, kind)
        equal(answer["status"], became, what)
        check(peak < 64 << 10, what + ": in less than 64 MiB", "%d KiB" % peak)


main()
