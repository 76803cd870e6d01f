"""What cgi/API.md tells of routes and answers, read so that answers can be held to it."""
import re

TOKEN = re.compile(r'"[^"]*"|\.\.\.(?:[A-Z]+\b)?|[A-Z]+\b|\w+|[{}\[\],:|]')
HEAD = re.compile(r"\s*(?:([\w-]+):(?=\s*[A-Z{])|([A-Z]+) =)\s*")     # the name of a shape
WORDS = {
    "n": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "percent": lambda v: WORDS["n"](v) and 0 <= v <= 100,
    "time": lambda v: WORDS["n"](v) and v == int(v),
    "id": lambda v: isinstance(v, str) and re.fullmatch(r"[\w.-]{1,64}", v),
    "bool": lambda v: isinstance(v, bool),
    "text": lambda v: isinstance(v, str),
    "cursor": lambda v: isinstance(v, str) and re.fullmatch(r"[\w.-]{1,200}", v),
    "day": lambda v: isinstance(v, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", v),
    "null": lambda v: v is None,
}


class Object:
    """Of these keys, each with a shape; any: of whatever keys."""

    def __init__(self):
        self.keys, self.like, self.any = {}, [], False


class Reader:
    """Of a shape: an Object, a list of what its elements are, a set of words in quotes, the name of
    a shape or one of WORDS, None for anything, or a tuple of alternatives."""

    def __init__(self, text):
        self.tokens = TOKEN.findall(text)
        if "".join(self.tokens) != re.sub(r"\s", "", text):
            raise ValueError("not read: " + text)

    def take(self, *expected):
        token = self.tokens.pop(0)
        if expected and token not in expected:
            raise ValueError("%s where one of %s must be" % (token, expected))
        return token

    def at(self, token):
        if self.tokens[:1] != [token]:
            return False
        self.tokens.pop(0)
        return True

    def shape(self):
        found = [self.one()]
        while self.at("|"):
            found.append(self.one())
        return found[0] if len(found) == 1 else tuple(found)

    def one(self):
        token = self.take()
        if token == "{":
            return self.object()
        if token == "[":
            element = None if self.at("...") else self.shape()
            self.take("]")
            return [element]
        if token.startswith('"'):
            return set(token.strip('"').split("|"))
        if token not in WORDS and not token.isupper():
            raise ValueError("no kind of value: " + token)
        return token

    def object(self):
        o = Object()
        while True:
            token = self.take()
            if token == "...":
                o.any = True
            elif token.startswith("..."):
                o.like.append(token[3:])
            else:
                o.keys[token.strip('"')] = self.shape() if self.at(":") else None
            if self.take(",", "}") == "}":
                return o


def code_of(block):
    """The name at the head of a line, if there is one, and the line without what it says beside it."""
    for line in block.splitlines():
        head = HEAD.match(line)
        line = line[head.end():] if head else line.lstrip()
        if head or line[0] in '|"{}':
            yield head and (head.group(1) or head.group(2)), re.split(r"\s{2,}", line)[0]


def shapes_of(section):
    """Name and text of each; of one without a name, None."""
    block = r"^```\n(.*?)^```$"
    code = re.findall(block, section, re.M | re.S)
    code += re.findall(r'`(\{"[^`]*)`', re.sub(block, "", section, flags=re.M | re.S))
    for lines in map(list, map(code_of, code)):
        starts = [n for n, (name, _) in enumerate(lines) if name or n == 0]
        for n, end in zip(starts, starts[1:] + [len(lines)]):
            yield lines[n][0], "".join(text for _, text in lines[n:end])


def with_id(path):
    """The path of a route, where a number or the id of a sender stood."""
    return re.sub(r"/(\d+|[^/]*__[^/]*)(?=/|$)", "/ID", path)


class Notation:
    """filters: what is told of each; routes: the parameters of each (method, path); sections: the text of each; shapes: by the name
    of a shape, or by the section's first line with its name there, if it has one."""

    def __init__(self, file, filters):
        self.text = file.read_text(encoding="utf-8")
        table = self.text.partition("## Filters\n")[2].partition("\n## ")[0]
        self.filters = {name: told for names, told in re.findall(r"^\|([^|]*)(\|.*)", table, re.M)
                        for name in re.findall(r"`(\w+)`", names)}
        self.routes, self.sections, self.shapes = {}, {}, {}
        for section in re.split(r"^(?=## )", self.text, flags=re.M)[1:]:
            self._routes(section, filters)
            for name, text in shapes_of(section):
                self.shapes[self._key(section, name)] = Reader(text).shape()

    def _key(self, section, name):
        title = section.splitlines()[0].lstrip("# ")
        return name if name and name.isupper() and name != "DELETE" and name != "POST" else " ".join(filter(None, (title, name)))

    def _routes(self, section, filters):
        method = None
        for verb, path, query in re.findall(r"(?:(GET|POST|DELETE) )?(/[\w/.-]+)(?:\?(\S+?))?(?=,|$| )",
                                            section.splitlines()[0]):
            method = verb or method
            names = set(re.split(r"[&|]", re.sub(r"=[^&]*", "", query))) - {""}
            self.routes[method, path] = names - {"FILTER"} | (filters if "FILTER" in names else set())
            self.sections[method, path] = section

    def shape(self, method, path):
        """The key of what a route answers: by its method, by the last word of its path, or its section's."""
        route = with_id(path)
        section = self.sections[method, route]
        names = (method, route.replace("/ID", "").rpartition("/")[2], None)
        return next(key for key in (self._key(section, name) for name in names) if key in self.shapes)

    def differences(self, value, key, seen):
        """Each as a line of text; the paths of what has a value are seen."""
        return self._differences(value, self.shapes[key], seen, key)

    def _differences(self, value, shape, seen, path):
        if isinstance(shape, tuple):
            yield from min((list(self._differences(value, s, seen, path)) for s in shape), key=len)
        elif isinstance(shape, list) and isinstance(value, list):
            for v in value if shape != [None] else []:
                yield from self._differences(v, shape[0], seen, path + "[]")
        elif isinstance(shape, Object) and isinstance(value, dict):
            yield from self._object(value, shape, seen, path)
        elif isinstance(shape, str) and shape in self.shapes:
            yield from self.differences(value, shape, seen)
        elif not (shape is None or isinstance(shape, set) and value in shape or
                  isinstance(shape, str) and WORDS[shape](value)):
            yield "%s: %.80r" % (path, value)

    def _object(self, value, shape, seen, path):
        keys = self._keys(shape)
        for key in sorted(set(keys) | set(value)) if not shape.any else []:
            if key not in value or key not in keys:
                yield "%s.%s is %s" % (path, key, "not told" if key in value else "missing")
                continue
            if value[key] is not None and value[key] != []:
                seen.add(path + "." + key)
            yield from self._differences(value[key], keys[key], seen, path + "." + key)

    def _keys(self, shape):
        keys = dict(shape.keys)
        for name in shape.like:
            keys.update(self._keys(self.shapes[name]))
        return keys

    def paths(self):
        """Of all keys that are told."""
        return {path for key, shape in self.shapes.items() for path in self._paths(shape, key)}

    def _paths(self, shape, path):
        if isinstance(shape, Object):
            for key, its in self._keys(shape).items():
                yield path + "." + key
                yield from self._paths(its, path + "." + key)
        for its in shape if isinstance(shape, (list, tuple)) else ():
            yield from self._paths(its, path + "[]" * isinstance(shape, list))
