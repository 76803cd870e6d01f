# ctest: LABELS fast COST 5
"""What .ci/install leaves of the machine: its services run on as they did.  apt alone is not real."""
import os
import shutil
import subprocess

from proof import TOP, check, equal, main, scratch, skip

# As the scripts of packages do it: deb-systemd-invoke(1p), invoke-rc.d(8).
APT = """#!/bin/sh
echo "apt-get $*" >>"$SAID"
case $* in *install*) ;; *) exit 0 ;; esac
for service in nginx.service dovecot.service ssh.service nginx-other.service; do
	rv=0
	[ ! -x /usr/sbin/policy-rc.d ] || /usr/sbin/policy-rc.d $service start || rv=$?
	echo "$service $rv" >>"$SAID"
done
rv=0
[ ! -x /usr/sbin/policy-rc.d ] || /usr/sbin/policy-rc.d --quiet nginx "(start)" 2 || rv=$?
echo "init.d/nginx $rv" >>"$SAID"
exit "$APT_STATUS"
"""
OTHER = '#!/bin/sh\necho "${0##*/} $*" >>"$SAID"\n'


def install(policy=None, status=0):
    """Where there is no nginx and no dovecot: what was done, and the policy that is left."""
    here = scratch()
    (here / "bin").mkdir()
    (here / "sbin").mkdir()
    for name, text in (("apt-get", APT), ("systemctl", OTHER), ("service", OTHER), ("apt-cache", "#!/bin/sh\n")):
        (here / "bin" / name).write_text(text)
        (here / "bin" / name).chmod(0o755)
    if policy is not None:
        (here / "sbin" / "policy-rc.d").write_text(policy)
        (here / "sbin" / "policy-rc.d").chmod(0o755)
    env = dict(os.environ, SAID=str(here / "said"), APT_STATUS=str(status),
               PATH="%s:/usr/local/bin:/usr/bin:/bin" % (here / "bin"))
    script = 'mount --bind "$1" /usr/sbin && shift && exec "$@"'
    r = subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", here / "sbin", TOP / ".ci" / "install", "run",
                        "test"], env=env, capture_output=True, text=True)
    left = {p.name: p.read_text() for p in (here / "sbin").iterdir()}
    return r, (here / "said").read_text().splitlines(), left


def can():
    return os.geteuid() == 0 and shutil.which("unshare") is not None and \
        subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode == 0


def test_install():
    if not can():
        return skip("install: needs root and unshare")
    for status in (0, 100):
        r, said, left = install(status=status)
        equal(r.returncode, 1 if status else 0, ".ci/install, where apt says %d: %s" % (status, r.stderr))
        check("nginx" in r.stdout and "dovecot-imapd" in r.stdout, "says what it installs", r.stdout)
        equal([line for line in said if not line.startswith("apt-get")],
              ["nginx.service 101", "dovecot.service 101", "ssh.service 0", "nginx-other.service 0",
               "init.d/nginx 101"], "starts none of these, and nothing else is done to a service")
        equal(left, {}, "and leaves nothing behind")
    kept = "#!/bin/sh\nexit 101\n"
    r, said, left = install(kept)
    equal((r.returncode, left), (0, {"policy-rc.d": kept}), "a policy of the machine's stays")


main()
