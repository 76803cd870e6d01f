# ctest: COST 120
"""README.md and CONTRIBUTING.md keep their word: what they tell one to type is typed here."""
import gzip
import http.server
import json
import os
import re
import shutil
import subprocess
import threading

from proof import BUILD, TOP, check, equal, free_port, main, scratch
from lib import mails
from lib.dovecot import PASSWORD, Dovecot

XML = b"""<feedback><report_metadata><org_name>google.com</org_name><report_id>%s</report_id><date_range>
<begin>1700000000</begin><end>1700086399</end></date_range></report_metadata><policy_published>
<domain>example.org</domain><p>none</p></policy_published></feedback>"""


def files(here):
    (here / "report.xml.gz").write_bytes(gzip.compress(XML % b"1"))
    (here / "message.eml").write_bytes(b"From: a@example.org\nContent-Type: text/xml\n\n" + XML % b"2")
    for name in ("reports", "Maildir/cur", "Maildir/new"):
        (here / name).mkdir(parents=True)
        (here / name / "3").write_bytes(XML % name.encode())
    (here / "build").symlink_to(BUILD)


class Ntfy(http.server.BaseHTTPRequestHandler):
    titles = []

    def do_POST(self):
        self.titles.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["title"])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def stand_ins(script):
    """The mailbox and the phone of a README are this machine's."""
    mail, ntfy = Dovecot(ssl="no"), http.server.HTTPServer(("127.0.0.1", 0), Ntfy)
    threading.Thread(target=ntfy.serve_forever, daemon=True).start()
    user = mail.user()
    shop = mail.user()
    mail.deliver(user, [mails.google(), mails.ordinary()])
    mail.deliver(shop, [mails.gzipped(), mails.ordinary()])
    for word, real in (("IMAP_HOST=imap.example.org", "IMAP_HOST=127.0.0.1\nIMAP_SSL=0\nIMAP_PORT=%d" % mail.port),
                       ("IMAP_USER=dmarc@example.org", "IMAP_USER=" + user),
                       ("IMAP_USER=reports@shop.example", "IMAP_USER=" + shop), ("the password", PASSWORD),
                       ("https://ntfy.sh", "http://127.0.0.1:%d" % ntfy.server_port)):
        check(word in script, "README speaks of " + word)
        script = script.replace(word, real)
    return script, mail, user, shop


def blocks_of(name):
    return re.findall(r"^```sh\n(.*?)^```$", (TOP / name).read_text(), re.M | re.S)


def test_readme():
    here, port = scratch(), str(free_port())
    files(here)
    blocks = blocks_of("README.md")
    script = "\n".join(blocks).replace("8470", port).replace(
        "./start", "%s/start --port %s --data %s/var" % (TOP, port, here))
    script, mail, user, shop = stand_ins(script)
    env = dict(os.environ, HOME=str(here), DMARC_BUILD=str(BUILD))
    r = subprocess.run(["sh", "-exc", "curl() { command curl -fsS \"$@\"; echo; }\n" + script], cwd=here,
                       env=env, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT)
    subprocess.run([TOP / "start", "--stop", "--data", here / "var"], env=env)
    check(len(blocks) > 3 and r.returncode == 0, "all commands", *r.stdout.splitlines()[-6:])
    check('"ok":true' in r.stdout, "the last answer", r.stdout[-400:])
    equal(sorted((x.key, sorted(x.flags)) for x in mail.snapshot(user)),
          [("google", ["\\Seen"]), ("ordinary", [])], "the mailbox after it")
    equal([x.key for x in mail.snapshot(shop)], ["ordinary"], "the other mailbox after it")
    check("Nothing was changed." in r.stdout, "test-imap says what it did")
    check(len(Ntfy.titles) >= 1 and all(t.startswith("dmarc: ") for t in Ntfy.titles), "ntfy was told", Ntfy.titles)


def copy_of_the_tree():
    here = scratch() / "tree"
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=TOP,
                            check=True, capture_output=True, text=True).stdout.splitlines()
    for name in listed:
        if (TOP / name).is_file():
            (here / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(TOP / name, here / name)
    subprocess.run(["git", "init", "-q"], cwd=here, check=True)
    return here


def test_contributing():
    """In a copy of the tree, whose build leaves out what these commands do not run."""
    here, blocks = copy_of_the_tree(), blocks_of("CONTRIBUTING.md")
    programs = ["dmarc-generate", *("dmarc-" + file.stem for file in (TOP / "cgi").glob("*.c"))]
    script = "\n".join(blocks)
    for word, real in (("cmake --build --preset gcc", "cmake --build --preset gcc --target test_text " + " ".join(programs)),
                       ("/tmp/debug.db", str(here / "debug.db"))):
        check(word in script, "CONTRIBUTING speaks of " + word)
        script = script.replace(word, real)
    env = {k: v for k, v in os.environ.items() if k not in ("DMARC_BUILD", "DMARC_DB")}
    r = subprocess.run(["sh", "-exc", script], cwd=here, env=env, text=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    check(len(blocks) > 2 and r.returncode == 0, "all commands", *r.stdout.splitlines()[-6:])
    check('"messages":' in r.stdout and '"status":"duplicate"' in r.stdout, "answers", r.stdout[-400:])


main()
