"""A root of its own for packages of Debian that may not be installed beside each other, or not here.

They are fetched with all that they depend on into BUILD/servers, unpacked anew for each test, and run by
chroot, which only root may do.  Their scripts are not run: what these would make, users among it, is
made by whoever knows the package.
"""
import atexit
import contextlib
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import threading

from proof import BUILD
from lib.dovecot import make_certificate

CACHE = BUILD / "servers"
ALWAYS = ("base-files", "coreutils", "dash", "findutils", "grep", "libc-bin", "passwd", "sed")   # what scripts take for granted
DEVICES = {"null": (1, 3), "zero": (1, 5), "random": (1, 8), "urandom": (1, 9)}
PAM = {"auth": "pam_unix.so nodelay", "account": "pam_unix.so", "password": "pam_deny.so", "session": "pam_permit.so"}
FIRST_USER = 20000


def apt(*args, archives):
    (archives / "partial").mkdir(parents=True, exist_ok=True)
    options = {"Dir::State::status": CACHE / "status", "Dir::Cache::archives": archives, "Debug::NoLocking": 1}
    r = subprocess.run(["apt-get", "-qq", "-y", "--no-install-recommends", *("-o%s=%s" % o for o in options.items()), *args],
                       capture_output=True, text=True)
    if r.returncode != 0:
        raise RuntimeError("these packages cannot be had (apt-get update?): %s: %s" % (args, r.stderr))
    return r.stdout


def fetched(packages):
    """The files of the packages and of what they depend on, in CACHE.  Nothing counts as installed."""
    CACHE.mkdir(exist_ok=True)
    (CACHE / "status").write_text("")
    said = apt("--print-uris", "install", *packages, *ALWAYS, archives=CACHE / "none")
    apt("--download-only", "install", *packages, *ALWAYS, archives=CACHE)
    return [CACHE / line.split()[1] for line in said.splitlines() if line.startswith("'")]


class Root:
    """packages: the first is the one whose version counts."""

    def __init__(self, *packages):
        files = fetched(packages)
        self.version = next(f.name.split("_")[1] for f in files if f.name.startswith(packages[0] + "_"))
        self.version = re.sub(r"^\d+%3a|[-+].*", "", self.version)
        self.path = CACHE / tempfile.mkdtemp(prefix="root-", dir=CACHE)
        self.path.chmod(0o755)
        self.processes, self.users = [], 0
        atexit.register(self.stop)
        for file in files:
            subprocess.run(["dpkg", "-x", file, self.path], check=True, capture_output=True)
        self._devices()
        self._names()
        subprocess.run(["chroot", self.path, "ldconfig"], check=True, capture_output=True)

    def _devices(self):
        for name, mode in (("dev", 0o755), ("tmp", 0o1777), ("run", 0o755), ("var/run", 0o755), ("home", 0o755), ("var/mail", 0o1777)):
            (self.path / name).mkdir(parents=True, exist_ok=True)
            (self.path / name).chmod(mode)
        for name, numbers in DEVICES.items():
            os.mknod(self.path / "dev" / name, 0o666 | stat.S_IFCHR, os.makedev(*numbers))
            (self.path / "dev" / name).chmod(0o666)

        self._listen()

    def _listen(self):
        """What is sent to the system's log goes into ours."""
        s, dev = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM), os.open(self.path / "dev", os.O_RDONLY)
        s.bind("/proc/self/fd/%d/log" % dev)        # its path may be too long
        os.close(dev)
        (self.path / "dev" / "log").chmod(0o666)

        def copy():
            with open(self.path / "log", "ab") as log, contextlib.suppress(OSError):
                while data := s.recv(65536):
                    log.write(data.rstrip(b"\0\n") + b"\n")
                    log.flush()
        threading.Thread(target=copy, daemon=True).start()

    def _names(self):
        self.write("etc/hosts", "127.0.0.1 localhost\n")
        self.write("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n")
        self.write("etc/group", "root:x:0:\nmail:x:8:\nshadow:x:42:\nnogroup:x:65534:\n")
        self.write("etc/shadow", "root:*:19000:0:99999:7:::\n", 0o640)
        for kind, module in PAM.items():
            self.write("etc/pam.d/common-" + kind, "%s required %s\n" % (kind, module))

    def write(self, name, text, mode=0o644):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)

    def change(self, name, *pairs):
        """A file of the package: each first text, a pattern, becomes the second."""
        text = (self.path / name).read_text()
        for pattern, new in pairs:
            text, n = re.subn(pattern, new, text, flags=re.M)
            if n == 0:
                raise RuntimeError("%s has no %s" % (name, pattern))
        (self.path / name).write_text(text)

    def append(self, name, text):
        with open(self.path / name, "a", encoding="utf-8") as f:
            f.write(text)

    def user(self, name, home, group=None, password=None):
        """One of the system; group: an id, else one of its own.  Returns both ids."""
        self.users += 1
        uid = FIRST_USER + self.users
        gid = uid if group is None else group
        if group is None:
            self.append("etc/group", "%s:x:%d:\n" % (name, gid))
        word = "*" if password is None else subprocess.run(
            ["openssl", "passwd", "-6", password], check=True, capture_output=True, text=True).stdout.strip()
        self.append("etc/passwd", "%s:x:%d:%d:%s:%s:/bin/sh\n" % (name, uid, gid, name, home))
        self.append("etc/shadow", "%s:%s:19000:0:99999:7:::\n" % (name, word))
        return uid, gid

    def own(self, name, ids, mode):
        os.chown(self.path / name, *ids)
        (self.path / name).chmod(mode)

    def folder(self, name, ids=(0, 0), mode=0o755):
        (self.path / name).mkdir(parents=True, exist_ok=True)
        self.own(name, ids, mode)
        return self.path / name

    def certificate(self):
        """For 127.0.0.1: etc/ssl/server.pem, its key and both in one; where its CA is."""
        folder = self.folder("etc/ssl")
        make_certificate(folder, ("localhost", "127.0.0.1"))
        self.write("etc/ssl/both.pem", (folder / "server.pem").read_text() + (folder / "server.key").read_text())
        return folder / "ca.pem"

    def another_ca(self):
        """Where one is that signed nothing."""
        folder = self.folder("etc/ssl/other")
        make_certificate(folder, ("localhost",))
        return folder / "ca.pem"

    def run(self, *args, **more):
        r = subprocess.run(["chroot", self.path, *args], capture_output=True, text=True, **more)
        if r.returncode != 0:
            raise RuntimeError("%s: %d %s" % (args, r.returncode, r.stdout + r.stderr))
        return r.stdout

    def start(self, *args):
        """In the foreground, with what it starts a group of processes that ends with us."""
        with open(self.path / "log", "ab") as log:
            self.processes.append(subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", "chroot", self.path, *args], start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log))

    def stop(self):
        for p in self.processes:
            for how in (signal.SIGTERM, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(p.pid, how)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    p.wait(10)
        self.processes = []
        shutil.rmtree(self.path, ignore_errors=True)
