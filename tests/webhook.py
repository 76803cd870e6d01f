# ctest: LABELS fast COST 10
"""What mail services post, each in its own shape, as their documents have it; what is wrong with it; and
what they are told, since each status makes them forget the mail, post it again or let it bounce."""
import base64
import contextlib
import gzip
import json
import sqlite3
import urllib.parse

from proof import check, cgi, equal, main, scratch
from lib import mails
from lib.made import report

DB = scratch() / "dmarc.db"
TOKEN = "sesame"
URLENCODED = "application/x-www-form-urlencoded"
NAMED = "reporter.example!example.org!1!2.xml.gz"
PICTURE = mails.PIXEL


def post(body, kind, **more):
    status, text = cgi("dmarc-webhook", "/webhook/dmarc", "token=" + TOKEN, DB, "POST", body, CONTENT_TYPE=kind,
                       WEBHOOK_TOKEN=TOKEN, **more)
    return status, json.loads(text)


def said(body, kind, **more):
    """Its status, the answer's, and of each result the file and what became of it."""
    status, answer = post(body, kind, **more)
    return status, answer.get("status"), [(r["file"], r["part"], r["status"]) for r in answer.get("reports", [])]


def row(sql, *args):
    with contextlib.closing(sqlite3.connect(DB)) as c:
        return c.execute(sql, args).fetchone()


def set_version(number):
    """Of the schema: to write into that of a newer program is refused."""
    with contextlib.closing(sqlite3.connect(DB)) as c:
        c.execute("PRAGMA user_version = %d" % number)


def refused():
    """The newest of what was refused, and how many there are."""
    return row("SELECT file, code, message, (SELECT count(*) FROM refused) FROM refused ORDER BY id DESC LIMIT 1")


def b64(data):
    """In lines, as Ruby and others make it."""
    return base64.encodebytes(data).decode()


def one_line(data):
    return base64.b64encode(data).decode()


def form(*fields):
    """Fields and, where they have a name, files."""
    parts = b"".join(b'--XX\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (
        name.encode(), b'; filename="%s"' % file.encode() if file else b"", body) for name, file, body in fields)
    return parts + b"--XX--\r\n", "multipart/form-data; boundary=XX"


def coded(**fields):
    return urllib.parse.urlencode({k.replace("__", "-"): v for k, v in fields.items()}).encode(), URLENCODED


def as_json(value, kind="application/json"):
    return json.dumps(value).encode(), kind


def xml(key):
    return gzip.compress(report(ident=key))


def postmark(**more):
    return dict({"FromName": "", "From": "noreply-dmarc@reporter.example", "To": "d@example.org", "ToFull": [
        {"Email": "d@example.org", "Name": "", "MailboxHash": ""}], "Subject": "Report Domain: example.org", "MessageID":
        "73e6d360-66eb-11e1-8e72-a8904824019b", "MailboxHash": "", "TextBody": "A report", "HtmlBody": "<html><body>A report</body></html>",
        "Headers": [{"Name": "Received-SPF", "Value": "Pass"}], "Attachments": []}, **more)


def postmark_file(name, data, kind="application/gzip"):
    return {"Name": name, "Content": one_line(data), "ContentType": kind, "ContentLength": len(data)}


def postal(**more):
    return dict({"id": 12345, "rcpt_to": "d@example.org", "mail_from": "a@reporter.example", "size": 822}, **more)


def postal_file(name, data):
    return {"filename": name, "content_type": "application/gzip", "size": len(data), "data": b64(data)}


def ses(mail, encoding):
    content = one_line(mail) if encoding == "BASE64" else mail.decode()
    return {"notificationType": "Received", "receipt": {"recipients": ["d@example.org"], "spfVerdict": {"status": "PASS"},
            "action": {"type": "SNS", "topicArn": "arn:aws:sns:us-east-1:012345678912:x", "encoding": encoding}},
            "mail": {"source": "a@reporter.example", "headers": [{"name": "From", "value": "a@reporter.example"}]},
            "content": content}


