# ctest: LABELS fast
"""The walls of the house: what may not stand where.

Who knows whom is asked of the compiler (what a file includes, through all that this includes) and
of what it made (what a file calls); the rest is what a line may not look like.
"""
import json
import os
import re
import shlex
import subprocess
from concurrent.futures import ThreadPoolExecutor

from proof import BUILD, TOP, check, equal, main

# Which files see a foreign library.  SQLite is the store's, whichever of its files.
FOREIGN = {
    "ares.h": ["lib/net/host.c"],
    "archive.h": ["lib/read/unpack.c", "tools/wrap.c"],
    "curl/curl.h": ["lib/net/post.c", "lib/net/tls.c", "lib/net/wire.c"],
    "expat.h": ["lib/report/parse.c"],
    "fcgiapp.h": ["lib/http/gateway.c"],
    "idn2.h": ["lib/base/domain.c"],
    "maxminddb.h": ["lib/net/holder.c"],
    "libpsl.h": ["lib/sender/suffix.c"],
    "openssl/evp.h": ["lib/net/crypto.c"],
    "xxhash.h": ["lib/base/hash.c"],
    "zlib.h": ["lib/read/gzip.c", "tools/wrap.c"],
}

# Which programs are linked with it: the others start and are fed by strangers without its weight.
LINKED = {
    "libcurl": ["dmarc-cron"],
    "libcares": ["dmarc-cron"],
    "libmaxminddb": ["dmarc-cron"],
    "libcrypto": ["dmarc-cron"],
    "libarchive": ["dmarc-cron", "dmarc-dashboard", "dmarc-import", "dmarc-webhook"],
    "libpsl": ["dmarc-cron", "dmarc-dashboard", "dmarc-import", "dmarc-records", "dmarc-webhook"],
    "libexpat": ["dmarc-cron", "dmarc-dashboard", "dmarc-import", "dmarc-webhook"],
}

LISTED = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=TOP,
                        check=True, capture_output=True, text=True).stdout.split("\n")
TEXTS = {name: (TOP / name).read_text(encoding="utf-8", errors="replace")
         for name in LISTED if (TOP / name).is_file() and not name.startswith("tests/reports/")}


def files(pattern, *but):
    """Of the tree, those whose name is like it, but those named."""
    return [name for name in TEXTS if re.fullmatch(pattern, name) and name not in but]


def lines(pattern, names):
    """Where they have a line like it."""
    wanted = re.compile(pattern)
    return ["%s:%d: %s" % (name, at, line) for name in names
            for at, line in enumerate(TEXTS[name].split("\n"), 1) if wanted.search(line)]


def no(what, pattern, names):
    found = lines(pattern, names)
    check(not found, what, *found)


C = r"(lib|cgi|tools)/.*\.c"
OURS = r"(lib|cgi)/.*\.[ch]"
ANY_C = r".*\.[ch]"


def commands():
    """Of each C file of ours, how it is compiled and what that makes."""
    said = {}
    for each in json.loads((BUILD / "compile_commands.json").read_text()):
        name = os.path.relpath(each["file"], TOP)
        if re.fullmatch(C, name):
            words = shlex.split(each["command"])
            said.setdefault(name, (words, os.path.join(each["directory"], words[words.index("-o") + 1])))
    return said


def included(words):
    """All files that one includes, and those include: ours by their place in the tree."""
    at = words.index("-o")
    made = subprocess.run(words[:at] + words[at + 2:] + ["-M", "-MG"], cwd=BUILD, check=True,
                          capture_output=True, text=True).stdout
    names = made.partition(":")[2].replace("\\\n", " ").split()
    return {os.path.relpath(name, TOP) if name.startswith(str(TOP) + "/") else name for name in names}


def rooms():
    """CMakeLists.txt's: each with those it may know, lowest first."""
    said = re.findall(r"^room\((.*)\)$", TEXTS["CMakeLists.txt"], re.M)
    return {name: known for name, *known in map(str.split, said)}


COMMANDS = commands()
with ThreadPoolExecutor(os.cpu_count()) as pool:
    SEES = dict(zip(COMMANDS, pool.map(included, [words for words, _ in COMMANDS.values()])))
ROOMS = rooms()


def room(name):
    return name.split("/")[1] if name.startswith("lib/") else None


