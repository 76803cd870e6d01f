#!/usr/bin/env python3
# ctest: LABELS fast
"""No test is forgotten: what is written to be run is run, by what finds it.

tests/test_*.c need no look here: a function in them that TEST_MAIN does not list is an error of
the compiler.
"""
import ast
import collections
import re

from proof import HERE, TOP, check, main

SCRIPTS = [*sorted(HERE.glob("*.py")), *sorted(HERE.glob("lib/*.py")), HERE / "bench_imap", HERE / "servers"]
TREES = {f: ast.parse(f.read_text(encoding="utf-8")).body for f in SCRIPTS}
TESTS = [f for f in SCRIPTS if f.parent == HERE and f.suffix == ".py" and f.name != "proof.py"]
PAGES = [*sorted(HERE.glob("browser/*.js")), *sorted(HERE.glob("browser/unit/*.js"))]


def words(files):
    """How often each name is in them."""
    return collections.Counter(w for f in files for w in re.findall(r"[\w-]+", f.read_text(encoding="utf-8")))


def defined(file):
    return [n.name for n in TREES[file] if isinstance(n, (ast.FunctionDef, ast.ClassDef))]


def ends_in(file, name):
    """Whether its last statement calls this function of proof."""
    return name not in defined(file) and name in [
        ast.unparse(n.func) for n in ast.walk(TREES[file][-1]) if isinstance(n, ast.Call)]


def test_python():
    """main() calls each test_...; what has another name is called by name."""
    for file in TESTS:
        check(ends_in(file, "main") or ends_in(file, "end"), "%s says its sum" % file.name)
    for file in SCRIPTS:
        names, there = defined(file), words([file] if file in TESTS else SCRIPTS)
        check(len(set(names)) == len(names), "%s defines nothing twice" % file.name, names)
        for name in names:
            found = name.startswith("test_") and ends_in(file, "main")
            check(found or there[name] > 1, "%s: %s() is called" % (file.name, name))


def test_pages():
    """node --test runs files of this name."""
    check(PAGES, "there are tests of the pages")
    for file in PAGES:
        check(file.name.endswith(".test.js") or "'node:test'" not in file.read_text(encoding="utf-8"),
              "%s, which has tests, is *.test.js" % file.name)


def test_fixtures():
    """A file of tests/reports has its answer beside it, or a test in C that names it."""
    there = words(HERE.glob("*.c"))
    files = [f for f in sorted((HERE / "reports").rglob("*")) if f.is_file() and f.suffix != ".py"]
    check(files, "there are fixtures")
    for f in files:
        answers = f.suffix == ".json" and f.with_suffix("").exists()
        check(answers or f.with_name(f.name + ".json").exists() or there[f.stem] > 0, "%s is read" % f.relative_to(HERE))


def test_sql():
    """A question is asked by a program or its engine, a view by a question, a part is of one."""
    asked = words([*TOP.glob("lib/*/*.c"), *TOP.glob("tools/*.c"), *TOP.glob("cgi/*.c")])
    files = sorted(TOP.glob("sql/**/*.sql"))
    parts = sorted(TOP.glob("sql/**/*.inc"))
    seen = words([*files, *parts])
    for part in parts:
        check(seen[part.stem] > 0, "%s is part of a question" % part.name)
    for file in files:
        symbol = "sql_" if file.parent.name == "sql" else file.parent.name + "_"
        if file.name.startswith("view_"):
            for view in re.findall(r"CREATE (?:TEMP )?VIEW (\w+)", file.read_text(encoding="utf-8")):
                check(seen[view] > 1, "%s: the view %s is asked" % (file.name, view))
        elif not file.name[0].isdigit():
            check(asked[symbol + file.stem] > 0, "%s is asked" % file.name)


main()