def sns(message, **more):
    return dict({"Type": "Notification", "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324", "TopicArn":
                 "arn:aws:sns:us-east-1:012345678912:x", "Message": message, "SignatureVersion": "1", "Signature": "EXAMPLE=",
                 "UnsubscribeURL": "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe"}, **more)


SENDGRID = (("headers", None, b"Received: by mx0047p1mdw1.sendgrid.net\nFrom: a@reporter.example\nSubject: A report\n\n"),
            ("dkim", None, b"{@reporter.example : pass}"), ("to", None, b"d@example.org"), ("html", None, b"<html><p>x</p></html>"),
            ("from", None, b"Reporter <a@reporter.example>"), ("text", None, b"A report."), ("sender_ip", None, b"192.0.2.1"),
            ("envelope", None, b'{"to":["d@example.org"],"from":"a@reporter.example"}'), ("subject", None, b"A report"),
            ("charsets", None, b'{"to":"UTF-8","subject":"UTF-8"}'), ("SPF", None, b"pass"), ("spam_score", None, b"0.1"))
MAILGUN = {"recipient": "d@example.org", "sender": "a@reporter.example", "from": "a@reporter.example", "subject": "A report",
           "timestamp": "1767225600", "token": "0" * 50, "signature": "f" * 64, "message__headers": '[["From", "a@reporter.example"]]'}


def test_shapes():
    """Each brings its report once, by the name of what it was in; then it is known."""
    mail = {key: mails.gzipped(key).bytes for key in ("sendgrid", "mailgun", "mailgun-form", "postmark", "postal",
                                                      "postal-form", "worker", "ses", "sns", "text")}
    for what, (body, kind), file in (
            ("SendGrid, raw", form(*SENDGRID[2:], ("email", None, mail["sendgrid"])), "email"),
            ("SendGrid, parsed", form(*SENDGRID, ("attachments", None, b"1"), ("attachment-info", None, b'{"attachment1":{}}'),
                                      ("attachment1", "s.xml.gz", xml("s"))), "s.xml.gz"),
            ("Mailgun, MIME", coded(**MAILGUN, body__mime=mail["mailgun"]), "body-mime"),
            ("Mailgun, MIME, multipart", form(*((k, None, v.encode()) for k, v in MAILGUN.items()),
                                              ("body-mime", None, mail["mailgun-form"])), "body-mime"),
            ("Mailgun, parsed", form(*((k, None, v.encode()) for k, v in MAILGUN.items()), ("body-plain", None, b"A report."),
                                     ("attachment-count", None, b"1"), ("attachment-1", "m.xml.gz", xml("m"))), "m.xml.gz"),
            ("Postmark", as_json(postmark(Attachments=[postmark_file("p.xml.gz", xml("p"))])), "p.xml.gz"),
            ("Postmark, raw", as_json(postmark(RawEmail=mail["postmark"].decode())), "RawEmail"),
            ("Postal, raw", as_json(postal(message=b64(mail["postal"]), base64=True)), "message"),
            ("Postal, raw, a form", coded(**postal(message=b64(mail["postal-form"]), base64="true")), "message"),
            ("Postal, processed", as_json(postal(html_body=None, bounce=False, attachments=[postal_file("q.xml.gz", xml("q"))])),
             "q.xml.gz"),
            ("Postal, processed, a form", coded(**{"rcpt_to": "d@example.org", "attachments[0][filename]": "r.xml.gz",
                                                   "attachments[0][data]": b64(xml("r"))}), "r.xml.gz"),
            ("a worker", as_json({"from": "a@reporter.example", "raw": one_line(mail["worker"])}), "raw"),
            ("SES by SNS", as_json(sns(json.dumps(ses(mail["sns"], "BASE64"))), "text/plain; charset=UTF-8"), "content"),
            ("SES by SNS, raw delivery", as_json(ses(mail["ses"], "UTF8"), "text/plain"), "content"),
            ("a field of any name", form(("a", None, b"text"), ("b", None, xml("b"))), "b"),
            ("a field with XML", form(("c", None, report(ident="c"))), "c")):
        for status, became in ((200, "imported"), (200, "duplicate")):
            got = said(body, kind)
            equal((got[0], got[1], [(f, s) for f, _, s in got[2]]), (status, became, [(file, became)]), what)
    equal(row("SELECT count(*) FROM refused"), (0,), "nothing of it was refused")