def none(what, pattern, names):
    """None of the C files sees a file whose name is like it."""
    found = ["%s sees %s" % (name, seen) for name in names for seen in SEES[name]
             if re.search(pattern, seen)]
    check(not found, what, *sorted(found))


def of(*wanted):
    return [name for name in COMMANDS if room(name) in wanted]


def test_all_is_looked_at():
    equal(sorted(COMMANDS), sorted(files(C)), "every C file is compiled")


def test_foreign_libraries():
    for header, homes in FOREIGN.items():
        seen = [name for name in COMMANDS if any(x.endswith("/" + header) for x in SEES[name])]
        equal(sorted(seen), homes, "who sees " + header)
    none("only the store sees sqlite3.h", "/sqlite3.h$", set(COMMANDS) - set(of("store")))
    no("one file includes sqlite3.h", "#include <sqlite3.h>",
       files(r"(lib|cgi|tools)/.*\.[ch]", "lib/store/store_db.h"))
    no("only the store's files include store_db.h", '#include "store_db.h"',
       [name for name in files(ANY_C) if room(name) != "store"])


def test_linked_libraries():
    programs = {"dmarc-" + path.stem for path in (TOP / "cgi").glob("*.c")}
    needs = {name: subprocess.run(["readelf", "-d", BUILD / name], check=True, capture_output=True, text=True).stdout
             for name in programs}
    for library, homes in LINKED.items():
        equal(sorted(name for name in programs if "[%s.so" % library in needs[name]), homes, "who is linked with " + library)


def test_rooms():
    order = list(ROOMS)
    equal(sorted(set(map(room, files(r"lib/.*")))), sorted(order), "every folder of lib/ is a room")
    for at, (name, known) in enumerate(ROOMS.items()):
        above = set(known) - set(order[:at])
        check(not above, name + " knows only rooms below it", *above)
        may = {name, *known}
        found = {"%s sees %s" % (file, x) for file in of(name) for x in SEES[file]
                 if x.startswith("lib/") and room(x) not in may}
        check(not found, name + " sees only the rooms that it may know", *found)
    no("a file is included by its name alone", r'#include ".*/', files(ANY_C))


def test_who_knows_whom():
    none("reading knows no store", "^lib/(?!base|report|read)", of("report", "read"))
    none("counting knows neither a store nor a parser", "^lib/(?!base|count|report/(report|outcome|terms))", of("count"))
    none("the store knows neither parser nor programs", "/(parse|intake|app|upload)\\.h$", of("store", "count"))
    none("programs do not read", "^lib/(read/|report/(?!report\\.h))", [x for x in COMMANDS if x.startswith("cgi/")])
    no("only gateway.c and setting.c ask the environment", r"\b(secure_)?getenv\(",
       files(OURS, "lib/http/gateway.c", "lib/base/setting.c"))


def calls():
    """Of each file of lib/ the others that have what it uses."""
    objects = {made: name for name, (_, made) in COMMANDS.items() if room(name)}
    said = subprocess.run(["nm", "-gA", *objects], check=True, capture_output=True, text=True).stdout
    uses, has = {}, {}
    for made, kind, symbol in re.findall(r"^(.*?):[0-9a-f ]* ([A-Za-z]) (\S+)$", said, re.M):
        if kind in "Uw":
            uses.setdefault(objects[made], set()).add(symbol)
        else:
            has[symbol] = objects[made]
    return {name: {has[x] for x in used if x in has} - {name} for name, used in uses.items()}


def circles(graph):
    """Those that reach themselves."""
    def reached(start):
        seen, todo = set(), list(graph.get(start, ()))
        while todo:
            each = todo.pop()
            if each not in seen:
                seen.add(each)
                todo.extend(graph.get(each, ()))
        return seen
    return sorted(name for name in graph if name in reached(name))


def test_calls():
    graph = calls()
    check(len(graph) > 100, "what files call is known", len(graph))
    found = ["%s calls %s" % (name, x) for name, called in graph.items() for x in called
             if room(x) not in (room(name), *ROOMS[room(name)])]
    check(not found, "a file calls only the rooms that its own may know", *found)
    found = circles({name: {x for x in called if room(x) == room(name)}
                     for name, called in graph.items()})
    check(not found, "no file of a room calls one that calls it", *found)


