# ctest: COST 60
"""The pages from an empty store on, with a mailbox and a phone, and below a path of another server:
tests/browser/live."""
from proof import end
from lib.dovecot import PASSWORD
from lib.front import front
from lib.node import PAGES, install
from lib.outside import Outside
from lib.pages import node, started


def main():
    if not install():
        return
    outside = Outside()
    imap = {"IMAP_HOST": "127.0.0.1", "IMAP_PORT": str(outside.line.port), "IMAP_SSL": "0", "IMAP_USER": outside.user}
    with started("--demo") as demo, \
            started(**imap, IMAP_PASS=PASSWORD, NTFY_URL=outside.url + "alarms", ALARM_CLASSIC="1") as live, \
            started(**imap, IMAP_PASS="not-" + PASSWORD) as wrong, front(demo) as below:
        if demo and live and wrong:
            node(PAGES / "live", BASE=demo, LIVE=live, WRONG=wrong, OUTSIDE=outside.url, BELOW=below)


main()
end()