def test_whole():
    """Of a mail that is there whole its attachments are not read once more, and its header is kept."""
    mail = mails.gzipped("whole")
    body = postmark(Attachments=[postmark_file("r.xml.gz", gzip.compress(mails.xml("whole", records=2)))], RawEmail=mail.bytes.decode())
    equal([r[0] for r in said(*as_json(body))[2]], ["RawEmail"], "the mail alone")
    equal(row("SELECT count(*) FROM report WHERE report_id = 'whole'"), (1,), "its report")
    status, text = cgi("dmarc-records", "/api/reports/" + post(*as_json(body))[1]["reports"][0]["id"], "", DB)
    equal((status, json.loads(text)["mail"]["message_id"]), (200, "<whole@reporter.example>"), "as that of a mail")


def test_attachments():
    """What is evidently no report is passed over, as in a mail."""
    files = [postmark_file("logo.png", PICTURE, "image/png"), postmark_file("a.xml.gz", xml("a1")),
             postmark_file("read.txt", b"To: all\nSubject: words\n\nText.\n", "text/plain"),
             postmark_file("forwarded.eml", mails.gzipped("a2").bytes, "message/rfc822"), {"Content": one_line(xml("a3"))},
             {"Content": None, "Name": "nothing.xml"}, postmark_file(NAMED, xml("a4")[:60])]
    before = (refused() or [0] * 4)[3]
    status, became, results = said(*as_json(postmark(Attachments=files)))
    equal((status, became, [(f, s) for f, _, s in results]),
          (200, "partial", [("a.xml.gz", "imported"), ("forwarded.eml", "imported"),
                            ("Attachments[].Content", "imported"), (NAMED, "failed")]), "what is in them")
    equal((refused()[0], refused()[3]), (NAMED, before + 1), "the one that was to be a report is kept by name")
    photos = postmark_file("photos.zip", b"PK\3\4 cut", "application/zip")
    equal((post(*as_json(postmark(Attachments=[photos])))[0], refused()[3]), (200, before + 1), "somebody's photos are not")


def test_as_before():
    """Files and bodies are what they were, whatever their type says."""
    for what, body, kind, want in (
            ("a mail that curl calls a form", mails.gzipped("curl").bytes, URLENCODED, (200, "imported")),
            ("XML that curl calls a form", report(ident="x1"), URLENCODED, (200, "imported")),
            ("XML that is called JSON", report(ident="x2"), "application/json", (200, "imported")),
            ("a TLS report", mails.tls_report("t").split(b"\r\n\r\n", 1)[1], "", None),
            ("text", b"unused", URLENCODED, (422, "failed")), ("nothing", b"", URLENCODED, (422, "failed"))):
        if want is not None:
            equal(said(body, kind)[:2], want, what)
    tls = json.dumps({"organization-name": "R", "report-id": "1", "policies": [], "content-info": {"raw": "x"}}).encode()
    for kind in ("application/json", "application/tlsrpt+json", URLENCODED, ""):
        equal(said(tls, kind), (200, "other", [("webhook", None, "other")]), "a TLS report as " + (kind or "nothing"))
    equal(said(tls, "", HTTP_X_FILENAME="t.json")[2][0][0], "t.json", "by its name")
    equal(post(*form(("a", None, b"text")))[1]["error"]["code"], "bad-param", "a form without a file")
    equal(post(*coded(a="text"))[0], 422, "an encoded one without a file")
    equal(said(*form(("message", None, b"See below."), ("report", "r.xml.gz", xml("f1")), ("more", "r2.xml.gz", xml("f2"))))[2],
          [("message", None, "failed"), ("r.xml.gz", None, "imported"), ("r2.xml.gz", None, "imported")],
          "files beside a field that a mail may be in")
    status, text = cgi("dmarc-import", "/api/import", "", DB, "POST", as_json({"raw": one_line(report(ident="own"))})[0])
    equal((status, json.loads(text)["imported"]), (200, 1), "the same by our own pages")


