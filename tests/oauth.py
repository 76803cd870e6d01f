#!/usr/bin/env python3
# ctest: LABELS fast COST 15
"""Access tokens from a provider, IMAP_OAUTH: each way to one, what is kept of them and what is told,
against an authorization server of our own and a real Dovecot."""
import base64
import hashlib
import json
import os
import pathlib
import re
import subprocess
import threading
import time
import urllib.parse

from proof import BUILD, check, equal, main, run as program, scratch
from lib import mails
from lib.dovecot import Dovecot, make_certificate, openssl, token
from lib.fetch import Database, PROGRAM, run, settings
from lib.provider import Provider, key_file

SECRET, REFRESH, CLIENT = "s3cret~+/ä", "refresh-0", "app-4711"
MS_USER_SCOPE = "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"
DEVICE = {"device_code": "dev-code-99", "user_code": "ABCD-EFGH", "verification_uri": "https://example.org/device",
          "expires_in": 900, "interval": 1}


class Mailbox:
    """A user with some mail, a database, and the settings of one way to a token."""

    def __init__(self, server, provider, oauth="microsoft", **more):
        provider.seen.clear()
        self.user, self.db, self.provider = server.user(), Database(), provider
        server.deliver(self.user, mails.a_dozen()[:3])
        given = dict(oauth=oauth, oauth_token_url=provider.url(), oauth_login_url=provider.url("login"),
                     cainfo=server.ca, ssl=0, limits="idle=5,run=20")
        given.update({"microsoft": dict(oauth_tenant="example.org", oauth_client_id=CLIENT),
                      "google": dict(oauth_client_id=CLIENT, oauth_client_secret=SECRET)}[oauth])
        self.env = settings(server.port, self.user, self.db.path, **{"pass": None, **given, **more})

    def good(self, seconds=3600, **more):
        """What a provider says that lets this user in."""
        return dict(access_token=token(self.user), token_type="Bearer", expires_in=seconds, **more)

    def run(self, command="fetch-imap", **more):
        r = run(dict(self.env, **more), command=command)
        said = r.out + r.err
        for secret in (SECRET, REFRESH, token(self.user)[:40], "PRIVATE", "dev-code"):
            check(secret not in said, "no secret is said", said)
        return r

    def states(self):
        return sorted(p for p in self.db.path.parent.glob("*-oauth-*") if p.suffix != ".lock")

    def kept(self):
        return json.loads(self.states()[0].read_text())


def well(r, what):
    return check(r.code == 0, what, r.code, r.out, r.err)


def refuses(r, says, what):
    equal(r.code, 2, what + ": the exit status")
    return check(re.search(says, r.err), what + ": it is told", r.err)


