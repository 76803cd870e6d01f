"""Another server before ours, that has it under a path of its own, as the README says."""
import contextlib
import os
import re
import socket
import subprocess

from proof import TOP, free_port, scratch, until

CONF = """
%(user)s
pid pid;
error_log "%(logs)s/error.log" info;
events {}
http {
	access_log "%(logs)s/access.log";
	%(temps)s
	server {
		listen 127.0.0.1:%(port)d;
		%(location)s
	}
}
"""


def location(url):
    """The README's lines, for ours at that address."""
    lines = re.search("```nginx\n(location .*?)```", (TOP / "README.md").read_text(), re.S).group(1)
    return re.sub("http://127.0.0.1:[0-9]+/", url, lines)


def answers(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def front(url, logs=None):
    """The address of the pages behind it, which logs into a folder."""
    here, port = scratch(), free_port()
    temps = " ".join("%s_temp_path %s/%s;" % (n, here, n) for n in ("client_body", "fastcgi", "proxy", "scgi", "uwsgi"))
    (here / "nginx.conf").write_text(CONF % {"temps": temps, "port": port, "location": location(url), "logs": logs or here,
                                              "user": "user root;" if os.geteuid() == 0 else ""})
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    p = subprocess.Popen(["nginx", "-p", here, "-c", here / "nginx.conf", "-e", "stderr", "-g", "daemon off;"],
                         env=dict(os.environ, PATH=path), stderr=subprocess.DEVNULL)
    try:
        until("a server before ours", lambda: answers(port))
        yield "http://127.0.0.1:%d/dmarc/" % port
    finally:
        p.terminate()
        p.wait()
