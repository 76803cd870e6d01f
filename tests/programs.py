# ctest: LABELS fast COST 10
"""The programs by themselves: as commands in a shell and as plain CGI."""
import os
import pty
import select
import subprocess

from proof import BUILD, TOP, cgi, check, equal, generate, main, run, scratch

PROGRAMS = sorted("dmarc-" + p.stem for p in TOP.glob("cgi/*.c"))
HERE = scratch()
DB = HERE / "dmarc.db"
XML = """<feedback><report_metadata><org_name>%s</org_name><report_id>%s</report_id><date_range>
<begin>1700000000</begin><end>1700086399</end></date_range></report_metadata><policy_published>
<domain>example.org</domain><p>none</p></policy_published><record><row><source_ip>192.0.2.1</source_ip>
<count>7</count><policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf>
</policy_evaluated></row><identifiers><header_from>example.org</header_from></identifiers></record></feedback>"""


def xml(name, org="google.com"):
    return XML % (org, name)


def mail(name):
    return "From: a@example.org\nSubject: %s\nContent-Type: text/xml\n\n%s\n" % (name, xml(name))


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_help():
    for program in PROGRAMS:
        r = run(program, "--help")
        check(r.returncode == 0 and r.stdout.startswith(b"usage: " + program.encode()), program + " --help")
        r = run(program, "--version")
        check(r.returncode == 0 and r.stdout.split()[0] == program.encode(), program + " --version")
        equal(run(program).returncode, 2, program + " of nothing")
    equal(run("dmarc-dashboard", "parse").returncode, 2, "a command that is none")
    for args in (("-v",), ("-x",), ("parse",), ("parse", "a", "b"), ("rebuild", "x"), ("parse", HERE / "none")):
        r = run("dmarc-import", *args, db=DB)
        check(r.returncode == 2 and r.stderr, "dmarc-import %s is refused with a word" % (args,))


def lines(r):
    return [line.split("\t")[:2] for line in r.stdout.decode().splitlines()[:-1]]


def test_walk():
    top = HERE / "in"
    for name in ("b/2.xml", "b/1.xml", "a.xml", ".hidden.xml", ".git/x.xml", "md/cur/1:2,S", "md/new/2",
                 "md/tmp/3", "md/dovecot.index", "md/.Sub/cur/9"):
        write(top / name, xml(name))
    write(top / "bad.txt", "no report")
    (top / "loop").symlink_to(".")
    (top / "gone").symlink_to("nowhere")
    (top / "again.xml").symlink_to("a.xml")
    os.mkfifo(top / "pipe")
    r = run("dmarc-import", "-v", top, db=DB)
    equal([(s, f[len(str(top)) + 1:]) for s, f in lines(r)],
          [("imported", "a.xml"), ("duplicate", "again.xml"), ("imported", "b/1.xml"),
           ("imported", "b/2.xml"), ("imported", "md/.Sub/cur/9"), ("imported", "md/cur/1:2,S"),
           ("imported", "md/new/2")], "what a folder means, in order")
    equal((r.returncode, r.stdout.decode().splitlines()[-1]),
          (1, "6 imported, 1 duplicate, 0 conflict, 0 other, 3 failed"), "the sum")
    said = r.stderr.decode().splitlines()
    check(len(said) == 3 and all(any(w in line for line in said) for w in ("/bad.txt: ", "/loop: ", "/gone: ")),
          "a line for each that was refused", *said)
    r = run("dmarc-import", top / "a.xml", top / "b", db=DB)
    equal((r.returncode, r.stdout.decode(), r.stderr),
          (0, "0 imported, 3 duplicate, 0 conflict, 0 other, 0 failed\n", b""), "again")
    equal(run("dmarc-import", top / "a.xml", HERE / "none", db=DB).returncode, 1, "a file that is not there")
    equal(run("dmarc-import", top / ".hidden.xml", db=DB).returncode, 0, "a hidden file that is named")
    write(HERE / "other.xml", xml("a.xml").replace("<count>7", "<count>8"))
    equal(lines(run("dmarc-import", "-v", HERE / "other.xml", db=DB))[0][0], "conflict", "a conflict")


def test_stdin():
    for text, want in ((xml("s1"), 0), (mail("s2"), 0), ("From a Tue Nov 24 01:02:03 2026\n" + mail("s3"), 0),
                       ("", 1), ("no report", 1)):
        r = run("dmarc-import", "-", db=DB, stdin=None, input=text.encode())
        equal(r.returncode, want, "standard input: %.10r" % text)
    box = "".join("From a Tue Nov 24 01:02:03 2026\n%s\n" % mail("m%d" % i) for i in range(3))
    r = run("dmarc-import", "-v", "-", db=DB, stdin=None, input=box.encode())
    equal(lines(r), [["imported", "-"]] * 3, "a mbox of three")
    write(HERE / "mbox", box.replace("\n", "\r\n"))
    r = run("dmarc-import", "-v", HERE / "mbox", db=DB)
    equal([s for s, _ in lines(r)], ["duplicate"] * 3, "the same from a file")


