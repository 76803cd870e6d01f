#!/usr/bin/env python3
# ctest: LABELS fast COST 10
"""What one request, one mail or one file may hold and cost: all the reports of a year's archive,
and little for what is none.
"""
import gzip
import io
import json
import lzma
import os
import re
import resource
import subprocess
import tarfile
import zipfile

from lib.plain import plain
from proof import check, cgi, equal, main, run, scratch, stored

OUT = scratch()
MANY = 600          # 512 was the most once
SECONDS = 16        # of CPU: four times lib/base/limit.h's for what is no report

HEAD = """<?xml version="1.0"?>
<feedback><report_metadata><org_name>example.net</org_name><report_id>%s</report_id><date_range>\
<begin>1767225600</begin><end>1767311999</end></date_range></report_metadata><policy_published>\
<domain>example.org</domain><p>none</p></policy_published>"""
TAIL = """<record><row><source_ip>192.0.2.1</source_ip><count>1</count><policy_evaluated>\
<disposition>none</disposition><dkim>pass</dkim><spf>pass</spf></policy_evaluated></row><identifiers>\
<header_from>example.org</header_from></identifiers></record></feedback>"""


def report(name):
    return (HEAD % name + TAIL).encode()


def mail(name):
    return b"From: a@example.net\nSubject: Report\nMessage-ID: <%s@example.net>\n" \
        b"Content-Type: text/xml\n\n" % name.encode() + report(name) + b"\n"


