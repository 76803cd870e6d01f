"""Reports made for a test, and a store that 1.0.0 made of some."""
import gzip
import random

from proof import HERE, scratch

BEGIN = 1767225600          # 2026-01-01
OLD = 150


def report(rows=(("192.0.2.1", 5), ("198.51.100.7", 2)), org="receiver.example", ident="42",
           domain="example.org", begin=BEGIN, days=1, email="dmarc@receiver.example"):
    """A report with a message count for each address."""
    records = "".join(
        "<record><row><source_ip>%s</source_ip><count>%d</count><policy_evaluated>"
        "<disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated></row>"
        "<identifiers><header_from>%s</header_from></identifiers><auth_results><spf>"
        "<domain>%s</domain><result>fail</result></spf></auth_results></record>\n"
        % (ip, count, domain, domain) for ip, count in rows)
    return ("<?xml version='1.0'?>\n<feedback><report_metadata><org_name>%s</org_name>"
            "<email>%s</email><report_id>%s</report_id><date_range><begin>%d</begin><end>%d</end>"
            "</date_range></report_metadata><policy_published><domain>%s</domain><p>none</p>"
            "</policy_published>\n%s</feedback>\n"
            % (org, email, ident, begin, begin + days * 86400 - 1, domain, records)).encode()


def with_word(ident):
    """One with a word that 1.0.0 did not know."""
    return report(ident=ident).replace(
        b"</spf></policy_evaluated>",
        b"</spf><reason><type>arc_pass</type></reason></policy_evaluated>", 1)


def files(reports):
    """A folder with them."""
    folder = scratch()
    for name, data in reports:
        (folder / name).write_bytes(data)
    return folder


def old_reports():
    """Of many reporters; then a pair in conflict, and one with a strange word."""
    rng = random.Random(9)
    for n in range(OLD):
        rows = tuple(("192.0.2.%d" % rng.randrange(1, 255), rng.randrange(1, 99))
                     for _ in range(rng.randrange(1, 12)))
        yield "%d.xml" % n, report(rows=rows, ident="old-%d" % n, org="reporter-%d.example" % (n % 7),
                                   domain="shop-%d.example" % (n % 5), begin=BEGIN + n // 7 * 86400)
    yield "pair-1.xml", report(ident="pair")
    yield "pair-2.xml", report(ident="pair", rows=(("192.0.2.9", 3),))
    yield "word.xml", with_word("word")


def old_store():
    """What dmarc-import of 1.0.0 made of old_reports(): hashes of parsed values, schema 5."""
    db = scratch() / "dmarc.db"
    db.write_bytes(gzip.decompress((HERE / "stores" / "1.0.0.db.gz").read_bytes()))
    return db
