"""README.md keeps its word: what it tells a user to type is typed here."""
import gzip
import os
import re
import subprocess

from proof import BUILD, TOP, check, end, free_port, scratch

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


def main():
    here, port = scratch(), str(free_port())
    files(here)
    blocks = re.findall(r"^```sh\n(.*?)^```$", (TOP / "README.md").read_text(), re.M | re.S)
    script = "\n".join(blocks).replace("8470", port).replace(
        "./start", "%s/start --port %s --data %s/var" % (TOP, port, here))
    env = dict(os.environ, HOME=str(here), DMARC_BUILD=str(BUILD))
    r = subprocess.run(["sh", "-exc", "curl() { command curl -fsS \"$@\"; echo; }\n" + script], cwd=here,
                       env=env, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT)
    subprocess.run([TOP / "start", "--stop", "--data", here / "var"], env=env)
    check(len(blocks) > 3 and r.returncode == 0, "all commands", *r.stdout.splitlines()[-6:])
    check('"ok":true' in r.stdout, "the last answer", r.stdout[-400:])
    end()


main()