def unpacked(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


# The ways to a token

def test_app_only(server, provider):
    box = Mailbox(server, provider, oauth_client_secret=SECRET)
    provider.plan = [box.good()]
    well(box.run(), "an app alone")
    equal(provider.forms(), [{"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET,
                              "scope": "https://outlook.office365.com/.default"}], "asked once, as Microsoft has it")
    equal(provider.heads[-1]["Content-Type"], "application/x-www-form-urlencoded", "by a form")
    check(len(box.db.reports()) > 0, "reports are there")


def test_refresh(server, provider):
    for oauth, scope in (("microsoft", MS_USER_SCOPE), ("google", "https://mail.google.com/")):
        for secret in (SECRET,) if oauth == "google" else (None, SECRET):
            box = Mailbox(server, provider, oauth, oauth_refresh_token=REFRESH, oauth_client_secret=secret)
            provider.plan = [box.good()]
            well(box.run(), oauth + " by a refresh token")
            want = {"grant_type": "refresh_token", "refresh_token": REFRESH, "client_id": CLIENT, "scope": scope}
            equal(provider.forms(), [want if secret is None else dict(want, client_secret=secret)], oauth + ": asked")
    equal(box.kept()["refresh"], None, "what does not change is not kept")


def test_credentials(server, provider):
    """Secrets from files, as systemd hands them on."""
    folder = scratch()
    (folder / "imap_oauth_client_secret").write_text(SECRET + "\n")
    (folder / "imap_oauth_refresh_token").write_text(REFRESH + "\n")
    box = Mailbox(server, provider, "google", oauth_client_secret=None)
    provider.plan = [box.good()]
    well(box.run(CREDENTIALS_DIRECTORY=str(folder)), "secrets in files")
    equal([(f["client_secret"], f["refresh_token"]) for f in provider.forms()], [(SECRET, REFRESH)], "are sent")


def test_service_account(server, provider):
    folder = scratch()
    box = Mailbox(server, provider, "google", oauth_client_id=None, oauth_client_secret=None,
                  oauth_key=key_file(folder))
    provider.plan = [box.good()]
    well(box.run(), "a service account")
    (form,) = provider.forms()
    equal((sorted(form), form["grant_type"]), (["assertion", "grant_type"], "urn:ietf:params:oauth:grant-type:jwt-bearer"),
          "asked by an assertion")
    head, claims, signature = form["assertion"].split(".")
    equal(json.loads(unpacked(head)), {"alg": "RS256", "typ": "JWT"}, "its head")
    said = json.loads(unpacked(claims))
    equal((said["iss"], said["sub"], said["scope"], said["aud"], said["exp"] - said["iat"]),
          ("robot@example.iam", box.user, "https://mail.google.com/", provider.url(), 3600), "its claims")
    (folder / "imap_oauth_key").write_bytes((folder / "account.json").read_bytes())
    by_file = dict(box.env, IMAP_OAUTH_KEY="", CREDENTIALS_DIRECTORY=str(folder))
    well(run(by_file, command="test-imap"), "a key that systemd hands on")
    equal([sorted(f) for f in provider.forms()], [["assertion", "grant_type"]], "asked by an assertion too")
    (folder / "imap_oauth_key").write_text("\n")
    refuses(run(by_file, command="test-imap"), "IMAP_OAUTH_CLIENT_ID is not set", "one that is not there")
    (folder / "signed").write_text(head + "." + claims)
    (folder / "signature").write_bytes(unpacked(signature))
    openssl(folder, "dgst", "-sha256", "-verify", "rsa.pub", "-signature", "signature", "signed")
    for text, says in (("{}", "account.json: no key of a service account"), ("no JSON", "no key of a service account"),
                       (json.dumps({"private_key": "PRIVATE", "client_email": "x"}), "account.json: no RSA key"), (None, "IMAP_OAUTH_KEY cannot be read")):
        if text is None:
            (folder / "account.json").unlink()
        else:
            (folder / "account.json").write_text(text)
        refuses(box.run("test-imap"), says, "a key file that is none")
    equal(provider.forms(), [], "and nothing is asked with it")


# What is kept

def test_cache(server, provider):
    box = Mailbox(server, provider, oauth_client_secret=SECRET)
    provider.plan = [box.good()]
    for _ in range(3):
        well(box.run(), "a token that lasts")
    equal(len(provider.forms()), 1, "is asked for once")
    (state,) = box.states()
    equal(state.stat().st_mode & 0o777, 0o600, "what is kept is ours alone")
    check(state.name.startswith("dmarc.db-oauth-") and box.user not in state.name, "its name", state)
    well(box.run("test-imap"), "test-imap")
    equal(len(provider.forms()), 1, "asks for a new one, to see that it gets one")
    provider.plan = [box.good(seconds=299)]
    well(box.run("test-imap"), "a token that ends soon")
    well(box.run(), "is not used again")
    equal(len(provider.forms()), 2, "but another one is asked for")
    for seconds in (None, "3600", -1, 1e30):
        provider.plan = [dict(box.good(), expires_in=seconds)]
        well(box.run("test-imap"), "an end that nobody understands: %r" % seconds)
        well(box.run(), "and again")
        equal(len(provider.forms()), 2, "is no end to rely on: %r" % seconds)
    owner = server.owner
    if os.getuid() == 0:
        os.chown(box.db.path.parent, owner.pw_uid, owner.pw_gid)
        state.unlink()
        well(box.run(), "by root, in a folder of another user's")
        equal({(p.stat().st_uid, p.stat().st_gid) for p in box.states()}, {(owner.pw_uid, owner.pw_gid)}, "it is that user's")
    backups = scratch()
    well(box.run("maintain", DMARC_BACKUP_DIR=str(backups)), "a backup")
    equal([b"oauth" in p.read_bytes() or token(box.user)[:40].encode() in p.read_bytes() for p in backups.iterdir()], [False],
          "has nothing of it")


def test_refused_login(server, provider):
    """A token that was kept and is refused is dropped, once; a new one is not asked for twice."""
    box = Mailbox(server, provider, oauth_client_secret=SECRET)
    bad = dict(box.good(), access_token="not.a.token")
    provider.plan = [bad]
    refuses(box.run(), r"does not let %s in \(IMAP_USER, IMAP_OAUTH\)" % box.user, "a new token that is refused")
    equal(len(provider.forms()), 1, "is not tried again")
    provider.plan = [bad, box.good()]
    refuses(box.run(), "IMAP_OAUTH", "an old one and a new one that are refused")
    equal(len(provider.forms()), 1, "one more is asked for")
    well(box.run(), "an old one that is refused, and a new one that is not")
    well(box.run(), "which is kept")
    equal(len(provider.forms()), 1, "after one question")
    check(len(box.db.reports()) > 0, "reports are there")


def test_rotation(server, provider):
    box = Mailbox(server, provider, oauth_refresh_token=REFRESH)
    numbers = iter(range(1, 100))
    provider.plan = [lambda form: box.good(seconds=0, refresh_token="refresh-%d" % next(numbers))]
    for _ in range(3):
        well(box.run(), "a refresh token that changes")
    equal([f["refresh_token"] for f in provider.forms()], [REFRESH, "refresh-1", "refresh-2"], "the newest is used")
    equal(box.kept()["refresh"], "refresh-3", "and kept")
    box.env["IMAP_OAUTH_REFRESH_TOKEN"] = "set-by-hand"
    for _ in range(2):
        well(box.run(), "until somebody sets another")
    equal([f["refresh_token"] for f in provider.forms()], ["set-by-hand", "refresh-4"], "which is used then")
    box.env["IMAP_OAUTH_CLIENT_SECRET"] = SECRET
    well(box.run(), "a new secret")
    equal([f["refresh_token"] for f in provider.forms()], ["refresh-5"], "changes nothing of that")
    state = box.states()[0]
    for text in (b"", b"[]", b"{\"given\":1}", b"\xff\x00", b"{" * 200000):
        state.write_bytes(text)
        well(box.run(), "a state that somebody broke: %r" % text[:9])
        equal([f["refresh_token"] for f in provider.forms()], ["set-by-hand"], "is as none")
    elsewhere = scratch() / "elsewhere"
    elsewhere.write_text("{}")
    state.unlink()
    state.symlink_to(elsewhere)
    equal(box.run().code, 2, "no link is followed")
    equal(elsewhere.read_text(), "{}", "or written")


def test_two_at_once(server, provider):
    """Each refresh token is used once, whoever comes at the same moment."""
    box = Mailbox(server, provider, oauth_refresh_token=REFRESH)
    well(box.run("maintain"), "there is a database")
    lock, valid = threading.Lock(), [REFRESH]

    def strict(form):
        with lock:
            if form["refresh_token"] != valid[-1]:
                return 400, {"error": "invalid_grant"}
            valid.append("refresh-%d" % len(valid))
            return box.good(refresh_token=valid[-1])
    provider.plan = [strict]
    results = []
    threads = [threading.Thread(target=lambda: results.append(box.run("test-imap"))) for _ in range(6)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    for r in results:
        well(r, "one of six")
    equal([f["refresh_token"] for f in provider.forms()], valid[:-1], "one after the other")
    equal(box.kept()["refresh"], valid[-1], "and the last is kept")


def test_killed(server, provider):
    """Killed at each step between the new refresh token and the login: the old one or the new is there,
    whole, and the next run goes well."""
    box = Mailbox(server, provider, oauth_refresh_token=REFRESH)
    numbers = iter(range(1, 10000))
    provider.plan = [lambda form: box.good(refresh_token="refresh-%d" % next(numbers))]
    well(box.run("test-imap"), "not killed")
    out, killed, kept = scratch() / "calls", 0, set()
    for n in range(1, 500):
        before = box.kept()["refresh"]
        r = run(box.env, command="test-imap", before=[BUILD / "killat", "-o", out, str(n)])
        (state,) = [p for p in box.states() if not p.name.endswith(".part")]
        after = json.loads(state.read_text())["refresh"]
        equal(state.stat().st_mode & 0o777, 0o600, "killed at %d: its mode" % n)
        kept.add(after == before)
        if r.code == 0:
            break
        killed += 1
    check(killed > 5 and kept == {True, False}, "it was killed before and after", killed, kept)
    well(box.run("test-imap"), "and goes on")
    check(not list(box.db.path.parent.glob("*.part")), "nothing is left", list(box.db.path.parent.iterdir()))


# What is refused

def test_refused(server, provider):
    box = Mailbox(server, provider, oauth_refresh_token=REFRESH, oauth_client_secret=SECRET)
    for said, says in (
            ((400, {"error": "invalid_grant", "error_description": "AADSTS70000: It is revoked.\r\nTrace ID: 1\u202e"}),
             r"127.0.0.1 refuses a token \(IMAP_OAUTH_CLIENT_ID, IMAP_OAUTH_REFRESH_TOKEN; `dmarc-cron oauth-login` gets another"
             r" refresh token\): invalid_grant: AADSTS70000: It is revoked. Trace ID: 1%E2%80%AE$"),
            ((401, {"error": "invalid_client", "error_description": "x" * 30000}), r"invalid_client: x{390,400}\.\.\.$"),
            ((400, {"error": "invalid_grant", "error_description": "what is %s?" % SECRET}), "invalid_grant$"),
            ((400, {"error": "bad " + REFRESH}), "an error that repeats a secret$"),
            ((400, {"error": 7}), "answers 400, and no token"), ((404, b"<html>"), "answers 404, and no token"),
            ({}, "answers 200, and no token; is IMAP_OAUTH_TOKEN_URL"), ((200, b"[]"), "no token"), ((200, b"\xff{"), "no token"),
            (dict(box.good(), access_token="a\r\nx LOGOUT"), "no token"), (dict(box.good(), access_token=""), "no token"),
            (dict(box.good(), access_token={"a": 1}), "no token"), ((200, b"{" * 5000000), "no token"),
            ((302, {}), "answers 302, and no token")):
        provider.plan = [said]
        refuses(box.run(), says, "%.60r" % (said,))
        equal(len(provider.forms()), 1, "%.60r: asked once" % (said,))
    equal(box.states(), [], "nothing is kept of it")
    provider.plan = [(400, {"error": "invalid_grant"})]
    box.run()
    equal(box.db.ask("SELECT code FROM job ORDER BY id DESC LIMIT 1"), [("setting",)], "it is for the user to mend")


def test_away(server, provider):
    box = Mailbox(server, provider, oauth_refresh_token=REFRESH)
    other = scratch()
    make_certificate(other, ("127.0.0.1",))
    strangers = Provider(box.good(), cert=other)
    slow = b"HTTP/1.1 429 Slow\r\nRetry-After: 299\r\nContent-Length: 0\r\n\r\n"
    gone = Provider(box.good())
    gone.server_close()
    for said, url, says in (
            ((429, {"error": "throttled"}), provider.url(), "gives no token now .*status 429, throttled$"),
            (slow, provider.url(), "no token for 299 s .*status 429$"),
            ((503, b"busy"), provider.url(), "status 503$"),
            ((400, {"error": "temporarily_unavailable"}), provider.url(), "status 400, temporarily_unavailable"),
            (b"", provider.url(), "no answer"), (b"\x16\x03 no HTTP\r\n\r\n", provider.url(), "no answer"),
            ({}, gone.url(), "no answer")):
        provider.plan = [said]
        refuses(box.run(IMAP_OAUTH_TOKEN_URL=url), says, "%.50r at %s" % (said, url))
        equal(box.db.ask("SELECT code FROM job ORDER BY id DESC LIMIT 1"), [("away",)], "%.50r: it may go by" % (said,))
        for state in box.states():
            state.unlink()
    refuses(box.run(IMAP_OAUTH_TOKEN_URL=strangers.url()), r"certificate of the server is not to be trusted "
            r"\(IMAP_OAUTH_TOKEN_URL, IMAP_CAINFO\)", "a stranger, who must be mended")
    provider.plan = [(429, {}), box.good()]
    box.run()
    well(box.run(), "what says no time may be asked at once")
    box.states()[0].unlink()
    provider.seen.clear()
    provider.plan = [slow, box.good()]
    for _ in range(3):
        refuses(box.run(), r"no token for 2\d\d s", "it is left alone for as long as it wants")
    equal(len(provider.forms()), 1, "and not asked meanwhile")
    state = box.states()[0]
    for quiet in (int(time.time()) - 1, 10**12, None):
        state.write_text(json.dumps(dict(box.kept(), access=None, quiet=quiet)))
        well(box.run(), "until then, and for no year: %r" % quiet)
    equal(strangers.seen, [], "a stranger is sent nothing")


def test_settings(server, provider):
    ms = dict(oauth="microsoft", oauth_tenant="example.org", oauth_client_id=CLIENT, oauth_client_secret=SECRET)
    google = dict(oauth="google", oauth_client_id=CLIENT, oauth_client_secret=SECRET)
    for given, says in (
            (dict(oauth="yahoo"), "IMAP_OAUTH is 'yahoo'; it must be microsoft or google"),
            (dict(oauth_tenant="x"), "IMAP_OAUTH_TENANT is set, and IMAP_OAUTH is not"),
            (dict(oauth_client_secret=SECRET), "IMAP_OAUTH_CLIENT_SECRET is set, and IMAP_OAUTH is not"),
            (dict(oauth_token_url="https://x/"), "IMAP_OAUTH_TOKEN_URL is set, and IMAP_OAUTH is not"),
            (dict(ms, oauth_tenant=None), "IMAP_OAUTH_TENANT is not set; IMAP_OAUTH=microsoft needs it"),
            (dict(ms, oauth_client_id=None), "IMAP_OAUTH_CLIENT_ID is not set"),
            (dict(ms, oauth_tenant="a/../b"), "IMAP_OAUTH_TENANT is 'a/../b'"),
            (dict(ms, oauth_key="/k"), "IMAP_OAUTH_KEY is set; it is not for IMAP_OAUTH=microsoft"),
            (dict(google, oauth_tenant="x"), "IMAP_OAUTH_TENANT is set; it is not for IMAP_OAUTH=google"),
            (dict(google, oauth_client_secret=None), "IMAP_OAUTH_CLIENT_SECRET is not set"),
            (dict(google, oauth_key="/k"), "IMAP_OAUTH_CLIENT_ID and IMAP_OAUTH_KEY are set; they exclude each other"),
            (dict(oauth="google", oauth_key="/k", oauth_refresh_token="x"), "IMAP_OAUTH_REFRESH_TOKEN and IMAP_OAUTH_KEY are set"),
            (dict(ms, **{"pass": "x"}), "IMAP_OAUTH and IMAP_PASS are set"),
            (dict(ms, oauth_token_cmd="echo x"), "IMAP_OAUTH and IMAP_OAUTH_TOKEN_CMD are set"),
            (dict(ms, oauth_token_url="http://example.org/"), "IMAP_OAUTH_TOKEN_URL is 'http://example.org/'; it must be"),
            (dict(ms, oauth_login_url="ftp://127.0.0.1/"), "IMAP_OAUTH_LOGIN_URL is"),
            (dict(ms, oauth_token_url="http://127.0.0.1@example.org/"), "IMAP_OAUTH_TOKEN_URL is"),
            (dict(ms, oauth_token_url="https://"), "IMAP_OAUTH_TOKEN_URL is")):
        env = settings(server.port, "u", scratch() / "dmarc.db", **{"pass": None, **given})
        refuses(run(env, command="test-imap"), re.escape(says), "%r" % given)
        for file in pathlib.Path(env["DMARC_DB"]).parent.iterdir():
            check(False, "and nothing is made", file)
    plain = Provider({})
    box = Mailbox(server, plain, oauth_client_secret=SECRET)
    plain.plan = [box.good()]
    well(box.run(), "in the clear to this machine")
    r = run(settings(server.port, "u", scratch() / "dmarc.db", **{"pass": None}, **dict(google)), command="test-imap")
    refuses(r, "there is no refresh token for u: run `dmarc-cron oauth-login`, or set IMAP_OAUTH_REFRESH_TOKEN", "no login yet")


# A person logs in

def login(box, *name, text=None):
    """Waits until it is done; text: of the person, made from what is said."""
    p = subprocess.Popen([PROGRAM, "oauth-login", *name], env=box.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, text=True)
    said = ""
    if text is not None:
        while "paste" not in said:
            line = p.stdout.readline()
            if not line:
                break
            said += line
    out, err = p.communicate(text(said) if text is not None else "", timeout=60)
    for secret in (SECRET, "dev-code", "refresh-", token(box.user)[:40]):
        check(secret not in said + out + err, "no secret is said", said, out, err)
    return p.returncode, said + out, err


def test_device(server, provider):
    box = Mailbox(server, provider)
    pending = (400, {"error": "authorization_pending", "error_description": "AADSTS70016"})
    provider.plan = [DEVICE, pending, (400, {"error": "slow_down"}), box.good(refresh_token="refresh-1")]
    code, out, err = login(box)
    equal((code, err), (0, ""), "somebody enters the code")
    check("Open https://example.org/device in a browser, enter the code ABCD-EFGH, and log in as %s." % box.user in out,
          "where is told", out)
    equal([path for path, _ in provider.seen], ["/login"] + 3 * ["/token"], "a device's code, then tokens")
    forms = provider.forms()
    equal(forms[0], {"client_id": CLIENT, "scope": MS_USER_SCOPE}, "the code is asked for")
    equal(forms[1:], 3 * [{"client_id": CLIENT, "device_code": "dev-code-99",
                           "grant_type": "urn:ietf:params:oauth:grant-type:device_code"}], "then tokens")
    equal(box.states()[0].stat().st_mode & 0o777, 0o600, "they are ours alone")
    provider.plan = [box.good(seconds=0)]
    well(box.run(), "the mailbox is fetched")
    equal(provider.forms(), [], "by the token that came with it")
    well(box.run("test-imap"), "and tested")
    equal([f["refresh_token"] for f in provider.forms()], ["refresh-1"], "by the refresh token")
    before = box.kept()
    for said, says in (((400, {"error": "access_denied"}), "somebody refused it there; nothing was changed"),
                       ((400, {"error": "authorization_declined"}), "somebody refused it there"),
                       ((400, {"error": "expired_token"}), "nobody entered the code in time"),
                       ((400, {"error": "invalid_client", "error_description": "no public client"}), "invalid_client: no public client"),
                       (box.good(), "gives no refresh token")):
        provider.plan = [DEVICE, said]
        code, out, err = login(box)
        equal(code, 2, "%r: the exit status" % (said,))
        check(says in err, "%r is told" % (said,), err)
        equal(box.kept(), before, "nothing is changed")
    provider.plan = [dict(DEVICE, expires_in=1, interval=2)]
    check("nobody entered the code in time" in login(box)[2], "a code that ends before one may ask")
    for said, says in (((400, {"error": "unauthorized_client"}), "unauthorized_client"), ({"device_code": "x"}, "no token"),
                       (dict(DEVICE, access_token="x", user_code=None), "gives no code")):
        provider.plan = [said]
        check(says in login(box)[2], "%r is told" % (said,), says)
    box.env["IMAP_OAUTH_CLIENT_SECRET"] = SECRET
    check("log in by themselves" in login(box)[2], "an app that needs nobody")


def test_other(server, provider):
    """A mailbox of a file: it has its own client, and somebody logs in to it by its name."""
    box, folder = Mailbox(server, provider), scratch()
    (folder / "shop.env").write_text("".join("%s='%s'\n" % (k, v) for k, v in box.env.items() if k.startswith("IMAP_")))
    box.env = {k: v for k, v in box.env.items() if not k.startswith("IMAP_")}
    box.env.update(DMARC_MAILBOXES=str(folder), IMAP_OAUTH_CLIENT_ID="another")
    provider.plan = [DEVICE, box.good(refresh_token="refresh-1")]
    code, out, err = login(box, "shop")
    equal((code, err), (0, ""), "somebody enters the code")
    check("`dmarc-cron test-imap shop` tries it" in out, "what comes next is told", out)
    provider.plan = [box.good(refresh_token="refresh-1")]
    r = run(box.env, "shop", command="test-imap")
    check(r.code == 0, "it is let in", r)
    equal({f["client_id"] for f in provider.forms()}, {CLIENT}, "as its own client")
    code, _, err = login(box, "blog")
    check(code == 2 and "there is no mailbox 'blog'" in err, "there is no other", err)


def test_page(server, provider):
    """Google gives devices no mail: a page of consent, and the address it leads to."""
    box = Mailbox(server, provider, "google")
    provider.plan = [box.good(refresh_token="refresh-1")]
    asked = {}

    def allow(said):
        url = re.search(r"^https://\S+", said, re.M)[0]
        asked.update(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        return "http://127.0.0.1:54321/?state=%s&code=4%%2Fcode&scope=x\n" % asked["state"]
    code, out, err = login(box, text=allow)
    equal((code, err), (0, ""), "somebody allows it")
    (form,) = provider.forms()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(form.pop("code_verifier").encode()).digest())
    equal((asked["code_challenge"], asked["code_challenge_method"]), (challenge.decode().rstrip("="), "S256"), "only we can use the code")
    equal({k: asked[k] for k in ("client_id", "redirect_uri", "response_type", "scope", "access_type", "login_hint")},
          {"client_id": CLIENT, "redirect_uri": "http://127.0.0.1:54321/", "response_type": "code", "scope": "https://mail.google.com/",
           "access_type": "offline", "login_hint": box.user}, "what the page is asked")
    equal(form, {"grant_type": "authorization_code", "client_id": CLIENT, "client_secret": SECRET, "code": "4/code",
                 "redirect_uri": "http://127.0.0.1:54321/"}, "what the token endpoint is asked")
    well(box.run("test-imap"), "the mailbox is there")
    equal([f["refresh_token"] for f in provider.forms()], ["refresh-1"], "by the refresh token")
    for text, says in ((lambda _: "", "no address with a code"), (lambda _: "4/code\n", "no address with a code"),
                       (lambda _: "http://127.0.0.1/?error=access_denied%07\n", "the provider says access_denied%07"),
                       (lambda _: "http://127.0.0.1/?state=x&code=y\n", "not the address that this login led to"),
                       (lambda s: "http://x/?state=%s\n" % re.search(r"state=([\w-]+)", s)[1], "no code in that address")):
        code, out, err = login(box, text=text)
        equal(code, 2, "%s: the exit status" % says)
        check(says in err, "%s is told" % says, err)
    equal(provider.forms(), [], "and nothing is asked with it")


def test_processes(server, provider):
    """While the provider thinks, no process's arguments tell a secret."""
    box = Mailbox(server, provider, oauth_refresh_token=REFRESH, oauth_client_secret=SECRET)
    seen = []

    def look(form):
        for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                seen.append(path.read_bytes())
            except OSError:
                pass
        return box.good()
    provider.plan = [look]
    well(box.run(), "while it is looked at")
    check(any(b"fetch-imap" in x for x in seen), "it is among the processes")
    check(not any(SECRET.encode() in x or REFRESH.encode() in x for x in seen), "and tells nothing")
    for path in box.db.path.parent.iterdir():
        if path not in box.states():
            check(token(box.user)[:40].encode() not in path.read_bytes(), "nor does %s" % path.name)


SERVER = Dovecot()
main(server=SERVER, provider=Provider({}, cert=SERVER.dir))