def test_acknowledged():
    """What is safe is told while the rest is waited for."""
    folder = scratch()
    generate("-n", 150, folder)
    with subprocess.Popen([BUILD / "dmarc-import", "-v", folder, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          env=dict(os.environ, DMARC_DB=str(folder / "dmarc.db"))) as p:
        out = b""
        while out.count(b"\n") < 100 and select.select([p.stdout], [], [], 60)[0]:
            out += os.read(p.stdout.fileno(), 65536)
        check(out.count(b"imported\t") >= 100, "a hundred lines", out[-200:])
        p.stdin.write(xml("last").encode())


def test_terminal():
    """A bar, and no control characters out of a report's or a file's name."""
    evil = HERE / "evil\033[31m\n.xml"
    evil.write_text(xml("e\u202ev", "g&#x85;oogle"))
    master, slave = pty.openpty()
    p = subprocess.Popen([BUILD / "dmarc-import", "-v", evil, HERE / "in"], stdout=slave, stderr=slave,
                         env=dict(os.environ, DMARC_DB=str(DB)))
    os.close(slave)
    text = b""
    try:
        while piece := os.read(master, 65536):
            text += piece
    except OSError:
        pass
    p.wait()
    check(b"% [" in text and b" left" in text and b"/s" in text, "a bar with rate and time left", text)
    check(b"\033[31m" not in text and b"evil%1B[31m%0A.xml" in text, "a file's name is cleaned", text)
    check("\u202e".encode() not in text and "\x85".encode() not in text, "so is a report's text", text)


def test_database():
    r = run("dmarc-import", HERE / "in" / "a.xml", db=HERE / "no" / "such" / "folder")
    check(r.returncode == 2 and r.stderr, "no place for the database")
    broken = HERE / "broken.db"
    broken.write_text("this is no database, " * 100)
    r = run("dmarc-import", HERE / "in" / "a.xml", db=broken)
    check(r.returncode == 2 and broken.read_text().startswith("this is no"), "what is no database stays as it is")
    status, text = cgi("dmarc-dashboard", "/healthz", db=broken)
    check(status == 503 and b'"ok":false' in text, "/healthz says so", text)
    status, text = cgi("dmarc-dashboard", "/api/summary", db=broken)
    check(status in (500, 503) and str(HERE).encode() not in text, "a page too, without a path", text)
    status, text = cgi("dmarc-dashboard", "/api/summary", db=HERE / "none.db")
    check(status == 503 and b"no database" in text and not (HERE / "none.db").exists(), "none: it says so, none is made",
          text)


def test_cgi():
    def post(path, body=b"", program="dmarc-import", **env):
        return cgi(program, path, db=DB, method="POST", body=body, **env)

    equal(post("/api/import", xml("c1").encode())[0], 200, "an import by CGI")
    equal(post("/webhook/dmarc", b"x", "dmarc-webhook")[0], 403, "a webhook without a token set is off")
    equal(post("/webhook/dmarc", b"x", "dmarc-webhook", WEBHOOK_TOKEN="")[0], 403, "or with an empty one")
    env = {"WEBHOOK_TOKEN": "t", "HTTP_AUTHORIZATION": "bearer t", "HTTP_X_FILENAME": "a\tb\377.xml"}
    status, text = post("/webhook/dmarc", xml("c2").encode(), "dmarc-webhook", **env)
    check(status == 200 and b'"a%09b' in text, "a name from a header is cleaned", text)
    for length, want in (("x", 400), ("-1", 400), ("99999999999999999999", 400), ("33554433", 413),
                         ("5000", 400), ("0", 422), ("", 422)):
        equal(post("/api/import", b"abc", CONTENT_LENGTH=length)[0], want, "a Content-Length of %r" % length)
    status, text = post("/api/import", b"<a/>" * 400, DMARC_TEST_LIMITS="body=1024")
    check(status == 413 and b"has 1600 bytes, the limit is 1 KiB" in text, "a limit lowered for a test", text)
    equal(post("/api/import", b"<a/>", DMARC_TEST_LIMITS="nonsense=10")[0], 500, "a limit that is none")
    equal(cgi("dmarc-dashboard", "/api/nothing", db=DB)[0], 404, "no such path")
    r = subprocess.run([BUILD / "dmarc-dashboard"], capture_output=True, stdin=subprocess.DEVNULL,
                       env={"REQUEST_METHOD": "GET", "PATH_INFO": "/x\n<0>forged", "DMARC_DB": str(DB),
                            "REQUEST_ID": "abc"})
    check(r.stderr.count(b"\n") == 1 and b"/x%0A<0>forged [abc]" in r.stderr, "one line in the log", r.stderr)
    check(b'"request":"abc"' in r.stdout, "the request's number in the answer", r.stdout)


main()
