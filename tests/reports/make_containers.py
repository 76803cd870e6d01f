#!/usr/bin/env python3
"""Makes container/ and mail/: every wrapping a report has been seen in, and what must come of it.

    make_containers.py [FOLDER]     writes NAME and NAME.json, by default beside this file

What it makes is kept in the repository, so that a test needs no more than the files.
"""
import base64
import bz2
import gzip
import io
import json
import lzma
import pathlib
import quopri
import stat
import sys
import tarfile
import zipfile
import zlib

OUT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
OUT = OUT if OUT.is_dir() else OUT.parent
NAME = "mail.example.net!example.org!1767225600!1767311999"


def xml(n=1):
    """A report; the number tells one from another."""
    return ("""<?xml version="1.0" encoding="UTF-8"?>
<feedback><report_metadata><org_name>example.net</org_name><email>dmarc@example.net</email>\
<report_id>r-%d</report_id><date_range><begin>1767225600</begin><end>1767311999</end></date_range>
</report_metadata><policy_published><domain>example.org</domain><p>reject</p></policy_published>
<record><row><source_ip>192.0.2.%d</source_ip><count>%d</count><policy_evaluated>\
<disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated></row>
<identifiers><header_from>example.org</header_from></identifiers><auth_results><spf>\
<domain>example.com</domain><result>pass</result></spf></auth_results></record></feedback>
""" % (n, n, n)).encode()


def read(n=1):
    """What is read in it."""
    return {"type": "aggregate", "metadata": {
        "org_name": "example.net", "email": "dmarc@example.net", "report_id": "r-%d" % n,
        "begin": 1767225600, "end": 1767311999},
        "policy": {"domain": "example.org", "p": "reject"},
        "records": [{"source_ip": "192.0.2.%d" % n, "count": n, "disposition": "none",
                     "dkim": "pass", "spf": "fail", "header_from": "example.org",
                     "auth_spf": [{"domain": "example.com", "result": "pass"}]}],
        "totals": {"records": 1, "messages": n, "dmarc_pass": n}}


TLS = json.dumps({
    "organization-name": "example.net", "report-id": "t-1", "contact-info": "tls@example.net",
    "date-range": {"start-datetime": "2026-01-01T00:00:00Z", "end-datetime": "2026-01-01T23:59:59Z"},
    "policies": [{"policy": {"policy-type": "sts", "policy-domain": "example.org"},
                  "summary": {"total-successful-session-count": 7}}]}, indent=1).encode()


def put(name, data, *wanted, rejected=()):
    """One fixture: wanted holds the reports' numbers or types, or is one kind of error."""
    reports = [read(w) if isinstance(w, int) else {"type": w}
               for w in wanted if isinstance(w, int) or w in ("tls", "failure")]
    answer = {"reports": reports} if reports else {"error": wanted[0]}
    if reports:
        answer["rejected"] = [{"error": kind} for kind in rejected]
    path = OUT / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    path.with_name(path.name + ".json").write_text(json.dumps(answer) + "\n")


def gz(data):
    return gzip.compress(data, mtime=0)


def member(name):
    return name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)


def make_zip(*members, method=zipfile.ZIP_DEFLATED, comment=b"", to=None, big=False):
    out = to or io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        z.comment = comment
        for name, data in members:
            info = member(name)
            info.compress_type = method
            with z.open(info, "w", force_zip64=big) as f:
                f.write(data)
    return out.getvalue()


class Pipe(io.BytesIO):
    """What cannot be sought makes zipfile write sizes after the data."""
    def seekable(self):
        return False

    def tell(self):
        raise OSError


def damage(data, at, value):
    data = bytearray(data)
    data[at] ^= value
    return bytes(data)


def encrypted(data, *at):
    """The bit that says so, in the local header and in the directory."""
    local, central = at
    return damage(damage(data, local + 6, 1), central + 8, 1)


def entries(data):
    """Where each member's local header and its entry in the directory are."""
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        local = [i.header_offset for i in z.infolist()]
    central, at = [], data.find(b"PK\1\2")
    while at >= 0:
        central.append(at)
        at = data.find(b"PK\1\2", at + 4)
    return list(zip(local, central))


