# ctest: LABELS fast
"""The book keeps its word: what DESIGN.md, CONTRIBUTING.md and SECURITY.md name is there.

A name stands between `...`: a path, a file, a function(), a struct, any word with a _ in it.  In a
row of a table a function is in one of the files of its row.
"""
import fnmatch
import re
import subprocess

from proof import BUILD, TOP, check, equal, main

BOOK = ["DESIGN.md", "CONTRIBUTING.md", "SECURITY.md"]
FILES = [name for name in subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"],
                                         cwd=TOP, check=True, capture_output=True, text=True).stdout.split("\n")
         if (TOP / name).is_file()]
TEXTS = {name: (TOP / name).read_text(encoding="utf-8", errors="replace") for name in FILES
         if name not in BOOK and not name.startswith("tests/reports/") and not name.endswith(".png")}
CODE = {name: text for name, text in TEXTS.items() if not name.endswith(".md")}
WORDS = set(re.findall(r"\w+", "\n".join(CODE.values()) + "\n".join(CODE)))
FILE = re.compile(r"(\./)?[\w.*/-]+(/|\.(c|h|sql|py|js|ts|css|html|md|sh|conf|cmake|in|inc|def|awk|json|env))")
FUNCTION = re.compile(r"(\w+)\(\)")

# How each language begins a function; of SQL's the name is told to SQLite.
DEFINED = {"c": r"^%s\(|^#define %s\(", "h": r"\b%s\(|^#define %s\(", "js": r"\bfunction\*? %s\(|^\t%s\(",
           "py": r"\bdef %s\(|\bdef %s\(", "sh": r"^%s\(\)|^%s\(\)", "cmake": r"function\(%s\b|macro\(%s\b",
           "txt": r"function\(%s\b|macro\(%s\b"}


def defines(name, function):
    begins = DEFINED.get(name.rpartition(".")[2])
    if begins is None:
        return False
    text, function = CODE[name], re.escape(function)
    return re.search(begins % (function, function), text, re.M) is not None or \
        (name.startswith("lib/store/") and re.search(r'\{ "%s", ' % function, text) is not None)


def found(name):
    """The files that a path or a file's name means; NAME in it stands for any."""
    name = name.removeprefix("./")
    if (BUILD / name).is_file():
        return [name]
    for pattern in (name, re.sub(r"[A-Z]{2,}", "*", name)):
        pattern += "*" if pattern.endswith("/") else ""
        hits = [x for x in FILES if fnmatch.fnmatchcase(x, pattern) or fnmatch.fnmatchcase(x, "*/" + pattern)]
        if hits:
            return hits
    return []


def quoted(text):
    text = re.sub(r"^```.*?^```$", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.M | re.S)
    return [(at, line, re.findall(r"`([^`]+)`", line)) for at, line in enumerate(text.split("\n"), 1)]


def is_there(name, line, names):
    if FILE.fullmatch(name):
        return bool(found(name))
    if function := FUNCTION.fullmatch(name):
        row = [x for n in names if FILE.fullmatch(n) for x in found(n) if x in CODE] if line.startswith("|") else []
        return any(defines(x, function[1]) for x in row or CODE)
    if name.startswith("struct "):
        return any(name + " {" in text for text in CODE.values())
    if re.fullmatch(r"\w+", name) and "_" in name.strip("_"):
        return name in WORDS
    return True


def test_names():
    for book in BOOK:
        text = (TOP / book).read_text(encoding="utf-8")
        lines = quoted(text)
        check(sum(len(names) for _, _, names in lines) > 20, book + " names what it speaks of")
        for at, line, names in lines:
            for name in names:
                check(is_there(name, line, names), "%s:%d: `%s` is there" % (book, at, name))


def test_rooms():
    """DESIGN.md has the rooms that CMakeLists.txt has, each on the floor above those it knows."""
    floors = {}
    for name, *known in map(str.split, re.findall(r"^room\((.*)\)$", TEXTS["CMakeLists.txt"], re.M)):
        floors[name] = max((floors[x] + 1 for x in known), default=0)
    told = re.findall(r"^\| `lib/(\w+)/` \| (\d+) \|", (TOP / "DESIGN.md").read_text(encoding="utf-8"), re.M)
    equal({name: int(floor) for name, floor in told}, floors, "the floors of DESIGN.md")


def test_links():
    for book in BOOK + ["README.md", "UPGRADING.md", "CHANGELOG.md"]:
        for to in re.findall(r"\]\(([^)#:]+)\)", (TOP / book).read_text(encoding="utf-8")):
            check((TOP / to).exists(), "%s leads to %s" % (book, to))


main()
