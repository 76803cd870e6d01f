"""Made-up mails in the shapes that reporters send, each with what must become of it.

done: every report in it is stored or known; bad: it carries one that cannot be
read; other: there is none in it.  Each has a header X-Key, its name.
"""
import base64
import dataclasses
import gzip
import io
import json
import re
import tarfile
import zipfile

from proof import generate, scratch

BEGIN = 1767225600      # 2026-01-01
DAY = 86400
NAMED = "reporter.example!example.org!%d!%d" % (BEGIN, BEGIN + DAY - 1)
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


@dataclasses.dataclass(frozen=True)
class Mail:
    key: str
    bytes: bytes
    kind: str = "done"
    ids: tuple = ()         # report ids that are stored afterwards


def xml(ident, org="reporter.example", domain="example.org", records=2, more=""):
    rows = "".join("""
  <record>
    <row>
      <source_ip>192.0.2.%d</source_ip>
      <count>%d</count>
      <policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated>
    </row>
    <identifiers><header_from>%s</header_from></identifiers>
    <auth_results>
      <dkim><domain>%s</domain><selector>s1</selector><result>pass</result></dkim>
      <spf><domain>%s</domain><result>fail</result></spf>
    </auth_results>
  </record>""" % (n % 250 + 1, n + 1, domain, domain, domain) for n in range(records))
    return ("""<?xml version="1.0" encoding="UTF-8" ?>
<feedback>
  <report_metadata>
    <org_name>%s</org_name>
    <email>noreply@%s</email>
    <report_id>%s</report_id>
    <date_range><begin>%d</begin><end>%d</end></date_range>
  </report_metadata>
  <policy_published>
    <domain>%s</domain><adkim>r</adkim><aspf>r</aspf><p>none</p><sp>none</sp><pct>100</pct>
  </policy_published>%s%s
</feedback>
""" % (org, org, ident, BEGIN, BEGIN + DAY - 1, domain, rows, more)).encode()


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in members.items():
            z.writestr(name.replace("__", "."), data)
    return out.getvalue()


