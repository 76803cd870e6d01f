"""The site of the system's nginx, as it is installed."""
import os
import re
import shutil

from proof import check, free_port, scratch


def replaced(file, old, new):
    """How often, in a file."""
    text, count = re.subn(old, new, file.read_text())
    file.write_text(text)
    return count


def installed_site(usr, *lines, copied=None):
    """The site as it is installed, or one that was copied before, but in a folder of ours, by an
    nginx of ours, with some lines more in its server; and its port."""
    here, port = scratch(), free_port()
    (here / "run" / "timer").mkdir(parents=True)
    (here / "run" / "tmp").mkdir()
    shutil.copytree(usr / "share" / "dmarc-analyzer" / "nginx", here / "nginx")
    site = here / "nginx" / "dmarc-analyzer.conf"
    if copied:
        shutil.copy(copied, site)
    for old, new in ((r"/\S*/share/dmarc-analyzer/nginx", here / "nginx"),
                     (r"/\S*/share/dmarc-analyzer", usr / "share" / "dmarc-analyzer"),
                     ("/run/dmarc-analyzer", here / "run"), ("/etc/nginx/dmarc", here / "dmarc"),
                     ("/var/log/nginx", here), ("127.0.0.1:8470", "127.0.0.1:%d" % port)):
        found = [replaced(file, old, str(new)) for file in (here / "nginx").iterdir()]
        check(any(found), "the site names " + old)
    site.write_text(site.read_text().replace("\tlisten 127", "\t%s\n\tlisten 127" % " ".join(lines)))
    temps = "".join("%s_temp_path %s/tmp-%s;\n" % (n, here, n)
                    for n in ("client_body", "fastcgi", "proxy", "scgi", "uwsgi"))
    (here / "nginx.conf").write_text("%s\npid %s/pid;\nerror_log stderr info;\nevents {}\nhttp {\n%s"
                                     "include %s/nginx/dmarc-analyzer.conf;\n}\n"
                                     % ("user root;" if os.geteuid() == 0 else "", here, temps, here))
    return here, port, ["nginx", "-p", str(scratch()), "-c", str(here / "nginx.conf")]
