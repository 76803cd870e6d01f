#!/usr/bin/env python3
# ctest: LABELS fast COST 15
"""What the stories of dmarc-generate come to: whose each sender is, by which rule, and from which day."""
import collections
import email
import gzip
import io
import json
import re
import subprocess
import zipfile

from proof import BUILD, check, equal, generate, main, scratch

LAST = "2026-11-27"


def xml(path):
    """The report in a file, whatever it came in."""
    data = path.read_bytes()
    if path.suffix == ".eml":
        data = next(p.get_payload(decode=True) for p in email.message_from_bytes(data).walk()
                    if p.get_content_type() == "application/gzip")
    if path.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read(archive.namelist()[0])
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def judged(*args):
    """What is said of each sender: by domain and identity, with the days before the last on which it was seen."""
    made, case, ago = scratch(), scratch(), {}
    truth = generate("-e", LAST, *args, made)
    end = max(row["end"] for row in truth.values())
    (case / "case.json").write_text("{}")
    for n, (file, row) in enumerate(truth.items()):
        (case / ("r%d.xml" % n)).write_bytes(xml(made / file))
        ago["r%d.xml" % n] = (end - row["end"]) // 86400
    r = subprocess.run([BUILD / "dmarc-import", "judge", "--json", "--case", case], capture_output=True, text=True)
    check(r.returncode == 0, "it is judged", r.stderr)
    said = collections.defaultdict(list)
    for i in json.loads(r.stdout):
        days = {ago[name.split("#")[0]] for name in i["records"]}
        said[i["domain"], i["id"]].append((i["rule"], i["cls"], max(days), min(days), i["n"], len(i["records"])))
    return said


# domain and identity: rule, class, and on which days before the last it was first and last seen
DEMO = {
    "all is in order": {
        ("example.org", "own:example.org/mail"): ("M1", "mine-ok", 89, 0),
        ("example.org", "own:google"): ("M1", "mine-ok", 89, 0),
        ("example.org", "own:zendesk"): ("M1", "mine-ok", 89, 0),
        ("example.com", "own:ses"): ("M1", "mine-ok", 89, 0),
        ("example.net", "own:postmark"): ("M1", "mine-ok", 89, 0),
        ("orchard-farm.example", "own:fastmail"): ("M1", "mine-ok", 89, 0),
        ("xn--bcher-kva.example", "own:xn--bcher-kva.example/mail"): ("M1", "mine-ok", 89, 0)},
    "the newsletter loses its key": {
        ("example.org", "own:mailchimp"): ("M1", "mine-ok", 89, 4),
        ("example.org", "svc:mailchimp"): ("M6", "mine-broken", 3, 0)},
    "a school passes mail on": {("example.org", "fwd:school.example"): ("F1", "forwarder", 89, 0)},
    "lists break signatures": {
        ("example.org", "dom:club.example"): ("F3", "forwarder", 89, 0),
        ("example.net", "svc:googlegroups"): ("F2", "forwarder", 89, 0)},
    "a rolled key is the same key": {("example.com", "own:example.com/s#"): ("M1", "mine-ok", 89, 0)},
    "a new tenant of a service": {
        ("harbour-books.example", "svc:m365 harbourevents"): ("U3", "undecided", 6, 0)},
    "vendors that sign as themselves": {
        ("example.com", "dom:invoices.example"): ("U5", "undecided", 40, 0),
        ("northwind-clinic.example", "dom:appointments.example"): ("U5", "undecided", 89, 0),
        ("northwind-clinic.example", "dom:payroll.example"): ("U5", "undecided", 48, 0)},
    "a vendor is set up": {
        ("museum.example", "dom:tickets.example"): ("U5", "undecided", 89, 18),
        ("museum.example", "own:museum.example/k#"): ("M1", "mine-ok", 17, 0)},
    "a printer without anything": {("example.net", "net:198.18.21.0/24"): ("U5", "undecided", 89, 41)},
    "at reject, its own newsletter is thrown away": {
        ("city-library.example", "svc:brevo"): ("M7", "mine-broken", 46, 0)},
    "SPF alone, then a key": {("theatre.example", "own:theatre.example/mail"): ("M1", "mine-ok", 89, 0)},
    "a server that does not sign it all": {
        ("weather-station.example", "own:weather-station.example/mail"): ("M2", "mine-broken", 89, 0)},
}
PARKED = {"parked-one.example", "parked-two.example"}


def test_demo():
    said = judged("-D")
    for story, senders in DEMO.items():
        for who, want in senders.items():
            equal([one[:4] for one in said[who]], [want], "%s: %s of %s" % (story, who[1], who[0]))
    forged = {who: [one[:2] for one in them] for who, them in said.items()
              if re.match(r"crowd:|net:198\.19\.", who[1])}
    equal({one for (domain, _), them in forged.items() for one in them if domain not in PARKED},
          {("S1", "stranger")}, "who forges is a stranger")
    equal({domain for domain, _ in forged} & PARKED, PARKED, "parked domains are forged")
    equal({who for who in said if who[0] in PARKED} - set(forged), set(), "and nothing else")


def test_wave():
    """Forgeries from many addresses: the policy of one domain stops them, another's does not."""
    folder = scratch()
    of = collections.defaultdict(lambda: (set(), collections.Counter()))
    for file, row in generate("-e", LAST, "-D", folder).items():
        for record in re.findall(r"<record>.*?</record>", xml(folder / file).decode(), re.S):
            word = lambda name: re.search("<%s>(.*?)</%s>" % (name, name), record).group(1)
            if word("source_ip").startswith("198.19."):
                addresses, messages = of[row["domain"]]
                addresses.add(word("source_ip"))
                messages[word("disposition")] += int(word("count"))
    addresses, messages = of["savings-bank.example"]
    check(len(addresses) > 1900 and messages["reject"] > 20 * messages["none"] > 0, "stopped", len(addresses), messages)
    addresses, messages = of["example.com"]
    check(len(addresses) > 300 and set(messages) == {"none"}, "delivered", len(addresses), messages)


def test_provider():
    """Of any number of domains three need work, each for a reason of its own."""
    said = judged("-N", 16)
    bad = {domain: (ident, *one[:2]) for (domain, ident), them in said.items() for one in them
           if one[1] in ("mine-broken", "undecided")}
    equal(len({domain for domain, _ in said}), 16, "domains")
    equal(sorted(bad.values()), [("own:dawn-bikes.example/mail", "M2", "mine-broken"),
                                 ("svc:mailchimp", "M6", "mine-broken"), ("svc:shopify", "M7", "mine-broken")],
          "what needs work")


def test_same():
    """The same each time: files, and what is in them."""
    made = [scratch(), scratch()]
    truth = [generate("-e", LAST, "-N", 2, folder) for folder in made]
    equal(truth[0], truth[1], "told")
    check(all((made[0] / file).read_bytes() == (made[1] / file).read_bytes() for file in truth[0]), "written")


main()