def make_zip(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data in members:
            z.writestr(name, data)
    return out.getvalue()


def make_tar(members, mode="w"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as tar:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def mbox(name):
    return b"\n".join(b"From a Fri Jan  2 00:10:00 2026\n" + mail("%s-%d" % (name, i)) for i in range(MANY))


def multi(name):
    """One mail with many attachments."""
    part = "--b\nContent-Type: application/xml; name=\"%d.xml\"\n\n%s\n"
    return ("From: a@example.net\nSubject: Reports\nContent-Type: multipart/mixed; boundary=b\n\n" + "".join(
        part % (i, report("%s-%d" % (name, i)).decode()) for i in range(MANY)) + "--b--\n").encode()


def many(name):
    return [("%d.xml" % i, report("%s-%d" % (name, i))) for i in range(MANY)]


ARCHIVES = {
    "zip": lambda name: make_zip(many(name)),
    "zip of gzip": lambda name: make_zip(((n + ".gz", gzip.compress(d)) for n, d in many(name))),
    "tgz": lambda name: make_tar(many(name), "w:gz"),
    "Maildir in tar": lambda name: make_tar(
        ("Maildir/cur/%d.host:2,S" % i, mail("%s-%d" % (name, i))) for i in range(MANY)),
    "mbox": mbox,
    "mbox in zip": lambda name: make_zip([("mbox", mbox(name))]),
    "mail": multi,
}


def post(body, db, kind="application/octet-stream"):
    """By browser: the status, the answer, and the seconds of CPU it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    status, text = cgi("dmarc-import", "/api/import", "name=a", db, "POST", body, CONTENT_TYPE=kind)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return status, json.loads(text), sum(after[:2]) - sum(before[:2]), len(text)


def form(files):
    return b"".join(b"--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"%s\"\r\n\r\n%s\r\n" % (
        name.encode(), data) for name, data in files) + b"--b--\r\n"


def test_many_by_browser():
    db = OUT / "browser.db"
    for n, (kind, make) in enumerate(ARCHIVES.items()):
        status, answer, _, _ = post(make("%d" % n), db)
        equal((status, answer["imported"], answer["failed"]), (200, MANY, 0), kind)
    equal(stored(db)["reports"], MANY * len(ARCHIVES), "all of them are kept")


def test_many_by_form():
    status, answer, _, _ = post(form(many("form")), OUT / "form.db", "multipart/form-data; boundary=b")
    equal((status, answer.get("imported"), answer.get("failed")), (200, MANY, 0), "a form of many files")


def test_many_by_shell():
    for n, (kind, make) in enumerate(ARCHIVES.items()):
        (OUT / ("%d" % n)).write_bytes(make("%d" % n))
    r = run("dmarc-import", *(OUT / ("%d" % n) for n in range(len(ARCHIVES))), db=OUT / "shell.db")
    equal((r.returncode, r.stdout.decode()),
          (0, "%d imported, 0 duplicate, 0 conflict, 0 other, 0 failed\n" % (MANY * len(ARCHIVES))), "by shell")


def test_broken_many_times():
    """Files that need mending, one after the other in a form: the limit is of all of them."""
    broken = gzip.compress((HEAD % "x").encode() + b"<x>&</x>" + b"<a " * (8 << 20 >> 2))
    files = [("good.xml", report("good"))] + [("%d.xml.gz" % i, broken) for i in range(40)]
    files.append(("late.xml", report("late")))
    _, answer, seconds, _ = post(form(files), OUT / "broken.db", "multipart/form-data; boundary=b")
    check(seconds < SECONDS, "in a bounded time", "%.1f s" % seconds)
    equal((answer["imported"], answer["failed"]), (1, 41), "the good one before them is kept")
    limits = [r["error"]["message"] for r in answer["reports"] if r["error"] and r["error"]["code"] == "limit"]
    check(limits and re.search("4 seconds|128 MiB", limits[0]), "the limit is named", answer["reports"][-1])
    equal(set(limits), {limits[0]}, "by the same sentence for each that follows")


def test_junk():
    """An archive of nothing but junk: its answer is short, its end is told of."""
    junk = make_zip((("%d.xml" % i, b"<a/>") for i in range(20000)), zipfile.ZIP_STORED)
    _, answer, seconds, size = post(junk, OUT / "junk.db")
    check(seconds < SECONDS and size < 1 << 20, "is bounded", "%.1f s, %d bytes" % (seconds, size))
    equal((len(answer["reports"]), answer["reports"][-1]["error"]["message"]),
          (1001, "and 19000 more were refused"), "the rest is counted")
    _, answer, seconds, size = post(make_zip((("%d" % i, b"") for i in range(20000))), OUT / "junk.db")
    check(seconds < SECONDS and size < 1 << 20, "so are empty files", "%.1f s, %d bytes" % (seconds, size))
    check("1000 empty files" in answer["error"]["message"], "and their limit is named", answer["error"])


def test_tls_held():
    """Reports of another kind are only recognised: nothing of them is held."""
    text = b'{"organization-name":"example.net","report-id":"%d","policies":["' + b"x" * (4000 << 10) + b'"]}'
    (OUT / "tls.zip").write_bytes(make_zip(("%d.json" % i, text.replace(b"%d", b"%d" % i)) for i in range(30)))
    p = subprocess.Popen([plain("dmarc-import"), "parse", OUT / "tls.zip"], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT)
    answer = json.loads(p.stdout.read())
    _, p.returncode, usage = os.wait4(p.pid, 0)
    p.stdout.close()
    equal([r["report_id"] for r in answer["reports"]], [str(i) for i in range(30)], "each says which it is")
    check(usage.ru_maxrss < 64 << 10, "in less than 64 MiB", "%d KiB" % usage.ru_maxrss)


def test_xz():
    """Its dictionary grows with what comes out, so that is little unless it is given in a shell."""
    body = lzma.compress(report("x").replace(b"<record>", b" " * (17 << 20) + b"<record>"), preset=1)
    _, answer, _, _ = post(body, OUT / "xz.db")
    equal((answer["error"] or {}).get("message"), "more than 16 MiB in an xz", "by browser")
    (OUT / "a.xz").write_bytes(body)
    equal(run("dmarc-import", OUT / "a.xz", db=OUT / "xz.db").returncode, 0, "by shell")


main()