def test_refused():
    """A clear word, kept by name where it is looked for; and the neighbour is stored."""
    good = postmark_file("g.xml.gz", xml("good"))
    deep = b'{"a":' * 70 + b"1" + b"}" * 70
    for what, body, code, words, want in ((*row, 200 if b'"raw"' in row[1] or b"ontent" in row[1] else 422) for row in (
            ("wrong base64", as_json({"raw": "%%%: no"})[0], "not-report", "neither a report"),
            ("wrong base64 of an attachment", as_json(postmark(Attachments=[{"Name": NAMED, "Content": "a*b"}]))[0],
             "archive-corrupt", "base64"),
            ("base64 cut short", as_json({"raw": one_line(mails.gzipped("cut").bytes)[:-3] + "A"})[0], None, ""),
            ("a NUL", as_json({"raw": "\0"})[0], "not-report", "neither a report"),
            ("no shape of ours", as_json({"event": "delivered"})[0], "not-report", "JSON, but not a TLS report"),
            ("cut JSON", as_json({"raw": one_line(mails.gzipped("n").bytes)})[0][:-5], "json-malformed", "ends too early"),
            ("text after it", b'{"raw":"PGE+"} x', "json-malformed", "text after the end"),
            ("deep JSON", deep, "limit", "64 levels"),
            ("JSON in JSON that is cut", as_json(sns(json.dumps(ses(b"From: a\n\n", "UTF8"))[:-4]))[0], "json-malformed",
             "ends too early"),
            ("a subscription", as_json(sns("You have chosen to subscribe.", Type="SubscriptionConfirmation",
                                           SubscribeURL="https://sns.example/?Token=1"))[0], "not-report",
             "open https://sns.example/?Token=1"))):
        before = (refused() or [0] * 4)[3]
        status, answer = post(body, "application/json")
        if code is None:
            check(status in (200, 422), what, answer)
            continue
        equal((status, answer["status"], answer["error"]["code"]), (want, "failed", code), what)
        check(words in answer["error"]["message"], what + ": its words", answer["error"])
        equal((refused()[1], refused()[3]), (code, before + 1), what + ": it is kept by name")
    before = refused()[3]
    status, answer = post(as_json({"raw": one_line(mails.ordinary().bytes)})[0], "application/json")
    equal((status, answer["error"]["code"], refused()[3]), (200, "not-report", before), "somebody's mail is not kept")
    status, became, results = said(*as_json(postmark(Attachments=[{"Name": "w.xml.gz", "Content": "a*b"}, good])))
    equal((status, became, [s for _, _, s in results]), (200, "partial", ["failed", "imported"]), "its neighbour is stored")
    twice = '{"raw": "%s", "raw": "%s"}' % (one_line(report(ident="twice-1")), one_line(report(ident="twice-2")))
    equal(said(twice.encode(), "application/json")[1:], ("imported", [("raw", None, "imported")] * 2), "a name twice: both are read")


def shapes(mail, *files):
    """A mail as each service posts it: whole, and by its attachments."""
    fields = [(k, None, v.encode()) for k, v in MAILGUN.items()]
    named = [("attachment-%d" % (n + 1), *file) for n, file in enumerate(files)]
    flat = {"attachments[%d][%s]" % (n, key): value for n, (name, data) in enumerate(files)
            for key, value in (("filename", name), ("data", b64(data)))}
    return (("SendGrid, raw", form(*SENDGRID[2:], ("email", None, mail))), ("SendGrid, parsed", form(*SENDGRID, *named)),
            ("Mailgun, MIME", coded(**MAILGUN, body__mime=mail)),
            ("Mailgun, parsed", form(*fields, *named) if files else coded(**MAILGUN)),
            ("Postmark", as_json(postmark(Attachments=[postmark_file(*file) for file in files]))),
            ("Postmark, raw", as_json(postmark(RawEmail=mail.decode()))),
            ("Postal, raw", as_json(postal(message=b64(mail), base64=True))),
            ("Postal, raw, a form", coded(**postal(message=b64(mail), base64="true"))),
            ("Postal, processed", as_json(postal(attachments=[postal_file(*file) for file in files]))),
            ("Postal, processed, a form", coded(rcpt_to="d@example.org", **flat)),
            ("a worker", (mail, "message/rfc822")), ("a worker that names no type", (mail, "")),
            ("a worker's JSON", as_json({"raw": one_line(mail)})),
            ("SES by SNS", as_json(sns(json.dumps(ses(mail, "BASE64"))), "text/plain; charset=UTF-8")))