def part(kind, body, encoding="base64", **head):
    """A part: its header and its body."""
    if encoding == "base64":
        body = base64.encodebytes(body).replace(b"\n", b"\r\n")
    lines = ["Content-Type: " + kind, "Content-Transfer-Encoding: " + encoding]
    lines += ["%s: %s" % (k.replace("_", "-"), v) for k, v in head.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def attached(kind, name, body, **head):
    return part('%s; name="%s"' % (kind, name), body, **head,
                Content_Disposition='attachment; filename="%s"' % name)


def text(body, kind="text/plain; charset=utf-8"):
    return part(kind, body.encode(), encoding="8bit")


def many(kind, *parts):
    """A part of parts."""
    mark = "=_%08x" % (sum(map(len, parts)) * 2654435761 % 2**32)
    out = b"".join(b"--%s\r\n%s\r\n" % (mark.encode(), p) for p in parts)
    return ('Content-Type: multipart/%s; boundary="%s"\r\n\r\n' % (kind, mark)).encode() \
        + out + b"--%s--\r\n" % mark.encode()


def mail(key, body, kind="done", ids=(), subject=None, sender="noreply-dmarc@reporter.example"):
    head = ("Return-Path: <%s>\r\nReceived: from mx.reporter.example by mx.example.org; "
            "Fri, 2 Jan 2026 03:04:05 +0000\r\nFrom: %s\r\nTo: dmarc@example.org\r\n"
            "Date: Fri, 2 Jan 2026 03:04:05 +0000\r\nMessage-ID: <%s@reporter.example>\r\n"
            "Subject: %s\r\nX-Key: %s\r\nMIME-Version: 1.0\r\n" % (
                sender, sender, key, subject or "Report Domain: example.org Submitter: reporter.example",
                key))
    return Mail(key, head.encode() + body, kind, tuple(ids))


# What is stored

def google(key="google"):
    name = "google.com!example.org!%d!%d" % (BEGIN, BEGIN + DAY - 1)
    body = zipped(**{name + "__xml": xml(key)})
    return mail(key, attached("application/zip", name + ".zip", body), ids=[key])


def gzipped(key="gzip", records=2):
    return mail(key, many("mixed", text("This is an aggregate report.\r\n"),
                          attached("application/gzip", "r.xml.gz", gzip.compress(xml(key, records=records)))),
                ids=[key])


def plain(key="plain"):
    body = xml(key).replace(b"\n", b"\r\n")
    return mail(key, part('text/xml; name="r.xml"', body, encoding="7bit"), ids=[key])


def report_part(key="multipart-report"):
    """As OpenDMARC and RFC 9990 have it."""
    return mail(key, many('report; report-type="dmarc"', text("A report.\r\n"),
                          attached("application/gzip", "r.xml.gz", gzip.compress(xml(key)))), ids=[key])


def outlook(key="outlook"):
    html = many("related", text("<html><body><img src=3D'cid:1'></body></html>\r\n", "text/html"),
                part("image/png", PIXEL, Content_ID="<1>", Content_Disposition="inline"))
    return mail(key, many("mixed", html, attached("application/gzip", "r.xml.gz", gzip.compress(xml(key)))),
                ids=[key])


def two(key="two"):
    ids = [key + "-1", key + "-2"]
    return mail(key, many("mixed", *(attached("application/gzip", i + ".xml.gz", gzip.compress(xml(i)))
                                     for i in ids)), ids=ids)


def zip_of_two(key="zip-of-two"):
    body = zipped(a__xml=xml(key + "-1"), b__xml=xml(key + "-2"))
    return mail(key, attached("application/zip", "r.zip", body), ids=[key + "-1", key + "-2"])


def forwarded(key="forwarded"):
    inner = mail("", attached("application/zip", "r.zip", zipped(r__xml=xml(key)))).bytes
    return mail(key, many("mixed", text("Look at this.\r\n"), part("message/rfc822", inner, encoding="8bit")),
                ids=[key], subject="Fwd: report")


# What cannot be read

def cut_gzip(key="cut-gzip"):
    body = gzip.compress(xml(key, records=200))
    return mail(key, attached("application/gzip", "r.xml.gz", body[:len(body) // 2]), "bad")


def broken(key="broken"):
    return mail(key, attached("application/xml", "r.xml", xml(key)[:-200]), "bad")


def mixed(key="mixed"):
    """One that is read, and is stored, beside one that cannot be."""
    body = zipped(a__xml=xml(key), b__xml=xml(key + "-bad")[:-150])
    return mail(key, attached("application/zip", "r.zip", body), "bad", ids=[key])


def bomb(key="bomb"):
    """150 MB in 150 KB: gzip members, one after the other."""
    head, tail = xml(key).split(b"<record>", 1)
    pieces = [gzip.compress(head)] + [gzip.compress(b" " * (1 << 20))] * 150
    return mail(key, attached("application/gzip", "r.xml.gz", b"".join(pieces) +
                              gzip.compress(b"<record>" + tail)), "bad")


# What has no aggregate report in it: it is left alone

def ordinary(key="ordinary"):
    return mail(key, text("Shall we have lunch?\r\n"), "other", subject="Lunch", sender="eva@example.net")


def office(key="office"):
    """HTML, a picture, a document that is a zip, an invitation."""
    document = zipped(word_document__xml="<w:document xmlns:w='urn:w'/>", Content_Types__xml="<Types/>")
    invitation = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
    both = many("alternative", text("See the document.\r\n"), text("<p>See the document.</p>\r\n", "text/html"))
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return mail(key, many("mixed", both, attached("image/png", "a.png", PIXEL),
                          attached(word, "minutes.docx", document),
                          part("text/calendar; method=REQUEST", invitation, encoding="7bit")),
                "other", subject="Minutes", sender="eva@example.net")


def signed(key="signed"):
    html = many("related", text("<p>Hello <img src='cid:x'></p>\r\n", "text/html"),
                part("image/png", PIXEL, Content_ID="<x>", Content_Disposition="inline; filename=x.png"))
    return mail(key, many('signed; micalg=sha-256; protocol="application/pkcs7-signature"', html,
                          attached("application/pkcs7-signature", "smime.p7s", b"0\x82\x01\x00" + b"x" * 256)),
                "other", subject="Hello", sender="eva@example.net")


def empty(key="empty"):
    return mail(key, b"\r\n", "other", subject="")


def tls_report(key):
    report = {"organization-name": "Reporter", "report-id": key, "contact-info": "a@reporter.example",
              "date-range": {"start-datetime": "2026-01-01T00:00:00Z", "end-datetime": "2026-01-01T23:59:59Z"},
              "policies": [{"policy": {"policy-type": "sts", "policy-domain": "example.org"},
                            "summary": {"total-successful-session-count": 3, "total-failure-session-count": 0}}]}
    return attached("application/tlsrpt+gzip", "r.json.gz", gzip.compress(json.dumps(report).encode()))


def tls(key="tls-rpt"):
    """A report of another kind is none of ours to mark, move or delete."""
    return mail(key, many('report; report-type="tlsrpt"', text("A TLS report.\r\n"), tls_report(key)), "other")


def both(key="both"):
    """Nor is it when one of ours is with it, which is stored."""
    ours = attached("application/gzip", "r.xml.gz", gzip.compress(xml(key)))
    return mail(key, many("mixed", ours, tls_report(key)), "other", ids=[key])


def failure(key="failure"):
    feedback = (b"Feedback-Type: auth-failure\r\nUser-Agent: Test/1\r\nVersion: 1\r\nAuth-Failure: dmarc\r\n"
                b"Source-IP: 192.0.2.1\r\nReported-Domain: example.org\r\n")
    original = b"From: a@example.org\r\nSubject: x\r\nMessage-ID: <1@example.org>\r\n\r\n"
    return mail(key, many('report; report-type="feedback-report"', text("A failure.\r\n"),
                          part("message/feedback-report", feedback, encoding="7bit"),
                          part("text/rfc822-headers", original, encoding="7bit")), "other")


def packed(key, name, body, kind="application/zip", becomes="other", subject="Holiday", ids=()):
    """Somebody's mail with a file."""
    return mail(key, many("mixed", text("Have a look.\r\n"), attached(kind, name, body)), becomes, ids,
                subject=subject, sender="eva@example.net")


def tarred(**members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name.replace("__", "."))
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def locked(body):
    """A zip of one file as if it had a password."""
    at = body.index(b"PK\1\2")
    return body[:6] + b"\1" + body[7:at + 8] + b"\1" + body[at + 9:]


PAGE = b"<!DOCTYPE html><html><body><form class=feedback>&nbsp;</form></body></html>"
DRAWING = (b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">'
           b"<svg/>")


def archives():
    """What people send each other in archives, sound or not: none of it is ours to mark."""
    nested = zipped(**{"a__txt": b"hello"})
    for _ in range(6):
        nested = zipped(a__zip=nested)
    epub = zipped(mimetype=b"application/epub+zip", OEBPS_toc__ncx=DRAWING, OEBPS_1__xhtml=PAGE)
    text_document = zipped(mimetype=b"application/vnd.oasis.opendocument.text", content__xml=b"<office:document/>",
                           Configurations2_menubar__xml=b"")
    photos = zipped(a__jpg=bytes(range(256)) * 40)
    office_xml = zipped(word_document__xml=b"<w:document xmlns:w='urn:w'/>", Content_Types__xml=b"<Types/>")
    code = gzip.compress(b"<project><broken>")
    return [
        packed("epub", "book.epub", epub, "application/epub+zip"),
        packed("odt", "letter.odt", text_document, "application/vnd.oasis.opendocument.text"),
        packed("docx", "letter.docx", office_xml),
        packed("web-page", "site.zip", zipped(index__html=PAGE, feed__xml=b"<rss><channel>")),
        packed("drawing", "logo.zip", zipped(logo__svg=DRAWING)),
        packed("drawing-alone", "logo.svg", DRAWING, "image/svg+xml"),
        packed("drawing-xml", "drawing.xml", DRAWING, "text/xml"),
        packed("many-files", "many.zip", zipped(**{"f%d__txt" % n: b"x" for n in range(600)})),
        packed("many-empty", "empty.zip", zipped(**{"f%d__xml" % n: b"" for n in range(1100)})),
        packed("deep", "deep.zip", nested),
        packed("empty-zip", "e.zip", zipped()),
        packed("cut-zip", "photos.zip", photos[:len(photos) // 2]),
        packed("foreign-zip", "photos.zip", b"PK\3\4" + bytes(range(200))),
        packed("locked-zip", "secret.zip", locked(zipped(plan__xml=b"<plan/>"))),
        packed("7z", "photos.7z", b"7z\xbc\xaf\x27\x1c" + bytes(100), "application/x-7z-compressed"),
        packed("cut-gzip-of-ours", "backup.xml.gz", code[:-12], "application/gzip"),
        packed("broken-xml", "build.xml", b"<project><broken>", "application/xml"),
        packed("no-gzip", "backup.gz", b"\x1f\x8b\x08 what", "application/gzip"),
        packed("tar", "src.tar.gz", tarred(a__c=b"int a;", pom__xml=b"<project>"), "application/gzip"),
        packed("json", "a.json", b'{"a": 1}', "application/json"),
        packed("cut-json", "a.json", b'{"policies": [', "application/json"),
        packed("nothing", "a.xml", b"", "text/xml"),
    ]


def called(key, name, body, kind="application/zip", **more):
    return packed(key, name, body, kind, becomes="bad", **more)


def lost():
    """What was to be a report, as its name, its subject, its type or what is left of it says."""
    subject = "Report Domain: example.org Submitter: reporter.example Report-ID: 1"
    cut = zipped(**{NAMED + "__xml": xml("x")})[:300]
    tls_cut = gzip.compress(json.dumps({"organization-name": "x" * 100}).encode())[:30]
    return [
        called("named-cut", NAMED + ".zip", zipped(a__xml=xml("x"))[:100]),
        called("named-empty", NAMED + ".xml", b"", "text/xml"),
        called("named-7z", NAMED + ".7z", b"7z\xbc\xaf\x27\x1c" + bytes(100)),
        called("named-inside", "r.zip", cut),
        called("named-locked", "r.zip", locked(zipped(**{NAMED + "__xml": xml("x")}))),
        called("subject-cut", "r.zip", zipped(a__xml=b"x" * 100)[:50], subject=subject),
        called("subject-page", "r.zip", zipped(index__html=PAGE), subject="[Preview] " + subject),
        called("element", "r.xml", xml("x")[:300], "application/xml"),
        called("element-cut", "r.gz", gzip.compress(xml("x", records=200))[:900], "application/gzip"),
        called("tls-type", "r.json.gz", tls_cut, "application/tlsrpt+gzip"),
    ]


def beside(key="beside"):
    """Something damaged beside a report may have been another."""
    ours = attached("application/gzip", "r.xml.gz", gzip.compress(xml(key)))
    return mail(key, many("mixed", ours, attached("application/zip", "s.zip", zipped(a__xml=b"x" * 100)[:50])), "bad", [key])


# What the mail begins with, before its first field

LEADS = {
    "blank-line": b"\r\n", "blank-lines": b" \t\r\n\r\n\n", "indented": b"    ", "mark": b"\xef\xbb\xbf",
    "mark-and-line": b"\xef\xbb\xbf\r\n", "from": b"From reporter@example.org Fri Jan  2 03:04:05 2026\r\n",
    "quoted-from": b">From reporter@example.org Fri Jan  2 03:04:05 2026\r\n",
    "banner": b"Microsoft Mail Internet Headers Version 2.0\r\n", "junk": b"250 2.1.0 Ok\r\n",
}


def begun(which):
    made = gzipped("begun-" + which)
    return dataclasses.replace(made, bytes=LEADS[which] + made.bytes)


def digest(key="digest"):
    return mail(key, many("digest", b"\r\n" + gzipped(key).bytes), ids=[key])


def unsaid(key, encoding=None):
    """In base64, which its header does not say."""
    body = base64.encodebytes(gzip.compress(xml(key)))
    head = b"Content-Type: application/gzip\r\n" + (
        b"Content-Transfer-Encoding: %s\r\n" % encoding if encoding else b"")
    return mail(key, many("mixed", head + b"\r\n" + body), ids=[key])


def bounced(key, kind="report; report-type=delivery-status", status="message/delivery-status"):
    """A report of our own that came back."""
    status = part(status, b"Reporting-MTA: dns; mx.example.org\r\n\r\nAction: failed\r\n", encoding="7bit")
    return mail(key, many(kind, text("It could not be delivered.\r\n"), status,
                          part("message/rfc822", google("x").bytes, encoding="8bit")),
                "other", subject="Undelivered Mail Returned to Sender", sender="MAILER-DAEMON@example.org")


# What a multipart's header says of the boundary, which is "=_b"

BOUNDARIES = {
    "none": b"", "no-semicolon": b' boundary="=_b"', "another": b'; boundary="=_c"', "blank-in-it": b'; boundary="=_b "',
    "backslashes": b'; boundary=\\"=_b\\"', "behind-the-header": b';\r\n\r\nboundary="=_b"', "in-line": b'; boundary="=_a"; x="=_b"',
}


def parted(which, made=None):
    """A mail whose outermost multipart says this."""
    made = made or gzipped("parted-" + which)
    mark = re.search(rb'; boundary="(=_[0-9a-f]{8})"\r\n', made.bytes)
    said = made.bytes.replace(mark[0], BOUNDARIES[which] + b"\r\n", 1).replace(b"--" + mark[1], b"--=_b")
    return dataclasses.replace(made, bytes=said)


def odd():
    """Mails as some programs hand them out."""
    return [begun(which) for which in LEADS] + [parted(which) for which in BOUNDARIES] + [
        parted("none", bounced("parted-bounce")), parted("another", packed("parted-photos", "photos.zip", b"PK\3\4 what")),
        digest(), unsaid("unsaid"), unsaid("said-7bit", b"7bit"), unsaid("said-8bit", b"8bit"),
        bounced("bounced"), bounced("bounced-mixed", "mixed"), bounced("bounced-unsaid", "report"),
        bounced("read", "report; report-type=disposition-notification", "message/disposition-notification"),
    ]


DONE = (google, gzipped, plain, report_part, outlook, two, zip_of_two, forwarded)
BAD = (cut_gzip, broken, mixed, bomb)
OTHER = (ordinary, office, signed, empty, tls, failure, both)


def again(key="again"):
    """The report of google() in another mail."""
    return dataclasses.replace(google(), key=key, ids=(),
                               bytes=google().bytes.replace(b"X-Key: google", b"X-Key: " + key.encode()))


def every_kind():
    """The kinds mixed, so that neighbours differ."""
    rest = [make() for make in BAD + OTHER]
    return [m for pair in zip([make() for make in DONE] + [again()], rest) for m in pair] + rest[len(DONE) + 1:]


def a_dozen():
    """Small ones of each class."""
    return [google(), ordinary(), gzipped(), cut_gzip(), two(), again(), mixed(), plain(), tls(),
            forwarded(), broken(), report_part()]


def picture(size):
    """Of about so many bytes, as they travel."""
    return attached("image/png", "large.png", PIXEL + bytes(range(256)) * (size * 3 // 4 // 256))


def large(size, report=b"", key="large", becomes="done", subject=None):
    """A mail of about so many bytes: a picture, and a report after it."""
    parts = [picture(size), attached("application/gzip", "r.xml.gz", gzip.compress(report or xml(key)))]
    return mail(key, many("mixed", *parts), becomes, [key] if becomes == "done" else [], subject)


def report_and_large(size, key="report-and-large"):
    """And one that is read to where it is too large."""
    parts = [attached("application/gzip", "r.xml.gz", gzip.compress(xml(key))), picture(size)]
    return mail(key, many("mixed", *parts), "bad", [key])


def thousands(n, size=5000):
    """As many reports as mails of about that size, of dmarc-generate; ids as it tells them."""
    folder = scratch()
    truth = generate("-n", n, "-z", folder)
    pad = "".join("%072d\r\n" % i for i in range(max(0, size - 2500) // 74))
    for name, row in truth.items():
        data = (folder / name).read_bytes()
        yield mail(name, many("mixed", text("This is an aggregate report.\r\n" + pad[:max(0, size - 1300 - len(data) * 4 // 3)]),
                              attached("application/gzip", name, data)), ids=[row["id"]])