def test_headers():
    headers = {name.rpartition("/")[2]: name for name in files(r"(lib|tools)/.*\.h")}
    equal(len(headers), len(files(r"(lib|tools)/.*\.h")), "each header has a name of its own")
    found = circles({name: {headers[x] for x in re.findall('^#include "(.*)"', TEXTS[name], re.M) if x in headers}
                     for name in headers.values()})
    check(not found, "no header includes one that includes it", *found)


def test_sql():
    c = files(OURS)
    outside = [name for name in c if room(name) != "store"]
    no("SQL is in sql/", r'"[^"]*\b(SELECT [a-z(*]|INSERT INTO|UPDATE [a-z]+ SET|DELETE FROM|'
       r"CREATE (TABLE|INDEX)|DROP TABLE)\b", files(ANY_C) + files(r"html/.*"))
    no("transactions are the store's", r'"(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)\b', outside)
    no("the engine's own statements are the store's", r'\bsqlite_[a-z]+\b|"sqlite\.h"', outside)
    facts = ("report|record|domain|org|name|ip|auth|auth_more|reason|reason_more|misc|policy|policy_seen|sender|"
             "report_error|mail|mail_auth|original|seg|seg2|month_total|forgotten")
    no("facts are the engine's", r"^[^-]*\b(FROM|JOIN|INTO|UPDATE)\s+(%s)\b" % facts, files(r"sql/[a-z]\w*\.(sql|inc)"))
    sql = files(r"sql/.*\.sql")
    no("no value is written into SQL", r"printf *\(", sql)
    no("no optional line in a write", r"--\?",
       [x for x in sql if re.search(r"^ *(INSERT|UPDATE|DELETE)", TEXTS[x], re.M | re.I)])


def test_how_c_is_written():
    lib = files(r"lib/.*\.c")
    cgi = files(r"cgi/.*\.c")
    no("banned calls", r"\b(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|gets|alloca)\(", files(ANY_C))
    no("no shell", r"\b(system|popen)\(", lib + cgi)
    no("an error's path is for logs alone: fail_at()", r"\bfail(sys)?\(.*, (path|dir|db)[,)]",
       [x for x in lib + cgi if x != "lib/base/err.c"])
    no("memory comes from arena.c", r"\b(malloc|strdup|strndup|realloc)\(",
       [x for x in lib + cgi if x != "lib/base/arena.c"])
    no("no typedef of a struct", r"^typedef (struct|enum|union)", files(ANY_C))
    no("no #ifdef", r"^#[ \t]*if(def|ndef)?\b", files(ANY_C))
    no("no static buffer", r"^\t+static (char|unsigned char) [a-z_]+\[", lib + cgi)
    no("no blank at a line's end", r"[ \t]$", files(r".*\.([ch]|sql|sh)"))
    no("an indent is tabs, four blanks more where a line goes on", r"^\t*( {1,3}| {5,})[^ *]", files(ANY_C))
    no("a blank behind a keyword", r"\b(if|for|while|switch)\(", files(ANY_C))
    no("a function's name begins its line", r"^(?!.*__attribute__)[a-z][\w *]*[ *]\w+\([^;]*\)$", files(ANY_C))
    wide = ["%s:%d" % (name, at) for name in files(r"(lib|cgi|tools)/.*\.[ch]")
            for at, line in enumerate(TEXTS[name].split("\n"), 1) if len(line.expandtabs(8)) > 100]
    check(not wide, "no line is longer than 100", *wide)
    long = ["%s: %s" % (name, head.strip()) for name in files(r"(lib|cgi|tools)/.*\.[ch]")
            for head, body in re.findall(r"^(\w.*\n)\{\n(.*?)^\}$", TEXTS[name], re.M | re.S)
            if body.count("\n") > 40]
    check(not long, "no function is longer than 40 lines", *long)


def test_pages():
    """A page makes elements, it does not write markup."""
    html = files(r"html/.*\.html")
    no("no markup from text", r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|"
       r"srcdoc|DOMParser", html + files(r"html/.*\.js"))
    no("no inline script or style", r'<script>|<style|[ ]style="|[ ]on[a-z]+="|javascript:', html)
    no("nothing from elsewhere", r'(src|href)="(https?:)?//', html)


def test_nothing_of_a_machine():
    no("no path of a machine", "/(home|root|work|tmp/wt)/[a-z]", files(".*", "tests/walls.py"))
    no("no registry's address", r'registry\.|"resolved"', files(r".*\.json"))


main()