def test_settled():
    """Of a mail nothing is left to do once it was read, whatever is in it: a 4xx would be posted again for
    hours by Mailgun and Postmark, and Postal would let it bounce to whose name is in it."""
    bounce = mails.mail("bounce", mails.many('report; report-type="delivery-status"', mails.text("It came back.\r\n"), mails.part(
        "message/delivery-status", b"Action: failed\r\n", "7bit"), mails.part("message/rfc822", mails.gzipped("back").bytes, "8bit")))
    photos, cut = mails.zipped(a__jpg=bytes(range(256)) * 40)[:900], mails.zipped(a__xml=mails.xml("x"))[:100]
    for what, mail, files, kept in (
            ("a letter", mails.ordinary(), (), 0), ("a bounce", bounce, (), 0),
            ("photos", mails.packed("p", "photos.zip", photos), (("photos.zip", photos),), 0),
            ("a bad report", mails.called("c", NAMED, cut), ((NAMED, cut),), 1)):
        for shape, (body, kind) in shapes(mail.bytes, *files):
            count = row("SELECT count(*) FROM refused")[0]
            status, answer = post(body, kind)
            equal((status, answer["status"], answer["imported"], len(answer["reports"]) > 0, row("SELECT count(*) FROM refused")[0]),
                  (200, "failed", 0, True, count + kept), "%s, %s" % (what, shape))
            check(answer["error"]["message"] != "", "%s, %s: it is said why" % (what, shape))
    equal(row("SELECT count(*) FROM report WHERE report_id = 'back'"), (0,), "what came back is not taken in")
    for shape, (body, kind) in shapes(b"no mail at all"):
        equal(post(body, kind)[0], 422 if "no type" in shape else 200, "no mail, " + shape)
    many = {"DMARC_TEST_LIMITS": "parts=9"}
    body, kind = coded(rcpt_to="d@example.org", **{"attachments[%d][data]" % n: b64(b"x") for n in range(20)})
    equal((post(body, kind, **many)[0], refused()[1]), (200, "limit"), "too many attachments")


def test_ours():
    """What we cannot store must come again: 5xx, in each shape, whatever is in it; and then it is stored once."""
    version = row("PRAGMA user_version")[0]
    cut = mails.zipped(a__xml=mails.xml("x"))[:100]
    ours = shapes(mails.gzipped("again").bytes, ("r.xml.gz", xml("again-parsed")))
    set_version(999)
    for shape, (body, kind) in ours + shapes(mails.called("c", NAMED, cut).bytes, (NAMED, cut)) + shapes(mails.ordinary().bytes):
        status, answer = post(body, kind)
        check(status >= 500, "not stored, " + shape, status, answer)
    set_version(version)
    for shape, (body, kind) in ours:
        equal(post(body, kind)[0], 200, "then, " + shape)
    equal(row("SELECT count(*) FROM report WHERE report_id GLOB 'again*'"), (2,), "each once")


def test_limits():
    small = {"DMARC_TEST_LIMITS": "parts=5"}
    many = b"&".join(b"a=1" for _ in range(6))
    equal(post(many, URLENCODED, **small)[1]["error"]["code"], "too-large", "too many fields")
    equal(post(as_json(postmark(Attachments=[postmark_file("%d.gz" % i, b"") for i in range(6)]))[0], "", **small)[1]["error"]["code"],
          "limit", "too many files in JSON")
    equal(post(as_json({"raw": "x" * 2000})[0], "", DMARC_TEST_LIMITS="body=1000")[0], 413, "too large")


main()