def make_tar(*members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as t:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            if data is None or name.endswith("/"):
                info.type, info.size = tarfile.DIRTYPE, 0
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def containers():
    one, two = xml(1), xml(2)
    put("container/" + NAME + ".xml", one, 1)
    put("container/" + NAME + ".xml.gz", gz(one), 1)
    put("container/" + NAME + ".zip", make_zip((NAME + ".xml", one)), 1)
    put("container/gzip-named.zip", gz(one), 1)
    put("container/zip-named.xml.gz", make_zip(("a.xml", one)), 1)
    put("container/xml-named.gz", one, 1)

    put("container/gzip-and-crlf.gz", gz(one) + b"\r\n", 1)
    put("container/gzip-and-zeros.gz", gz(one) + bytes(512), 1)
    put("container/gzip-two-members.gz", gz(one[:300]) + gz(one[300:]), 1)
    put("container/gzip-double.gz", gz(gz(one)), 1)
    put("container/gzip-bad-crc.gz", damage(gz(one), -8, 1), "archive-corrupt")
    put("container/gzip-bad-data.gz", damage(gz(one), 90, 0x55), "archive-corrupt")
    put("container/gzip-no-trailer.gz", gz(one)[:-8], 1)
    put("container/gzip-cut-in-end-tag.gz", gzip.compress(one, 0, mtime=0)[:15 + len(one) - 6],
        "archive-corrupt")
    put("container/gzip-half.gz", gz(one)[:250], "archive-corrupt")
    put("container/gzip-header-alone.gz", gz(one)[:10], "archive-corrupt")
    put("container/gzip-of-nothing.gz", gz(b""), "empty")
    put("container/gzip-of-unused.gz", gz(b"unused"), "not-report")
    put("container/gzip-of-png.gz", gz(b"\x89PNG\r\n\x1a\n" + bytes(range(64))), "not-report")
    put("container/gzip-bomb.gz", gz(gz(b"<feedback>" + b" " * (160 << 20))), "limit")
    put("container/zlib.zz", zlib.compress(one), 1)

    put("container/zip-stored.zip", make_zip(("a.xml", one), method=zipfile.ZIP_STORED), 1)
    put("container/zip-streamed.zip", make_zip(("a.xml", one), ("b.xml", two), to=Pipe()), 1, 2)
    put("container/zip64.zip", make_zip(("a.xml", one), big=True), 1)
    put("container/zip-comment.zip", make_zip(("a.xml", one), comment=b"from example.net"), 1)
    put("container/zip-and-crlf.zip", make_zip(("a.xml", one)) + b"\r\n", 1)
    put("container/zip-no-name.zip", make_zip(("", one)), 1)
    put("container/zip-two.zip", make_zip(("a.xml", one), ("b.xml", two)), 1, 2)
    put("container/zip-folders.zip", make_zip(
        ("a/", b""), ("a/b/", b""), ("README", b"hello\n"), ("a/b/C.XML", one)), 1)
    put("container/zip-litter.zip", make_zip(
        ("__MACOSX/._a.xml", b"\0\5\x16\7"), ("._a.xml", b"\0\5\x16\7"), (".DS_Store", b"\0\0\0\1"),
        ("x/Thumbs.db", b"\0"), ("a.xml", one)), 1)
    put("container/zip-odd-names.zip", make_zip(
        ("../../evil.xml", one), ("/etc/b\x1b[2J<b>\u00fc.xml", two)), 1, 2)
    link = zipfile.ZipInfo("link.xml")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    put("container/zip-link.zip", make_zip((link, b"a.xml"), ("a.xml", one)), 1)
    put("container/zip-in-zip.zip", make_zip(("in.zip", make_zip(("a.xml", one)))), 1)
    put("container/zip-of-gzip.zip", make_zip(("a.xml.gz", gz(one)), ("b.xml.gz", gz(two))), 1, 2)
    put("container/zip-of-mail.zip", make_zip(("a.eml", mixed(part(one, "a.xml")))), 1)
    put("container/zip-of-others.zip", make_zip(
        ("a.xml", one), ("b.html", b"<html><p>hello</p></html>"), ("c.json", TLS), ("d.xml", b"")),
        1, "tls", rejected=("not-report", "empty"))

    pair = make_zip(("a.xml", one), ("b.xml", two))
    (a, a_entry), (b, b_entry) = entries(pair)
    put("container/zip-bad-crc.zip", damage(damage(pair, a + 14, 1), a_entry + 16, 1), 2,
        rejected=("archive-corrupt",))
    put("container/zip-bad-data.zip", damage(pair, a + 60, 0x55), 2, rejected=("archive-corrupt",))
    put("container/zip-bad-size.zip", damage(damage(pair, a + 22, 1), a_entry + 24, 1), 2,
        rejected=("archive-corrupt",))
    put("container/zip-encrypted.zip", encrypted(encrypted(pair, a, a_entry), b, b_entry),
        "archive-encrypted")
    put("container/zip-half-encrypted.zip", encrypted(pair, a, a_entry), 2,
        rejected=("archive-encrypted",))
    put("container/zip-lzma.zip", make_zip(("a.xml", one), method=zipfile.ZIP_LZMA), "archive-corrupt")
    put("container/zip-empty.zip", make_zip(), "empty")
    put("container/zip-cut.zip", pair[:len(pair) // 2], "archive-corrupt")
    put("container/zip-1001-empty.zip", make_zip(*(("%d" % i, b"") for i in range(1001))), "limit")
    deep = one
    for i in range(5):
        deep = make_zip(("a.zip" if i else "a.xml", deep))
    put("container/zip-nested-5.zip", deep, "limit")
    put("container/zip-bomb.zip", make_zip(
        ("a.zip", make_zip(("a.xml", b"<feedback>" + b" " * (160 << 20))))), "limit")

    put("container/tar.tar", make_tar(("a/", b""), ("a/a.xml", one), ("b.xml.gz", gz(two))), 1, 2)
    put("container/tar.tar.gz", gz(make_tar(("a.xml", one))), 1)
    put("container/tar-cut.tar", make_tar(("a.xml", one))[:1200], "archive-corrupt")
    put("container/bzip2.bz2", bz2.compress(one), 1)
    put("container/bzip2-cut.bz2", bz2.compress(one)[:-20], "archive-corrupt")
    put("container/bzip2-bomb.bz2", bz2.compress(b"<feedback>" + b" " * (160 << 20)), "limit")
    put("container/xz.xz", lzma.compress(one), 1)
    put("container/xz-cut.xz", lzma.compress(one)[:-40], "archive-corrupt")
    put("container/seven.7z", b"7z\xbc\xaf\x27\x1c" + bytes(26), "not-report")

    put("container/nothing", b"", "empty")
    put("container/blanks", b" \r\n\t\r\n", "empty")
    put("container/prose.xml", b"unused", "not-report")
    put("container/tls.json", TLS, "tls")
    put("container/tls.json.gz", gz(TLS), "tls")
    put("container/tls-cut.json", TLS[:200], "json-malformed")
    put("container/tls-mark.json", b"\xef\xbb\xbf" + TLS, "tls")
    put("container/tls-utf16.json", TLS.decode().encode("utf-16"), "tls")
    put("container/tls-number.json", TLS.replace(b": 7", b": 1e400"), "tls")
    put("container/tls-digits.json", TLS.replace(b": 7", b": " + b"7" * 5000), "tls")
    put("container/tls-surrogates.json", TLS.replace(b"t-1", b"\\ud800\\u0000\xff"), "tls")
    put("container/tls-twice.json", TLS.replace(b'"report-id"', b'"report-id": "a", "report-id"'), "tls")
    put("container/tls-padded.json", TLS + bytes(512), "tls")
    put("container/tls-deep.json", TLS.replace(b": 7", b": " + b"[" * 62 + b"]" * 62), "limit")
    put("container/tls-nan.json", TLS.replace(b": 7", b": NaN"), "json-malformed")
    put("container/tls-comma.json", TLS.replace(b": 7", b": 7,"), "json-malformed")
    put("container/other.json", b'{"records":[{"a":1}]}', "not-report")


# ---- mail

HEAD = ("From: Reports <dmarc@example.net>\nTo: dmarc@example.org\n"
        "Subject: Report Domain: example.org Submitter: example.net Report-ID: <r-1>\n"
        "Date: Fri, 2 Jan 2026 00:10:00 +0000\nMessage-ID: <r-1@example.net>\nMIME-Version: 1.0\n")
TEXT = "Content-Type: text/plain; charset=us-ascii\n\nThis is an aggregate report.\n"


def b64(data, width=76):
    text = base64.b64encode(data).decode()
    return "\n".join(text[i:i + width] for i in range(0, len(text), width)) + "\n"


def part(data, name, kind="application/octet-stream", body=None, head=""):
    """An attachment, as an entity."""
    return ("Content-Type: %s; name=\"%s\"\nContent-Disposition: attachment; filename=\"%s\"\n"
            "Content-Transfer-Encoding: base64\n%s\n%s" % (
                kind, name, name, head, b64(data) if body is None else body))


def multi(kind, *parts, boundary="=_b", close=True):
    text = "Content-Type: multipart/%s; boundary=\"%s\"\n\nPreamble.\n" % (kind, boundary)
    text += "".join("--%s\n%s\n" % (boundary, p) for p in parts)
    return text + ("--%s--\n" % boundary if close else "")


def raw(text, head=HEAD, crlf=True):
    return (head + text).replace("\n", "\r\n" if crlf else "\n").encode("latin-1")


def mixed(*parts, **more):
    return raw(multi("mixed", *parts, **more))


def uu(data):
    import binascii
    return "begin 644 a.xml.gz\n" + "".join(
        binascii.b2a_uu(data[i:i + 45]).decode() for i in range(0, len(data), 45)) + "`\nend\n"


def shapes():
    """As the big reporters send."""
    one, two = xml(1), xml(2)
    zipped = make_zip((NAME + ".xml", one))
    put("mail/google", raw(part(zipped, NAME + ".zip", "application/zip")), 1)
    put("mail/yahoo", mixed(TEXT, part(gz(one), NAME + ".xml.gz", "application/gzip")), 1)
    html = ("Content-Type: text/html; charset=us-ascii\nContent-Transfer-Encoding: base64\n\n" +
            b64(b"<html><body><p>We want your <feedback>!</p></body></html>"))
    put("mail/microsoft", raw(multi("mixed", multi("related", multi(
        "alternative", html, boundary="_003_"), boundary="_002_"),
        part(gz(one), NAME + ".xml.gz", "application/gzip", head="Content-ID: <a>\n"),
        boundary="_001_"), HEAD.replace("Report Domain", "=?utf-8?B?UmVwb3J0IERvbWFpbg==?=")), 1)
    put("mail/mailru", mixed(TEXT, part(gz(one), NAME + ".xml.gz", "application/gzip"),
                             boundary="----abcdefgh:1767"), 1)
    put("mail/amazon-unquoted-name", mixed(TEXT, "Content-Type: application/octet-stream;name=%s.xml.gz\n"
        "Content-Transfer-Encoding: base64\nContent-Disposition: attachment;filename=%s.xml.gz\n\n%s"
        % (NAME, NAME, b64(gz(one)))), 1)
    put("mail/amazon-rfc2231", mixed(TEXT, "Content-Type: application/octet-stream;\n"
        " name*1=\"!1767225600!1767311999.xml.gz\";\n name*0=\"mail.example.net!example.org\"\n"
        "Content-Transfer-Encoding: base64\n\n" + b64(gz(one))), 1)
    put("mail/fastmail", mixed(TEXT, part(gz(one), NAME + ".xml.gz", "application/gzip"),
                               boundary="report_section"), 1)
    put("mail/opendmarc", mixed(TEXT, part(zipped, NAME + ".zip", "application/zip"),
                                boundary="report_section"), 1)
    put("mail/mimecast", raw(part(zipped, NAME + ".xml.gz", "application/gzip")), 1)
    put("mail/mimecast-and-crlf", raw(part(gz(one) + b"\r\n", NAME + ".xml.gz", "application/gzip")), 1)
    put("mail/trustwave", raw(multi("mixed", TEXT, part(gz(one), NAME + ".xml.gz")).replace(
        "Content-Type: multipart", "ContentType: multipart", 1)), 1)
    put("mail/signed", mixed(multi("signed", multi("mixed", TEXT, part(gz(one), "a.xml.gz"), boundary="in"),
        "Content-Type: application/pgp-signature; name=\"signature.asc\"\n\n-----BEGIN PGP SIGNATURE-----\n",
        boundary="sig")), 1)
    put("mail/two", mixed(TEXT, part(gz(one), "a.xml.gz"), part(gz(two), "b.xml.gz")), 1, 2)
    put("mail/good-and-bad", mixed(part(damage(gz(one), -8, 1), "a.xml.gz"), part(b"", "empty.xml.gz"),
        part(gz(two), "b.xml.gz")), 2, rejected=("archive-corrupt", "empty"))

    put("mail/text-xml", mixed("Content-Type: text/xml\n\n" + one.decode()), 1)
    put("mail/xml-alone", raw("Content-Type: text/plain\n\n" + one.decode(), crlf=False), 1)
    put("mail/xml-no-mime", b"From: a@example.net\nSubject: x\n\n" + one, 1)
    put("mail/quoted-printable", mixed("Content-Type: application/xml\n"
        "Content-Transfer-Encoding: quoted-printable\n\n" + quopri.encodestring(one).decode()), 1)
    put("mail/uuencode", mixed("Content-Type: application/gzip; name=a.xml.gz\n"
        "Content-Transfer-Encoding: x-uuencode\n\n" + uu(gz(one))), 1)
    binary = gz(one)
    put("mail/binary", raw(multi("mixed", TEXT, "Content-Type: application/gzip\n"
        "Content-Transfer-Encoding: binary\n\n@@")).replace(b"@@", binary), 1)

    long = b64(gz(one), 10 ** 6).strip()
    odd = {"one-line": long, "no-padding": long.rstrip("="), "short-lines": b64(gz(one), 3),
           "stray": "!\t#\n".join(long[i:i + 50] for i in range(0, len(long), 50)),
           "two-chunks": b64(gz(one)[:100]) + b64(gz(one)[100:]),
           "list-footer": long + "\n____________\nlist mailing list\n"}
    for name, body in odd.items():
        put("mail/base64-" + name, mixed(TEXT, part(b"", "a.xml.gz", body=body)), 1)
    put("mail/base64-comment", mixed(TEXT, part(gz(one), "a.xml.gz").replace(
        ": base64", ": BASE64 (as usual)")), 1)
    put("mail/base64-cut", mixed(TEXT, part(b"", "a.xml.gz", body=long[:200]), close=False),
        "archive-corrupt")


def structures():
    """Messages made in odd ways, and messages in messages."""
    one, two = xml(1), xml(2)
    gzip_part = part(gz(one), NAME + ".xml.gz", "application/gzip")
    inner = raw(multi("mixed", TEXT, gzip_part, boundary="=_in"), crlf=False).decode()
    put("mail/forwarded", mixed(TEXT, "Content-Type: message/rfc822\n\n" + inner), 1)
    put("mail/forwarded-base64", mixed(TEXT, "Content-Type: message/rfc822\n"
        "Content-Transfer-Encoding: base64\n\n" + b64(inner.encode())), 1)
    put("mail/forwarded-eml", mixed(TEXT, part(inner.encode(), "report.eml")), 1)
    put("mail/forwarded-zip", raw(part(make_zip(("a.eml", inner.encode())), "a.zip")), 1)
    deep = inner
    for i in range(5):
        deep = (HEAD + "Content-Type: message/rfc822\n\n" + deep)
    put("mail/forwarded-5", deep.encode(), "limit")
    put("mail/lf", raw(multi("mixed", TEXT, gzip_part), crlf=False), 1)
    put("mail/cr-cr-lf", mixed(TEXT, gzip_part).replace(b"\r\n", b"\r\r\n"), 1)
    put("mail/mbox-line", b"From dmarc@example.net Fri Jan  2 00:10:00 2026\r\n" + mixed(TEXT, gzip_part), 1)
    put("mail/no-closing-boundary", mixed(TEXT, gzip_part, close=False), 1)
    put("mail/boundary-prefix", raw(multi("mixed", TEXT, multi("mixed", TEXT, gzip_part, boundary="abcdef"),
        part(gz(two), "b.xml.gz"), boundary="abc")), 1, 2)
    put("mail/boundary-blanks", mixed(TEXT, gzip_part).replace(b"--=_b\r\n", b"--=_b \t\r\n"), 1)
    put("mail/boundary-no-blank-line", mixed(
        multi("mixed", gzip_part, boundary="in").replace("\n\nPreamble.\n", "\n")), 1)
    put("mail/two-types", raw("Content-Type: text/plain\n" + multi("mixed", TEXT, gzip_part)), 1)
    put("mail/mbox", b"\r\n".join(b"From dmarc@example.net Fri Jan  2 00:10:00 2026\r\n" + mixed(TEXT, each)
        for each in (gzip_part, part(gz(two), "b.xml.gz"))), 1, 2)
    put("mail/mbox-in-gzip", gz((OUT / "mail/mbox").read_bytes()), 1, 2)
    put("mail/header-blanks", mixed(TEXT, gzip_part).replace(
        b"Content-Type: multipart/mixed; boundary=", b"Content-Type : multipart/mixed ;\r\n\tboundary = "), 1)
    put("mail/header-long", raw(multi("mixed", TEXT, gzip_part), HEAD + "X-Long: " + "a " * 33000 + "\n" +
        "".join("X-%d: %s\n" % (i, "b" * 60) for i in range(1000))), 1)
    put("mail/name-encoded-word", mixed(part(gz(one), "=?UTF-8?B?YS54bWwuZ3o=?=")), 1)
    put("mail/name-blanks", mixed(gzip_part.replace('"%s.xml.gz"' % NAME, "my report.xml.gz")), 1)
    put("mail/name-8bit", mixed(part(gz(one), "rep\xf6rt.xml.gz")), 1)
    put("mail/nul", mixed(TEXT.replace("aggregate", "\0"), gzip_part), 1)

    put("mail/bounce", raw(multi("report", "Content-Type: text/plain\n\nIt was not delivered.\n",
        "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@example.org\nAction: failed\n",
        "Content-Type: text/rfc822-headers\n\nFrom: b@example.org\nSubject: hello\n")), "not-report")
    put("mail/advertisement", mixed("Content-Type: text/html\n\n<p>Give us <feedback>!</p>\n"), "not-report")
    put("mail/attached-other-json", mixed(part(b'{"a": 1}', "a.json"), gzip_part), 1)
    put("mail/attached-prose", mixed(TEXT, part(b"unused", NAME + ".xml")), "not-report")
    put("mail/attached-nothing", mixed(TEXT, part(b"", NAME + ".xml.gz")), "empty")
    put("mail/no-boundary", raw(multi("mixed", gzip_part).replace("; boundary", "; x")), 1)
    put("mail/other-boundary", raw(multi("mixed", gzip_part).replace('"=_b"', '"=_c"')), 1)
    put("mail/other-boundary-bounce", raw(multi("report; report-type=delivery-status", TEXT, "Content-Type: message/rfc822\n\n" +
        HEAD + multi("mixed", gzip_part, boundary="=_in")).replace('"=_b"', '"=_c"')), "not-report")
    put("mail/513-parts", mixed(*(["\nx"] * 512), gzip_part), 1)
    nest = gzip_part
    for i in range(17):
        nest = multi("mixed", nest, boundary="b%d" % i)
    put("mail/17-multiparts", raw(nest), "limit")


def other_kinds():
    """Reports that are not aggregate reports."""
    put("mail/tls", raw(multi("report; report-type=tlsrpt", TEXT,
        part(gz(TLS), "a.json.gz", "application/tlsrpt+gzip"))), "tls")
    arf = "Feedback-Type: auth-failure\nVersion: 1\nUser-Agent: a/1\nAuth-Failure: dmarc\nSource-IP: 192.0.2.1\n"
    original = "Content-Type: message/rfc822\n\n" + HEAD + multi(
        "mixed", TEXT, part(gz(xml(1)), "a.xml.gz"), boundary="=_in")
    kind = "Content-Type: message/feedback-report\n"
    put("mail/failure", raw(multi("report; report-type=feedback-report", TEXT, kind + "\n" + arf, original)),
        "failure")
    put("mail/failure-mixed", mixed(TEXT, kind + "Content-Transfer-Encoding: base64\n\n" + b64(arf.encode()),
                                    original), "failure")
    put("mail/failure-text", raw(multi("report", "Content-Type: text/plain\n\n"
        "A message claiming to be from you has failed the published DMARC policy.\n\n"
        "  Sender Domain: example.org\n  Sender IP Address: 192.0.2.1\n", original)), "failure")
    put("mail/failure-and-report", mixed(multi("report", TEXT, kind + "\n" + arf, original, boundary="=_report"),
                                         part(gz(xml(2)), "b.xml.gz")), "failure", 2)


containers()
shapes()
structures()
other_kinds()
