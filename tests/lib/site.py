"""The site of the system's nginx, as it is installed."""
import os
import re

from proof import check, free_port, scratch


def installed_site(usr, *lines):
    """The site as it is installed, but in a folder of ours, by an nginx of ours, with some lines more
    in its server; and its port."""
    here, port = scratch(), free_port()
    (here / "run" / "timer").mkdir(parents=True)
    (here / "run" / "tmp").mkdir()
    site = (usr / "share" / "dmarc-analyzer" / "nginx" / "dmarc-analyzer.conf").read_text()
    for old, new in ((r"/\S*/share/dmarc-analyzer", usr / "share" / "dmarc-analyzer"),
                     ("/run/dmarc-analyzer", here / "run"), ("/etc/nginx/dmarc", here / "dmarc"),
                     ("/var/log/nginx", here), ("127.0.0.1:8470", "127.0.0.1:%d" % port)):
        check(re.search(old, site), "the site names " + old)
        site = re.sub(old, str(new), site)
    site = site.replace("\tlisten 127", "\t%s\n\tlisten 127" % " ".join(lines))
    (here / "site.conf").write_text(site)
    temps = "".join("%s_temp_path %s/tmp-%s;\n" % (n, here, n)
                    for n in ("client_body", "fastcgi", "proxy", "scgi", "uwsgi"))
    (here / "nginx.conf").write_text("%s\npid %s/pid;\nerror_log stderr info;\nevents {}\nhttp {\n%s"
                                     "include %s/site.conf;\n}\n"
                                     % ("user root;" if os.geteuid() == 0 else "", here, temps, here))
    return here, port, ["nginx", "-p", str(scratch()), "-c", str(here / "nginx.conf")]
