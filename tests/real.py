#!/usr/bin/env python3
# ctest: COST 30
"""What fetching promises with any server (tests/lib/promises.py), of Dovecot and Mailutils as they are
installed here: what tests/mailbox.py and tests/logins.py do not ask of them.  tests/servers asks all
of four, each as its package configures it."""
import functools

from proof import check, main
from lib.dovecot import Dovecot
from lib.mailutils import Mailutils, Mboxes
from lib.promises import ROWS, cell, cuts
from lib.remote import Remote

MEANWHILE = [name for name in ROWS if name.startswith("others delete")]
MOVES = [name for name in ROWS if name.startswith("move")]


class Maildirs(Dovecot, Remote):
    name = "Dovecot"


class Users(Mboxes, Mailutils):
    at = "@example.org"

    def __init__(self):
        Mboxes.__init__(self)
        Mailutils.__init__(self)

    def make_user(self, name):
        self.add(name.removesuffix(self.at), self.dir / name)


def hold(server, names):
    for name in names:
        said = cell(ROWS[name], server)
        check(said.startswith("ok"), "%s, %s" % (server.name, name), said)
    server.stop()


def test_dovecot():
    hold(Maildirs(ssl="no"), ["seen", "delete", *MOVES, *MEANWHILE])


def test_mailutils():
    hold(Users(), ["seen", "delete", *MOVES, *MEANWHILE, "renumbered"])


def test_cuts():
    """A few; tests/imap_cuts.py makes many of Dovecot's."""
    server = Users()
    said = cell(functools.partial(cuts, each=4), server)
    check(said.startswith("ok"), "Mailutils, cut", said)
    server.stop()


main()
